"""Palettes: named colours, in the files of GIMP, Krita and Inkscape (.gpl)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sketchpad import paths
from sketchpad.errors import BadDocument
from sketchpad.outside import ODD, read_file

LARGEST = 256 << 10  # bytes
MOST = 1024  # colours
LONGEST_NAME = 60
OWN = ("everyday", "landscape", "people", "pastel")
_COLOUR = re.compile(r"\s*(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})(?:\s+(.*))?")


@dataclass(frozen=True)
class Palette:
    """`colours`: "#rrggbb" and what it is called, which may be nothing."""

    name: str
    colours: tuple[tuple[str, str], ...]


@cache
def own_palettes() -> Mapping[str, Palette]:
    """Those that come with Sketchpad, by the names of their files in resources/palettes."""
    folder = paths.resources() / "palettes"
    return MappingProxyType({name: read_palette(folder / f"{name}.gpl") for name in OWN})


def read_palette(path: Path) -> Palette:
    """The palette in a file; the first `MOST` of its colours. Raises BadDocument."""
    try:
        first, *lines = read_file(path, LARGEST).decode("utf-8", "replace").splitlines()
        if first.strip("\ufeff \t") != "GIMP Palette":
            raise ValueError("another format")
    except FileNotFoundError as error:
        raise BadDocument(path, "missing") from error
    except ODD as error:
        raise BadDocument(path, "palette") from error
    name = path.stem
    colours: list[tuple[str, str]] = []
    for line in lines:
        if line.startswith("Name:"):
            name = line.removeprefix("Name:").strip() or name
        match = _COLOUR.fullmatch(line)
        if match and all(int(part) <= 255 for part in match.groups()[:3]) and len(colours) < MOST:
            red, green, blue = map(int, match.groups()[:3])
            title = (match[4] or "").strip()
            known = "" if title == "Untitled" else title[:LONGEST_NAME]
            colours.append((f"#{red:02x}{green:02x}{blue:02x}", known))
    if not colours:
        raise BadDocument(path, "palette")
    return Palette(name[:LONGEST_NAME], tuple(colours))
