"""Which strokes a pointer, a rectangle or a loop means, and how they move: arithmetic in page pixels. Knows no Qt."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.edit import arrange
from sketchpad.document.model import Document, Stroke
from sketchpad.ui.canvas.boxes.geometry import Rect, meets

Place = tuple[float, float]
Matrix = NDArray[np.float64]  # (2, 3)
Points = NDArray[np.float64]  # (n, 2)

LOOP_PIXELS = 512  # of the longer side of a loop: finer than a hand draws one
MANY = 24  # points of a stroke that was drawn by hand: they are close together
MOSTLY = 0.5  # share of a stroke that a loop has to go around
SMALLEST = 0.02  # the least that strokes are scaled by in one go
FIFTEEN = math.pi / 12


def distance_from(line: NDArray[Any], at: Place) -> float:
    """From `at` to the line through points (n, 2)."""
    points = line.astype(np.float64) - at
    if len(points) == 1:
        return float(np.hypot(*points[0]))
    start, along = points[:-1], np.diff(points, axis=0)
    squared = np.maximum((along * along).sum(axis=1), 1e-12)
    share = np.clip(-(start * along).sum(axis=1) / squared, 0, 1)[:, None]
    nearest = start + share * along
    return float(np.sqrt((nearest * nearest).sum(axis=1).min()))


def hit(strokes: Sequence[Stroke], near: Iterable[int], at: Place, slack: float) -> int | None:
    """The stroke that a click at `at` means: the nearest one whose ink is at most `slack` away.

    Args:
        near: the ones to look at.
    """
    best, nearest = math.inf, None
    for i in near:
        stroke = strokes[i]
        if stroke.eraser:
            continue
        away = max(0.0, distance_from(stroke.points[:, :2], at) - stroke.width / 2)
        if away <= slack and away <= best:  # of equal ones, the last is on top
            best, nearest = away, i
    return nearest


def dense(stroke: Stroke, gap: float = 4.0) -> Points:
    """Points of the stroke at most `gap` apart."""
    points = stroke.points[:, :2].astype(np.float64)
    if len(points) == 1:
        return points
    lengths = np.hypot(*np.diff(points, axis=0).T)
    way = np.concatenate(([0.0], np.cumsum(lengths)))
    count = min(max(len(points), math.ceil(way[-1] / gap) + 1), 4000)
    at = np.union1d(np.linspace(0, way[-1], count), way)
    return np.column_stack([np.interp(at, way, points[:, axis]) for axis in (0, 1)])


def touching(strokes: Sequence[Stroke], rect: Rect) -> list[int]:
    """The strokes that reach into `rect`; erasers are none."""
    x0, y0, x1, y1 = rect

    def inside(points: NDArray[np.floating[Any]]) -> bool:
        x, y = points[:, 0], points[:, 1]
        return bool(((x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)).any())

    near = _near(strokes, rect)
    return [i for i in near if inside(strokes[i].points) or inside(dense(strokes[i]))]


def enclosed(strokes: Sequence[Stroke], loop: Sequence[Place]) -> list[int]:
    """The strokes that lie mostly within `loop`, which closes by itself; erasers are none."""
    corners = np.asarray(loop, np.float64)
    if len(corners) < 3:
        return []
    low, high = corners.min(axis=0), corners.max(axis=0)
    scale = LOOP_PIXELS / max(float((high - low).max()), 1e-6)
    size = np.ceil((high - low) * scale).astype(int) + 1
    area = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillPoly(area, [np.rint((corners - low) * scale).astype(np.int32)], 1)

    def share(stroke: Stroke) -> float:
        many = len(stroke.points) >= MANY
        points = stroke.points[:, :2].astype(np.float64) if many else dense(stroke)
        at = np.rint((points - low) * scale).astype(int)
        on = ((at >= 0) & (at < size)).all(axis=1)
        return float(area[at[on, 1], at[on, 0]].sum()) / len(points)

    near = _near(strokes, (*low.tolist(), *high.tolist()))
    return [i for i in near if share(strokes[i]) >= MOSTLY]


def _near(strokes: Sequence[Stroke], rect: Rect) -> list[int]:
    """The strokes, but for erasers, whose bounds meet `rect`."""
    return [
        i for i, stroke in enumerate(strokes) if not stroke.eraser and meets(stroke.bounds, rect)
    ]


def with_erasers(strokes: Sequence[Stroke], chosen: Iterable[int]) -> tuple[int, ...]:
    """`chosen` and the erasers that took away from nothing else: they go where the lines go."""
    taken = set(chosen)
    if not taken:
        return ()
    pens = [i for i, stroke in enumerate(strokes) if not stroke.eraser]
    bounds = np.array([strokes[i].bounds for i in pens])
    for j, eraser in enumerate(strokes):
        if not eraser.eraser or j in taken:
            continue
        x0, y0, x1, y1 = eraser.bounds
        near = (bounds[:, 0] <= x1) & (bounds[:, 2] >= x0)
        near &= (bounds[:, 1] <= y1) & (bounds[:, 3] >= y0)
        before = [pens[k] for k in np.flatnonzero(near) if pens[k] < j]
        if not taken.intersection(before):
            continue
        touched = {i for i in before if meet(strokes[i], eraser)}
        if touched and touched <= taken:
            taken.add(j)
    return tuple(sorted(taken))


def meet(a: Stroke, b: Stroke) -> bool:
    """Do their lines touch?"""
    first, second = dense(a), dense(b)
    reach = (a.width + b.width) / 2
    for part in np.array_split(first, max(1, len(first) * len(second) // 1_000_000)):
        apart = part[:, None] - second[None]
        if ((apart * apart).sum(axis=2) <= reach * reach).any():
            return True
    return False


def on_page(rect: Rect, page: Document) -> bool:
    """Does any of `rect` lie on the page?"""
    x0, y0, x1, y1 = rect
    return x0 < page.width and y0 < page.height and x1 > 0 and y1 > 0


def bounds(strokes: Iterable[Stroke]) -> Rect | None:
    """The rectangle around the ink of all; None if there are none."""
    rects = [stroke.bounds for stroke in strokes]
    return arrange.frame(rects) if rects else None


def middle(rect: Rect) -> Place:
    return (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2


def shift(dx: float, dy: float) -> Matrix:
    return np.array([[1.0, 0.0, dx], [0.0, 1.0, dy]])


def stretch(
    rect: Rect,
    handle: tuple[int, int],
    by: Place,
    *,
    proportional: bool = False,
    from_centre: bool = False,
) -> Matrix:
    """The matrix that drags `handle` of `rect` (-1, 0 or 1 across and down) by `by`.

    A rectangle that is dragged through itself is turned inside out, as on paper held to the light.
    """
    doubled = 2 if from_centre else 1
    factors = [
        1 + handle[axis] * by[axis] * doubled / max(rect[axis + 2] - rect[axis], 1e-6)
        for axis in (0, 1)
    ]
    if proportional:
        pulled = [factors[axis] for axis in (0, 1) if handle[axis]]
        factor = max(pulled, key=lambda value: abs(value - 1))
        factors = [factor, factor]
    factors = [math.copysign(max(abs(factor), SMALLEST), factor) for factor in factors]
    fixed = [
        middle(rect)[axis]
        if from_centre or not handle[axis]
        else (rect[axis] if handle[axis] > 0 else rect[axis + 2])
        for axis in (0, 1)
    ]
    (across, down), (x, y) = factors, fixed
    return np.array([[across, 0.0, x * (1 - across)], [0.0, down, y * (1 - down)]])


def turn(centre: Place, start: Place, end: Place, *, by_fifteen: bool = False) -> Matrix:
    """The rotation about `centre` that takes `start` to the direction of `end`."""
    angle = math.atan2(end[1] - centre[1], end[0] - centre[0])
    angle -= math.atan2(start[1] - centre[1], start[0] - centre[0])
    if by_fifteen:
        angle = round(angle / FIFTEEN) * FIFTEEN
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = centre
    return np.array([[cos, -sin, x - cos * x + sin * y], [sin, cos, y - sin * x - cos * y]])
