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
    return (
        min(r[0] for r in rects),
        min(r[1] for r in rects),
        max(r[2] for r in rects),
        max(r[3] for r in rects),
    )


def aligned(rects: Sequence[Rect], edge: Edge) -> list[Rect]:
    """Several: along an edge or the middle of their common frame. One alone: of the page."""
    if not rects:
        return []
    around = frame(rects) if len(rects) > 1 else PAGE
    axis = 0 if edge in ("left", "centre", "right") else 1
    low, high = around[axis], around[axis + 2]
    made = []
    for rect in rects:
        length = rect[axis + 2] - rect[axis]
        start = {
            "left": low,
            "top": low,
            "centre": (low + high - length) / 2,
            "middle": (low + high - length) / 2,
            "right": high - length,
            "bottom": high - length,
        }[edge]
        made.append(_shifted(rect, axis, start))
    return made


def distributed(rects: Sequence[Rect], axis: Axis) -> list[Rect]:
    """The outermost ones stay, the others move so that all gaps between neighbours are equal (overlaps, too)."""
    if len(rects) < 3:
        return list(rects)
    at = 0 if axis == "across" else 1
    order = sorted(range(len(rects)), key=lambda n: rects[n][at] + rects[n][at + 2])
    around = frame(rects)
    filled = sum(r[at + 2] - r[at] for r in rects)
    gap = (around[at + 2] - around[at] - filled) / (len(rects) - 1)
    made = list(rects)
    start = around[at]
    for n in order:
        made[n] = _shifted(rects[n], at, start)
        start += rects[n][at + 2] - rects[n][at] + gap
    return made


def scaled(rects: Sequence[Rect], before: Rect, after: Rect) -> list[Rect]:
    """What becomes of `rects` when the frame `before` around them becomes `after`."""
    made = []
    for rect in rects:
        spans = []
        for at in (0, 1):
            factor = (after[at + 2] - after[at]) / (before[at + 2] - before[at])
            low = after[at] + (rect[at] - before[at]) * factor
            spans.append((_unit(low), _unit(low + (rect[at + 2] - rect[at]) * factor)))
        (x0, x1), (y0, y1) = spans
        made.append((x0, y0, x1, y1))
    return made


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
    made = list(boxes)
    numbers = range(len(made) - 2, -1, -1) if place == "forward" else range(1, len(made))
    for n in numbers:
        other = n + 1 if place == "forward" else n - 1
        if made[n].id in ids and made[other].id not in ids:
            made[n], made[other] = made[other], made[n]
    return tuple(made)


def _shifted(rect: Rect, axis: int, start: float) -> Rect:
    moved = list(rect)
    length = rect[axis + 2] - rect[axis]
    start = min(max(start, 0.0), 1.0 - length)
    moved[axis], moved[axis + 2] = _unit(start), _unit(start + length)
    return moved[0], moved[1], moved[2], moved[3]


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
