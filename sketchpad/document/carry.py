"""Boxes and the strokes in them: whose they are, how they go along, and boxes made of strokes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from sketchpad.document.box import Box, Rect
from sketchpad.document.model import Document, Stroke

WITHIN = 0.8  # share of a stroke's points that lie in the box it belongs to
MARGIN = 0.01  # of the page, around strokes a box is made of


def strokes_of(document: Document, ids: Iterable[str]) -> tuple[int, ...]:
    """Numbers of the strokes that belong to the boxes called `ids`: each stroke to the smallest box that holds it.

    What an eraser took away goes along with what is left.
    """
    wanted = set(ids)
    owners = _owners(document.strokes, document.boxes, document.width, document.height)
    return tuple(number for number, owner in enumerate(owners) if owner in wanted)


@lru_cache(maxsize=4)  # asked anew for every frame while a box is dragged
def _owners(
    strokes: tuple[Stroke, ...], boxes: tuple[Box, ...], width: int, height: int
) -> tuple[str, ...]:
    """For each stroke the id of the box it belongs to, or an empty one."""
    if not strokes:
        return ()
    counts = np.array([len(stroke.points) for stroke in strokes])
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    points = np.concatenate([stroke.points[:, :2] for stroke in strokes])
    points = points / np.array([width, height], np.float32)
    found = [""] * len(strokes)
    for box in sorted(boxes, key=lambda box: -_area(box.rect)):
        x0, y0, x1, y1 = box.rect
        inside = (points >= (x0, y0)).all(axis=1) & (points <= (x1, y1)).all(axis=1)
        shares = np.add.reduceat(inside.astype(np.int64), starts) / counts
        for number in np.flatnonzero(shares >= WITHIN):
            found[number] = box.id
    return tuple(found)


def placed(document: Document, rects: Mapping[str, Rect], *, carry: bool = False) -> Document:
    """The boxes called by the keys of `rects` in their new places; with `carry` their strokes go along."""
    boxes = tuple(
        replace(box, rect=rects[box.id]) if box.id in rects else box for box in document.boxes
    )
    strokes = document.strokes
    if carry and strokes:
        made = list(strokes)
        for box in document.boxes:
            if box.id in rects:
                for number in strokes_of(document, [box.id]):
                    made[number] = _carried(made[number], document, box.rect, rects[box.id])
        strokes = tuple(made)
    return replace(document, boxes=boxes, strokes=strokes)


def rect_around(document: Document, strokes: Sequence[Stroke]) -> Rect | None:
    """Where a box around `strokes` lies; None where none of them leaves a line on the page."""
    bounds = [stroke.bounds for stroke in strokes if not stroke.eraser]
    if not bounds:
        return None
    x0, y0 = (min(b[i] for b in bounds) for i in (0, 1))
    x1, y1 = (max(b[i] for b in bounds) for i in (2, 3))
    across, down = document.width, document.height
    if x1 <= 0 or y1 <= 0 or x0 >= across or y0 >= down:
        return None
    a = (x0 / across - MARGIN, y0 / down - MARGIN)
    b = (x1 / across + MARGIN, y1 / down + MARGIN)
    return Box.between("", a, b).rect


def _carried(stroke: Stroke, page: Document, before: Rect, after: Rect) -> Stroke:
    sx = (after[2] - after[0]) / (before[2] - before[0])
    sy = (after[3] - after[1]) / (before[3] - before[1])
    at_origin = stroke.moved(-before[0] * page.width, -before[1] * page.height)
    if (sx, sy) != (1.0, 1.0):
        at_origin = at_origin.scaled(sx, sy)
    return at_origin.moved(after[0] * page.width, after[1] * page.height)


def _area(rect: Rect) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])
