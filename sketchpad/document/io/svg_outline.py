"""Filled shapes that a pen has drawn: whiteboards export each stroke as its outline. Here it becomes a stroke again.

The shape is filled in a picture as large as its width needs, and its middle is traced as lines of a scan are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.io.picture_import import trace_ink
from sketchpad.document.io.svg_path import Line
from sketchpad.document.io.tracing import Watch
from sketchpad.document.stroke import Stroke

PEN = 6.0  # pixels across the pen in that picture
LARGEST = 1200  # pixels of its longer side
LEAST_LENGTH = 5.0  # of a stroke, in widths: shorter ones are dots or shapes of their own
WIDEST = 0.08  # of the page, of a pen
_EDGE = 4  # pixels around the shape


def pen_of(lines: Sequence[Line], page: float) -> float:
    """Width of the pen that has drawn the shape with these outlines, in their own units; 0 where it was none.

    Of a stroke of length l and width w the outline is 2 (l + w) long, and encloses l w.
    """
    around = sum(float(np.hypot(*np.diff(_closed(line), axis=0).T).sum()) for line in lines)
    inside = abs(sum(_area(line) for line in lines))
    if not around > 0:
        return 0.0
    # w from 2 w^2 - around w + 2 inside = 0: the smaller root.
    rest = around * around - 16 * inside
    width = (around - rest**0.5) / 4 if rest > 0 else 0.0
    length = around / 2 - width
    return width if 0 < width < WIDEST * page and length > LEAST_LENGTH * width else 0.0


def middle_of(
    lines: Sequence[Line], pen: float, even_odd: bool, watch: Watch
) -> tuple[Stroke, ...]:
    """The strokes whose outline the shape is; none where it is thicker somewhere than a pen is."""
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = _scale(high - low, pen)
    if scale * pen < 2:
        return ()
    across, down = (int(side) + 2 * _EDGE for side in np.ceil((high - low) * scale))
    ink = filled([(line - low) * scale + _EDGE for line in lines], across, down, even_odd)
    around = sum(float(np.hypot(*np.diff(line, axis=0).T).sum()) for line in lines)
    if ink.sum() > 3 * scale * pen * max(1.0, around * scale / 2):
        return ()
    strokes = []
    for stroke in trace_ink(ink, across, down, watch):
        points = stroke.points[:, :2].astype(np.float64)
        if len(points) > 1 and not np.array_equal(points[0], points[-1]):
            first = _tip(points[::-1], ink, stroke.width)
            points = np.vstack([first, points, _tip(points, ink, stroke.width)])
        strokes.append(Stroke((points - _EDGE) / scale + low, stroke.width / scale))
    return tuple(strokes)


def _tip(points: Line, ink: NDArray[np.bool_], width: float) -> Line:
    """Where a line that goes on as its end does is half a width from the rim; thinning has shortened it."""
    back = points[-min(3, len(points))]
    along = points[-1] - back
    along = along / max(float(np.hypot(*along)), 1e-9)
    steps = np.arange(0, 2 * width, 0.5)
    columns, rows = np.rint(points[-1] + steps[:, None] * along).astype(int).T
    inside = (rows >= 0) & (rows < ink.shape[0]) & (columns >= 0) & (columns < ink.shape[1])
    inside[inside] = ink[rows[inside], columns[inside]]
    reach = float(steps[int(np.argmin(inside))]) if not inside.all() else float(steps[-1])
    tip: Line = points[-1] + max(0.0, reach - width / 2) * along
    return tip


def area_of(lines: Sequence[Line], pen: float) -> int:
    """Pixels of the picture that `middle_of` would make."""
    sides = np.ptp(np.concatenate(lines), axis=0)
    across, down = sides * _scale(sides, pen) + 2 * _EDGE
    return int(across * down)


def _scale(sides: NDArray[np.float64], pen: float) -> float:
    return float(min(PEN / pen, LARGEST / max(float(sides.max()), 1e-9)))


def filled(
    lines: Sequence[Line], across: int, down: int, even_odd: bool = False
) -> NDArray[np.bool_]:
    """(down, across): the pixels whose centre the outlines go around, by the rule that SVG's ``fill-rule`` names."""
    winding = np.zeros((down, across + 1), np.int32)
    for line in lines:
        closed = _closed(line)
        start, end = closed[:-1], closed[1:]
        turned = start[:, 1] > end[:, 1]
        top = np.where(turned[:, None], end, start)
        bottom = np.where(turned[:, None], start, end)
        first = np.clip(np.ceil(top[:, 1] - 0.5), 0, down).astype(int)
        after = np.clip(np.ceil(bottom[:, 1] - 0.5), 0, down).astype(int)
        rows_of = np.maximum(after - first, 0)
        of = np.repeat(np.arange(len(top)), rows_of)
        rows = np.arange(len(of)) - np.repeat(np.cumsum(rows_of) - rows_of, rows_of) + first[of]
        share = (rows + 0.5 - top[of, 1]) / (bottom[of, 1] - top[of, 1])
        x = top[of, 0] + share * (bottom[of, 0] - top[of, 0])
        columns = np.clip(np.ceil(x - 0.5), 0, across).astype(int)
        np.add.at(winding, (rows, columns), np.where(turned[of], -1, 1))
    count = np.cumsum(winding, axis=1)[:, :across]
    inside: NDArray[np.bool_] = count % 2 == 1 if even_odd else count != 0
    return inside


def _closed(line: Line) -> Line:
    return np.vstack([line, line[:1]])


def _area(line: Line) -> float:
    x, y = (line - line[0]).T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) / 2
