"""The ink as pixels, kept at the resolution of the screen.

A stroke's coverage is combined with what is there by maximum (an eraser's by minimum). So drawing a stroke piece by
piece while the pen moves, and drawing it whole, give the same picture; rims do not thicken where pieces overlap.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPolygonF

from sketchpad.document.model import Document, Stroke
from sketchpad.ui.canvas.ribbons import ribbons

LARGEST = 4096  # pixels along a side; beyond, the ink is shown enlarged


class InkLayer:
    """What `document` looks like, as an image to paint over the page.

    After another scale has been asked for, the old image stays in use until the new one is complete (`advance`), so
    a drawing of ten thousand strokes can be zoomed without a pause.
    """

    def __init__(self) -> None:
        self._front = _Sheet(QSizeF(1, 1), 1.0)
        self._back: _Sheet | None = None
        self._next = 0  # the stroke that comes next onto the back sheet
        self._page = QSizeF(1, 1)
        self._strokes: tuple[Stroke, ...] = ()
        self._bounds: list[QRectF] = []
        self._live: list[Stroke] = []

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
        if wanted.page != self._page or wanted.scale != scale:
            self._back, self._next = _Sheet(self._page, scale), 0

    def advance(self, seconds: float = float("inf")) -> bool:
        """Work on the image asked for, for about `seconds`; True when it has just been completed."""
        if self._back is None:
            return False
        deadline = time.perf_counter() + seconds
        while self._next < len(self._strokes):
            self._back.stamp(self._strokes[self._next])
            self._next += 1
            if time.perf_counter() > deadline:
                return False
        for piece in self._live:
            self._back.stamp(piece)
        self._front, self._back = self._back, None
        return True

    def show(self, document: Document) -> QRectF:
        """Show the strokes of `document`, drawing only what differs; the part of the page that changed."""
        page = QSizeF(document.width, document.height)
        old, new = self._strokes, document.strokes
        live = _united([_bounds(piece) for piece in self._live])
        self._live.clear()
        if page != self._page:
            self._page, self._strokes = page, new
            self._bounds = [_bounds(stroke) for stroke in new]
            self._front = _Sheet(page, min(self.scale, 1.0))
            self._back, self._next = _Sheet(page, self.scale), 0
            return QRectF(QPointF(), page)
        start = _common(old, new)
        end = _common(old[start:][::-1], new[start:][::-1])
        gone = self._bounds[start : len(old) - end]
        come = [_bounds(stroke) for stroke in new[start : len(new) - end]]
        self._bounds[start : len(old) - end] = come
        self._strokes = new
        if start == len(old):
            for stroke in new[start:]:
                self._front.stamp(stroke)
        else:
            if self._back is not None:
                self._back, self._next = _Sheet(page, self._back.scale), 0
            self._redraw(_united(gone + come))
        return _united([live, *gone, *come])

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

    def _redraw(self, area: QRectF) -> None:
        if area.isEmpty():
            return
        clip = self._front.clear(area)
        margin = 3 / self.scale  # the thinnest lines are wider than their strokes say
        area = area.adjusted(-margin, -margin, margin, margin)
        for stroke, bounds in zip(self._strokes, self._bounds, strict=True):
            if bounds.intersects(area):
                self._front.stamp(stroke, clip)


class _Sheet:
    """An image of the ink at one scale."""

    def __init__(self, page: QSizeF, scale: float) -> None:
        self.page, self.scale = page, scale
        size = QSize(max(1, round(page.width() * scale)), max(1, round(page.height() * scale)))
        self._pixels = np.zeros((size.height(), size.width(), 4), np.uint8)
        self._ink = self._pixels[..., 3 if sys.byteorder == "little" else 0]
        self._rect = QRect(0, 0, size.width(), size.height())
        self.image = QImage(
            self._pixels.data,
            size.width(),
            size.height(),
            size.width() * 4,
            QImage.Format.Format_ARGB32_Premultiplied,
        )

    def clear(self, area: QRectF) -> QRect:
        """Take away the ink in `area` (page pixels); the pixels that were cleared."""
        scaled = QRectF(area.topLeft() * self.scale, area.size() * self.scale)
        clip = scaled.toAlignedRect().adjusted(-2, -2, 2, 2).intersected(self._rect)
        self._ink[_slices(clip)] = 0
        return clip

    def stamp(self, stroke: Stroke, clip: QRect | None = None) -> None:
        allowed = self._rect if clip is None else clip
        for outline in ribbons(stroke, self.scale):
            low, high = np.floor(outline.min(axis=0)), np.ceil(outline.max(axis=0))
            bounds = QRectF(QPointF(*low), QPointF(*high)).toAlignedRect().intersected(allowed)
            if bounds.isEmpty():
                continue
            coverage = _fill(outline, bounds)
            there = self._ink[_slices(bounds)]
            if stroke.eraser:
                np.minimum(there, 255 - coverage, out=there)
            else:
                np.maximum(there, coverage, out=there)


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
