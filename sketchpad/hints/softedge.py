"""Soft edge: lines with a soft rim in few grey levels, which leaves the network more freedom than hard lines."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_lines
from sketchpad.hints import learned
from sketchpad.hints.lines import Hint, as_hint, safe_steps
from sketchpad.hints.polarity import ink

SOFTNESS = 1 / 160  # of the longer side: standard deviation of the rim


def from_drawing(document: Document, width: int, height: int) -> Hint:
    """The strokes with a soft rim, 1 on the line itself, in three levels."""
    lines = render_lines(document, width, height).astype(np.float32) / np.float32(255)
    return as_hint(safe_steps(_softened(lines)))


def from_picture(picture: NDArray[np.uint8], blur: float = 1.5, gain: float = 1.0) -> Hint:
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
