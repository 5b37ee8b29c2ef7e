"""Shapes between two corners: what line, rectangle and ellipse share."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from sketchpad.ui.canvas.ink.stroke_builder import Point
from sketchpad.ui.canvas.tools.brush_tool import BrushTool, by_eighths
from sketchpad.ui.canvas.view.pointer import Pointer
from sketchpad.ui.canvas.view.snapping import Snap

Corner = tuple[float, float]
FLATNESS = 0.04  # page pixels that a chord may be off


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
