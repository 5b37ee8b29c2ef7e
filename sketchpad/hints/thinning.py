"""Thinning (skeletonisation) of drawn lines."""

from __future__ import annotations

import cv2
import numpy as np

from sketchpad.document.io.tracing import Mask, thinned


def thin(ink: Mask) -> Mask:
    """Skeleton of a mask of lines, one pixel wide (Zhang and Suen, CACM 27(3), 1984).

    The published method removes dots of two by two pixels altogether; here one pixel of them is kept.
    """
    middle = thinned(ink)
    count, labels = cv2.connectedComponents(ink.astype(np.uint8), connectivity=8)
    gone = np.setdiff1d(np.arange(1, count), labels[middle])
    places, first = np.unique(labels.ravel(), return_index=True)
    middle.flat[first[np.isin(places, gone)]] = True
    return middle
