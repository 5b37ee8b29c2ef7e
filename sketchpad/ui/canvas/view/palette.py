"""Colours of the canvas: a neutral surround that does not tint the eye, and a colour of its own for each box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from PySide6.QtGui import QColor, QPalette

from sketchpad.document.model import Box, Role

PAPER = QColor(255, 255, 255)
INK = QColor(0, 0, 0)
# As on paper: ink, a red pencil for what may be redrawn, and the blue that copies leave out. Apart in lightness, too.
ROLE_INKS: Mapping[Role, QColor] = MappingProxyType(
    {"follow": INK, "loose": QColor("#c4572b"), "ignore": QColor("#7cbfe0")}
)
SELECTED = QColor("#5350c4")  # frames of selected lines, axes
HINT = QColor(150, 150, 150)
FAINT_HINT = QColor(172, 172, 172)

# Told apart by people with any common colour blindness at least by lightness, and readable on white paper.
_BOX_COLOURS = (
    "#2c66cf", "#bf4d08", "#1a7c43", "#b52f92", "#0b7485",
    "#c92f3d", "#7449cf", "#716e00", "#8f5527", "#51617d",
)  # fmt: skip
BOX_COLOURS = tuple(map(QColor, _BOX_COLOURS))


def is_dark(palette: QPalette) -> bool:
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def backdrop(palette: QPalette) -> QColor:
    return QColor(43, 43, 43) if is_dark(palette) else QColor(226, 226, 226)


def text_on(colour: QColor) -> QColor:
    """Black or white, whichever reads better on `colour`."""
    light = luminance(colour) + 0.05
    return QColor(255, 255, 255) if 1.05 / light >= light / 0.05 else QColor(0, 0, 0)


def luminance(colour: QColor) -> float:
    """Relative luminance of WCAG 2."""

    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = colour.redF(), colour.greenF(), colour.blueF()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


class BoxColours:
    """Gives each box a colour, keeps it while the box lives, and hands out free ones first."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}
        self._own: dict[str, QColor] = {}

    def show(self, boxes: Iterable[Box]) -> None:
        """Tell which boxes there are; those with a colour of their own keep to it."""
        present = tuple(boxes)
        self._own = {box.id: QColor(box.colour) for box in present if box.colour}
        ids = [box.id for box in present]
        self._index = {one: self._index[one] for one in ids if one in self._index}
        for one in ids:
            if one not in self._index:
                used = Counter(self._index.values())
                self._index[one] = min(range(len(BOX_COLOURS)), key=used.__getitem__)

    def __getitem__(self, id: str) -> QColor:
        own = self._own.get(id)
        return BOX_COLOURS[self._index.get(id, 0)] if own is None else own
