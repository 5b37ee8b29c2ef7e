"""The reference picture by the pointer: drag it, scale it by handles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from sketchpad.document.edit import arrange
from sketchpad.document.reference import Rect
from sketchpad.ui.canvas.boxes import painter as box_painter
from sketchpad.ui.canvas.boxes.painter import arrow
from sketchpad.ui.canvas.reference_commands import ReferenceCommands
from sketchpad.ui.canvas.tools.tool import Tool
from sketchpad.ui.canvas.view.snapping import Pointer
from sketchpad.ui.style.painting import smoothly
from sketchpad.ui.style.theme import theme

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench


class ReferenceTool(Tool):
    """Moves and scales the reference picture by dragging.

    Attributes:
        preview: where the picture is shown while it is dragged, in shares of the page.
    """

    layer = "reference"

    def __init__(self, bench: ToolBench) -> None:
        super().__init__(bench)
        self._commands = ReferenceCommands(self.state, self)
        self.preview: Rect | None = None
        self._start = Pointer(QPointF(), QPointF())
        self._handle: tuple[int, int] | None = None

    def hint(self) -> str:
        if self.state.document.reference is None:
            return self.tr(
                "Reference: drop or paste a picture, or place one from a file. "
                "Ctrl+Shift+V pastes it without asking"
            )
        return self.tr(
            "Reference: drag to move. Handles: scale; Shift: change its shape, Alt: from the middle. "
            "Arrows: nudge, with Shift by 10, with Ctrl scale. Delete: remove"
        )

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        if pointer is None or self.state.document.reference is None:
            return Qt.CursorShape.ArrowCursor
        if self.active:
            return Qt.CursorShape.SizeAllCursor if self._handle is None else arrow(self._handle)
        handle = self._handle_under(pointer)
        if handle is not None:
            return arrow(handle)
        inside = self._is_inside(pointer)
        return Qt.CursorShape.SizeAllCursor if inside else Qt.CursorShape.ArrowCursor

    def press(self, pointer: Pointer) -> None:
        handle = self._handle_under(pointer)
        if handle is None and not self._is_inside(pointer):
            return
        self.active = True
        self._start, self._handle, self.preview = pointer, handle, None

    def move(self, pointer: Pointer) -> None:
        reference = self.state.document.reference
        if not self.active or reference is None:
            return
        if self.preview is None and pointer.is_click(self._start):
            return
        page = self.state.document
        dx = (pointer.page.x() - self._start.page.x()) / page.width
        dy = (pointer.page.y() - self._start.page.y()) / page.height
        if self._handle is None:
            if pointer.shift:
                offset = pointer.widget - self._start.widget
                dx, dy = (dx, 0.0) if abs(offset.x()) >= abs(offset.y()) else (0.0, dy)
            self.preview = arrange.picture_moved(reference.rect, dx, dy)
        else:
            x0, y0, x1, y1 = reference.rect
            x = (x1 if self._handle[0] > 0 else x0) + dx
            y = (y1 if self._handle[1] > 0 else y0) + dy
            self.preview = arrange.picture_scaled(
                reference.rect, self._handle, x, y, free=pointer.shift, centred=pointer.alt
            )
        self.bench.update_overlay()

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        rect, handle = self.preview, self._handle
        self.cancel()
        if rect is not None:
            self._commands.put(rect, scaled=handle is not None)

    def cancel(self) -> None:
        self.active, self.preview, self._handle = False, None, None
        self.bench.update_overlay()

    def paint(self, painter: QPainter) -> None:
        frame = self._frame()
        if frame is None or not self.state.document.layer("reference").visible:
            return
        colour = theme().tokens.colour("accent")
        with smoothly(painter):
            for width, line in ((3.0, QColor(255, 255, 255, 150)), (1.5, colour)):
                painter.setPen(QPen(line, width))
                painter.drawRect(frame)
        if not self.state.document.layer("reference").locked:
            box_painter.paint_handles(painter, frame, colour)

    def _frame(self) -> QRectF | None:
        reference = self.state.document.reference
        if reference is None:
            return None
        return self.bench.viewport.on_page(self.preview or reference.rect)

    def _handle_under(self, pointer: Pointer) -> tuple[int, int] | None:
        return box_painter.grasped_handle(self._frame(), pointer.widget)

    def _is_inside(self, pointer: Pointer) -> bool:
        frame = self._frame()
        return frame is not None and frame.contains(pointer.widget)
