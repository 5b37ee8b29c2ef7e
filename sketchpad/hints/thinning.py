"""Thinning (skeletonisation) of drawn lines."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


def thin(ink: Mask) -> Mask:
    """Skeleton of a mask of lines, one pixel wide (Zhang and Suen, CACM 27(3), 1984).

    The published method removes dots of two by two pixels altogether; here one pixel of them is kept.
    """
    image = np.pad(ink, 1).astype(np.uint8)
    while True:
        before = int(image.sum())
        for odd in (False, True):
            image[_removable(image, odd)] = 0
        if int(image.sum()) == before:
            middle = image[1:-1, 1:-1] > 0
            return middle | _vanished(ink, middle)


def _vanished(ink: Mask, middle: Mask) -> Mask:
    """One pixel of each connected component of the ink that the thinning removed."""
    count, labels = cv2.connectedComponents(ink.astype(np.uint8), connectivity=8)
    gone = np.setdiff1d(np.arange(1, count), labels[middle])
    places, first = np.unique(labels.ravel(), return_index=True)
    back = np.zeros(ink.shape, bool)
    back.flat[first[np.isin(places, gone)]] = True
    return back


def _removable(image: NDArray[np.uint8], odd: bool) -> Mask:
    # Neighbours clockwise from north: bits of one byte, looked up in a table.
    code = np.zeros_like(image)
    for bit, (dy, dx) in enumerate(_CLOCKWISE):
        code[1:-1, 1:-1] |= (
            image[1 + dy : image.shape[0] - 1 + dy, 1 + dx : image.shape[1] - 1 + dx] << bit
        )
    return _table()[int(odd)][code] & (image > 0)


_CLOCKWISE = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


@lru_cache(maxsize=1)
def _table() -> tuple[Mask, Mask]:
    first, second = np.zeros(256, bool), np.zeros(256, bool)
    for code in range(256):
        p = [code >> bit & 1 for bit in range(8)]
        rises = sum(a < b for a, b in zip(p, p[1:] + p[:1], strict=True))
        if 2 <= sum(p) <= 6 and rises == 1:
            north, east, south, west = p[0], p[2], p[4], p[6]
            first[code] = not (north and east and south) and not (east and south and west)
            second[code] = not (north and east and west) and not (north and south and west)
    return first, second
