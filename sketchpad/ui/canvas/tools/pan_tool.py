"""The hand: drags the page about."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from sketchpad.ui.canvas.tools.tool import Tool
from sketchpad.ui.canvas.view.pointer import Pointer
from sketchpad.ui.canvas.view.view import View


class PanTool(Tool):
    _from = QPointF()
    _view = View()

    def hint(self) -> str:
        return self.tr(
            "Hand: drag to move the page. Wheel: zoom. Ctrl+0: whole page. Ctrl+1: 100 %"
        )

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        return Qt.CursorShape.ClosedHandCursor if self.active else Qt.CursorShape.OpenHandCursor

    def press(self, pointer: Pointer) -> None:
        self.active = True
        self._from, self._view = pointer.widget, self.surface.viewport.view

    def move(self, pointer: Pointer) -> None:
        if self.active:
            self.surface.viewport.set_view(self._view.moved(pointer.widget - self._from))

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        self.active = False

    def cancel(self) -> None:
        if self.active:
            self.active = False
            self.surface.viewport.set_view(self._view)
