"""GLIGEN's gates by themselves: read from a file or a whole U-Net, and grafted onto any U-Net of the same shape.

Li et al., "GLIGEN: Open-Set Grounded Text-to-Image Generation", CVPR 2023: the gates and the position network are all
that was trained, beside a frozen Stable Diffusion 1.4. So they fit every model whose blocks are as wide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from sketchpad.errors import WeightsDamaged, WrongFamily
from sketchpad.models.checkpoints.model_info import FAMILY_LABELS, ModelInfo
from sketchpad.models.checkpoints.safetensors_io import check_header, read_some
from sketchpad.models.gligen.gates_file import (
    FUSER,
    POSITION,
    diffusers_name,
    find_gates,
    find_references,
)
from sketchpad.models.gligen.image_embeddings import ImageEmbeddings, load_image_embeddings
from sketchpad.models.runtime.device import DeviceChoice


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
        """Whether a box can be told by a reference picture as well."""
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
