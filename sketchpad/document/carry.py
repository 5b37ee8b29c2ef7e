"""Boxes and the strokes in them: whose they are, how they go along, and boxes made of strokes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

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
    owners = sorted(document.boxes, key=lambda box: _area(box.rect))
    size = np.array([document.width, document.height], np.float32)
    found = []
    for number, stroke in enumerate(document.strokes):
        at = stroke.points[:, :2] / size
        for box in owners:
            x0, y0, x1, y1 = box.rect
            inside = (at >= (x0, y0)).all(axis=1) & (at <= (x1, y1)).all(axis=1)
            if inside.mean() >= WITHIN:
                if box.id in wanted:
                    found.append(number)
                break
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
