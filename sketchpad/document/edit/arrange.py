"""Boxes put in order: aligned, distributed, scaled as a group, brought to the front. Rectangles are x0, y0, x1, y1."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal, get_args

from sketchpad.document.box import Box, Rect

Edge = Literal["left", "centre", "right", "top", "middle", "bottom"]
EDGES: tuple[Edge, ...] = get_args(Edge)
Axis = Literal["across", "down"]
Place = Literal["front", "forward", "backward", "back"]
PLACES: tuple[Place, ...] = get_args(Place)
PAGE: Rect = (0.0, 0.0, 1.0, 1.0)


def frame(rects: Sequence[Rect]) -> Rect:
    """The smallest rectangle around `rects`, of which there is at least one."""
    x0, y0, x1, y1 = zip(*rects, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def aligned(rects: Sequence[Rect], edge: Edge) -> list[Rect]:
    """Several: along an edge or the middle of their common frame. One alone: of the page."""
    if not rects:
        return []
    around = frame(rects) if len(rects) > 1 else PAGE
    axis = 0 if edge in ("left", "centre", "right") else 1
    low, high = around[axis], around[axis + 2]
    share = EDGES.index(edge) % 3 / 2  # of what is free, before it
    lengths = [rect[axis + 2] - rect[axis] for rect in rects]
    return [
        _shifted(rect, axis, low + share * (high - low - length))
        for rect, length in zip(rects, lengths, strict=True)
    ]


def distributed(rects: Sequence[Rect], axis: Axis) -> list[Rect]:
    """The outermost ones stay, the others move so that all gaps between neighbours are equal (overlaps, too)."""
    if len(rects) < 3:
        return list(rects)
    at = 0 if axis == "across" else 1
    order = sorted(range(len(rects)), key=lambda n: rects[n][at] + rects[n][at + 2])
    around = frame(rects)
    filled = sum(r[at + 2] - r[at] for r in rects)
    gap = (around[at + 2] - around[at] - filled) / (len(rects) - 1)
    result = list(rects)
    start = around[at]
    for n in order:
        result[n] = _shifted(rects[n], at, start)
        start += rects[n][at + 2] - rects[n][at] + gap
    return result


def scaled(rects: Sequence[Rect], before: Rect, after: Rect) -> list[Rect]:
    """What becomes of `rects` when the frame `before` around them becomes `after`."""
    sx, sy = ((after[at + 2] - after[at]) / (before[at + 2] - before[at]) for at in (0, 1))
    result = []
    for x0, y0, x1, y1 in rects:
        left, top = after[0] + (x0 - before[0]) * sx, after[1] + (y0 - before[1]) * sy
        corner = (_unit(left + (x1 - x0) * sx), _unit(top + (y1 - y0) * sy))
        result.append((_unit(left), _unit(top), *corner))
    return result


def reordered(boxes: Sequence[Box], ids: Collection[str], place: Place) -> tuple[Box, ...]:
    """`boxes` with those called `ids` elsewhere in the order; the last of it lies on top. They keep their own order."""
    chosen = [box for box in boxes if box.id in ids]
    others = [box for box in boxes if box.id not in ids]
    if not chosen:
        return tuple(boxes)
    if place == "front":
        return (*others, *chosen)
    if place == "back":
        return (*chosen, *others)
    order = list(boxes)
    step = 1 if place == "forward" else -1
    for n in range(len(order))[::-step]:
        if 0 <= n + step < len(order) and order[n].id in ids and order[n + step].id not in ids:
            order[n], order[n + step] = order[n + step], order[n]
    return tuple(order)


def _shifted(rect: Rect, axis: int, start: float) -> Rect:
    moved = list(rect)
    length = rect[axis + 2] - rect[axis]
    start = min(max(start, 0.0), 1.0 - length)
    moved[axis], moved[axis + 2] = _unit(start), _unit(start + length)
    return moved[0], moved[1], moved[2], moved[3]


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


SMALLEST_PICTURE = 1 / 32  # of the page, of a side
LARGEST_PICTURE = 16.0
HELD = 1 / 32  # of the page: so much of a picture stays on it


def picture_fitted(size: tuple[int, int], page: tuple[int, int]) -> Rect:
    """Where a picture of `size` (width, height) is as large as it fits on a `page` of so many pixels, in its middle."""
    scale = min(page[0] / size[0], page[1] / size[1])
    wide, high = size[0] * scale / page[0], size[1] * scale / page[1]
    return (1 - wide) / 2, (1 - high) / 2, (1 + wide) / 2, (1 + high) / 2


def picture_moved(rect: Rect, dx: float, dy: float) -> Rect:
    """`rect` shifted, as far as something of it stays on the page."""
    x0, y0, x1, y1 = rect
    dx = min(max(dx, HELD - x1), 1 - HELD - x0)
    dy = min(max(dy, HELD - y1), 1 - HELD - y0)
    return x0 + dx, y0 + dy, x1 + dx, y1 + dy


def picture_scaled(
    rect: Rect,
    handle: tuple[int, int],
    x: float,
    y: float,
    *,
    free: bool = False,
    centred: bool = False,
) -> Rect:
    """`rect` with `handle` dragged to (x, y); it does not turn inside out.

    Args:
        handle: which way it pulls: -1 left or top, +1 right or bottom, 0 neither.
        free: its shape may change; else both sides grow alike.
        centred: about its middle; else the opposite edge stays.
    """
    spans = ((rect[0], rect[2]), (rect[1], rect[3]))
    factors = []
    for (low, high), pull, to in zip(spans, handle, (x, y), strict=True):
        if pull:
            anchor = _anchor(low, high, pull, centred)
            factors.append((to - anchor) / ((high if pull > 0 else low) - anchor))
        else:
            factors.append(1.0)
    if not free:
        pulled = [f for f, pull in zip(factors, handle, strict=True) if pull]
        least = max(SMALLEST_PICTURE / (high - low) for low, high in spans)
        most = min(LARGEST_PICTURE / (high - low) for low, high in spans)
        factors = [min(max(*pulled, min(least, 1.0)), max(most, 1.0))] * 2
    sides = []
    for (low, high), pull, factor in zip(spans, handle, factors, strict=True):
        anchor = _anchor(low, high, pull, centred)
        side = high - low
        least, most = min(SMALLEST_PICTURE / side, 1.0), max(LARGEST_PICTURE / side, 1.0)
        by = min(max(factor, least), most) if free else factor
        sides.append((anchor + (low - anchor) * by, anchor + (high - anchor) * by))
    (x0, x1), (y0, y1) = sides
    return picture_moved((x0, y0, x1, y1), 0.0, 0.0)


def _anchor(low: float, high: float, pull: int, centred: bool) -> float:
    """What stays."""
    if centred or not pull:
        return (low + high) / 2
    return low if pull > 0 else high
