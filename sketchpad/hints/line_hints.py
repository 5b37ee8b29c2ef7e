"""Control images of lines, and tile: from a drawing its strokes, from a picture its edges or colours."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_lines
from sketchpad.hints import learned
from sketchpad.hints.lines import Hint, as_hint, ink, safe_steps


def scribble_from_drawing(document: Document, width: int, height: int) -> Hint:
    """The strokes in their own widths, antialiased."""
    return as_hint(render_lines(document, width, height))


def scribble_from_picture(picture: NDArray[np.uint8], threshold: int = 32) -> Hint:
    """Lines of a uint8 RGB picture.

    A drawing's own lines, dark or light; of anything else an extended difference of Gaussians (sigma 0.5 and 5,
    `threshold` of 255).
    """
    own = ink(picture)
    if own is not None:
        return as_hint(np.where(own >= 0.45, np.float32(1), np.float32(0)))
    image = picture.astype(np.float32)
    narrow = cv2.GaussianBlur(image, (0, 0), 0.5)
    wide = cv2.GaussianBlur(image, (0, 0), 5.0)
    difference = np.clip(255 - (wide - narrow).min(axis=2), 0, 255)
    return as_hint(np.where(2 * (255 - difference) > threshold, np.float32(1), np.float32(0)))


def canny_from_drawing(document: Document, width: int, height: int) -> Hint:
    """The middle of each stroke, one pixel wide: edges of a drawn line would be two lines beside it."""
    lines = render_lines(document, width, height, line_width=1.25)
    return as_hint(np.where(lines >= 96, np.uint8(255), np.uint8(0)))


def canny_from_picture(
    picture: NDArray[np.uint8], low: int = 100, high: int = 200, blur: float = 0.0
) -> Hint:
    """Edges of a uint8 RGB picture with the usual thresholds, usually without blurring (sigma in pixels) first."""
    if blur > 0:
        picture = cv2.GaussianBlur(picture, (0, 0), blur).astype(np.uint8, copy=False)
    return as_hint(cv2.Canny(picture, low, high))


SOFTNESS = 1 / 160  # of the longer side: standard deviation of the rim


def softedge_from_drawing(document: Document, width: int, height: int) -> Hint:
    """The strokes with a soft rim, 1 on the line itself, in three levels."""
    lines = render_lines(document, width, height).astype(np.float32) / np.float32(255)
    return as_hint(safe_steps(_softened(lines)))


def softedge_from_picture(picture: NDArray[np.uint8], blur: float = 1.5, gain: float = 1.0) -> Hint:
    """Soft edges of a uint8 RGB picture.

    A drawing's own lines, the output of a learned annotator, or else the gradient magnitude, smoothed by `blur`
    (sigma in pixels), scaled so that its 99th percentile is 1, times `gain`.
    """
    own = ink(picture)
    if own is not None:
        return as_hint(safe_steps(_softened(own)))
    if learned.available("softedge"):
        return as_hint(safe_steps(learned.annotate("softedge", picture)))
    smooth = cv2.GaussianBlur(picture, (0, 0), blur).astype(np.float32)
    across, down = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, down).max(axis=2)
    strongest = float(np.percentile(strength, 99))
    return as_hint(safe_steps(np.clip(strength * gain / max(strongest, 64.0), 0, 1)))


def _softened(lines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Blurred lines, scaled so that a thin line is as bright as a thick one."""
    sigma = max(lines.shape) * SOFTNESS
    blurred = cv2.GaussianBlur(lines, (0, 0), sigma)
    peak = 1 / (np.sqrt(2 * np.pi) * sigma)  # what a line one pixel wide becomes
    return np.maximum(lines, np.clip(blurred / max(peak * 2, 1e-6), 0, 1)).astype(np.float32)


WIDTH = 1 / 256  # of the longer side: 2 pixels at 512
ANIME_WIDTH = 1 / 400
FINEST = 2.0  # pixels: thinner lines are lost in grey


def lineart_from_drawing(document: Document, width: int, height: int) -> Hint:
    """The strokes, all of one fine width."""
    return as_hint(_fine(document, width, height, WIDTH))


def anime_from_drawing(document: Document, width: int, height: int) -> Hint:
    """The strokes, finer still, with hard rims."""
    lines = _fine(document, width, height, ANIME_WIDTH).astype(np.float32) / np.float32(255)
    return as_hint(np.clip(lines * 2 - 0.5, 0, 1))


def lineart_from_picture(picture: NDArray[np.uint8], sigma: float = 6.0, gain: float = 1.0) -> Hint:
    """Lines of a uint8 RGB picture: a drawing's own, else what is darker than its surroundings.

    `sigma`: of these surroundings, in pixels. `gain` makes faint lines firmer.
    """
    return as_hint(_own_or_learned(picture, "lineart", sigma) * np.float32(gain))


