"""Draws strokes as lines of one byte a pixel, in calls so short that other threads go on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.stroke import LIGHTEST, Stroke

_SHIFT = 4  # fractional bits of the coordinates handed to OpenCV
_THICKEST = 32767  # OpenCV's own limit
_AT_ONCE = 200  # lines handed to OpenCV in one call: it holds the interpreter while it reads them

Canvas = NDArray[np.uint8] | NDArray[np.int32]
Levels = NDArray[np.int64]


def draw(
    canvas: Canvas,
    strokes: Sequence[Stroke],
    scale: tuple[float, float],
    origin: tuple[float, float] = (0.0, 0.0),
    fixed: float | None = None,
) -> None:
    """Draw `strokes` one after the other: pens in 255, erasers in 0.

    Args:
        canvas: (height, width), drawn on; `origin` is where it lies, in its own pixels.
        scale: pixels of the canvas to a picture pixel, across and down.
        fixed: width in pixels of the canvas of every pen stroke, whatever its own.
    """
    for eraser, alike in groupby(strokes, key=lambda stroke: stroke.eraser):
        width = None if eraser else fixed
        draw_alike(canvas, list(alike), 0 if eraser else 255, scale, origin, width)


def draw_alike(
    canvas: Canvas,
    strokes: Sequence[Stroke],
    colour: int | Levels,
    scale: tuple[float, float],
    origin: tuple[float, float] = (0.0, 0.0),
    fixed: float | None = None,
) -> None:
    """Draw strokes whose order does not matter: all lines of one thickness go together.

    Args:
        colour: 0..255 (or what the canvas holds); as an array, a colour for each point of all strokes; the lighter one
            lies above.
    """
    lengths = np.array([len(stroke.points) for stroke in strokes])
    points = np.concatenate([stroke.points for stroke in strokes])
    # Pixel centres: OpenCV's coordinate 0 is the middle of the first pixel, ours is its left edge.
    at = points[:, :2].astype(np.float64) * scale - origin - 0.5
    corners = np.rint(at * (1 << _SHIFT)).astype(np.int32)
    if fixed is None:
        # As in `Stroke.widths`, for all of them at once.
        full = np.repeat(np.array([stroke.width for stroke in strokes], np.float32), lengths)
        shares = LIGHTEST + (1 - LIGHTEST) * points[:, 2]
        widths = full * shares * math.sqrt(scale[0] * scale[1])
    else:
        widths = np.full(len(points), fixed, np.float32)
    for level, thickness, lines in _runs(corners, widths, np.asarray(colour), lengths):
        dots = [line[0].tolist() for line in lines if len(line) == 1]
        ways = [line for line in lines if len(line) > 1]
        cv2.polylines(canvas, ways, False, level, thickness, cv2.LINE_8, _SHIFT)
        radius = max(1, (thickness << _SHIFT) // 2)
        for x, y in dots:
            cv2.circle(canvas, (x, y), radius, level, cv2.FILLED, cv2.LINE_8, _SHIFT)


def _runs(
    corners: NDArray[np.int32],
    widths: NDArray[np.floating],
    levels: Levels,
    lengths: NDArray[np.int64],
) -> Iterator[tuple[int, int, list[NDArray[np.int32]]]]:
    """Level, thickness and a few of the stretches of points that are drawn in them; the darkest and finest first."""
    ends = np.cumsum(lengths)
    starts = ends - lengths
    between = np.append((widths[:-1] + widths[1:]) / 2, widths[-1])
    single = starts[lengths == 1]
    between[single] = widths[single]
    # OpenCV's lines of thickness 2k are 2k + 1 pixels wide.
    thickness = np.clip(2 * np.rint((between - 1) / 2), 1, _THICKEST - 1).astype(np.int64)
    looks = levels * (_THICKEST + 1) + thickness
    begins = np.append(True, looks[1:] != looks[:-1])
    begins[ends - 1] = False  # the segment that begins at a stroke's last point does not exist
    begins[starts] = True
    firsts = np.flatnonzero(begins)
    stops = np.minimum(
        np.append(firsts[1:] + 1, ends[-1]), ends[np.searchsorted(ends, firsts, "right")]
    )
    order = np.argsort(looks[firsts], kind="stable")
    changes = np.flatnonzero(np.diff(looks[firsts[order]])) + 1
    for alike in np.split(order, changes):
        level, thick = divmod(int(looks[firsts[alike[0]]]), _THICKEST + 1)
        for begin in range(0, len(alike), _AT_ONCE):
            few = alike[begin : begin + _AT_ONCE]
            spans = zip(firsts[few].tolist(), stops[few].tolist(), strict=True)
            yield level, thick, [corners[first:stop] for first, stop in spans]
