"""Is a picture a line drawing, and is its ink dark or light? Control images are white on black whatever it was."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

PAPER = 0.6
"""At least so much of a drawing is paper: of one brightness, and that nearly white or nearly black."""
THICKEST = 1 / 20
"""Of the shorter side: what is thicker everywhere is no line."""
_TOLERANCE = 24
_LIGHT, _DARK = 190, 65
_FAINTEST = 48  # difference from the paper, of 255, from which on it is ink


def ink(picture: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """The lines of an RGB picture that is a drawing: float32 (h, w), 1 where its ink is strongest, 0 on paper.

    None for a photograph, a painting, or an empty sheet.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    paper = _paper(grey)
    if paper is None:
        return None
    strength = cv2.absdiff(grey, np.full_like(grey, paper)).astype(np.float32)
    is_ink = (strength >= _FAINTEST).astype(np.uint8)
    if not is_ink.any():
        return None
    side = max(3, round(min(grey.shape) * THICKEST)) | 1
    if cv2.erode(is_ink, np.ones((side, side), np.uint8), borderValue=0).any():
        return None
    strongest = float(np.percentile(strength[is_ink > 0], 95))
    strength[strength < _TOLERANCE] = 0
    return np.clip(strength / strongest, 0, 1)


def _paper(grey: NDArray[np.uint8]) -> int | None:
    """The brightness of the paper, None where no single one prevails."""
    counts = np.bincount(grey.ravel(), minlength=256)
    usual = int(np.argmax(np.convolve(counts, np.ones(9), "same")))
    if _DARK < usual < _LIGHT:
        return None
    near = counts[max(0, usual - _TOLERANCE) : usual + _TOLERANCE + 1].sum()
    return usual if near >= PAPER * grey.size else None
