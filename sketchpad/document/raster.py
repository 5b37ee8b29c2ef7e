"""The drawing as pixels: white lines on black, antialiased; and how closely each line is to be followed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document, Role, Stroke

_SHIFT = 4  # fractional bits of the coordinates handed to OpenCV
_THICKEST = 32767  # OpenCV's own limit

WEIGHTS: Mapping[Role, float] = MappingProxyType({"follow": 1.0, "loose": 0.4, "ignore": 0.0})
GENTLEST = 0.5  # share of its weight that a line keeps at pressure 0
STEPS = 16  # of pressure that weights tell apart


def render_lines(
    document: Document, width: int, height: int, *, line_width: float | None = None
) -> NDArray[np.uint8]:
    """The strokes of `document` on a picture of `width` x `height` pixels.

    Args:
        line_width: give every pen stroke this width in pixels of the result, whatever its own (erasers keep theirs).

    Returns:
        uint8 (height, width): 255 on a line, 0 beside it, between at its rim. Pressure narrows a line
        (`Stroke.widths`); an eraser takes away what was drawn before it. Strokes to be ignored are not there.
    """
    oversampling = _oversampling(width, height)
    shape = (height * oversampling, width * oversampling)
    scale = (shape[1] / document.width, shape[0] / document.height)
    fixed = None if line_width is None else line_width * oversampling
    fine = np.zeros(shape, np.uint8)
    seen = [stroke for stroke in document.strokes if stroke.role != "ignore"]
    _draw_all(fine, seen, scale, (0.0, 0.0), fixed)
    return cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA)


def render_weights(document: Document, width: int, height: int) -> NDArray[np.float32]:
    """How closely the lines of `document` are to be followed, on a picture of `width` x `height` pixels.

    Returns:
        float32 (height, width) in 0..1: where there is ink, the weight of its stroke's role (`WEIGHTS`) times
        `GENTLEST` at no pressure to 1 at full pressure; where lines cross, the greater weight; 0 where there is none.
        Rims are not faded: `render_lines` says how much ink there is, this says what it means.
    """
    oversampling = _oversampling(width, height)
    shape = (height * oversampling, width * oversampling)
    scale = (shape[1] / document.width, shape[0] / document.height)
    fine = np.zeros(shape, np.uint8)
    seen = [stroke for stroke in document.strokes if stroke.role != "ignore"]
    for eraser, alike in groupby(seen, key=lambda stroke: stroke.eraser):
        strokes = list(alike)
        levels = None if eraser else np.concatenate([_levels(stroke) for stroke in strokes])
        _draw(fine, strokes, scale, (0.0, 0.0), 0, None, levels)
    ink = cv2.resize((fine > 0).astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    sums = cv2.resize(fine.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    weights = np.zeros((height, width), np.float32)
    np.divide(sums, 255 * ink, out=weights, where=ink > 0)
    return np.clip(weights, 0, 1, out=weights)


def _oversampling(width: int, height: int) -> int:
    return 4 if max(width, height) <= 1024 else 2


def _levels(stroke: Stroke) -> NDArray[np.int64]:
    """The weight at each point, of 255, in `STEPS` steps of pressure."""
    pressure = np.rint(stroke.points[:, 2] * STEPS) / STEPS
    weights = WEIGHTS[stroke.role] * (GENTLEST + (1 - GENTLEST) * pressure)
    return np.rint(255 * weights).astype(np.int64)


def render_part(
    strokes: Sequence[Stroke], scale: float, x: int, y: int, width: int, height: int
) -> NDArray[np.uint8]:
    """The part at (`x`, `y`) of what `strokes` look like at `scale` pixels to a picture pixel; see `render_lines`.

    Parts fit together, to a quarter of a pixel. All strokes are drawn, whatever their role.
    """
    part = Part(strokes, scale, x, y, width, height)
    while not part.advance():
        pass
    return part.picture()


class Part:
    """`render_part` in small pieces of work, for somebody who has other things to do as well."""

    OVERSAMPLING = 4
    PIECE = 1500  # points drawn in one go: a millisecond or two

    def __init__(
        self, strokes: Sequence[Stroke], scale: float, x: int, y: int, width: int, height: int
    ) -> None:
        fine = self.OVERSAMPLING
        self._strokes, self._next = strokes, 0
        self._size = (width, height)
        self._canvas = np.zeros((height * fine, width * fine), np.uint8)
        self._factor = scale * fine
        self._origin = (x * fine, y * fine)

    def advance(self) -> bool:
        """Draw a few more strokes; True when all are drawn."""
        first, points = self._next, 0
        while self._next < len(self._strokes) and points < self.PIECE:
            points += len(self._strokes[self._next].points)
            self._next += 1
        few = self._strokes[first : self._next]
        _draw_all(self._canvas, few, (self._factor, self._factor), self._origin, None)
        return self._next == len(self._strokes)

    def picture(self) -> NDArray[np.uint8]:
        """uint8 (height, width)"""
        return cv2.resize(self._canvas, self._size, interpolation=cv2.INTER_AREA)


def _draw_all(
    canvas: NDArray[np.uint8],
    strokes: Sequence[Stroke],
    scale: tuple[float, float],
    origin: tuple[float, float],
    fixed: float | None,
) -> None:
    for eraser, alike in groupby(strokes, key=lambda stroke: stroke.eraser):
        colour = 0 if eraser else 255
        _draw(canvas, list(alike), scale, origin, colour, None if eraser else fixed)


def _draw(
    canvas: NDArray[np.uint8],
    strokes: Sequence[Stroke],
    scale: tuple[float, float],
    origin: tuple[float, float],
    colour: int,
    fixed: float | None,
    levels: NDArray[np.int64] | None = None,
) -> None:
    """Strokes of one colour: their order does not matter, so all lines of one thickness are drawn in one call.

    With `levels` each point has a colour of its own, and the lighter one lies above.
    """
    points = np.concatenate([stroke.points[:, :2] for stroke in strokes]).astype(np.float64)
    # Pixel centres: OpenCV's coordinate 0 is the middle of the first pixel, ours is its left edge.
    corners = np.rint((points * scale - origin - 0.5) * (1 << _SHIFT)).astype(np.int32)
    if fixed is None:
        widths = np.concatenate([stroke.widths for stroke in strokes]) * math.sqrt(
            scale[0] * scale[1]
        )
    else:
        widths = np.full(len(points), fixed)
    if levels is None:
        levels = np.full(len(points), colour)
    ends = np.cumsum([len(stroke.points) for stroke in strokes])
    alike: dict[tuple[int, int], list[NDArray[np.int32]]] = {}
    for start, end, thickness, level in _runs(widths, levels, ends):
        alike.setdefault((level, thickness), []).append(corners[start:end])
    for (level, thickness), lines in sorted(alike.items(), key=lambda item: item[0]):
        dots = [line[0] for line in lines if len(line) == 1]
        cv2.polylines(
            canvas,
            [line for line in lines if len(line) > 1],
            False,
            level,
            thickness,
            cv2.LINE_8,
            _SHIFT,
        )
        for x, y in dots:
            radius = max(1, (thickness << _SHIFT) // 2)
            cv2.circle(canvas, (int(x), int(y)), radius, level, cv2.FILLED, cv2.LINE_8, _SHIFT)


def _runs(
    widths: NDArray[np.float64], levels: NDArray[np.int64], ends: NDArray[np.int64]
) -> Iterator[tuple[int, int, int, int]]:
    """(start, end, thickness, level) of the stretches of points that are drawn alike; end is exclusive."""
    between = np.append((widths[:-1] + widths[1:]) / 2, widths[-1])
    starts = np.concatenate(([0], ends[:-1]))
    single = starts[ends - starts == 1]
    between[single] = widths[single]
    # OpenCV's lines of thickness 2k are 2k + 1 pixels wide.
    thickness = np.clip(2 * np.rint((between - 1) / 2), 1, _THICKEST - 1).astype(np.int64)
    last_points = ends - 1  # the segment that begins at a stroke's last point does not exist
    differs = (thickness[1:] != thickness[:-1]) | (levels[1:] != levels[:-1])
    cuts = np.flatnonzero(differs) + 1
    cuts = np.union1d(np.setdiff1d(cuts, last_points), starts)
    stroke_end = ends[np.searchsorted(ends, cuts, side="right")]
    following = np.append(cuts[1:] + 1, ends[-1])
    run_end = np.minimum(following, stroke_end)
    yield from zip(
        cuts.tolist(),
        run_end.tolist(),
        thickness[cuts].tolist(),
        levels[cuts].tolist(),
        strict=True,
    )
