"""A picture with layers over it: an overlay with opacity, and another picture beyond a line that can be dragged."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen

from sketchpad.ui.widgets.picture_view import PictureView

Source = Callable[[int], QImage | None]
"""Makes the picture to paint, for the pixels that its longer side is seen in."""
Layer = Callable[[], QImage | None]
_GRIP = 9.0  # pixels beside the line in which it is caught
_KEY_STEP = 0.02


class LayeredView(PictureView):
    """`PictureView` with layers.

    Signals:
        split_changed: where the user put the line, as a share of the page's width.
        chosen: it was clicked.
    """

    split_changed = Signal(float)
    chosen = Signal()

    def __init__(self, margin: float) -> None:
        super().__init__(margin=margin)
        self._source: Source | None = None
        self._overlays: tuple[Layer, ...] = ()
        self._opacity = 1.0
        self._other: Source | None = None
        self.split: float | None = None
        self._pulling = False
        self.setMouseTracking(True)

    @property
    def picture(self) -> QImage | None:
        """What is painted now."""
        return self._picture if self._source is None else self._source(self._side)

    @property
    def _side(self) -> int:
        page = self._view.page_rect(self._page)
        return round(max(page.width(), page.height()) * self.devicePixelRatioF())

    def set_source(self, source: Source | None) -> None:
        """Ask `source` for the picture whenever it is painted."""
        self._source = source
        self.update()

    def set_overlays(self, layers: tuple[Layer, ...], opacity: float) -> None:
        """Laid over the whole page, whatever their size; made when they are painted."""
        self._overlays, self._opacity = layers, opacity
        self.update()

    def set_other(self, other: Source | None, split: float | None = None) -> None:
        """Show `other` right of the line at `split` (0 to 1); None for no line."""
        self._other, self.split = other, None if other is None else split
        self.update()

    def set_split(self, split: float) -> None:
        if self.split is not None:
            self.split = min(max(split, 0.0), 1.0)
            self.update()
            self.split_changed.emit(self.split)

    def _line(self) -> float:
        page = self._view.page_rect(self._page)
        return page.x() + page.width() * (self.split or 0.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit()
        near = self.split is not None and abs(event.position().x() - self._line()) <= _GRIP
        if near and event.button() == Qt.MouseButton.LeftButton:
            self._pulling = True
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._pulling:
            page = self._view.page_rect(self._page)
            self.set_split((x - page.x()) / max(1.0, page.width()))
            return
        if self.split is not None and not event.buttons():
            near = abs(x - self._line()) <= _GRIP
            self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pulling = False
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        arrows = {Qt.Key.Key_Left: -_KEY_STEP, Qt.Key.Key_Right: _KEY_STEP}
        if self.split is not None and shift and event.key() in arrows:
            self.set_split(self.split + arrows[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        page = self._view.page_rect(self._page)
        if self._other is not None and self.split is not None:
            self._paint_other(painter, page)
        painter.setOpacity(self._opacity)
        for layer in self._overlays:
            image = layer()
            if image is not None:
                painter.drawImage(page, image)

    def _paint_other(self, painter: QPainter, page: QRectF) -> None:
        other = self._other(self._side) if self._other is not None else None
        if other is None:
            return
        line = self._line()
        painter.save()
        painter.setClipRect(QRectF(line, page.y(), page.right() - line, page.height()))
        painter.drawImage(page, other)
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((QColor(0, 0, 0, 110), 4.0), (QColor("white"), 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(line, page.top()), QPointF(line, page.bottom()))
        middle = QPointF(line, page.center().y())
        painter.setBrush(QColor("white"))
        painter.setPen(QPen(QColor(0, 0, 0, 110), 1.0))
        painter.drawEllipse(middle, 11.0, 11.0)
        painter.setPen(QPen(QColor(40, 40, 48), 2.0))
        for side in (-1, 1):
            tip = middle + QPointF(side * 6.5, 0)
            for down in (-3.5, 3.5):
                painter.drawLine(tip, tip + QPointF(-side * 3.5, down))
