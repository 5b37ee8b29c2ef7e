"""Keeps the ink on the screen up to date, a little at a time, so that the window stays awake."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, QRectF, QTimer, Signal

from sketchpad.document.model import Document
from sketchpad.ui.canvas.ink.ink_layer import InkLayer

SLICE = 0.008  # seconds of drawing strokes anew before events are looked at again


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
