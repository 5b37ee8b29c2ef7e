"""GLIGEN's gates by themselves: read from a file or a whole U-Net, and grafted onto any U-Net of the same shape.

Li et al., "GLIGEN: Open-Set Grounded Text-to-Image Generation", CVPR 2023: the gates and the position network are all
that was trained, beside a frozen Stable Diffusion 1.4. So they fit every model whose blocks are as wide.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from sketchpad.errors import WeightsDamaged, WrongFamily
from sketchpad.models.checkpoints.model_info import FAMILY_LABELS, ModelInfo
from sketchpad.models.checkpoints.safetensors_io import (
    check_header,
    fill,
    find_weights,
    read_json,
    read_some,
    read_tensors,
)
from sketchpad.models.gligen.gates_file import (
    FUSER,
    POSITION,
    diffusers_name,
    find_gates,
    find_references,
)
from sketchpad.models.runtime.device import DeviceChoice

LENGTH = 28.7
MEAN = (0.48145466, 0.4578275, 0.40821073)
DEVIATION = (0.26862954, 0.26130258, 0.27577711)
"""Of CLIP's training pictures, red, green, blue, in 0..1."""


class Gates(nn.Module):
    """Gated layers by the name of the transformer block they belong to, and the network that reads the boxes."""

    def __init__(self, position_net: nn.Module, layers: Mapping[str, nn.Module]) -> None:
        super().__init__()
        self.position_net = position_net
        self.names = tuple(layers)
        self.layers = nn.ModuleList(layers.values())
        self.references: ImageEmbeddings | None = None

    @property
    def sees_pictures(self) -> bool:
        """Whether a box can have a reference picture beside its phrase."""
        return sees_pictures(self.position_net)

    @property
    def width(self) -> int:
        """Of the phrases' embeddings."""
        return int(_inner(self.position_net).positive_len)


@contextmanager
def grafted(unet: nn.Module, gates: Gates) -> Iterator[None]:
    """Inside the block, `unet` has these gates; afterwards it is as before, gates of its own included."""
    parts: list[tuple[nn.Module, str, nn.Module]] = [(unet, "position_net", gates.position_net)]
    for name, layer in zip(gates.names, gates.layers, strict=True):
        parts.append((unet.get_submodule(name), "fuser", layer))
    with ExitStack() as stack:
        for owner, name, part in parts:
            stack.callback(_restore, owner, name, owner._modules.get(name))
            setattr(owner, name, part)
        yield


def _restore(owner: nn.Module, name: str, before: nn.Module | None) -> None:
    if before is None:
        delattr(owner, name)
    else:
        setattr(owner, name, before)


def load_gates(given: Path, unet: Any, info: ModelInfo, place: DeviceChoice) -> Gates:
    """Read gates for `unet`, ready for use, in the precision of `place`; boxes are always read in float32.

    Args:
        given: a .safetensors file with nothing but gates (names as in the original code, or as in
            diffusers), a U-Net's folder, or the folder of a diffusers pipeline with a U-Net that has gates.

    Raises:
        WeightsMissing: nothing is there.
        WeightsDamaged: the file is incomplete, no safetensors, or holds no gates.
        WrongFamily: the gates are for another kind of model.
    """
    path = find_gates(given)
    stored = _read(path, unet.config)
    position = {k.removeprefix(POSITION): v for k, v in stored.items() if k.startswith(POSITION)}
    by_block: dict[str, dict[str, Tensor]] = {}
    for name, tensor in stored.items():
        block, fuser, rest = name.partition(FUSER)
        if fuser:
            by_block.setdefault(block, {})[rest] = tensor
    if not position or not by_block:
        raise WeightsDamaged(path, "it has no gates for boxes")
    blocks = transformer_blocks(unet)
    if by_block.keys() != blocks.keys():
        raise WrongFamily(path, "", FAMILY_LABELS[info.family])
    with torch.device("meta"):
        layers = {name: _gate(block, _width_of(unet)) for name, block in blocks.items()}
        gates = Gates(_position_net(position, _width_of(unet), path), layers)
    for name, layer in zip(gates.names, gates.layers, strict=True):
        _fill(layer, by_block[name], place, path, info)
    _fill(gates.position_net, position, DeviceChoice(place.device, torch.float32), path, info)
    if place.low_precision:
        gates.position_net = FullPrecision(gates.position_net, place.dtype)
    folder = find_references(path) if gates.sees_pictures else None
    gates.references = None if folder is None else load_image_embeddings(folder, place)
    return gates


class FullPrecision(nn.Module):
    """A part of a low-precision network that computes in float32: sines of box corners need all their digits."""

    def __init__(self, inner: nn.Module, dtype: torch.dtype) -> None:
        super().__init__()
        self.inner = inner.float()
        self._dtype = dtype

    def forward(self, **inputs: Tensor) -> Tensor:
        result: Tensor = self.inner(**{name: value.float() for name, value in inputs.items()})
        return result.to(self._dtype)


def transformer_blocks(unet: nn.Module) -> dict[str, Any]:
    """Every block of a U-Net that reads words, by name: these are the ones that gates go into."""
    return {
        name: module
        for name, module in unet.named_modules()
        if type(module).__name__ == "BasicTransformerBlock"
    }


def _read(path: Path, config: Any) -> dict[str, Tensor]:
    """Only the gates of a file that may hold a whole U-Net, under diffusers' names."""
    per_block = config.layers_per_block
    per_block = per_block if isinstance(per_block, int) else int(per_block[0])
    wanted = {
        new: old
        for old in check_header(path)
        if FUSER in (new := diffusers_name(old, per_block)) or new.startswith(POSITION)
    }
    stored = read_some(path, frozenset(wanted.values()).__contains__)
    return {new: stored[old] for new, old in wanted.items()}


