"""A ControlNet or adapter before it is loaded: where it lies, what it is, which models it fits (no torch here)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sketchpad.errors import WeightsDamaged, WeightsMissing, WrongFamily
from sketchpad.models.checkpoints import single_file
from sketchpad.models.checkpoints.model_info import FAMILY_LABELS, SD1, SD2, SDXL, ModelInfo
from sketchpad.models.checkpoints.safetensors_io import (
    check_header,
    find_weights,
    read_json,
    snapshot_in,
)
from sketchpad.models.controlnets.single_file import read_single_file

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
_WIDTHS = {768: SD1, 1024: SD2, 2048: SDXL}
_ADAPTERS = {"full_adapter": SD1, "light_adapter": SD1, "full_adapter_xl": SDXL}


@dataclass(frozen=True)
class ControlNetInfo:
    """A network's folder or single file. `family` is "" where its settings do not tell."""

    folder: Path
    kind: str
    family: str
    config: Mapping[str, Any]
    stamp: int = 0
    """Differs when a file of the folder has changed."""


def find_controlnet(net: str) -> Path:
    """Where a network lies: `net` is a folder, a single file, or its id in the catalogue.

    Raises WeightsMissing where the catalogue has it but it was not downloaded, or nobody knows it.
    """
    from sketchpad.models.catalogue.catalogue import catalogue
    from sketchpad.models.hub.cache import installed

    entry = catalogue().get(net)
    if entry is None:
        return snapshot_in(Path(net).expanduser().absolute())
    found = installed(entry)
    if found is None:
        raise WeightsMissing(entry.name, "Download it first.")
    return found


def usual_hint(net: str) -> str:
    """What a network was trained to read, from the catalogue or its own name; else drawn lines."""
    from sketchpad.models.catalogue.catalogue import catalogue

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
        status = folder.stat()
        return _inspect_file(folder, (status.st_size, status.st_mtime_ns), single_file.families())
    if not folder.is_dir():
        raise WeightsMissing(folder, "Choose another network.")
    return _inspect(folder, _signature(folder))


@lru_cache(maxsize=32)
def _inspect_file(path: Path, stamp: tuple[int, int], _families: Path) -> ControlNetInfo:
    config = read_single_file(path)
    kind = CLASSES[config["_class_name"]]
    return ControlNetInfo(path, kind, _family(kind, config), MappingProxyType(config), hash(stamp))


def _signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    found = ((path.name, path.stat()) for path in sorted(folder.iterdir()) if path.is_file())
    return tuple((name, status.st_size, status.st_mtime_ns) for name, status in found)


@lru_cache(maxsize=32)
def _inspect(folder: Path, _signature: tuple[tuple[str, int, int], ...]) -> ControlNetInfo:
    program = next((path.name for path in sorted(folder.glob("*.py"))), "")
    if program:
        raise WeightsDamaged(
            folder, "it brings program code, {program}, which is never run", program=program
        )
    config = read_json(folder / "config.json")
    kind = CLASSES.get(str(config.get("_class_name")))
    if kind is None:
        raise WeightsDamaged(folder, "a {kind} is not supported", kind=config.get("_class_name"))
    check_header(find_weights(folder))
    family = _family(kind, config)
    return ControlNetInfo(folder, kind, family, MappingProxyType(config), hash(_signature))


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


def unet_settings(info: ModelInfo) -> Mapping[str, Any] | None:
    """The settings of a model's U-Net, None for a model that is a single file."""
    path = info.folder / "unet" / "config.json"
    return read_json(path) if path.is_file() else None


def _family(kind: str, config: Mapping[str, Any]) -> str:
    if kind == ADAPTER:
        return _ADAPTERS.get(str(config.get("adapter_type")), "")
    width = config.get("cross_attention_dim")
    return _WIDTHS.get(width, "") if isinstance(width, int) else ""


def _adapter_fits(config: Mapping[str, Any], unet: Mapping[str, Any]) -> bool:
    """An adapter adds to the U-Net's levels, so it must be as wide as they are."""
    own, wanted = config.get("channels"), unet.get("block_out_channels")
    if not isinstance(own, list | tuple) or not isinstance(wanted, list | tuple):
        return False
    return list(own)[: len(wanted)] == list(wanted)[: len(own)]


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
