"""A thing cut out of a picture that shows it on a plain ground."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

DIFFERENT = 28
"""From here on, in steps of 255 of its most different colour, a pixel is not of the ground."""
GAP = 0.03
"""Of the picture's longer side: gaps up to this are closed, since white parts of a thing look like the ground."""
SCRAP = 0.04
"""Of the largest part; smaller ones are not of the thing."""
LEAST, MOST = 0.01, 0.9
"""Shares of the picture between which something can be a thing on a ground."""


def cut_out(picture: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """How much of each pixel belongs to the thing, float32 (height, width) in 0..1.

    Args:
        picture: uint8 (height, width, 3).

    Returns:
        None where no thing stands out from a ground.
    """
    pixels = picture.astype(np.float32)
    rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    ground = np.median(rim, axis=0)
    found = (np.abs(pixels - ground).max(axis=2) > DIFFERENT).astype(np.uint8)
    side = 2 * round(GAP * max(found.shape) / 2) + 1
    found = cv2.morphologyEx(found, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    found = _filled(_without_scraps(found))
    if not LEAST <= float(found.mean()) <= MOST:
        return None
    return cv2.GaussianBlur(found.astype(np.float32), (3, 3), 0)


def _without_scraps(found: NDArray[np.uint8]) -> NDArray[np.uint8]:
    count, parts, facts, _ = cv2.connectedComponentsWithStats(found)
    if count < 2:
        return found
    areas = facts[:, cv2.CC_STAT_AREA]
    large = [n for n in range(1, count) if areas[n] >= SCRAP * areas[1:].max()]
    return np.isin(parts, large).astype(np.uint8)


def _filled(found: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """With its holes: what cannot be reached from outside belongs to it."""
    outside = (1 - np.pad(found, 1)).astype(np.uint8)
    cv2.floodFill(outside, None, (0, 0), 0)
    return found | outside[1:-1, 1:-1]
