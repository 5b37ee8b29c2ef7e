"""The drawing as pixels: white lines on black, antialiased."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document, Stroke

_SHIFT = 4  # fractional bits of the coordinates handed to OpenCV
_THICKEST = 32767  # OpenCV's own limit


def render_lines(
    document: Document, width: int, height: int, *, line_width: float | None = None
) -> NDArray[np.uint8]:
    """The strokes of `document` on a picture of `width` x `height` pixels.

    Args:
        line_width: give every pen stroke this width in pixels of the result, whatever its own (erasers keep theirs).

    Returns:
        uint8 (height, width): 255 on a line, 0 beside it, between at its rim. Pressure narrows a line
        (`Stroke.widths`); an eraser takes away what was drawn before it.
    """
    oversampling = 4 if max(width, height) <= 1024 else 2
    shape = (height * oversampling, width * oversampling)
    scale = (shape[1] / document.width, shape[0] / document.height)
    fixed = None if line_width is None else line_width * oversampling
    fine = np.zeros(shape, np.uint8)
    _draw_all(fine, document.strokes, scale, (0.0, 0.0), fixed)
    return cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA)


def render_part(
    strokes: Sequence[Stroke], scale: float, x: int, y: int, width: int, height: int
) -> NDArray[np.uint8]:
    """The part at (`x`, `y`) of what `strokes` look like at `scale` pixels to a picture pixel; see `render_lines`.

    Parts fit together, to a quarter of a pixel.
    """
    oversampling = 4
    fine = np.zeros((height * oversampling, width * oversampling), np.uint8)
    factor = scale * oversampling
    _draw_all(fine, strokes, (factor, factor), (x * oversampling, y * oversampling), None)
    return cv2.resize(fine, (width, height), interpolation=cv2.INTER_AREA)


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
) -> None:
    """Strokes of one colour: their order does not matter, so all lines of one thickness are drawn in one call."""
    points = np.concatenate([stroke.points[:, :2] for stroke in strokes]).astype(np.float64)
    # Pixel centres: OpenCV's coordinate 0 is the middle of the first pixel, ours is its left edge.
    corners = np.rint((points * scale - origin - 0.5) * (1 << _SHIFT)).astype(np.int32)
    if fixed is None:
        widths = np.concatenate([stroke.widths for stroke in strokes]) * math.sqrt(
            scale[0] * scale[1]
        )
    else:
        widths = np.full(len(points), fixed)
    ends = np.cumsum([len(stroke.points) for stroke in strokes])
    by_thickness: dict[int, list[NDArray[np.int32]]] = {}
    for start, end, thickness in _runs(widths, ends):
        by_thickness.setdefault(thickness, []).append(corners[start:end])
    for thickness, lines in by_thickness.items():
        dots = [line[0] for line in lines if len(line) == 1]
        cv2.polylines(
            canvas,
            [line for line in lines if len(line) > 1],
            False,
            colour,
            thickness,
            cv2.LINE_8,
            _SHIFT,
        )
        for x, y in dots:
            radius = max(1, (thickness << _SHIFT) // 2)
            cv2.circle(canvas, (int(x), int(y)), radius, colour, cv2.FILLED, cv2.LINE_8, _SHIFT)


def _runs(widths: NDArray[np.float64], ends: NDArray[np.int64]) -> Iterator[tuple[int, int, int]]:
    """(start, end, thickness) of the stretches of points that are drawn with one thickness; end is exclusive."""
    between = np.append((widths[:-1] + widths[1:]) / 2, widths[-1])
    starts = np.concatenate(([0], ends[:-1]))
    single = starts[ends - starts == 1]
    between[single] = widths[single]
    # OpenCV's lines of thickness 2k are 2k + 1 pixels wide.
    thickness = np.clip(2 * np.rint((between - 1) / 2), 1, _THICKEST - 1).astype(np.int64)
    last_points = ends - 1  # the segment that begins at a stroke's last point does not exist
    cuts = np.flatnonzero(thickness[1:] != thickness[:-1]) + 1
    cuts = np.union1d(np.setdiff1d(cuts, last_points), starts)
    stroke_end = ends[np.searchsorted(ends, cuts, side="right")]
    following = np.append(cuts[1:] + 1, ends[-1])
    run_end = np.minimum(following, stroke_end)
    yield from zip(cuts.tolist(), run_end.tolist(), thickness[cuts].tolist(), strict=True)
