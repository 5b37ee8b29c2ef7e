"""Scribble: the drawn lines as they are, or a rough drawing made from a picture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_lines
from sketchpad.hints.lines import Hint, as_hint
from sketchpad.hints.polarity import ink


def from_drawing(document: Document, width: int, height: int) -> Hint:
    """The strokes in their own widths, antialiased."""
    return as_hint(render_lines(document, width, height))


def from_picture(picture: NDArray[np.uint8], threshold: int = 32) -> Hint:
    """Lines of a uint8 RGB picture.

    A drawing's own lines, dark or light; of anything else an extended difference of Gaussians (sigma 0.5 and 5,
    `threshold` of 255).
    """
    own = ink(picture)
    if own is not None:
        return as_hint(np.where(own >= 0.45, np.float32(1), np.float32(0)))
    image = picture.astype(np.float32)
    narrow = cv2.GaussianBlur(image, (0, 0), 0.5)
    wide = cv2.GaussianBlur(image, (0, 0), 5.0)
    difference = np.clip(255 - (wide - narrow).min(axis=2), 0, 255)
    return as_hint(np.where(2 * (255 - difference) > threshold, np.float32(1), np.float32(0)))
