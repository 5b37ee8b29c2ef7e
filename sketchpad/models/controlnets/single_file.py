"""ControlNets and T2I-Adapters in one .safetensors file: family, settings, names of their parts (no torch here).

Such files come without settings, and with the names of the original code ("control_model.input_blocks...", as published
and as other programs convert them; ldm/modules/encoders/adapter.py of TencentARC/T2I-Adapter) or with those of
diffusers. A ControlNet's settings are its family's; an adapter's follow from its shapes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints import single_file
from sketchpad.models.checkpoints.model_info import family_of_width
from sketchpad.models.checkpoints.safetensors_io import (
    check_header,
    read_json,
    refuse_other_formats,
)
from sketchpad.models.checkpoints.single_file import CONTROL

Shapes = Mapping[str, tuple[int, ...]]
_FROM_UNET = (
    "act_fn", "addition_embed_type", "addition_time_embed_dim", "attention_head_dim", "block_out_channels",
    "cross_attention_dim", "down_block_types", "downsample_padding", "flip_sin_to_cos", "freq_shift", "in_channels",
    "layers_per_block", "mid_block_scale_factor", "norm_eps", "norm_num_groups", "only_cross_attention",
    "projection_class_embeddings_input_dim", "transformer_layers_per_block", "upcast_attention",
    "use_linear_projection",
)  # fmt: skip

_FULL = re.compile(r"body\.(\d+)\.(block[12]|in_conv)\.")
_LIGHT = re.compile(r"body\.(\d+)\.body\.(\d+)\.")
_BLOCKS = 2
"""Of a level of the full adapters; the original code counts them through."""
_UNSHUFFLED = {64: (1, 8), 192: (3, 8), 256: (1, 16), 768: (3, 16)}
"""Channels of the first layer: those of the control image, and by how much it is made smaller."""


def read_single_file(path: Path) -> dict[str, Any]:
    """Settings for a file, as its config.json would have them; its table of contents alone is read.

    Raises WeightsMissing or WeightsDamaged, also where it is no ControlNet, or was made for a family we do not know.
    """
    refuse_other_formats(path)
    shapes = {name.removeprefix(CONTROL): shape for name, shape in check_header(path, path).items()}
    if is_adapter(shapes):
        return adapter_settings(path, shapes)
    _refuse(path, shapes)
    widths = {
        shape[1]
        for name, shape in shapes.items()
        if name.endswith("attn2.to_k.weight") and len(shape) == 2
    }
    family = family_of_width(widths.pop()) if len(widths) == 1 else ""
    if not family:
        raise WeightsDamaged(path, "it was made for a family of models that is not supported")
    unet = read_json(single_file.families() / f"{family}.json")["unet"]
    config = {name: deepcopy(unet[name]) for name in _FROM_UNET if name in unet}
    union = "task_embedding" in shapes
    config["_class_name"] = "ControlNetUnionModel" if union else "ControlNetModel"
    config["conditioning_embedding_out_channels"] = _hint_channels(path, shapes)
    if union:
        types, width = shapes["task_embedding"]
        config |= {
            "num_control_type": types,
            "num_trans_channel": width,
            "num_trans_head": 8,
            "num_trans_layer": sum(name.endswith("attn.in_proj_weight") for name in shapes),
            "num_proj_channel": shapes["spatial_ch_projs.weight"][0],
        }
    return config


def _refuse(path: Path, shapes: Shapes) -> None:
    if "controlnet_cond_embedding.conv_in.weight" in shapes:
        return
    if "input_hint_block.0.weight" in shapes and "zero_convs.0.0.weight" in shapes:
        if any(name.endswith((".down", ".up")) or "lora" in name for name in shapes):
            raise WeightsDamaged(
                path,
                "it is a ControlNet in the form of a LoRA, which is not supported; "
                "take the whole ControlNet",
            )
        return
    if any(name.endswith(("lora_controlnet", "lora_down.weight")) for name in shapes):
        raise WeightsDamaged(path, "it is a LoRA, no ControlNet")
    raise WeightsDamaged(path, "it is no ControlNet")


def _hint_channels(path: Path, shapes: Shapes) -> list[int]:
    """Widths of the layers that read the control image."""
    own = "controlnet_cond_embedding.conv_in.weight" in shapes
    first, later = (
        ("controlnet_cond_embedding.conv_in", "controlnet_cond_embedding.blocks.{}")
        if own
        else ("input_hint_block.0", "input_hint_block.{}")
    )
    try:
        channels = [shapes[f"{first}.weight"][0]]
        for number in range(1, 16):
            name = later.format(2 * number - 1 if own else 4 * number) + ".weight"
            if name not in shapes or not (
                own or f"input_hint_block.{4 * number + 2}.weight" in shapes
            ):
                break
            channels.append(shapes[name][0])
    except (KeyError, IndexError) as reason:
        raise WeightsDamaged(path, "its table of contents is wrong") from reason
    return channels


def is_adapter(names: Mapping[str, Any]) -> bool:
    """Whether a file with tensors of these names is a T2I-Adapter."""
    return any(name.startswith("adapter.body.0.") for name in names) or (
        "body.0.block1.weight" in names or "body.0.body.0.block1.weight" in names
    )


def renamed(names: Mapping[str, Any]) -> dict[str, str]:
    """The names of diffusers for `names`."""
    if any(name.startswith("adapter.") for name in names):
        return {name: name for name in names}
    light = any(_LIGHT.match(name) for name in names)
    return {name: _light(name) if light else _full(name) for name in names}


def _full(name: str) -> str:
    match = _FULL.match(name)
    if match is None:
        return f"adapter.{name}"
    level, block = divmod(int(match[1]), _BLOCKS)
    inside = "" if match[2] == "in_conv" else f"resnets.{block}."
    return f"adapter.body.{level}.{inside}{match[2]}.{name[match.end() :]}"


def _light(name: str) -> str:
    return "adapter." + _LIGHT.sub(r"body.\1.resnets.\2.", name)


def adapter_settings(path: Path, shapes: Shapes) -> dict[str, Any]:
    """The settings as a config.json would have them. WeightsDamaged where the shapes make none."""
    own = {new: shapes[name] for name, new in renamed(shapes).items()}
    full = "adapter.conv_in.weight" in own
    levels = sum(
        bool(re.fullmatch(r"adapter\.body\.\d+\.resnets\.0\.block1\.weight", n)) for n in own
    )
    last = "resnets.0.block1" if full else "out_conv"
    try:
        channels = [own[f"adapter.body.{level}.{last}.weight"][0] for level in range(levels)]
        first = own["adapter.conv_in.weight" if full else "adapter.body.0.in_conv.weight"][1]
        inputs, factor = _UNSHUFFLED[first]
    except (KeyError, IndexError) as reason:
        raise WeightsDamaged(path, "its table of contents is wrong") from reason
    kind = "full_adapter" if factor == 8 else "full_adapter_xl"
    return {
        "_class_name": "T2IAdapter",
        "in_channels": inputs,
        "channels": channels if full else channels[:-1],
        "num_res_blocks": sum(
            bool(re.fullmatch(r"adapter\.body\.0\.resnets\.\d+\.block1\.weight", n)) for n in own
        ),
        "downscale_factor": factor,
        "adapter_type": kind if full else "light_adapter",
    }
