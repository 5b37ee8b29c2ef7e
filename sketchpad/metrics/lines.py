"""Agreement between the drawn lines and the edges of a picture: precision, recall and F1.

The drawn lines are thinned to one pixel, so that a broad brush is not measured more strictly than a fine one. The
picture's edges are detected by one fixed method (`find_edges`). A pixel of a line is *matched* where an edge lies
within a tolerance of it; an edge is *invented* where no ink lies within that tolerance (of the ink, because a line in
a picture has an edge on either side). The tolerance is a share of the picture's width. Edges within it of the
picture's rim do not count unless something was drawn there: decoders paint the last pixels slightly darker or lighter
all the way round.

- ``recall``: share of the drawn lines that is matched.
- ``precision``: share of the edges that is not invented.
- ``f1``: harmonic mean of both.
- ``chance``: recall of the same edges against the same drawing moved elsewhere: mirrored, flipped, and shifted by a
  quarter. A picture full of edges matches any drawing: its recall is about 1, but its ``above_chance``, recall minus
  chance, about 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.hints.thinning import Mask, thin

TOLERANCE = 0.015
"""Tolerance between line and edge, as a share of the picture's width: 3.84 pixels of 256."""
BLUR = 1.0 / 256
"""Sigma of the blur before edge detection, as a share of the width: one pixel of 256."""
STRONG, WEAK = 36.0, 14.0
"""Hysteresis in grey levels of a clean step: an edge begins at the first and goes on down to the second."""
_INK = 96  # of 255: where antialiased ink counts as drawn


@dataclass(frozen=True)
class LineAgreement:
    """Agreement of a picture with the drawn lines; all values in 0..1, see the module's docstring."""

    recall: float
    precision: float
    f1: float
    chance: float = 0.0

    @property
    def above_chance(self) -> float:
        """Recall minus chance: about 0 for a picture that has nothing to do with the drawing, however busy it is."""
        return self.recall - self.chance


@dataclass(frozen=True)
class LineMatch:
    """Where picture and drawing agree: boolean masks (height, width), one pixel wide.

    `matched` and `missed` share out the drawn lines, `followed` and `invented` the edges of the picture.
    """

    matched: Mask
    missed: Mask
    followed: Mask
    invented: Mask


def line_agreement(
    picture: NDArray[np.uint8], lines: NDArray[np.uint8], tolerance: float = TOLERANCE
) -> LineAgreement:
    """Measure `picture` against the drawn `lines`.

    Args:
        picture: uint8 (h, w, 3) RGB.
        lines: uint8 (h, w), white on black, as `render_lines` makes them.
        tolerance: in widths of the picture.

    Raises:
        ValueError: shapes that do not fit, or no line at all.
    """
    ink, drawn, edges = _checked(picture, lines, tolerance)
    reach = tolerance * picture.shape[1]
    near_edges = _distance_to(edges) <= reach
    recall = float(near_edges[drawn].mean())
    chance = float(np.mean([near_edges[other].mean() for other in _elsewhere(drawn)]))
    if not edges.any():
        return LineAgreement(0.0, 0.0, 0.0, 0.0)
    precision = float((_distance_to(ink) <= reach)[edges].mean())
    both = precision + recall
    return LineAgreement(recall, precision, 2 * precision * recall / both if both else 0.0, chance)


def match_lines(
    picture: NDArray[np.uint8], lines: NDArray[np.uint8], tolerance: float = TOLERANCE
) -> LineMatch:
    """The same comparison pixel by pixel, for overlays. Arguments as for `line_agreement`."""
    ink, drawn, edges = _checked(picture, lines, tolerance)
    reach = tolerance * picture.shape[1]
    near_edges, near_ink = _distance_to(edges) <= reach, _distance_to(ink) <= reach
    return LineMatch(drawn & near_edges, drawn & ~near_edges, edges & near_ink, edges & ~near_ink)


def find_edges(picture: NDArray[np.uint8]) -> Mask:
    """Edges of an RGB picture, one pixel wide: Canny on colour.

    Gaussian blur of `BLUR` widths; Sobel gradients of red, green and blue, of which each pixel takes the steepest, so
    that an edge between two colours of the same brightness counts; thinning across the edge and hysteresis between
    `STRONG` and `WEAK`.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
        raise ValueError(f"a picture is uint8 (h, w, 3), not {picture.dtype} {picture.shape}")
    sigma = BLUR * picture.shape[1]
    # Sixteenths of a grey level: Canny takes whole numbers only.
    smooth = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), sigma)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, borderType=cv2.BORDER_REPLICATE)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, borderType=cv2.BORDER_REPLICATE)
    steepest = np.argmax(across**2 + down**2, axis=2)[..., None]
    unit = 8.0 * _slope(sigma)  # Sobel's answer to a step of one grey level, after the blur
    dx, dy = (
        np.rint(np.take_along_axis(axis, steepest, axis=2)[..., 0] / unit * 16).astype(np.int16)
        for axis in (across, down)
    )
    return cv2.Canny(dx, dy, WEAK * 16, STRONG * 16, L2gradient=True) > 0


def _checked(
    picture: NDArray[np.uint8], lines: NDArray[np.uint8], tolerance: float
) -> tuple[Mask, Mask, Mask]:
    if lines.shape != picture.shape[:2]:
        raise ValueError(f"lines of {lines.shape} do not fit a picture of {picture.shape}")
    ink = lines > _INK
    if not ink.any():
        raise ValueError("nothing is drawn")
    reach = tolerance * picture.shape[1]
    meant = ~_rim(ink.shape, reach) | (_distance_to(ink) <= reach)
    return ink, thin(ink), find_edges(picture) & meant


def _rim(shape: tuple[int, ...], reach: float) -> Mask:
    """Mask of the pixels whose centre is no farther than `reach` from the picture's border."""
    rows, columns = (
        np.minimum(np.arange(n) + 0.5, np.arange(n)[::-1] + 0.5) <= reach for n in shape
    )
    return rows[:, None] | columns[None, :]


def _distance_to(mask: Mask) -> NDArray[np.float32]:
    """Distance of each pixel to the nearest one of `mask`, in pixels; infinite where there is none."""
    if not mask.any():
        return np.full(mask.shape, np.inf, np.float32)
    return cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)


def _elsewhere(drawn: Mask) -> list[Mask]:
    """The drawing where it was not drawn: mirrored three ways, and moved by a quarter of the picture, round its rim."""
    height, width = drawn.shape
    mirrored = [drawn[:, ::-1], drawn[::-1], drawn[::-1, ::-1]]
    moves = [(0, width // 4), (0, -(width // 4)), (height // 4, 0), (-(height // 4), 0)]
    return mirrored + [np.roll(drawn, move, axis=(0, 1)) for move in moves]


@lru_cache(maxsize=32)
def _slope(sigma: float) -> float:
    """Central difference, over two pixels, of a step of height 1 blurred by `sigma`; halved as in Sobel's unit."""
    step = np.zeros((1, 201), np.float32)
    step[:, 100:] = 1.0
    blurred = cv2.GaussianBlur(step, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)[0]
    return float((blurred[2:] - blurred[:-2]).max()) / 2
