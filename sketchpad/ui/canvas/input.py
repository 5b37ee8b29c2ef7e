"""A page that hears mouse, pen and keys, and hands them to the router and the held keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QTabletEvent, QWheelEvent

from sketchpad.ui.canvas.held_keys import HeldKeys
from sketchpad.ui.canvas.tools.router import PointerRouter
from sketchpad.ui.canvas.view.page_view import PageView

TABS = {int(Qt.Key.Key_Tab): 1, int(Qt.Key.Key_Backtab): -1}


class InputView(PageView):
    """Subclasses make `_router` and `_keys`, and say what a turn of the wheel with Ctrl does."""

    _router: PointerRouter
    _keys: HeldKeys

    def step_brush(self, direction: int) -> None:
        """One step finer (-1) or broader (+1)."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._keys.claims(event):
            event.accept()
            return True
        return self._goes_beneath(event) or super().event(event)

    def _goes_beneath(self, event: QEvent) -> bool:
        """Tab goes through what the tool has, or the boxes under the pointer; past them, on to the next control."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        way, at = TABS.get(event.key(), 0), self._router.last
        tool = self._router.chosen
        return way != 0 and (tool.tab(way) or (at is not None and tool.cycle(at, way)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            self._router.keys_changed(event.modifiers())
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self._keys.release(event):
            self._router.keys_changed(event.modifiers())
            super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._router.mouse_press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._router.mouse_move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._router.mouse_release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._router.mouse_double_click(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        if event.type() == QEvent.Type.TabletPress:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._router.tablet(event)
        event.accept()  # else Qt sends a mouse event, too

    def leaveEvent(self, event: QEvent) -> None:
        self._router.leave()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            if turned:
                self.step_brush(1 if turned > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._keys.let_go()
        super().focusOutEvent(event)