def _gate(block: Any, context: int) -> nn.Module:
    from diffusers.models.attention import GatedSelfAttentionDense

    attention = block.attn1
    heads = int(attention.heads)
    return GatedSelfAttentionDense(
        int(attention.query_dim), context, heads, int(attention.inner_dim) // heads
    )


def _position_net(tensors: Mapping[str, Tensor], out: int, path: Path) -> nn.Module:
    from diffusers.models.embeddings import GLIGENTextBoundingboxProjection

    pictures = "null_image_feature" in tensors
    null = tensors.get("null_text_feature" if pictures else "null_positive_feature")
    if null is None or null.ndim != 1:
        raise WeightsDamaged(path, "it has no gates for boxes")
    kind = "text-image" if pictures else "text-only"
    return GLIGENTextBoundingboxProjection(int(null.shape[0]), out, feature_type=kind)


def _width_of(unet: Any) -> int:
    width = unet.config.cross_attention_dim
    return int(width if isinstance(width, int) else width[0])


def _fill(
    network: nn.Module,
    tensors: Mapping[str, Tensor],
    place: DeviceChoice,
    path: Path,
    info: ModelInfo,
) -> None:
    own = network.state_dict()
    if own.keys() - tensors.keys():
        raise WeightsDamaged(path, "{tensor} is missing", tensor=min(own.keys() - tensors.keys()))
    for name, value in own.items():
        tensor = tensors[name]
        if tensor.shape != value.shape and tensor.numel() != value.numel():
            raise WrongFamily(path, "", FAMILY_LABELS[info.family])
        if not bool(tensor.isfinite().all()):
            raise WeightsDamaged(path, "{tensor} contains invalid numbers", tensor=name)
    ready = {
        name: tensors[name].reshape(value.shape).to(place.device, place.dtype)
        for name, value in own.items()
    }
    network.load_state_dict(ready, strict=True, assign=True)
    network.requires_grad_(False).eval()


def sees_pictures(position_net: nn.Module) -> bool:
    """Whether a position network takes pictures beside phrases."""
    return hasattr(_inner(position_net), "linears_image")


def _inner(position_net: nn.Module) -> Any:
    return getattr(position_net, "inner", position_net)


class ImageEmbeddings:
    """Reference pictures of boxes in the space of phrases: CLIP's picture network and the matrix behind it.

    Section 3.2 of the paper and the official code: the picture's CLIP embedding times a fixed matrix, brought to the
    length 28.7 that embeddings of phrases have.
    """

    def __init__(self, encoder: Any, matrix: Tensor) -> None:
        self._encoder = encoder
        self._matrix = matrix

    @torch.no_grad()
    def embed(self, png: bytes) -> Tensor:
        """(1, width), float32, of a PNG that a `Box` has accepted."""
        with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
            pixels = clip_pixels(image, int(self._encoder.config.image_size))
        pixels = pixels.to(self._encoder.device, self._encoder.dtype)
        seen = self._encoder(pixel_values=pixels).image_embeds.float() @ self._matrix.T
        result: Tensor = seen / torch.linalg.vector_norm(seen) * LENGTH
        return result


def clip_pixels(image: Image.Image, side: int) -> Tensor:
    """(1, 3, side, side): the shorter side brought to `side`, the middle of the longer one, in CLIP's units."""
    image = image.convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    image = Image.alpha_composite(paper, image).convert("RGB")
    scale = side / min(image.size)
    size = (max(side, int(image.width * scale)), max(side, int(image.height * scale)))
    image = image.resize(size, Image.Resampling.BICUBIC)
    left, top = (size[0] - side) // 2, (size[1] - side) // 2
    pixels = np.asarray(image.crop((left, top, left + side, top + side)), np.float32) / 255.0
    mean, deviation = torch.tensor(MEAN), torch.tensor(DEVIATION)
    return ((torch.from_numpy(pixels) - mean) / deviation).permute(2, 0, 1)[None]


def load_image_embeddings(folder: Path, place: DeviceChoice) -> ImageEmbeddings:
    """Read `image_encoder` and `image_project` of a pipeline's folder. WeightsMissing or WeightsDamaged."""
    from transformers.models.clip.configuration_clip import CLIPVisionConfig
    from transformers.models.clip.modeling_clip import CLIPVisionModelWithProjection

    settings = read_json(folder / "image_encoder" / "config.json")
    try:
        encoder = CLIPVisionModelWithProjection(CLIPVisionConfig.from_dict(settings))
    except (KeyError, TypeError, ValueError) as reason:
        raise WeightsDamaged(folder, "the settings of its picture reader are wrong") from reason
    tensors = read_tensors(find_weights(folder / "image_encoder"))
    dtype = torch.float32 if place.device.type == "cpu" else place.dtype
    tensors = {k: v.to(dtype) for k, v in tensors.items() if not k.endswith("position_ids")}
    own = set(encoder.state_dict())
    if not any(name.startswith("vision_model.") for name in own):
        tensors = {k.removeprefix("vision_model."): v for k, v in tensors.items()}
    fill(encoder, tensors, folder / "image_encoder")
    path = find_weights(folder / "image_project")
    width = int(encoder.config.projection_dim)
    if check_header(path) != {"project.weight": (width, width)}:
        raise WeightsDamaged(folder, "its picture reader does not fit its gates")
    matrix = read_tensors(path)["project.weight"].float()
    if not bool(matrix.isfinite().all()):
        raise WeightsDamaged(folder, "its picture reader contains invalid numbers")
    return ImageEmbeddings(encoder.to(place.device).eval(), matrix.to(place.device))
