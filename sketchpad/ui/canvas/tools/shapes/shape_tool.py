"""Straight lines, rectangles, ellipses: shapes between two corners; and polylines, from corner to corner."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from sketchpad.ui.canvas.ink.stroke_builder import Point
from sketchpad.ui.canvas.tools.brush_tool import BrushTool, by_eighths
from sketchpad.ui.canvas.view.snapping import Pointer, Snap

Corner = tuple[float, float]
FLATNESS = 0.04  # page pixels that a chord may be off
CLOSING = 9.0  # widget pixels from the first corner at which a click closes the line
FINISH = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
BACK = frozenset({Qt.Key.Key_Backspace, Qt.Key.Key_Delete})


class ShapeTool(BrushTool):
    """A drag from one corner to the other. Shift makes it regular; Alt begins at its middle."""

    snaps = True
    _start: Pointer | None = None
    _snap: Snap | None = None
    _points: list[Point] | None = None
    _corner: Corner = (0.0, 0.0)  # where the shape begins

    def outline(self, start: Corner, end: Corner) -> list[Corner]:
        """The points of the line, in page pixels."""
        raise NotImplementedError

    def regular(self, start: Corner, end: Corner) -> Corner:
        """The other end of a regular shape: a square, a circle."""
        side = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
        return (
            start[0] + math.copysign(side, end[0] - start[0]),
            start[1] + math.copysign(side, end[1] - start[1]),
        )

    def label(self) -> str:
        raise NotImplementedError

    def press(self, pointer: Pointer) -> None:
        self.active = True
        self._snap = self.bench.snapping.begin(self.state.document, pointer)
        self._start, self._points = pointer, None
        self._corner = self._snapped(pointer)
        self.follow(pointer)

    def move(self, pointer: Pointer) -> None:
        start = self._start
        if start is not None and not (self._points is None and pointer.is_click(start)):
            self._points = self._drawn(pointer)
        self.follow(pointer)

    def hover(self, pointer: Pointer) -> None:
        self.follow(pointer)

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        points = self._points
        self._stop()
        if points is not None:
            self.enter(self.strokes_of(points), self.label())
        self.refresh()

    def cancel(self) -> None:
        if self.active:
            self._stop()
            self.refresh()

    def paint_lines(self, painter: QPainter) -> None:
        if self._points is not None:
            self.paint_strokes(painter, self.strokes_of(self._points))

    def extent(self) -> list[QPointF]:
        return [QPointF(x, y) for x, y, _ in self._points or ()]

    def _drawn(self, last: Pointer) -> list[Point]:
        start, end = self._corner, self._snapped(last)
        if last.shift:
            end = self.regular(start, last.at)
        if last.alt:
            start = (2 * start[0] - end[0], 2 * start[1] - end[1])
        return [(x, y, 1.0) for x, y in self.outline(start, end)]

    def _snapped(self, pointer: Pointer) -> Corner:
        if self._snap is None:
            return pointer.at
        if pointer.shift:
            self._snap.end()
            return pointer.at
        return self._snap.point(pointer, self.view.zoom, pointer.at)

    def _stop(self) -> None:
        self.active = False
        if self._snap is not None:
            self._snap.end()
        self._snap = None
        self._start = self._points = None


class LineTool(ShapeTool):
    def hint(self) -> str:
        return self.tr("Line: drag from end to end. Shift: by 45°. Alt: from the middle")

    def label(self) -> str:
        return self.tr("Line")

    def outline(self, start: Corner, end: Corner) -> list[Corner]:
        return [start, end]

    def regular(self, start: Corner, end: Corner) -> Corner:
        return by_eighths(start, *end)


class RectangleTool(ShapeTool):
    def hint(self) -> str:
        return self.tr("Rectangle: drag from corner to corner. Shift: square. Alt: from the middle")

    def label(self) -> str:
        return self.tr("Rectangle")

    def outline(self, start: Corner, end: Corner) -> list[Corner]:
        return [start, (end[0], start[1]), end, (start[0], end[1]), start]


class EllipseTool(ShapeTool):
    def hint(self) -> str:
        return self.tr("Ellipse: drag from corner to corner. Shift: circle. Alt: from the middle")

    def label(self) -> str:
        return self.tr("Ellipse")

    def outline(self, start: Corner, end: Corner) -> list[Corner]:
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        across, down = abs(end[0] - start[0]) / 2, abs(end[1] - start[1]) / 2
        radius = max(across, down, 1.0)
        count = max(16, math.ceil(math.pi / math.sqrt(2 * FLATNESS / radius)))
        turns = (2 * math.pi * i / count for i in range(count + 1))
        return [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]


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
        """The new corner can still be dragged."""
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
