"""The colour layer on the canvas as one picture, which a brush goes on painting at once."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from sketchpad.document.model import Document, Paint
from sketchpad.document.raster.paint_raster import (
    PaintRaster,
    coverage,
    lay,
    on_paper,
    part_of,
    scale_of,
)
from sketchpad.ui.style.painting import paint_exposed, rect_of

SIDE = 1024  # pixels of the longer side, at least
SLICE = 0.012  # seconds of painting before events are looked at again
PAINTED = 128  # alpha from which a pixel has a colour


class PaintLayer(QObject):
    """What is on the colour layer.

    Signals:
        changed: more of it is shown now.
    """

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._raster = PaintRaster()
        self._document = Document()
        self._shown = np.zeros((1, 1, 4), np.uint8)
        self._cover: np.ndarray | None = None  # of the stroke being painted
        self.image = QImage()  # premultiplied; null where nothing is painted
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)
        self.show(document)

    def show(self, document: Document) -> None:
        before, self._document = self._document, document
        if _painted(before) != _painted(document) or self._cover is not None:
            self._cover = None
            if document.is_painted:
                self._work(SLICE)
            else:
                self._timer.stop()
                self.image = QImage()

    def finish(self) -> None:
        """Paint at once what is still to be painted."""
        if self._timer.isActive():
            self._work(math.inf)

    def _go_on(self) -> None:
        self._work(SLICE)
        self.changed.emit()

    def _work(self, seconds: float) -> None:
        if self._raster.paint(self._document, *self._size, seconds):
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
        self._show_canvas()

    def _show_canvas(self) -> None:
        """Nothing but what the raster has painted."""
        width, height = self._size
        if self.image.isNull() or (self.image.width(), self.image.height()) != (width, height):
            self._shown = np.zeros((height, width, 4), np.uint8)
            form = QImage.Format.Format_RGBA8888_Premultiplied
            self.image = QImage(self._shown.data, width, height, 4 * width, form)
        if self._document.is_painted:
            np.copyto(self._shown, self._raster.canvas)

    @property
    def _size(self) -> tuple[int, int]:
        page = self._document
        scale = max(1.0, SIDE / max(page.width, page.height))
        return round(page.width * scale), round(page.height * scale)

    def draw(self, piece: Paint) -> QRectF:
        """Go on with a patch, a piece of whose stroke this is; what the piece covers, in page pixels."""
        width, height = self._size
        if self._cover is None:
            self._show_canvas()
            self._cover = np.zeros((height, width), np.uint8)
        scale = scale_of(self._document, width, height)
        x0, y0, x1, y1 = part = part_of(piece, scale, width, height)
        if x0 < x1 and y0 < y1:
            cover = self._cover[y0:y1, x0:x1]
            np.maximum(cover, coverage(piece, scale, part), out=cover)
            there = self._raster.canvas if self._document.paints or self._document.ground else None
            self._shown[y0:y1, x0:x1] = 0 if there is None else there[y0:y1, x0:x1]
            lay(self._shown, part, cover, piece)
        return rect_of(piece.stroke.bounds).adjusted(-1, -1, 1, 1)

    def take_back(self) -> None:
        """Forget what `draw` has painted since the document was shown."""
        self.show(self._document)

    def colour_at(self, at: QPointF) -> QColor | None:
        """On white, at a place of the page; None where nothing is painted."""
        if self.image.isNull():
            return None
        width, height = self._size
        column = int(at.x() * width / self._document.width)
        row = int(at.y() * height / self._document.height)
        if not (0 <= column < width and 0 <= row < height):
            return None
        pixel = self._shown[row, column]
        return QColor(*on_paper(pixel).tolist()) if pixel[3] >= PAINTED else None

    def paint(self, painter: QPainter, page: QRectF) -> None:
        """`page`: where the page lies, in widget pixels."""
        paint_exposed(painter, self.image, page)


def _painted(document: Document) -> tuple[object, ...]:
    return document.width, document.height, document.paints, document.ground
