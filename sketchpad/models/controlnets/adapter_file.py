"""T2I-Adapters that are one .safetensors file: how parts are called, which settings they tell (no torch here).

Such files come with the names of the original code (ldm/modules/encoders/adapter.py of TencentARC/T2I-Adapter) or with
those of diffusers, and without settings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sketchpad.errors import WeightsDamaged

Shapes = Mapping[str, tuple[int, ...]]
_FULL = re.compile(r"body\.(\d+)\.(block[12]|in_conv)\.")
_LIGHT = re.compile(r"body\.(\d+)\.body\.(\d+)\.")
_BLOCKS = 2
"""Of a level of the full adapters; the original code counts them through."""
_UNSHUFFLED = {64: (1, 8), 192: (3, 8), 256: (1, 16), 768: (3, 16)}
"""Channels of the first layer: those of the control image, and by how much it is made smaller."""


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
