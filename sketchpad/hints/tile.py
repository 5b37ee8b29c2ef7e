"""Tile: the colours of a picture without its details, which the network adds again."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_lines
from sketchpad.hints.lines import Hint

COARSE = 4  # pixels that become one


def from_drawing(document: Document, width: int, height: int) -> Hint:
    """Dark ink on white paper, downsampled."""
    ink = render_lines(document, width, height)
    return from_picture(np.repeat(255 - ink[..., None], 3, axis=2))


def from_picture(picture: NDArray[np.uint8], coarse: int = COARSE) -> Hint:
    """A uint8 RGB picture, downsampled by `coarse` and enlarged to its size again."""
    height, width = picture.shape[:2]
    size = (max(1, width // coarse), max(1, height // coarse))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).astype(
        np.float32
    ) / np.float32(255)
