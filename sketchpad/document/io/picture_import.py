"""A picture with lines as strokes that can be edited: a scan, a photographed page, a screenshot."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.io.picture import read_picture
from sketchpad.document.io.tracing import Pixel, Watch, find_ink, part, thin, trace, unwatched
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadPicture

WORKING_SIZE = 1024  # pixels of the longer side while tracing
LINE_WIDTHS = (1.0, 24.0)  # picture pixels
MOST_STROKES = 20_000


def read_picture_lines(
    path: str | Path, width: int = 256, height: int = 256, watch: Watch = unwatched
) -> Document:
    """The lines of the picture at `path` as a drawing of `width` x `height`, as large as it fits, centred.

    Raises BadPicture (not readable, or no lines in it) or HugePicture, and what `watch` raises.
    """
    picture = read_picture(path, WORKING_SIZE)
    strokes = trace_lines(picture, width, height, part(watch, 0.2, 1.0))
    if not strokes:
        raise BadPicture(path, "no_lines")
    return Document(width, height, strokes)


def trace_lines(
    picture: NDArray[np.uint8], width: int, height: int, watch: Watch = unwatched
) -> tuple[Stroke, ...]:
    """The lines of a uint8 (h, w, 3) RGB picture as strokes on a canvas of `width` x `height`, longest first."""
    watch(0.0)
    return trace_ink(find_ink(picture), width, height, watch)


def trace_ink(
    ink: NDArray[np.bool_], width: int, height: int, watch: Watch = unwatched
) -> tuple[Stroke, ...]:
    """The same where it is known what is ink: (h, w)."""
    down, across = ink.shape
    scale = min(width / across, height / down)
    shift = np.array([(width - across * scale) / 2, (height - down * scale) / 2])
    watch(0.1)
    depth = cv2.distanceTransform(np.pad(ink.astype(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    skeleton = thin(ink, part(watch, 0.1, 0.4))
    thickness = 2 * float(np.median(depth[skeleton])) if skeleton.any() else 1.0
    ways = trace(skeleton, thickness, part(watch, 0.4, 0.8))
    ways.sort(key=len, reverse=True)
    strokes = []
    for number, way in enumerate(ways[:MOST_STROKES]):
        if number % 64 == 0:
            watch(0.8 + 0.2 * number / len(ways))
        strokes.append(_stroke(way, depth, scale, shift))
    watch(1.0)
    return tuple(strokes)


def _stroke(
    way: list[Pixel], depth: NDArray[np.float32], scale: float, shift: NDArray[np.float64]
) -> Stroke:
    rows, columns = np.array(way).T
    low, high = LINE_WIDTHS
    thick = min(high, max(low, (2 * float(np.median(depth[rows, columns])) - 1) * scale))
    line = np.stack([columns, rows], axis=1).astype(np.float32)
    if len(line) > 4:  # the stairs of the pixels are not what the hand drew
        inner = cv2.blur(line, (1, 5), borderType=cv2.BORDER_REFLECT_101)
        line[1:-1] = inner[1:-1]
    if len(line) > 2:
        simple = cv2.approxPolyDP(line[:, None], 0.35 / scale, False)[:, 0]
        # OpenCV leaves out the end of a line that ends where it began.
        line = np.vstack([simple, line[-1:]])
    return Stroke((line + 0.5) * scale + shift, thick)
