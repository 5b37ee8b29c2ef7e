"""A ControlNet or adapter before it is loaded: where it lies, what it is, which models it fits (no torch here).

Single files come without settings, and with the names of the original code ("control_model.input_blocks...", as
published and as other programs convert them; ldm/modules/encoders/adapter.py of TencentARC/T2I-Adapter) or with those
of diffusers. A ControlNet's settings are its family's; an adapter's follow from its shapes.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sketchpad.errors import WeightsDamaged, WeightsMissing, WrongFamily
from sketchpad.models.catalogue.catalogue import catalogue
from sketchpad.models.checkpoints import single_file
from sketchpad.models.checkpoints.model_info import (
    ADAPTER_FAMILIES,
    FAMILY_LABELS,
    ModelInfo,
    family_of_width,
)
from sketchpad.models.checkpoints.safetensors_io import (
    check_header,
    find_weights,
    read_json,
    refuse_other_formats,
    refuse_programs,
    stamp_of,
)
from sketchpad.models.checkpoints.single_file import CONTROL
from sketchpad.models.hub.locate import find_controlnet

CONTROLNET, UNION, ADAPTER = "controlnet", "union", "t2i_adapter"
CLASSES = MappingProxyType(
    {"ControlNetModel": CONTROLNET, "ControlNetUnionModel": UNION, "T2IAdapter": ADAPTER}
)
SHARED = ("block_out_channels", "layers_per_block", "cross_attention_dim", "addition_embed_type")
"""What a ControlNet's config.json must have in common with the U-Net's."""
WORDS = (
    ("lineart_anime", "lineart_anime"), ("lineartanime", "lineart_anime"), ("lineart", "lineart"), ("canny", "canny"),
    ("scribble", "scribble"), ("softedge", "softedge"), ("hed", "softedge"), ("pidi", "softedge"), ("mlsd", "mlsd"),
    ("depth", "depth"), ("normal", "normal"), ("openpose", "openpose"), ("seg", "segmentation"), ("tile", "tile"),
)  # fmt: skip
"""What publishers put into the names of their networks."""
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


@dataclass(frozen=True)
class ControlNetInfo:
    """A network's folder or single file. `family` is "" where its settings do not tell."""

    folder: Path
    kind: str
    family: str
    config: Mapping[str, Any]
    stamp: int = 0
    """Differs when a file of the folder has changed."""


def usual_hint(net: str) -> str:
    """What a network was trained to read, from the catalogue or its own name; else drawn lines."""
    entry = catalogue().get(net)
    if entry and entry.hints:
        return entry.hints[0]
    name = re.split(r"[/\\]", net.rstrip("/\\"))[-1].lower()
    return next((kind for word, kind in WORDS if word in name), "scribble")


def inspect_controlnet(net: str) -> ControlNetInfo:
    """Read a network's settings and check that its weight file is whole. Cheap after the first time.

    Raises:
        WeightsMissing: it is not there.
        WeightsDamaged: it is incomplete, no safetensors, brings program code, or is no network of a kind that we know.
    """
    place = find_controlnet(net)
    if not place.exists():
        raise WeightsMissing(place, "Choose another network.")
    return _inspect(place, stamp_of(place), single_file.families())


@lru_cache(maxsize=32)
def _inspect(place: Path, stamp: Hashable, _families: Path) -> ControlNetInfo:
    if place.is_file():
        config = read_single_file(place)
    else:
        refuse_programs(place)
        config = read_json(place / "config.json")
    kind = CLASSES.get(str(config.get("_class_name")))
    if kind is None:
        raise WeightsDamaged(place, "a {kind} is not supported", kind=config.get("_class_name"))
    if place.is_dir():
        check_header(find_weights(place))
    family = (
        ADAPTER_FAMILIES.get(str(config.get("adapter_type")), "")
        if kind == ADAPTER
        else family_of_width(config.get("cross_attention_dim"))
    )
    return ControlNetInfo(place, kind, family, MappingProxyType(config), hash(stamp))


def check_fit(net: ControlNetInfo, info: ModelInfo, unet: Mapping[str, Any] | None = None) -> None:
    """Raise `WrongFamily` where a network was made for another model than `info`.

    `unet` are the U-Net's settings where they are known; otherwise only the families are compared.
    """
    if net.kind == ADAPTER:
        own = net.folder.parent == info.folder
        wrong = (not own and net.family not in ("", info.family)) or (
            unet is not None and not _adapter_fits(net.config, unet)
        )
    elif unet is not None:
        wrong = any(_plain(net.config.get(key)) != _plain(unet.get(key)) for key in SHARED)
        # Inpainting U-Nets read more than the latents, which are all that they share.
        wrong |= net.config.get("in_channels", 4) != unet.get("out_channels", 4)
    else:
        wrong = net.family not in ("", info.family)
    if wrong:
        theirs = FAMILY_LABELS.get(net.family, "")
        ours = FAMILY_LABELS[info.family]
        raise WrongFamily(net.folder, "" if theirs == ours else theirs, ours)


def _adapter_fits(config: Mapping[str, Any], unet: Mapping[str, Any]) -> bool:
    """An adapter adds to the U-Net's levels, so it must be as wide as they are."""
    own, wanted = config.get("channels"), unet.get("block_out_channels")
    if not isinstance(own, list | tuple) or not isinstance(wanted, list | tuple):
        return False
    return list(own)[: len(wanted)] == list(wanted)[: len(own)]


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


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
    each = (read_json(single_file.families() / f"{name}.json")["unet"] for name in FAMILY_LABELS)
    unet = next((unet for unet in each if widths == {unet["cross_attention_dim"]}), None)
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


def is_adapter(names: Mapping[str, Any]) -> bool:
    """Whether a file with tensors of these names is a T2I-Adapter."""
    return any(name.startswith("adapter.body.0.") for name in names) or (
        "body.0.block1.weight" in names or "body.0.body.0.block1.weight" in names
    )


def renamed(names: Mapping[str, Any]) -> dict[str, str]:
    """The names of diffusers for `names`."""
    if any(name.startswith("adapter.") for name in names):
        return {name: name for name in names}
    if any(_LIGHT.match(name) for name in names):
        return {name: "adapter." + _LIGHT.sub(r"body.\1.resnets.\2.", name) for name in names}
    return {name: _full(name) for name in names}


def _full(name: str) -> str:
    match = _FULL.match(name)
    if match is None:
        return f"adapter.{name}"
    level, block = divmod(int(match[1]), _BLOCKS)
    inside = "" if match[2] == "in_conv" else f"resnets.{block}."
    return f"adapter.body.{level}.{inside}{match[2]}.{name[match.end() :]}"


def adapter_settings(path: Path, shapes: Shapes) -> dict[str, Any]:
    """The settings as a config.json would have them. WeightsDamaged where the shapes make none."""
    own = {new: shapes[name] for name, new in renamed(shapes).items()}
    full = "adapter.conv_in.weight" in own

    def count(pattern: str) -> int:
        return sum(bool(re.fullmatch(pattern, name)) for name in own)

    levels = count(r"adapter\.body\.\d+\.resnets\.0\.block1\.weight")
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
        "num_res_blocks": count(r"adapter\.body\.0\.resnets\.\d+\.block1\.weight"),
        "downscale_factor": factor,
        "adapter_type": kind if full else "light_adapter",
    }
