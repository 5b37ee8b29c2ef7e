"""A slider with two handles: from here to there, in shares of 0..1.

Each handle is a slider of its own to the keyboard and to screen readers; this widget only places and paints them.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from sketchpad.ui.style.theme import theme
from sketchpad.ui.widgets.value_slider import ignore_wheel

STEPS = 20  # of 5 %
HANDLE = 16
MARGIN = HANDLE / 2


class _Handle(QSlider):
    """Keyboard, accessibility and focus are a slider's; it is painted as one round handle."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, STEPS)
        self.setPageStep(STEPS // 5)
        self.setFixedSize(HANDLE + 4, HANDLE + 4)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        ignore_wheel(self)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QRectF(self.rect()).center()
        if self.hasFocus():
            painter.setPen(QPen(tokens.colour("accent_text"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, HANDLE / 2 + 0.5, HANDLE / 2 + 0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("accent" if self.isEnabled() else "border_strong"))
        painter.drawEllipse(centre, HANDLE / 2 - 1.5, HANDLE / 2 - 1.5)
        painter.setBrush(tokens.colour("surface"))
        painter.drawEllipse(centre, 2.6, 2.6)


class RangeSlider(QWidget):
    """From `start` to `end`, 0..1, start < end.

    Signals:
        range_changed: the user chose another start or end.
    """

    range_changed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.start_handle, self.end_handle = _Handle(self), _Handle(self)
        self.end_handle.setValue(STEPS)
        self._dragged: _Handle | None = None
        for handle in (self.start_handle, self.end_handle):
            handle.valueChanged.connect(lambda _, handle=handle: self._on_moved(handle))

    @property
    def start(self) -> float:
        return self.start_handle.value() / STEPS

    @property
    def end(self) -> float:
        return self.end_handle.value() / STEPS

    def set_range(self, start: float, end: float) -> None:
        """Show this range without a signal."""
        with QSignalBlocker(self.start_handle), QSignalBlocker(self.end_handle):
            self.start_handle.setValue(round(start * STEPS))
            self.end_handle.setValue(round(end * STEPS))
        self._place()

    def set_names(self, start: str, end: str, note: str) -> None:
        self.start_handle.setAccessibleName(start)
        self.end_handle.setAccessibleName(end)
        self.setAccessibleName(f"{start}, {end}")
        self.setToolTip(note)

    def sizeHint(self) -> QSize:
        return QSize(120, HANDLE + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, HANDLE + 6)

    def _on_moved(self, handle: _Handle) -> None:
        low, high = self.start_handle.value(), self.end_handle.value()
        if low >= high:
            first = handle is self.start_handle
            with QSignalBlocker(handle):
                handle.setValue(max(0, high - 1) if first else min(STEPS, low + 1))
        self._place()
        self.range_changed.emit(self.start, self.end)

    def _x(self, share: float) -> float:
        return MARGIN + 2 + share * (self.width() - 2 * MARGIN - 4)

    def _place(self) -> None:
        for handle, share in ((self.start_handle, self.start), (self.end_handle, self.end)):
            side = handle.width()
            handle.move(round(self._x(share) - side / 2), round((self.height() - side) / 2))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        chosen = "accent" if self.isEnabled() else "border_strong"
        for start, end, colour in ((0, 1, "border"), (self.start, self.end, chosen)):
            painter.setBrush(tokens.colour(colour))
            x0, x1 = self._x(start), self._x(end)
            painter.drawRoundedRect(QRectF(x0, middle - 2, x1 - x0, 4), 2, 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        near_start = abs(x - self._x(self.start)) < abs(x - self._x(self.end))
        self._dragged = self.start_handle if near_start else self.end_handle
        self._dragged.setFocus(Qt.FocusReason.MouseFocusReason)
        self._drag_to(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drag_to(event.position().x())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._dragged = None

    def _drag_to(self, x: float) -> None:
        if self._dragged is None:
            return
        share = (x - self._x(0)) / max(1.0, self._x(1) - self._x(0))
        value = round(min(1.0, max(0.0, share)) * STEPS)
        if self._dragged is self.start_handle:
            value = min(value, self.end_handle.value() - 1)
        else:
            value = max(value, self.start_handle.value() + 1)
        self._dragged.setValue(value)
