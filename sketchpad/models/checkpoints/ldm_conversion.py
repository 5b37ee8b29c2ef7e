"""The names of the original code of Stable Diffusion, which single files and many LoRA files use, and diffusers' own.

Tensors are renamed by diffusers' converters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints.single_file import CONTROL, VAE

if TYPE_CHECKING:
    from torch import Tensor, nn

    Tensors = Mapping[str, Tensor]
MOST_TENSORS = 4000
"""The converters look at all names for each block. Stable Diffusion XL's U-Net, the largest, has 1,680."""
_RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}
_ENDS = {
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
}
_BLOCK = re.compile(r"(down|up)_blocks\.(\d+)\.(resnets|attentions)\.(\d+)(?:\.(.*))?")
_MIDDLE = re.compile(r"mid_block\.(resnets|attentions)\.(\d+)(?:\.(.*))?")
_SAMPLER = re.compile(r"(down|up)_blocks\.(\d+)\.(?:down|up)samplers\.0\.conv")
_SPELLINGS = {"to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}
_MIXED = re.compile(r"\.attn_1\.(to_[qkv]|to_out\.0)\.")
"""kohya's scripts wrote VAEs with diffusers' names in the original attention for a while."""


def unet_tensors(tensors: Tensors, settings: Mapping[str, Any], path: Path) -> dict[str, Tensor]:
    """A U-Net's, whose names begin with "model.diffusion_model."."""
    from diffusers.loaders.single_file_utils import convert_ldm_unet_checkpoint

    return _converted(path, tensors, lambda it: convert_ldm_unet_checkpoint(it, settings))


def vae_tensors(tensors: Tensors, settings: Mapping[str, Any], path: Path) -> dict[str, Tensor]:
    """A VAE's, with or without "first_stage_model." before their names; those of diffusers stay as they are."""
    from diffusers.loaders.single_file_utils import convert_ldm_vae_checkpoint

    bare = {name.removeprefix(VAE): tensor for name, tensor in tensors.items()}
    if any(".mid_block." in name for name in bare):
        return bare
    original = {_MIXED.sub(lambda m: f".attn_1.{_SPELLINGS[m[1]]}.", k): v for k, v in bare.items()}
    return _converted(path, original, lambda it: convert_ldm_vae_checkpoint(it, settings))


def controlnet_tensors(
    tensors: Tensors, settings: Mapping[str, Any], path: Path
) -> dict[str, Tensor]:
    """A ControlNet's, with or without "control_model." before their names; those of diffusers stay as they are."""
    from diffusers.loaders.single_file_utils import (
        DIFFUSERS_TO_LDM_MAPPING,
        convert_controlnet_checkpoint,
    )

    converted = _converted(path, tensors, lambda it: convert_controlnet_checkpoint(it, settings))
    bare = {name.removeprefix(CONTROL): tensor for name, tensor in tensors.items()}
    # The converter leaves out the size inputs of Stable Diffusion XL's networks.
    added = DIFFUSERS_TO_LDM_MAPPING["unet"]["addition_embed_type"]
    return converted | {new: bare[old] for new, old in added.items() if old in bare}


def open_clip_tensors(
    tensors: Tensors, start: str, network: nn.Module, path: Path
) -> dict[str, Tensor]:
    """OpenCLIP's for the text model `network`; layers beyond its depth are left out."""
    from diffusers.loaders.single_file_utils import convert_open_clip_checkpoint

    converted = _converted(
        path, tensors, lambda it: convert_open_clip_checkpoint(network, it, prefix=start)
    )
    return clip_tensors(converted, "", network)


def clip_tensors(tensors: Tensors, start: str, network: nn.Module) -> dict[str, Tensor]:
    """OpenAI's CLIP is written as in transformers, but for a beginning that comes and goes."""
    prefix = "text_model."
    bare = {
        name.removeprefix(start).removeprefix(prefix): tensor for name, tensor in tensors.items()
    }
    own = {name: name.removeprefix(prefix) for name in network.state_dict()}
    return {name: bare[key] for name, key in own.items() if key in bare}


def _converted(
    path: Path,
    tensors: Tensors,
    convert: Callable[[dict[str, Tensor]], Mapping[str, Tensor | None]],
) -> dict[str, Tensor]:
    """The converters take what lacks for None, or fail at it."""
    try:
        if len(tensors) > MOST_TENSORS:
            raise ValueError(f"{len(tensors)} tensors")
        converted = convert(dict(tensors))
    except KeyError as reason:
        raise WeightsDamaged(path, "{tensor} is missing", tensor=str(reason.args[0])) from reason
    except (AttributeError, IndexError, RuntimeError, TypeError, ValueError) as reason:
        raise WeightsDamaged(
            path, "the table of contents of {file} is wrong", file=path.name
        ) from reason
    return {name: tensor for name, tensor in converted.items() if tensor is not None}


def original_name(name: str, config: Mapping[str, Any]) -> str | None:
    """The original name of a U-Net's module, from the one it has in diffusers; None where it has none.

    Args:
        name: without ".weight", like "down_blocks.0.attentions.1.proj_in".
        config: the U-Net's, for how many layers its blocks have and which of them attend.
    """
    if name in _ENDS:
        return _ENDS[name]
    layers = int(config.get("layers_per_block", 2))
    if match := _BLOCK.fullmatch(name):
        way, block, kind, layer, rest = match.groups()
        start = "input_blocks" if way == "down" else "output_blocks"
        number = int(block) * (layers + 1) + int(layer) + (1 if way == "down" else 0)
        return _inside(f"{start}.{number}", kind, 0 if kind == "resnets" else 1, rest)
    if match := _MIDDLE.fullmatch(name):
        kind, layer, rest = match.groups()
        return _inside("middle_block", kind, 2 * int(layer) if kind == "resnets" else 1, rest)
    if match := _SAMPLER.fullmatch(name):
        way, block = match.group(1), int(match.group(2))
        if way == "down":
            return f"input_blocks.{(block + 1) * (layers + 1)}.0.op"
        place = 2 if "CrossAttn" in str(config["up_block_types"][block]) else 1
        return f"output_blocks.{block * (layers + 1) + layers}.{place}.conv"
    return None


def _inside(block: str, kind: str, place: int, rest: str | None) -> str:
    if not rest:
        return f"{block}.{place}"
    return f"{block}.{place}.{_RESNET.get(rest, rest) if kind == 'resnets' else rest}"
