"""Where selected lines go while they are dragged: moved, scaled or turned, and pulled onto what is near."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sketchpad.document.edit import snapping
from sketchpad.document.model import Stroke
from sketchpad.ui.canvas.strokes import geometry
from sketchpad.ui.canvas.strokes.geometry import Matrix, Place, Rect
from sketchpad.ui.canvas.view.snapping import ALL, Pointer, Snap

SAME = geometry.shift(0, 0)


class LineDrag:
    """From press to release. All places are in page pixels; `area` is the rectangle around the ink before.

    Args:
        lines: what is dragged. The middle of a line snaps, not its rim.
    """

    def __init__(self, start: Pointer, snap: Snap, zoom: float, lines: Sequence[Stroke]) -> None:
        self._start, self._snap, self._zoom = start.at, snap, zoom
        table = snapping.extents(lines)
        self._inner = (*table[:, :2].min(axis=0).tolist(), *table[:, 2:].max(axis=0).tolist())

    def moved(self, pointer: Pointer) -> Matrix:
        """Shift: straight across or down."""
        dx, dy = self._way(pointer)
        across = abs(dx) >= abs(dy)
        if pointer.shift:
            dx, dy = (dx, 0.0) if across else (0.0, dy)
        x0, y0, x1, y1 = self._inner
        there = (x0 + dx, y0 + dy, x1 + dx, y1 + dy)
        straight = (ALL, 0) if across else (0, ALL)
        ways = straight if pointer.shift else (ALL, ALL)
        px, py = self._snap.rect(pointer, self._zoom, there, ways)
        return geometry.shift(dx + px, dy + py)

    def scaled(self, pointer: Pointer, area: Rect, handle: tuple[int, int]) -> Matrix:
        """Shift: in proportion. Alt: from the middle."""
        way = self._way(pointer)
        if pointer.shift:
            self.end()
        else:
            way = self._snapped(pointer, area, handle, way)
        return geometry.stretch(
            area, handle, way, proportional=pointer.shift, from_centre=pointer.alt
        )

    def _snapped(self, pointer: Pointer, area: Rect, handle: tuple[int, int], way: Place) -> Place:
        """The way that brings the dragged end of the lines to where it snaps; the handle lies at their rim."""
        matrix = geometry.stretch(area, handle, way, from_centre=pointer.alt)
        corners = np.reshape(self._inner, (2, 2)) @ matrix[:, :2].T + matrix[:, 2]
        (x0, y0), (x1, y1) = corners.tolist()
        pulls = self._snap.rect(pointer, self._zoom, (x0, y0, x1, y1), handle)
        snapped = list(way)
        for axis in (0, 1):
            if handle[axis]:
                side = axis + (2 if handle[axis] > 0 else 0)
                fixed = area[(side + 2) % 4]
                if pointer.alt:
                    fixed = (area[axis] + area[axis + 2]) / 2
                inner = self._inner[side] - fixed
                leverage = (area[side] - fixed) / inner if inner else 1.0
                snapped[axis] += pulls[axis] * leverage
        return snapped[0], snapped[1]

    def turned(self, pointer: Pointer, area: Rect) -> Matrix:
        """Shift: by 15 degrees."""
        centre = geometry.middle(area)
        return geometry.turn(centre, self._start, pointer.at, by_fifteen=pointer.shift)

    def end(self) -> None:
        self._snap.end()

    def _way(self, pointer: Pointer) -> Place:
        return pointer.at[0] - self._start[0], pointer.at[1] - self._start[1]
