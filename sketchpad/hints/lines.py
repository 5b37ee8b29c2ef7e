"""Steps that several control images share."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Hint = NDArray[np.float32]


def as_hint(lines: NDArray[np.uint8] | NDArray[np.float32]) -> Hint:
    """A control image from lines (h, w), uint8 0..255 or float 0..1: float32 (h, w, 3) in 0..1, white on black."""
    unit = lines.astype(np.float32) / 255 if lines.dtype == np.uint8 else lines.astype(np.float32)
    return np.repeat(np.clip(unit, 0, 1)[..., None], 3, axis=2)


def fitted(picture: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """An RGB picture scaled to cover `width` x `height`, what hangs over cut off on both sides."""
    down, across = picture.shape[:2]
    scale = max(width / across, height / down)
    size = max(width, round(across * scale)), max(height, round(down * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LANCZOS4
    scaled = cv2.resize(picture, size, interpolation=method)
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    return np.ascontiguousarray(scaled[top : top + height, left : left + width])


def safe_steps(soft: NDArray[np.float32], steps: int = 2) -> NDArray[np.float32]:
    """Soft values 0..1 in few levels, so that no picture can hide in faint grey (ControlNet 1.1, "safe" soft edges)."""
    return np.clip(np.floor(soft * (steps + 1)) / steps, 0, 1).astype(np.float32)


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
