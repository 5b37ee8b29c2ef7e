"""Lines without what erasers took away from them, so that they can lie among lines that the erasers never met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.line_drawing import draw_alike
from sketchpad.document.stroke import Stroke

FINE = 0.5  # page pixels from one place where a line may be cut to the next
MOST_PLACES = 1 << 19  # such places of all lines together; longer lines are cut less finely
CELLS = 4  # of the map of erasers to a page pixel
MOST_CELLS = 4096  # across and down

_Bounds = NDArray[np.float64]  # x0, y0, x1, y1


def erased(strokes: tuple[Stroke, ...]) -> tuple[Stroke, ...]:
    """`strokes` without erasers: each line is cut where the middle of its width was taken away by a later eraser.

    Where an eraser only grazed a line, the line stays as wide as it was. Time and memory grow with the number of points
    and pieces, never with lines times erasers.
    """
    last = max((n + 1 for n, stroke in enumerate(strokes) if stroke.eraser), default=0)
    return (*_cut_by_erasers(strokes[:last]), *strokes[last:])  # lines drawn since cost nothing


@lru_cache(maxsize=16)
def _cut_by_erasers(strokes: tuple[Stroke, ...]) -> tuple[Stroke, ...]:
    erasers = [(n, stroke) for n, stroke in enumerate(strokes) if stroke.eraser]
    lines = [(n, stroke) for n, stroke in enumerate(strokes) if not stroke.eraser]
    where = _common(_around([one for _, one in erasers]), _around([one for _, one in lines]))
    near = [(n, line) for n, line in lines if where is not None and _meets(line, where)]
    if where is None or not near:
        return tuple(line for _, line in lines)
    latest = _Latest(erasers, where)
    places = _Places([line.points for _, line in near])
    order = np.repeat([n for n, _ in near], places.counts)
    gone = latest.at(places.points[:, :2]) > order
    cut = dict(zip((n for n, _ in near), places.of_each(gone), strict=True))
    kept: list[Stroke] = []
    for n, line in lines:
        part = cut.get(n)
        kept.extend((line,) if part is None or not part.gone.any() else _pieces(line, part))
    return tuple(kept)


def _around(strokes: Sequence[Stroke]) -> _Bounds | None:
    if not strokes:
        return None
    bounds = np.array([stroke.bounds for stroke in strokes])
    return np.concatenate((bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)))


def _common(a: _Bounds | None, b: _Bounds | None) -> _Bounds | None:
    if a is None or b is None:
        return None
    both = np.concatenate((np.maximum(a[:2], b[:2]), np.minimum(a[2:], b[2:])))
    return both if (both[:2] <= both[2:]).all() else None


def _meets(line: Stroke, where: _Bounds) -> bool:
    x0, y0, x1, y1 = line.bounds
    return x0 <= where[2] and where[0] <= x1 and y0 <= where[3] and where[1] <= y1


class _Latest:
    """A map of the place in the drawing of the last eraser that went over each cell."""

    def __init__(self, erasers: Sequence[tuple[int, Stroke]], where: _Bounds) -> None:
        size = where[2:] - where[:2]
        self._scale = float(min(CELLS, (MOST_CELLS - 2) / max(size.max(), 1e-6)))
        self._origin = where[:2] * self._scale
        across, down = np.ceil(size * self._scale).astype(int).tolist()
        self._cells = np.full((down + 2, across + 2), -1, np.int32)
        strokes = [stroke for _, stroke in erasers]
        order = np.repeat([n for n, _ in erasers], [len(stroke.points) for stroke in strokes])
        scale, origin = (self._scale, self._scale), (self._origin[0], self._origin[1])
        draw_alike(self._cells, strokes, order, scale, origin)

    def at(self, points: NDArray[np.floating]) -> NDArray[np.int32]:
        """For points (n, 2): -1 where there was none."""
        cells = np.floor(points * self._scale - self._origin)
        high, wide = self._cells.shape
        inside = ((cells >= 0) & (cells < (wide, high))).all(axis=1)
        found = np.full(len(points), -1, np.int32)
        x, y = cells[inside].astype(np.intp).T
        found[inside] = self._cells[y, x]
        return found


@dataclass(frozen=True, slots=True)
class _Part:
    """The places of one line: which are gone, and which are its own points."""

    points: NDArray[np.float64]
    corners: NDArray[np.bool_]
    gone: NDArray[np.bool_]


class _Places:
    """Places on lines, close together: `points` (n, 3) of all of them, and how many each line has (`counts`)."""

    def __init__(self, lines: Sequence[NDArray[np.float32]]) -> None:
        lengths = np.array([len(line) for line in lines])
        points = np.concatenate(lines).astype(np.float64)
        ends = np.cumsum(lengths) - 1  # the last points of the lines, from which no segment goes on
        ways = np.linalg.norm(np.diff(points[:, :2], axis=0, append=points[-1:, :2]), axis=1)
        ways[ends] = 0
        step = max(FINE, float(ways.sum()) / MOST_PLACES)
        steps = np.maximum(np.ceil(ways / step), 1).astype(np.int64)
        segment = np.repeat(np.arange(len(points)), steps)
        share = np.arange(len(segment)) - np.repeat(np.cumsum(steps) - steps, steps)
        self.corners = share == 0
        after = np.arange(1, len(points) + 1)
        after[ends] = ends
        way = points[after] - points
        self.points = points[segment] + way[segment] * (share / steps[segment])[:, None]
        self.counts = np.add.reduceat(steps, ends - lengths + 1)

    def of_each(self, gone: NDArray[np.bool_]) -> Iterator[_Part]:
        """The places of each line."""
        ends = np.cumsum(self.counts)
        for start, end in zip((ends - self.counts).tolist(), ends.tolist(), strict=True):
            yield _Part(self.points[start:end], self.corners[start:end], gone[start:end])


def _pieces(line: Stroke, part: _Part) -> Iterator[Stroke]:
    """What is left of `line`, each piece with its own ends and the corners between them."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], part.gone, [True]))))
    for start, end in edges.reshape(-1, 2).tolist():
        kept = part.corners[start:end].copy()
        kept[[0, -1]] = True
        yield Stroke(part.points[start:end][kept], line.width, role=line.role, group=line.group)