def anime_from_picture(picture: NDArray[np.uint8], sigma: float = 3.0, gain: float = 1.0) -> Hint:
    """The same for flat-coloured pictures with fine outlines."""
    return as_hint(_own_or_learned(picture, "lineart_anime", sigma) * np.float32(gain))


def darker_than_around(picture: NDArray[np.uint8], sigma: float = 6.0) -> NDArray[np.float32]:
    """ControlNet 1.1's "standard" line art: float32 (h, w) in 0..1.

    How much darker a place is than the picture blurred by `sigma`, in the channel where that is least, with the
    median of what is seen at all brought to one half. Without anything to be seen it is all 0.
    """
    image = picture.astype(np.float32)
    around = cv2.GaussianBlur(image, (0, 0), sigma)
    darker = np.clip((around - image).min(axis=2), 0, 255)
    darker[darker < 1] = 0  # what blurring an even area leaves
    seen = darker[darker > 8]
    usual = float(np.median(seen)) if seen.size else 0.0
    return np.clip(darker / max(usual, 16.0) * (127 / 255), 0, 1)


def _own_or_learned(picture: NDArray[np.uint8], name: str, sigma: float) -> NDArray[np.float32]:
    own = ink(picture)
    if own is not None:
        return own
    if learned.available(name):
        return learned.annotate(name, picture)
    return darker_than_around(picture, sigma)


def _fine(document: Document, width: int, height: int, share: float) -> NDArray[np.uint8]:
    return render_lines(document, width, height, line_width=max(FINEST, max(width, height) * share))


SHORTEST = 1 / 20  # of the longer side
BEND = (
    1 / 150
)  # of the longer side: where a stroke is further off the straight line, it has a corner
STRAIGHT = 1 / 40  # of its length: so far off a part may be and still be meant as straight


def mlsd_from_drawing(document: Document, width: int, height: int) -> Hint:
    """The straight parts of the strokes; curves are left out."""
    lines = np.zeros((height, width), np.uint8)
    scale = np.array([width / document.width, height / document.height])
    side = max(width, height)
    for stroke in document.strokes:
        if stroke.eraser or stroke.role == "ignore" or len(stroke.points) < 2:
            continue
        points = (stroke.points[:, :2] * scale).astype(np.float32)
        _draw(lines, _straight(points, side), side * SHORTEST)
    if any(stroke.eraser for stroke in document.strokes):
        ink = cv2.dilate(render_lines(document, width, height), np.ones((3, 3), np.uint8))
        lines[ink < 64] = 0
    return as_hint(lines)


def mlsd_from_picture(picture: NDArray[np.uint8], shortest: float = SHORTEST) -> Hint:
    """The line segments of a uint8 RGB picture (von Gioi's detector, as OpenCV has it), but for short ones."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    segments = cv2.createLineSegmentDetector(cv2.LSD_REFINE_ADV).detect(grey)[0]
    lines = np.zeros(grey.shape, np.uint8)
    if segments is not None:
        _draw(lines, segments.reshape(-1, 4), max(grey.shape) * shortest)
    return as_hint(lines)


def _straight(points: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """(n, 4), the straight parts of a polyline (m, 2); chords of its curves are none."""
    corners = cv2.approxPolyDP(points[:, None], side * BEND, closed=False)[:, 0]
    segments, begin = [], 0
    for corner, following in pairwise(corners):
        end = begin + int(np.argmax((points[begin:] == following).all(axis=1)))
        across = np.array([corner[1] - following[1], following[0] - corner[0]])
        length = float(np.hypot(*across))
        if length:
            beside = np.abs((points[begin : end + 1] - corner) @ across) / length
            if float(beside.max()) <= max(1.0, STRAIGHT * length):
                segments.append([*corner, *following])
        begin = end
    return np.array(segments, np.float32).reshape(-1, 4)


def _draw(lines: NDArray[np.uint8], segments: NDArray[np.float32], shortest: float) -> None:
    for x0, y0, x1, y1 in segments:
        if np.hypot(x1 - x0, y1 - y0) >= shortest:
            cv2.line(lines, (round(x0), round(y0)), (round(x1), round(y1)), 255, 1)


COARSE = 4  # pixels that become one


def tile_from_drawing(document: Document, width: int, height: int) -> Hint:
    """Dark ink on white paper, downsampled."""
    ink = render_lines(document, width, height)
    return tile_from_picture(np.repeat(255 - ink[..., None], 3, axis=2))


def tile_from_picture(picture: NDArray[np.uint8], coarse: int = COARSE) -> Hint:
    """A uint8 RGB picture, downsampled by `coarse` and enlarged to its size again."""
    height, width = picture.shape[:2]
    size = (max(1, width // coarse), max(1, height // coarse))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).astype(
        np.float32
    ) / np.float32(255)
