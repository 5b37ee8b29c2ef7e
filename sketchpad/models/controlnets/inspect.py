"""A ControlNet or adapter before it is loaded: where it lies, what it is, which models it fits (no torch here)."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
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
    refuse_programs,
    stamp_of,
)
from sketchpad.models.controlnets.single_file import read_single_file
from sketchpad.models.hub.locate import find_controlnet

CONTROLNET, UNION, ADAPTER = "controlnet", "union", "t2i_adapter"
CLASSES = MappingProxyType(
    {"ControlNetModel": CONTROLNET, "ControlNetUnionModel": UNION, "T2IAdapter": ADAPTER}
)
SHARED = (
    "block_out_channels",
    "layers_per_block",
    "cross_attention_dim",
    "addition_embed_type",
)
"""What a ControlNet's config.json must have in common with the U-Net's."""
WORDS = (
    ("lineart_anime", "lineart_anime"), ("lineartanime", "lineart_anime"), ("lineart", "lineart"), ("canny", "canny"),
    ("scribble", "scribble"), ("softedge", "softedge"), ("hed", "softedge"), ("pidi", "softedge"), ("mlsd", "mlsd"),
    ("depth", "depth"), ("normal", "normal"), ("openpose", "openpose"), ("seg", "segmentation"), ("tile", "tile"),
)  # fmt: skip
"""What publishers put into the names of their networks."""


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
    folder = find_controlnet(net)
    if folder.is_file():
        return _inspect_file(folder, stamp_of(folder), single_file.families())
    if not folder.is_dir():
        raise WeightsMissing(folder, "Choose another network.")
    return _inspect(folder, stamp_of(folder))


@lru_cache(maxsize=32)
def _inspect_file(path: Path, stamp: Hashable, _families: Path) -> ControlNetInfo:
    config = read_single_file(path)
    kind = CLASSES[config["_class_name"]]
    return ControlNetInfo(path, kind, _family(kind, config), MappingProxyType(config), hash(stamp))


@lru_cache(maxsize=32)
def _inspect(folder: Path, stamp: Hashable) -> ControlNetInfo:
    refuse_programs(folder)
    config = read_json(folder / "config.json")
    kind = CLASSES.get(str(config.get("_class_name")))
    if kind is None:
        raise WeightsDamaged(folder, "a {kind} is not supported", kind=config.get("_class_name"))
    check_header(find_weights(folder))
    family = _family(kind, config)
    return ControlNetInfo(folder, kind, family, MappingProxyType(config), hash(stamp))


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


def _family(kind: str, config: Mapping[str, Any]) -> str:
    if kind == ADAPTER:
        return ADAPTER_FAMILIES.get(str(config.get("adapter_type")), "")
    return family_of_width(config.get("cross_attention_dim"))


def _adapter_fits(config: Mapping[str, Any], unet: Mapping[str, Any]) -> bool:
    """An adapter adds to the U-Net's levels, so it must be as wide as they are."""
    own, wanted = config.get("channels"), unet.get("block_out_channels")
    if not isinstance(own, list | tuple) or not isinstance(wanted, list | tuple):
        return False
    return list(own)[: len(wanted)] == list(wanted)[: len(own)]


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
