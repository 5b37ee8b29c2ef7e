"""The ink as pixels, kept at the resolution of the screen.

What the pen draws just now is drawn piece by piece by Qt: its coverage is combined with what is there by maximum (an
eraser's by minimum), so that rims do not thicken where pieces overlap. What is drawn anew, after an edit or at another
zoom, is drawn in tiles by the same raster that makes the model's control images, a few strokes at a time: ten thousand
strokes come back without a pause.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from functools import reduce

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF, QTimer, Signal
from PySide6.QtGui import QImage

from sketchpad.document.history import common
from sketchpad.document.model import Document, Stroke
from sketchpad.ui.canvas.ink.ink_tiles import InkTiles, TileJob
from sketchpad.ui.style.painting import rect_of

LARGEST = 4096  # pixels along a side; beyond, the ink is shown enlarged
TILE = 256  # pixels
FEW = 24  # strokes that are stamped one by one when they are added; more are drawn anew
SLICE = 0.008  # seconds of drawing strokes anew before events are looked at again


class InkLayer:
    """What `document` looks like, as an image to paint over the page.

    After a large edit, tiles are drawn anew one after the other. After another scale has been asked for, the old image
    stays in use until the new one is complete. Both is the work of `advance`.
    """

    def __init__(self) -> None:
        self._page = QSizeF(1, 1)
        self._front = InkTiles(self._page, 1.0)
        self._back: InkTiles | None = None
        self._front_tiles: list[QRect] = []  # still to be drawn anew
        self._back_tiles: list[QRect] = []
        self._job: tuple[InkTiles, QRect, TileJob] | None = None  # the tile being drawn
        self._strokes: tuple[Stroke, ...] = ()
        self._bounds = _Bounds()
        self._late: list[Stroke] = []  # stamped since work on tiles was begun
        self._live: list[Stroke] = []  # pieces of the stroke being drawn

    @property
    def image(self) -> QImage:
        """Premultiplied ink on nothing; covers the page."""
        return self._front.image

    @property
    def scale(self) -> float:
        """Pixels of `image` per page pixel."""
        return self._front.scale

    @property
    def is_complete(self) -> bool:
        """Does `image` show everything, at the scale last asked for?"""
        return self._back is None and not self._front_tiles and self._job is None

    @property
    def _largest(self) -> float:
        return LARGEST / max(self._page.width(), self._page.height())

    def set_scale(self, scale: float) -> None:
        """Ask for the ink at `scale`; `advance` makes it."""
        scale = min(scale, self._largest)
        wanted = self._back or self._front
        if wanted.page == self._page and wanted.scale == scale:
            return
        if self._back is not None and self._front.page == self._page and self._front.scale == scale:
            self._drop_back()
        else:
            self._begin(scale)

    def advance(self, seconds: float = math.inf) -> bool:
        """Work on what is still to be drawn, for about `seconds`; True if `image` shows something new."""
        if self.is_complete:
            return False
        news = False
        deadline = time.perf_counter() + seconds
        while self._next_job():
            assert self._job is not None
            sheet, _, job = self._job
            if job.advance():
                self._job = None
                if sheet is self._front:
                    news = True
                    self._stamp_again(sheet)
            if time.perf_counter() > deadline and (
                self._job or self._front_tiles or self._back_tiles
            ):
                return news
        if self._back is not None:
            self._stamp_again(self._back)
            self._front, self._back = self._back, None
            news = True
        self._late.clear()
        return news

    def show(self, document: Document, seconds: float = math.inf) -> QRectF:
        """Show the strokes of `document`, drawing only what differs; the part of the page that changes.

        A large change is worked on for about `seconds`; the rest is left to `advance`.
        """
        page = QSizeF(document.width, document.height)
        old, new = self._strokes, document.strokes
        live = self._forget_live()
        self._strokes = new
        if page != self._page:
            self._page = page
            self._bounds.replace(0, len(old), new)
            self._front = InkTiles(page, min(self.scale, self._largest))
            self._front_tiles.clear()
            self._begin(self._front.scale)
            return QRectF(QPointF(), page)
        start, end = common(old, new)
        come = new[start : len(new) - end]
        changed = self._bounds.replace(start, len(old) - end, come)
        if start == len(old) and len(come) <= FEW:
            for stroke in come:
                self._front.stamp(stroke)
            if not self.is_complete:
                self._late += come
        else:
            self._redraw(changed)
            self.advance(seconds)
        return live.united(changed)

    def draw(self, piece: Stroke) -> QRectF:
        """Draw a piece of the stroke being drawn, at once; the part of the page that changed."""
        self._live.append(piece)
        self._front.stamp(piece)
        return _bounds(piece)

    def take_back(self) -> QRectF:
        """Forget the pieces drawn since the document was last shown; the part of the page that changed."""
        area = self._forget_live()
        self._redraw(area)
        while self._front_tiles or (self._job is not None and self._job[0] is self._front):
            self.advance(0.0)
        return area

    def _forget_live(self) -> QRectF:
        """Forget the pieces of the stroke being drawn; the part of the page that they cover."""
        area = reduce(QRectF.united, map(_bounds, self._live), QRectF())
        self._live.clear()
        return area

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """Those that are shown: not yet those of the drawing while a change of it is being said everywhere."""
        return self._strokes

    def near(self, area: QRectF) -> list[int]:
        """The places, in the document shown, of the strokes whose bounds reach into `area` (page pixels)."""
        return self._bounds.inside(area)

    def _next_job(self) -> bool:
        """The tile being drawn, or the next one: those that are in sight come first."""
        if self._job is None:
            for sheet, tiles in ((self._front, self._front_tiles), (self._back, self._back_tiles)):
                if tiles and sheet is not None:
                    tile = tiles.pop()
                    strokes = [self._strokes[i] for i in self.near(sheet.area(tile))]
                    self._job = sheet, tile, TileJob(sheet, tile, strokes)
                    break
        return self._job is not None

    def _stamp_again(self, sheet: InkTiles) -> None:
        """What was drawn while a tile was in the making; stamping twice changes nothing."""
        for stroke in (*self._late, *self._live):
            sheet.stamp(stroke)

    def _begin(self, scale: float) -> None:
        self._drop_back()
        self._back = InkTiles(self._page, scale)
        self._back_tiles = [
            tile for tile in _tiles(self._back.rect) if self.near(self._back.area(tile))
        ]

    def _drop_back(self) -> None:
        self._back = None
        self._back_tiles.clear()
        if self._job is not None and self._job[0] is not self._front:
            self._job = None

    def _redraw(self, area: QRectF) -> None:
        """Draw `area` anew from the strokes as they are now."""
        self._late.clear()
        if self._job is not None and self._job[0] is self._front:  # its strokes may be gone
            self._front_tiles.append(self._job[1])
            self._job = None
        if not area.isEmpty():
            tiles = _tiles(self._front.pixels_of(area))
            kept = [old for old in self._front_tiles if not any(new.contains(old) for new in tiles)]
            self._front_tiles = kept + tiles[::-1]
        if self._back is not None:
            self._begin(self._back.scale)


class _Bounds:
    """The rectangles around all strokes, quickly searched."""

    def __init__(self) -> None:
        self._table = np.zeros((0, 4))  # x0, y0, x1, y1 in page pixels

    def replace(self, start: int, end: int, strokes: Sequence[Stroke]) -> QRectF:
        """Those of strokes `start` to `end` are now those of `strokes`; the area of both, with a pixel around it."""
        come = np.array([stroke.bounds for stroke in strokes]).reshape(-1, 4)
        changed = np.concatenate((self._table[start:end], come))
        self._table = np.concatenate((self._table[:start], come, self._table[end:]))
        if not len(changed):
            return QRectF()
        corners = np.concatenate((changed[:, :2].min(axis=0) - 1, changed[:, 2:].max(axis=0) + 1))
        return rect_of(corners.tolist())

    def inside(self, area: QRectF) -> list[int]:
        """Indices of those that reach into `area`, in order."""
        x0, y0, x1, y1 = self._table.T
        across = (x0 <= area.right()) & (x1 >= area.left())
        return np.flatnonzero(across & (y0 <= area.bottom()) & (y1 >= area.top())).tolist()


def _tiles(rect: QRect) -> list[QRect]:
    return [
        QRect(x, y, min(TILE, rect.right() + 1 - x), min(TILE, rect.bottom() + 1 - y))
        for y in range(rect.top(), rect.bottom() + 1, TILE)
        for x in range(rect.left(), rect.right() + 1, TILE)
    ]


def _bounds(stroke: Stroke) -> QRectF:
    return rect_of(stroke.bounds).adjusted(-1, -1, 1, 1)


class InkRenderer(QObject):
    """Renders ink tiles in small slices, so that the window stays responsive.

    Signals:
        area_changed: a part of the page shows other ink now, in page pixels.
        news: tiles have been drawn somewhere on the page.
    """

    area_changed = Signal(QRectF)
    news = Signal()

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self.layer = InkLayer()
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self.advance)
        self.layer.show(document)

    def show(self, document: Document) -> None:
        """Show the strokes of `document`; what takes longer than a moment comes by and by."""
        self.area_changed.emit(self.layer.show(document, SLICE))
        self.advance()

    def set_scale(self, scale: float) -> None:
        """Screen pixels per page pixel."""
        self.layer.set_scale(scale)
        self.advance()

    def finish(self) -> None:
        """Draw at once what is still to be drawn."""
        self._work(math.inf)

    def advance(self) -> None:
        self._work(SLICE)

    def _work(self, seconds: float) -> None:
        if self.layer.advance(seconds):
            self.news.emit()
        if self.layer.is_complete:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
