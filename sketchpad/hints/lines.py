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


def fitted(
    picture: NDArray[np.uint8], width: int, height: int, *, blend: bool = True
) -> NDArray[np.uint8]:
    """An RGB picture scaled to cover `width` x `height`, what hangs over cut off on both sides.

    Without `blend` no new colours come into it.
    """
    down, across = picture.shape[:2]
    scale = max(width / across, height / down)
    size = max(width, round(across * scale)), max(height, round(down * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LANCZOS4
    if not blend:
        method = cv2.INTER_NEAREST
    scaled = cv2.resize(picture, size, interpolation=method)
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    return np.ascontiguousarray(scaled[top : top + height, left : left + width])


def safe_steps(soft: NDArray[np.float32], steps: int = 2) -> NDArray[np.float32]:
    """Soft values 0..1 in few levels, so that no picture can hide in faint grey (ControlNet 1.1, "safe" soft edges)."""
    return np.clip(np.floor(soft * (steps + 1)) / steps, 0, 1).astype(np.float32)
