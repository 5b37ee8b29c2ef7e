"""Canny: thin, hard edges."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_lines
from sketchpad.hints.lines import Hint, as_hint


def from_drawing(document: Document, width: int, height: int) -> Hint:
    """The middle of each stroke, one pixel wide: edges of a drawn line would be two lines beside it."""
    lines = render_lines(document, width, height, line_width=1.25)
    return as_hint(np.where(lines >= 96, np.uint8(255), np.uint8(0)))


def from_picture(
    picture: NDArray[np.uint8], low: int = 100, high: int = 200, blur: float = 0.0
) -> Hint:
    """Edges of a uint8 RGB picture with the usual thresholds, usually without blurring (sigma in pixels) first."""
    if blur > 0:
        picture = cv2.GaussianBlur(picture, (0, 0), blur).astype(np.uint8, copy=False)
    return as_hint(cv2.Canny(picture, low, high))
