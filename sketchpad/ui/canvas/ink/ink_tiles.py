"""One image of the ink at one scale, in the colours of the strokes' roles."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from sketchpad.document.model import ROLES, Role, Stroke
from sketchpad.document.raster.raster import Part
from sketchpad.ui.canvas.ink.stroke_outline import stroke_outlines
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.style.painting import polygon

Plane = NDArray[np.uint8]


class InkTiles:
    """Premultiplied ink on nothing.

    Each role has a plane of coverage; the strictest role lies above the others whatever was drawn first, so that a
    piece can be drawn anew without what lies above it. While there is but one role, its plane is the image's alpha.

    Args:
        page: in page pixels. scale: pixels of the image per page pixel.
    """

    def __init__(self, page: QSizeF, scale: float) -> None:
        self.page, self.scale = page, scale
        size = QSize(max(1, round(page.width() * scale)), max(1, round(page.height() * scale)))
        self._pixels = np.zeros((size.height(), size.width(), 4), np.uint8)
        little = sys.byteorder == "little"
        self._alpha: Plane = self._pixels[..., 3 if little else 0]
        self._colours: NDArray[np.uint8] = (  # red, green, blue
            self._pixels[..., 2::-1] if little else self._pixels[..., 1:]
        )
        self._planes: dict[Role, Plane] = {"follow": self._alpha}
        self.rect = QRect(0, 0, size.width(), size.height())
        self.image = QImage(
            self._pixels.data,
            size.width(),
            size.height(),
            size.width() * 4,
            QImage.Format.Format_ARGB32_Premultiplied,
        )

    def area(self, tile: QRect) -> QRectF:
        """The part of the page whose strokes can touch `tile`: the thinnest lines are wider than they say."""
        grown = QRectF(tile).adjusted(-3, -3, 3, 3)
        return QRectF(grown.topLeft() / self.scale, grown.size() / self.scale)

    def pixels_of(self, area: QRectF) -> QRect:
        scaled = QRectF(area.topLeft() * self.scale, area.size() * self.scale)
        return scaled.toAlignedRect().adjusted(-2, -2, 2, 2).intersected(self.rect)

    def stamp(self, stroke: Stroke) -> None:
        """One more stroke over what is there."""
        if stroke.role != "follow":
            self._tell_roles_apart()
        for outline in stroke_outlines(stroke, self.scale):
            low, high = np.floor(outline.min(axis=0)), np.ceil(outline.max(axis=0))
            bounds = QRectF(QPointF(*low), QPointF(*high)).toAlignedRect().intersected(self.rect)
            if bounds.isEmpty():
                continue
            coverage, place = _fill(outline, bounds), slices(bounds)
            if stroke.eraser:
                for plane in self._planes.values():
                    np.minimum(plane[place], 255 - coverage, out=plane[place])
            else:
                plane = self._planes[stroke.role]
                np.maximum(plane[place], coverage, out=plane[place])
            self._mix(place)

    def put(self, tile: QRect, planes: dict[Role, Plane]) -> None:
        """Nothing but `planes` (height, width), by role, in `tile`."""
        if any(role != "follow" for role in planes):
            self._tell_roles_apart()
        place = slices(tile)
        for role, plane in self._planes.items():
            plane[place] = planes.get(role, 0)
        self._mix(place)

    def _tell_roles_apart(self) -> None:
        if len(self._planes) == 1:
            self._planes = {
                role: self._alpha.copy() if role == "follow" else np.zeros_like(self._alpha)
                for role in ROLES
            }

    def _mix(self, place: tuple[slice, slice]) -> None:
        """The image from the planes."""
        if len(self._planes) == 1:
            return
        left = np.full(self._alpha[place].shape, 255, np.uint16)  # what shines through
        colours = np.zeros((*left.shape, 3), np.uint32)
        for role in ROLES:
            seen = (self._planes[role][place] * left + 127) // 255
            left -= seen
            ink = palette.ROLE_INKS[role]
            for channel, value in enumerate((ink.red(), ink.green(), ink.blue())):
                if value:
                    colours[..., channel] += seen.astype(np.uint32) * value
        self._alpha[place] = 255 - left
        self._colours[place] = colours // 255


class TileJob:
    """Draws a tile of a sheet anew, in small pieces of work.

    Args:
        strokes: that can touch the tile, in order.
    """

    def __init__(self, sheet: InkTiles, tile: QRect, strokes: Sequence[Stroke]) -> None:
        self._sheet, self._tile = sheet, tile
        there = {stroke.role for stroke in strokes if not stroke.eraser}
        place = (tile.x(), tile.y(), tile.width(), tile.height())
        self._parts = {
            role: Part([s for s in strokes if s.eraser or s.role == role], sheet.scale, *place)
            for role in ROLES
            if role in there
        }
        self._open = list(self._parts.values())

    def advance(self) -> bool:
        """True when the tile is drawn; until then it shows what it showed before."""
        if self._open and self._open[-1].advance():
            self._open.pop()
        if self._open:
            return False
        planes = {role: part.picture() for role, part in self._parts.items()}
        self._sheet.put(self._tile, planes)
        return True


def _fill(outline: np.ndarray, bounds: QRect) -> Plane:
    """How much of each pixel in `bounds` lies inside `outline`: uint8 (height, width)."""
    width, height = bounds.width(), bounds.height()
    # Rows of an image start at multiples of 4.
    coverage = np.zeros((height, -(-width // 4) * 4), np.uint8)
    scratch = QImage(coverage.data, width, height, coverage.shape[1], QImage.Format.Format_Alpha8)
    painter = QPainter(scratch)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawPolygon(polygon(outline - bounds.topLeft().toTuple()), Qt.FillRule.WindingFill)
    painter.end()
    return coverage[:, :width]


def slices(rect: QRect) -> tuple[slice, slice]:
    return slice(rect.top(), rect.bottom() + 1), slice(rect.left(), rect.right() + 1)
