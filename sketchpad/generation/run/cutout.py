"""Cuts an object out of a picture that shows it on a plain background."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

DIFFERENT = 28
"""From here on, in steps of 255 of its most different colour, a pixel is not of the ground."""
GAP = 0.03
"""Gaps up to this share of the longer side are closed: white parts of an object look like the background."""
SCRAP = 0.04
"""Parts smaller than this share of the largest one are dropped."""
LEAST, MOST = 0.01, 0.9
"""Smallest and largest share of the picture that an object covers."""


def cut_out(picture: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """The object's coverage of each pixel, float32 (height, width) in 0..1.

    Args:
        picture: uint8 (height, width, 3).

    Returns:
        None where no object stands out from the background.
    """
    pixels = picture.astype(np.float32)
    rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    ground = np.median(rim, axis=0)
    mask = (np.abs(pixels - ground).max(axis=2) > DIFFERENT).astype(np.uint8)
    side = 2 * round(GAP * max(mask.shape) / 2) + 1
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    mask = _filled(_without_scraps(mask))
    if not LEAST <= float(mask.mean()) <= MOST:
        return None
    return cv2.GaussianBlur(mask.astype(np.float32), (3, 3), 0)


def _without_scraps(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    count, parts, facts, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return mask
    areas = facts[:, cv2.CC_STAT_AREA]
    large = [n for n in range(1, count) if areas[n] >= SCRAP * areas[1:].max()]
    return np.isin(parts, large).astype(np.uint8)


def _filled(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """With its holes: what cannot be reached from outside belongs to it."""
    outside = (1 - np.pad(mask, 1)).astype(np.uint8)
    cv2.floodFill(outside, None, (0, 0), 0)
    return mask | outside[1:-1, 1:-1]
