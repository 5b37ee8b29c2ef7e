"""What part of the page a widget shows: zoom at the pointer, pan, fit, turn and mirror."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QNativeGestureEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from sketchpad.ui.canvas.view.view import STEP, Turning, View, centred, fitted

WHEEL_NOTCH = 120  # Qt's unit
ZOOM_PER_NOTCH = 1.2
PAN_PER_NOTCH = 60.0  # widget pixels


class Viewport(QObject):
    """The view of `widget` on a page. The widget hands its events of wheel, gestures and size to it.

    Attributes, to look at:
        page_size: in picture pixels.
        view: where the page lies, as if it were straight. turning: how it is turned and mirrored.
        fitting: is the whole page kept in sight whatever the size of the widget?

    Signals:
        view_changed: another part of the page is looked at, or another zoom; see `view` and `fitting`.
        zoom_changed: screen pixels per page pixel, 1.0 is 100 %.
    """

    view_changed = Signal()
    zoom_changed = Signal(float)

    def __init__(self, widget: QWidget, page_size: QSizeF) -> None:
        super().__init__(widget)
        self._widget, self.page_size = widget, page_size
        self.view = View()
        self.fitting = True
        self.turning = Turning()

    def set_page_size(self, size: QSizeF) -> None:
        """Show the whole of a page of this size."""
        self.page_size = size
        self.fit()

    def size(self) -> QSizeF:
        return QSizeF(self._widget.size())

    def set_turning(self, turning: Turning) -> None:
        """Look at the page turned or mirrored; the drawing stays as it is."""
        if turning == self.turning:
            return
        self.turning = turning
        if self.fitting:
            self.fit()
        self._widget.update()
        self.view_changed.emit()

    def mirror(self) -> None:
        self.set_turning(self.turning.reflected())

    def turn(self, direction: int) -> None:
        """By one step, clockwise for 1."""
        self.set_turning(self.turning.turned(direction * STEP))

    def straighten(self) -> None:
        self.set_turning(Turning())

    def straight(self, seen: QPointF) -> QPointF:
        """Where what is seen at `seen` lies on the straight page; both in widget pixels."""
        return self.turning.straight(seen, self.size())

    def seen_rect(self, straight: QRectF) -> QRectF:
        """What a rectangle of the straight page covers as it is seen; both in widget pixels."""
        return self.turning.transform(self.size()).mapRect(straight)

    @property
    def zoom(self) -> float:
        """Screen pixels per page pixel."""
        return self.view.zoom * self._widget.devicePixelRatioF()

    def on_page(self, rect: Sequence[float]) -> QRectF:
        """A rectangle (x0, y0, x1, y1) in shares of the page, in widget pixels."""
        page, (x0, y0, x1, y1) = self.page_rect(), rect
        x, y, width, height = page.x(), page.y(), page.width(), page.height()
        return QRectF(x + x0 * width, y + y0 * height, (x1 - x0) * width, (y1 - y0) * height)

    def page_rect(self) -> QRectF:
        """The page, in widget pixels."""
        return self.view.page_rect(self.page_size)

    def set_view(self, view: View) -> None:
        """Look at the page otherwise; it does not leave the widget altogether, and keeps to whole screen pixels."""
        self._look(view, fitting=False)

    def _look(self, view: View, *, fitting: bool) -> None:
        was_fitting, self.fitting = self.fitting, fitting
        if self.turning.angle == 0:
            view = view.kept_in(self.page_size, self.size())
        ratio = self._widget.devicePixelRatioF()
        before = self.view
        self.view = View(view.zoom, round(view.x * ratio) / ratio, round(view.y * ratio) / ratio)
        self._widget.update()
        if self.view != before or fitting != was_fitting:
            self.view_changed.emit()
        if self.view.zoom != before.zoom:
            self.zoom_changed.emit(self.zoom)

    def set_zoom(self, zoom: float) -> None:
        """Zoom about the middle of the widget."""
        self.set_view(self.view.zoomed(zoom / self._widget.devicePixelRatioF(), self._middle()))

    def zoom_step(self, direction: int) -> None:
        """One step in (+1) or out (-1)."""
        ratio = self._widget.devicePixelRatioF()
        self.set_view(self.view.stepped(direction, self._middle(), ratio))

    def fit(self) -> None:
        """Show the whole page, and keep doing so while the widget is resized, until the user zooms or pans."""
        page, widget = self.page_size, self.size()
        view = fitted(page, widget)
        if self.turning.angle:
            view = centred(page, widget, fitted(self.turning.bounding(page), widget).zoom)
        self._look(view, fitting=True)

    def actual_size(self) -> None:
        """One page pixel on one pixel of the screen, the page in the middle."""
        zoom = 1 / self._widget.devicePixelRatioF()
        self.set_view(centred(self.page_size, self.size(), zoom))

    def _middle(self) -> QPointF:
        return QRectF(self._widget.rect()).center()

    def gesture(self, event: QEvent) -> bool:
        """Zoom with two fingers; True where the event was one."""
        if not isinstance(event, QNativeGestureEvent):
            return False
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        zoom = self.view.zoom * (1 + event.value())
        self.set_view(self.view.zoomed(zoom, self.straight(event.position())))
        return True

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; with Shift move sideways."""
        delta = event.angleDelta()
        notches = (delta.y() or delta.x()) / WHEEL_NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            here = event.position()
            there = here + QPointF(notches * PAN_PER_NOTCH, 0)
            self.set_view(self.view.moved(self.straight(there) - self.straight(here)))
        elif notches:
            zoom = self.view.zoom * ZOOM_PER_NOTCH**notches
            self.set_view(self.view.zoomed(zoom, self.straight(event.position())))

    def resized(self, event: QResizeEvent) -> None:
        """Keep the whole page in sight, or its middle in the middle."""
        if not self.fitting and event.oldSize().isValid():
            grown = event.size() - event.oldSize()
            self.set_view(self.view.moved(QPointF(grown.width() / 2, grown.height() / 2)))
        else:
            self.look_again()

    def look_again(self) -> None:
        """The screen has other pixels now."""
        if self.fitting:
            self.fit()
        else:
            self.set_view(self.view)
