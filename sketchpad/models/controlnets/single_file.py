"""ControlNets that are one .safetensors file: which family, what settings, how parts are called (no torch here).

Such files come with the names of the original code ("control_model.input_blocks...", as published and as other
programs convert them) or with those of diffusers, and without settings; those are the family's.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from sketchpad.errors import WeightsDamaged
from sketchpad.models.checkpoints import single_file
from sketchpad.models.checkpoints.model_info import SD1, SD2, SDXL
from sketchpad.models.checkpoints.safetensors_io import check_header, read_json
from sketchpad.models.checkpoints.single_file import CONTROL
from sketchpad.models.controlnets.adapter_file import adapter_settings, is_adapter

Shapes = Mapping[str, tuple[int, ...]]
_FROM_UNET = (
    "act_fn", "addition_embed_type", "addition_time_embed_dim", "attention_head_dim", "block_out_channels",
    "cross_attention_dim", "down_block_types", "downsample_padding", "flip_sin_to_cos", "freq_shift", "in_channels",
    "layers_per_block", "mid_block_scale_factor", "norm_eps", "norm_num_groups", "only_cross_attention",
    "projection_class_embeddings_input_dim", "transformer_layers_per_block", "upcast_attention",
    "use_linear_projection",
)  # fmt: skip


def read_single_file(path: Path) -> dict[str, Any]:
    """Settings for a file, as its config.json would have them; its table of contents alone is read.

    Raises WeightsMissing or WeightsDamaged, also where it is no ControlNet, or was made for a family we do not know.
    """
    if path.suffix.lower() != ".safetensors":
        raise WeightsDamaged(
            path, "{file} may contain a program; only .safetensors files are opened", file=path.name
        )
    shapes = {name.removeprefix(CONTROL): shape for name, shape in check_header(path, path).items()}
    if is_adapter(shapes):
        return adapter_settings(path, shapes)
    _refuse(path, shapes)
    widths = {
        shape[1]
        for name, shape in shapes.items()
        if name.endswith("attn2.to_k.weight") and len(shape) == 2
    }
    unet = _family_with(widths)
    if unet is None:
        raise WeightsDamaged(path, "it was made for a family of models that is not supported")
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


def _family_with(widths: set[int]) -> dict[str, Any] | None:
    """The settings of the U-Net whose text is as wide."""
    for family in (SD1, SD2, SDXL):
        unet: dict[str, Any] = read_json(single_file.families() / f"{family}.json")["unet"]
        if widths == {unet["cross_attention_dim"]}:
            return unet
    return None
