"""Where selected lines go while they are dragged: moved, scaled or turned, and pulled onto what is near."""

from __future__ import annotations

from sketchpad.ui.canvas import stroke_geometry
from sketchpad.ui.canvas.pointer import Pointer
from sketchpad.ui.canvas.snapping import Snap
from sketchpad.ui.canvas.stroke_geometry import Matrix, Place, Rect

SAME = stroke_geometry.shift(0, 0)


class LineDrag:
    """From press to release. All places are in page pixels; `area` is the rectangle around the lines before."""

    def __init__(self, start: Pointer, snap: Snap, zoom: float) -> None:
        self._start, self._snap, self._zoom = start.page, snap, zoom

    def moved(self, pointer: Pointer, area: Rect) -> Matrix:
        """Shift: straight across or down."""
        dx, dy = self._way(pointer)
        across = abs(dx) >= abs(dy)
        if pointer.shift:
            dx, dy = (dx, 0.0) if across else (0.0, dy)
        x0, y0, x1, y1 = area
        there = (x0 + dx, y0 + dy, x1 + dx, y1 + dy)
        if not pointer.shift:
            px, py = self._snap.rect(pointer, self._zoom, there)
            return stroke_geometry.shift(dx + px, dy + py)
        pull = self._snap.only(pointer, self._zoom, there, across=across)
        return (
            stroke_geometry.shift(dx + pull, dy) if across else stroke_geometry.shift(dx, dy + pull)
        )

    def scaled(self, pointer: Pointer, area: Rect, handle: tuple[int, int]) -> Matrix:
        """Shift: in proportion. Alt: from the middle."""
        way = self._way(pointer)
        if pointer.shift:
            self.end()
        else:
            edges = list(area)
            for axis in (0, 1):
                if handle[axis]:
                    edges[axis + (2 if handle[axis] > 0 else 0)] += way[axis]
            x0, y0, x1, y1 = edges
            px, py = self._snap.rect(pointer, self._zoom, (x0, y0, x1, y1), handle)
            way = way[0] + px, way[1] + py
        return stroke_geometry.stretch(
            area, handle, way, proportional=pointer.shift, from_centre=pointer.alt
        )

    def turned(self, pointer: Pointer, area: Rect) -> Matrix:
        """Shift: by 15 degrees."""
        centre = ((area[0] + area[2]) / 2, (area[1] + area[3]) / 2)
        start, here = self._start, pointer.page
        return stroke_geometry.turn(
            centre, (start.x(), start.y()), (here.x(), here.y()), by_fifteen=pointer.shift
        )

    def end(self) -> None:
        self._snap.end()

    def _way(self, pointer: Pointer) -> Place:
        return pointer.page.x() - self._start.x(), pointer.page.y() - self._start.y()
