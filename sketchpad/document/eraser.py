"""Lines without what erasers took away from them, so that they can lie among lines that the erasers never met."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.stroke import Stroke

FINE = 0.5  # page pixels from one place where a line may be cut to the next
MOST = 4096  # such places of one segment
AT_ONCE = 1 << 20  # distances
Points = NDArray[np.float64]


def erased(strokes: tuple[Stroke, ...]) -> tuple[Stroke, ...]:
    """`strokes` without erasers: each line is cut where the middle of its width was taken away by a later eraser.

    Where an eraser only grazed a line, the line stays as wide as it was.
    """
    last = max((n + 1 for n, stroke in enumerate(strokes) if stroke.eraser), default=0)
    return (*_cut_by_erasers(strokes[:last]), *strokes[last:])  # lines drawn since cost nothing


@lru_cache(maxsize=16)
def _cut_by_erasers(strokes: tuple[Stroke, ...]) -> tuple[Stroke, ...]:
    kept: list[Stroke] = []
    for eraser, run in groupby(strokes, key=lambda stroke: stroke.eraser):
        alike = tuple(run)
        kept = (
            [piece for line in kept for piece in _cut(line, alike)] if eraser else [*kept, *alike]
        )
    return tuple(kept)


def _cut(line: Stroke, erasers: Sequence[Stroke]) -> Iterable[Stroke]:
    near = [eraser for eraser in erasers if _meet(line.bounds, eraser.bounds)]
    if not near:
        return (line,)
    points, corners = _finely(line.points.astype(np.float64))
    gone = np.zeros(len(points), bool)
    for eraser in near:
        gone |= _covered(points[:, :2], eraser)
    return _pieces(line, points, corners, gone) if gone.any() else (line,)


def _meet(a: Sequence[float], b: Sequence[float]) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _finely(points: Points) -> tuple[Points, NDArray[np.bool_]]:
    """`points` with more between them, and which of all are its own."""
    if len(points) == 1:
        return points, np.ones(1, bool)
    lengths = np.linalg.norm(np.diff(points[:, :2], axis=0), axis=1)
    counts = np.clip(np.ceil(lengths / FINE), 1, MOST).astype(np.int64)
    at = np.append(
        np.concatenate([n + np.arange(k) / k for n, k in enumerate(counts)]), len(counts)
    )
    dense = np.stack([np.interp(at, np.arange(len(points)), axis) for axis in points.T], axis=1)
    return dense, at == np.floor(at)


def _covered(places: Points, eraser: Stroke) -> NDArray[np.bool_]:
    """Which of the `places` (n, 2) the eraser covers."""
    dense, _ = _finely(
        np.column_stack((eraser.points[:, :2], eraser.widths / 2)).astype(np.float64)
    )
    x0, y0, x1, y1 = eraser.bounds
    x, y = places.T
    inside = np.flatnonzero((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1))
    covered = np.zeros(len(places), bool)
    for some in np.array_split(inside, max(1, len(inside) * len(dense) // AT_ONCE)):
        away = np.square(places[some, None] - dense[None, :, :2]).sum(axis=2)
        covered[some] = (away <= np.square(dense[:, 2])).any(axis=1)
    return covered


def _pieces(
    line: Stroke, points: Points, corners: NDArray[np.bool_], gone: NDArray[np.bool_]
) -> Iterator[Stroke]:
    """What is left of `line`, each piece with its own ends and the corners between them."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], gone, [True]))))
    for start, end in edges.reshape(-1, 2).tolist():
        kept = corners[start:end].copy()
        kept[[0, -1]] = True
        yield Stroke(points[start:end][kept], line.width, role=line.role, group=line.group)
