"""The ink as pixels, kept at the resolution of the screen.

What the pen draws just now is drawn piece by piece by Qt: its coverage is combined with what is there by maximum (an
eraser's by minimum), so that rims do not thicken where pieces overlap. What is drawn anew, after an edit or at another
zoom, is drawn in tiles by the same raster that makes the model's control images.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPolygonF

from sketchpad.document.model import Document, Stroke
from sketchpad.document.raster import render_part
from sketchpad.ui.canvas.ribbons import ribbons

LARGEST = 4096  # pixels along a side; beyond, the ink is shown enlarged
TILE = 256  # pixels


class InkLayer:
    """What `document` looks like, as an image to paint over the page.

    After another scale has been asked for, the old image stays in use until the new one is complete (`advance`), so
    a drawing of ten thousand strokes can be zoomed without a pause.
    """

    def __init__(self) -> None:
        self._page = QSizeF(1, 1)
        self._front = _Sheet(self._page, 1.0)
        self._back: _Sheet | None = None
        self._tiles: list[QRect] = []  # of the back sheet, still to be drawn
        self._strokes: tuple[Stroke, ...] = ()
        self._bounds = _Bounds()
        self._late: list[Stroke] = []  # drawn since the back sheet was begun
        self._live: list[Stroke] = []  # pieces of the stroke being drawn

    @property
    def image(self) -> QImage:
        """Premultiplied black ink on nothing; covers the page."""
        return self._front.image

    @property
    def scale(self) -> float:
        """Pixels of `image` per page pixel."""
        return self._front.scale

    @property
    def is_complete(self) -> bool:
        """Does `image` have the scale last asked for?"""
        return self._back is None

    def set_scale(self, scale: float) -> None:
        """Ask for the ink at `scale`; `advance` makes it."""
        longest = max(self._page.width(), self._page.height())
        scale = min(scale, LARGEST / longest)
        wanted = self._back or self._front
        if wanted.page == self._page and wanted.scale == scale:
            return
        if self._back is not None and self._front.page == self._page and self._front.scale == scale:
            self._back = None
        else:
            self._begin(scale)

    def advance(self, seconds: float = math.inf) -> bool:
        """Work on the image asked for, for about `seconds`; True when it has just been completed."""
        if self._back is None:
            return False
        deadline = time.perf_counter() + seconds
        while self._tiles:
            self._draw_anew(self._back, self._tiles.pop())
            if self._tiles and time.perf_counter() > deadline:
                return False
        for stroke in (*self._late, *self._live):
            self._back.stamp(stroke)
        self._front, self._back = self._back, None
        return True

    def show(self, document: Document) -> QRectF:
        """Show the strokes of `document`, drawing only what differs; the part of the page that changed."""
        page = QSizeF(document.width, document.height)
        old, new = self._strokes, document.strokes
        live = _united([_bounds(piece) for piece in self._live])
        self._live.clear()
        self._strokes = new
        if page != self._page:
            self._page = page
            self._bounds.replace(0, len(old), new)
            self._front = _Sheet(page, min(self.scale, LARGEST / max(page.width(), page.height())))
            self._begin(self._front.scale)
            return QRectF(QPointF(), page)
        start = _common(old, new)
        end = _common(old[start:][::-1], new[start:][::-1])
        gone, come = old[start : len(old) - end], new[start : len(new) - end]
        self._bounds.replace(start, len(old) - end, come)
        changed = _united([_bounds(stroke) for stroke in (*gone, *come)])
        if start == len(old):
            for stroke in come:
                self._front.stamp(stroke)
            self._late += come
        else:
            self._redraw(changed)
            if self._back is not None:
                self._begin(self._back.scale)
        return live.united(changed)

    def draw(self, piece: Stroke) -> QRectF:
        """Draw a piece of the stroke being drawn, at once; the part of the page that changed."""
        self._live.append(piece)
        self._front.stamp(piece)
        return _bounds(piece)

    def take_back(self) -> QRectF:
        """Forget the pieces drawn since the document was last shown; the part of the page that changed."""
        area = _united([_bounds(piece) for piece in self._live])
        self._live.clear()
        self._redraw(area)
        return area

    def _begin(self, scale: float) -> None:
        self._back = _Sheet(self._page, scale)
        self._tiles = [
            tile for tile in _tiles(self._back.rect) if self._bounds.any_in(self._back.area(tile))
        ]
        self._late.clear()

    def _redraw(self, area: QRectF) -> None:
        if not area.isEmpty():
            for tile in _tiles(self._front.pixels_of(area)):
                self._draw_anew(self._front, tile)

    def _draw_anew(self, sheet: _Sheet, tile: QRect) -> None:
        found = self._bounds.found_in(sheet.area(tile))
        sheet.draw_anew([self._strokes[i] for i in found.tolist()], tile)


class _Sheet:
    """An image of the ink at one scale."""

    def __init__(self, page: QSizeF, scale: float) -> None:
        self.page, self.scale = page, scale
        size = QSize(max(1, round(page.width() * scale)), max(1, round(page.height() * scale)))
        self._pixels = np.zeros((size.height(), size.width(), 4), np.uint8)
        self._ink = self._pixels[..., 3 if sys.byteorder == "little" else 0]
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

    def draw_anew(self, strokes: Sequence[Stroke], tile: QRect) -> None:
        """Nothing but `strokes` in `tile`."""
        drawn = (
            render_part(strokes, self.scale, tile.x(), tile.y(), tile.width(), tile.height())
            if strokes
            else 0
        )
        self._ink[_slices(tile)] = drawn

    def stamp(self, stroke: Stroke) -> None:
        """One more stroke over what is there."""
        for outline in ribbons(stroke, self.scale):
            low, high = np.floor(outline.min(axis=0)), np.ceil(outline.max(axis=0))
            bounds = QRectF(QPointF(*low), QPointF(*high)).toAlignedRect().intersected(self.rect)
            if bounds.isEmpty():
                continue
            coverage = _fill(outline, bounds)
            there = self._ink[_slices(bounds)]
            if stroke.eraser:
                np.minimum(there, 255 - coverage, out=there)
            else:
                np.maximum(there, coverage, out=there)


class _Bounds:
    """The rectangles around all strokes, quickly searched."""

    def __init__(self) -> None:
        self._table = np.zeros((0, 4))  # x0, y0, x1, y1 in page pixels

    def replace(self, start: int, end: int, strokes: Sequence[Stroke]) -> None:
        """Those of strokes `start` to `end` are now those of `strokes`."""
        come = np.array([stroke.bounds for stroke in strokes]).reshape(-1, 4)
        self._table = np.concatenate((self._table[:start], come, self._table[end:]))

    def found_in(self, area: QRectF) -> np.ndarray:
        """Indices, in order."""
        x0, y0, x1, y1 = self._table.T
        inside = (x0 <= area.right()) & (x1 >= area.left())
        return np.flatnonzero(inside & (y0 <= area.bottom()) & (y1 >= area.top()))

    def any_in(self, area: QRectF) -> bool:
        return self.found_in(area).size > 0


def _tiles(rect: QRect) -> list[QRect]:
    """`rect` in pieces."""
    return [
        QRect(x, y, min(TILE, rect.right() + 1 - x), min(TILE, rect.bottom() + 1 - y))
        for y in range(rect.top(), rect.bottom() + 1, TILE)
        for x in range(rect.left(), rect.right() + 1, TILE)
    ]


def _fill(outline: np.ndarray, bounds: QRect) -> np.ndarray:
    """How much of each pixel in `bounds` lies inside `outline`: uint8 (height, width)."""
    width, height = bounds.width(), bounds.height()
    coverage = np.zeros(
        (height, -(-width // 4) * 4), np.uint8
    )  # rows of an image start at multiples of 4
    scratch = QImage(coverage.data, width, height, coverage.shape[1], QImage.Format.Format_Alpha8)
    painter = QPainter(scratch)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    corners = (outline - (bounds.x(), bounds.y())).tolist()
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]), Qt.FillRule.WindingFill)
    painter.end()
    return coverage[:, :width]


def _slices(rect: QRect) -> tuple[slice, slice]:
    return slice(rect.top(), rect.bottom() + 1), slice(rect.left(), rect.right() + 1)


def _bounds(stroke: Stroke) -> QRectF:
    x0, y0, x1, y1 = stroke.bounds
    return QRectF(x0, y0, x1 - x0, y1 - y0).adjusted(-1, -1, 1, 1)


def _united(areas: Sequence[QRectF]) -> QRectF:
    united = QRectF()
    for area in areas:
        united = united.united(area)
    return united


def _common(a: Sequence[Stroke], b: Sequence[Stroke]) -> int:
    """How many strokes at the start of both are the same objects."""
    for i, (x, y) in enumerate(zip(a, b, strict=False)):
        if x is not y:
            return i
    return min(len(a), len(b))
