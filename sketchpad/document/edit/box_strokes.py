"""Boxes and the strokes in them: whose they are, how they go along, and boxes made of strokes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.box import Box, Rect
from sketchpad.document.model import Document, Stroke
from sketchpad.document.stroke import all_transformed

WITHIN = 0.8  # share of a stroke's points that lie in the box it belongs to
ROUNDING = 1e-9  # a box that is only moved leaves its lines as wide as they are
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
    owners = [""] * len(strokes)
    for box in sorted(boxes, key=lambda box: box.area, reverse=True):
        x0, y0, x1, y1 = box.rect
        inside = (points >= (x0, y0)).all(axis=1) & (points <= (x1, y1)).all(axis=1)
        shares = np.add.reduceat(inside.astype(np.int64), starts) / counts
        for number in np.flatnonzero(shares >= WITHIN):
            owners[number] = box.id
    return tuple(owners)


def placed(document: Document, rects: Mapping[str, Rect], *, carry: bool = False) -> Document:
    """The boxes called by the keys of `rects` in their new places; with `carry` their strokes go along."""
    boxes = tuple(
        replace(box, rect=rects[box.id]) if box.id in rects else box for box in document.boxes
    )
    strokes = document.strokes
    if carry and strokes:
        result = list(strokes)
        for box in document.boxes:
            if box.id in rects:
                numbers = strokes_of(document, [box.id])
                matrix = _matrix(document, box.rect, rects[box.id])
                moved = all_transformed([result[number] for number in numbers], matrix)
                for number, stroke in zip(numbers, moved, strict=True):
                    result[number] = stroke
        strokes = tuple(result)
    return replace(document, boxes=boxes, strokes=strokes)


def carried(document: Document, rects: Mapping[str, Rect], most: int) -> list[Stroke]:
    """At most `most` of the strokes that `placed` would move, where they would be: to be shown meanwhile."""
    strokes: list[Stroke] = []
    for box in document.boxes:
        if box.id in rects and len(strokes) < most:
            numbers = strokes_of(document, [box.id])[: most - len(strokes)]
            chosen = [document.strokes[number] for number in numbers]
            strokes += all_transformed(chosen, _matrix(document, box.rect, rects[box.id]))
    return strokes


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


def _matrix(page: Document, before: Rect, after: Rect) -> NDArray[np.float64]:
    """(2, 3), in picture pixels."""
    sx, sy = ((after[i + 2] - after[i]) / (before[i + 2] - before[i]) for i in (0, 1))
    sx, sy = (1.0 if abs(factor - 1) < ROUNDING else factor for factor in (sx, sy))
    dx, dy = (after[0] - before[0] * sx) * page.width, (after[1] - before[1] * sy) * page.height
    return np.array([[sx, 0.0, dx], [0.0, sy, dy]])
