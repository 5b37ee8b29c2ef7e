"""What dragged things snap to: edges and middles of the page, of boxes and of lines, and the page's thirds.

All in picture pixels.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.box import Rect
from sketchpad.document.model import Document, Stroke

MOST_STROKES = 60  # that others snap to, the largest: with more everything would snap everywhere
SMALLEST_STROKE = 8.0  # pixels of a page of 256; what is smaller has no edges to speak of
SAME = 0.02  # pixels


@dataclass(frozen=True)
class Mark:
    """A line that things snap to: at `at` on one axis, reaching from `low` to `high` on the other."""

    at: float
    low: float
    high: float


@dataclass(frozen=True)
class Marks:
    """`across`: upright lines, by x; `down`: level lines, by y."""

    across: tuple[Mark, ...] = ()
    down: tuple[Mark, ...] = ()

    def with_points(self, points: Iterable[tuple[float, float]]) -> Marks:
        """Corners of a line that is still being drawn count as well."""
        corners = list(points)
        return Marks(
            (*self.across, *(Mark(x, y, y) for x, y in corners)),
            (*self.down, *(Mark(y, x, x) for x, y in corners)),
        )


@dataclass(frozen=True)
class Pull:
    """How far something is pulled along an axis, and the marks it lies on then."""

    by: float = 0.0
    marks: tuple[Mark, ...] = ()


def marks(
    document: Document,
    *,
    but_boxes: Collection[str] = (),
    but_strokes: Collection[int] = (),
    grid: float = 0.0,
) -> Marks:
    """What there is to snap to.

    Args:
        but_boxes, but_strokes: ids and numbers of what is being dragged itself.
        grid: gap between the lines of a grid; 0: no grid.
    """
    width, height = float(document.width), float(document.height)
    across = [Mark(width * share, 0.0, height) for share in (0, 1 / 3, 1 / 2, 2 / 3, 1)]
    down = [Mark(height * share, 0.0, width) for share in (0, 1 / 3, 1 / 2, 2 / 3, 1)]
    if grid > 0:
        across += [Mark(float(x), 0.0, height) for x in np.arange(grid, width, grid)]
        down += [Mark(float(y), 0.0, width) for y in np.arange(grid, height, grid)]
    around = [
        (x0 * width, y0 * height, x1 * width, y1 * height)
        for x0, y0, x1, y1 in (box.rect for box in document.boxes if box.id not in but_boxes)
    ]
    left = set(but_strokes)
    around += _largest(stroke for i, stroke in enumerate(document.strokes) if i not in left)
    for x0, y0, x1, y1 in around:
        across += [Mark(x, y0, y1) for x in (x0, (x0 + x1) / 2, x1)]
        down += [Mark(y, x0, x1) for y in (y0, (y0 + y1) / 2, y1)]
    return Marks(tuple(across), tuple(down))


def pull(places: Sequence[float], to: Sequence[Mark], reach: float) -> Pull:
    """The shortest way that brings one of `places` onto one of the marks, if none is farther away than `reach`."""
    if not places or not to:
        return Pull()
    apart = np.array([mark.at for mark in to])[:, None] - np.asarray(places, np.float64)
    nearest = float(apart.flat[np.abs(apart).argmin()])
    if abs(nearest) > reach:
        return Pull()
    on = (np.abs(apart - nearest) <= SAME).any(axis=1)
    return Pull(nearest, tuple(to[i] for i in np.flatnonzero(on).tolist()))


def extents(strokes: Iterable[Stroke]) -> NDArray[np.float64]:
    """(n, 4) of x0, y0, x1, y1: from end to end along the middle of each line, however wide it is; no erasers."""
    lines = [stroke for stroke in strokes if not stroke.eraser]
    if not lines:
        return np.zeros((0, 4))
    half = np.array([[stroke.width / 2] for stroke in lines])
    table = np.array([stroke.bounds for stroke in lines])
    return table + half * (1, 1, -1, -1)


def _largest(strokes: Iterable[Stroke]) -> list[Rect]:
    """The extents of the largest lines."""
    table = extents(strokes)
    longest = (table[:, 2:] - table[:, :2]).max(axis=1, initial=0.0)
    order = np.argsort(-longest, kind="stable")[:MOST_STROKES]
    return [tuple(table[i].tolist()) for i in order if longest[i] >= SMALLEST_STROKE]
