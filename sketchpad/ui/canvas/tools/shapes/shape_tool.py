"""Shapes between two corners: what line, rectangle and ellipse share."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from sketchpad.ui.canvas.ink.stroke_builder import Point
from sketchpad.ui.canvas.tools.brush_tool import BrushTool
from sketchpad.ui.canvas.view.pointer import Pointer
from sketchpad.ui.canvas.view.snapping import Snap

SLACK = 3.0  # widget pixels the pointer may move in a click, which draws nothing
Corner = tuple[float, float]


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
        self._snap = self.surface.snapping.begin(self.state.document, pointer)
        self._start, self._points = pointer, None
        self._corner = self._snapped(pointer)
        self.follow(pointer)

    def move(self, pointer: Pointer) -> None:
        if self._start is not None:
            offset = pointer.widget - self._start.widget
            if self._points is not None or offset.manhattanLength() >= SLACK:
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
            end = self.regular(start, (last.page.x(), last.page.y()))
        if last.alt:
            start = (2 * start[0] - end[0], 2 * start[1] - end[1])
        return [(x, y, 1.0) for x, y in self.outline(start, end)]

    def _snapped(self, pointer: Pointer) -> Corner:
        at = pointer.page.x(), pointer.page.y()
        if self._snap is None:
            return at
        if pointer.shift:
            self._snap.end()
            return at
        return self._snap.point(pointer, self.surface.viewport.view.zoom, at)

    def _stop(self) -> None:
        self.active = False
        if self._snap is not None:
            self._snap.end()
        self._snap = None
        self._start = self._points = None
