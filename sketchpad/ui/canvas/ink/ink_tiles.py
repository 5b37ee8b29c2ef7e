"""Images of the ink at one scale, in the colours of the strokes' roles, and the outlines of strokes."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from sketchpad.document.model import ROLES, Role, Stroke
from sketchpad.document.raster.raster import Part
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.style.painting import polygon

Plane = NDArray[np.uint8]
SHARPEST = math.cos(math.radians(35))  # a sharper turn gets a round corner of its own
LONGEST = 160.0  # pixels of one ribbon: short ones have small bounding boxes
THINNEST = 0.5  # radius in pixels below which a line would break up into dots


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


def stroke_outlines(
    stroke: Stroke, scale: float, origin: tuple[float, float] = (0.0, 0.0)
) -> Iterator[NDArray[np.float64]]:
    """Polygons (k, 2) with round ends that together cover `stroke`, to be filled by the winding rule.

    Args:
        scale: pixels of the result per page pixel.
        origin: where the page's corner lies in the result.
    """
    points = stroke.points[:, :2].astype(np.float64) * scale + origin
    radii = np.maximum(stroke.widths.astype(np.float64) * (scale / 2), THINNEST)
    steps = np.diff(points, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    moving = lengths > 0.02
    if not moving.all():
        kept = np.flatnonzero(np.concatenate(([True], moving)))
        points, radii = points[kept], np.maximum.reduceat(radii, kept)
        steps = np.diff(points, axis=0)
        lengths = np.hypot(steps[:, 0], steps[:, 1])
    if len(points) == 1 or not lengths.all():
        yield _dot(points[0], float(radii.max()))
        return
    along = steps / lengths[:, None]
    turns = (along[:-1] * along[1:]).sum(axis=1)
    sharp = np.flatnonzero(turns < SHARPEST) + 1
    travelled = np.concatenate(([0.0], np.cumsum(lengths)))
    far = np.flatnonzero(np.diff(travelled // LONGEST) > 0)
    cuts = np.unique(np.concatenate(([0], sharp, far, [len(points) - 1])))
    for first, last in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        part = slice(first, last + 1)
        yield _ribbon(points[part], radii[part], along[first:last])


def _dot(centre: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    angles = np.linspace(0, 2 * math.pi, 2 * _arc_points(radius), endpoint=False)
    return centre + radius * np.column_stack((np.cos(angles), np.sin(angles)))


def _ribbon(
    points: NDArray[np.float64], radii: NDArray[np.float64], along: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The outline of points without sharp turns; `along` (n - 1, 2) are the unit vectors between them."""
    sums = along[:-1] + along[1:]
    half = np.hypot(sums[:, 0], sums[:, 1])  # twice the cosine of half the turn
    tangents = np.concatenate((along[:1], sums / half[:, None], along[-1:]))
    reach = radii.copy()
    reach[1:-1] *= 2 / half
    normals = np.column_stack((-tangents[:, 1], tangents[:, 0]))
    aside = normals * reach[:, None]
    end = _cap(points[-1], normals[-1], tangents[-1], radii[-1])
    start = _cap(points[0], -normals[0], -tangents[0], radii[0])
    return np.concatenate((points + aside, end, (points - aside)[::-1], start))


def _cap(
    centre: NDArray[np.float64],
    normal: NDArray[np.float64],
    ahead: NDArray[np.float64],
    radius: float,
) -> NDArray[np.float64]:
    """The inner points of the half circle from `normal` through `ahead` to the other side."""
    angles = np.linspace(0, math.pi, _arc_points(radius))[1:-1, None]
    return centre + radius * (np.cos(angles) * normal + np.sin(angles) * ahead)


def _arc_points(radius: float) -> int:
    """Enough points for half a circle that its chords stay within a tenth of a pixel."""
    return 4 + math.ceil(3.6 * math.sqrt(radius))
