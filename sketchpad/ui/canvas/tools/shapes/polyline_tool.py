"""Lines from corner to corner, one click each."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from sketchpad.ui.canvas.ink.stroke_builder import Point
from sketchpad.ui.canvas.tools.brush_tool import BrushTool, by_eighths
from sketchpad.ui.canvas.view.pointer import Pointer
from sketchpad.ui.canvas.view.snapping import Snap

CLOSING = 9.0  # widget pixels from the first corner at which a click closes the line
FINISH = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
BACK = frozenset({Qt.Key.Key_Backspace, Qt.Key.Key_Delete})


class PolylineTool(BrushTool):
    """Several clicks are one gesture: `active` until the line is finished or given up."""

    def hint(self) -> str:
        return self.tr(
            "Polyline: click each corner. Shift: by 45°. Double-click or Enter: finish. Click the first corner: close. "
            "Backspace: one corner back"
        )

    snaps = True
    _corners: tuple[Point, ...] = ()
    _to: Point | None = None
    _snap: Snap | None = None

    def press(self, pointer: Pointer) -> None:
        if self._snap is None:
            self._snap = self.bench.snapping.begin(self.state.document, pointer)
        at = self._place(pointer)
        if len(self._corners) > 2 and self._closes(pointer):
            self._corners = (*self._corners, self._corners[0])
            self._finish()
        else:
            self.active = True
            self._corners, self._to = (*self._corners, at), at
        self.follow(pointer)

    def move(self, pointer: Pointer) -> None:
        """The corner just made can still be dragged."""
        if self._corners:
            *rest, _ = self._corners
            self._corners = tuple(rest)
            at = self._place(pointer)
            self._corners, self._to = (*rest, at), at
        self.follow(pointer)

    def hover(self, pointer: Pointer) -> None:
        if self._corners:
            self._to = self._corners[0] if self._closes(pointer) else self._place(pointer)
        self.follow(pointer)

    def release(self, pointer: Pointer) -> None:
        self.follow(pointer)

    def double_click(self, pointer: Pointer) -> bool:
        if not self.active:
            return False
        self._finish()
        return True

    def wants(self, key: Qt.Key) -> bool:
        return self.active and key in FINISH | BACK

    def key(self, key: Qt.Key) -> None:
        if key in FINISH:
            self._finish()
        elif len(self._corners) > 1:
            self._corners = self._corners[:-1]
            self.bench.update_overlay()
        else:
            self.cancel()

    def put_down(self) -> None:
        """What has been drawn is not lost when another tool is taken."""
        self._finish()

    def cancel(self) -> None:
        if self.active:
            self._stop()

    def paint_lines(self, painter: QPainter) -> None:
        if not self._corners:
            return
        self.paint_strokes(painter, self.strokes_of(self._corners))
        if self._to is not None:
            self.paint_strokes(painter, self.strokes_of([self._corners[-1], self._to]), 110)

    def extent(self) -> list[QPointF]:
        ends = [*self._corners, *([self._to] if self._to is not None else [])]
        return [QPointF(x, y) for x, y, _ in ends]

    def _place(self, pointer: Pointer) -> Point:
        x, y = pointer.at
        if pointer.shift and self._corners:
            x, y = by_eighths(self._corners[-1], x, y)
        elif self._snap is not None:
            corners = [corner[:2] for corner in self._corners]
            x, y = self._snap.point(pointer, self.view.zoom, (x, y), corners)
        return x, y, 1.0

    def _closes(self, pointer: Pointer) -> bool:
        if len(self._corners) < 3:
            return False
        first = self.view.to_widget(QPointF(*self._corners[0][:2]))
        return math.dist(first.toTuple(), pointer.widget.toTuple()) <= CLOSING

    def _finish(self) -> None:
        corners = [
            corner
            for i, corner in enumerate(self._corners)
            if i == 0 or math.dist(corner[:2], self._corners[i - 1][:2]) > 0.5
        ]
        self._stop()
        if len(corners) > 1:
            self.enter(self.strokes_of(corners), self.tr("Polyline"))

    def _stop(self) -> None:
        self.active = False
        if self._snap is not None:
            self._snap.end()
        self._corners, self._to, self._snap = (), None, None
        self.bench.update_overlay()
