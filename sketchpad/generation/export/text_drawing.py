"""Letters on pictures: a font that has the letters that are asked for, and text cut to a width."""

from __future__ import annotations

import os
import sys
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont as Font

_NOWHERE = "\U0010ffff"  # no font has it: what is drawn for it is drawn for every missing letter
# Fonts for what Pillow's own lacks (it has hardly more than ASCII), by the names under which systems keep them. Tried
# in this order: Latin letters in the style of the system first, then those with Chinese.
_FONTS = (
    "segoeui.ttf", "HelveticaNeue.ttc", "Inter.ttc", "NotoSans-Regular.ttf", "OpenSans-Regular.ttf", "Cantarell-VF.otf",
    "NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "NotoSansSC-Regular.otf", "NotoSansSC-Regular.ttf",
    "SourceHanSansSC-Regular.otf", "SourceHanSansCN-Regular.otf", "msyh.ttc", "PingFang.ttc", "Hiragino Sans GB.ttc",
    "STHeiti Light.ttc", "wqy-microhei.ttc", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", "DroidSansFallback.ttf",
    "simhei.ttf", "simsun.ttc", "Arial Unicode.ttf", "DejaVuSans.ttf",
)  # fmt: skip


def family_for(text: str) -> Family:
    """The family for `text`: Pillow's own where that has all of its letters, else the first on this machine that has.

    Where none has, Pillow's own, with boxes for what it lacks.
    """
    for name in ("", *_installed()):
        font = _open(name, 16.0)
        if font is not None and _has(font, text):
            return Family(name)
    return Family("")


@dataclass(frozen=True)
class Family:
    """A font in any size. `name`: its file, or empty for Pillow's own."""

    name: str = ""

    def sized(self, size: float) -> Font:
        """The font whose letters are `size` pixels high."""
        font = _open(self.name, size) or _open("", size)
        assert font is not None
        return font


def cut(text: str, font: Font, width: float) -> str:
    """`text` on one line, its end replaced by … where it is wider than `width` pixels."""
    text = " ".join(text.split())
    if font.getlength(text) <= width:
        return text
    fitting = bisect_right(
        range(1, len(text) + 1), width, key=lambda n: font.getlength(text[:n].rstrip() + "…")
    )
    return text[:fitting].rstrip() + "…"


@lru_cache(maxsize=64)
def _open(name: str, size: float) -> Font | None:
    from PIL import ImageFont

    try:
        font = ImageFont.truetype(name, size) if name else ImageFont.load_default(size)
    except (OSError, ValueError):
        return None
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font


def _has(font: Font, text: str) -> bool:
    missing = _shape(font, _NOWHERE)
    return all(_shape(font, letter) != missing for letter in set(text) if not letter.isspace())


@lru_cache(maxsize=4096)
def _shape(font: Font, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)


@lru_cache(maxsize=1)
def _installed() -> tuple[str, ...]:
    """Paths of those of `_FONTS` that are there."""
    wanted = {name.lower(): rank for rank, name in enumerate(_FONTS)}
    files = (
        Path(base) / name
        for f in _font_folders()
        for base, _, names in os.walk(f)
        for name in names
    )
    fonts = (str(path) for path in files if path.name.lower() in wanted)
    return tuple(sorted(fonts, key=lambda path: (wanted[Path(path).name.lower()], path)))


def _font_folders() -> list[Path]:
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        folders = [Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"]
        return folders + ([Path(local) / "Microsoft/Windows/Fonts"] if local else [])
    if sys.platform == "darwin":
        system = Path("/System/Library/Fonts")
        return [system, Path("/Library/Fonts"), Path.home() / "Library/Fonts"]
    return [
        Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts",
        Path.home() / ".fonts",
    ]  # fmt: skip
