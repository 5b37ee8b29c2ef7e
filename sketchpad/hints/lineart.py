"""Line art: fine lines of even width whose grey says how firm they are; anime line art: finer, crisp ones."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_lines
from sketchpad.hints import learned
from sketchpad.hints.lines import Hint, as_hint
from sketchpad.hints.polarity import ink

WIDTH = 1 / 256  # of the longer side: 2 pixels at 512
ANIME_WIDTH = 1 / 400
FINEST = 2.0  # pixels: thinner lines are lost in grey


def from_drawing(document: Document, width: int, height: int) -> Hint:
    """The strokes, all of one fine width."""
    return as_hint(_fine(document, width, height, WIDTH))


def anime_from_drawing(document: Document, width: int, height: int) -> Hint:
    """The strokes, finer still, with hard rims."""
    lines = _fine(document, width, height, ANIME_WIDTH).astype(np.float32) / np.float32(255)
    return as_hint(np.clip(lines * 2 - 0.5, 0, 1))


def from_picture(picture: NDArray[np.uint8], sigma: float = 6.0, gain: float = 1.0) -> Hint:
    """Lines of a uint8 RGB picture: a drawing's own, else what is darker than its surroundings.

    `sigma`: of these surroundings, in pixels. `gain` makes faint lines firmer.
    """
    return as_hint(_own_or_learned(picture, "lineart", sigma) * np.float32(gain))


def anime_from_picture(picture: NDArray[np.uint8], sigma: float = 3.0, gain: float = 1.0) -> Hint:
    """The same for flat-coloured pictures with fine outlines."""
    return as_hint(_own_or_learned(picture, "lineart_anime", sigma) * np.float32(gain))


def darker_than_around(picture: NDArray[np.uint8], sigma: float = 6.0) -> NDArray[np.float32]:
    """ControlNet 1.1's "standard" line art: float32 (h, w) in 0..1.

    How much darker a place is than the picture blurred by `sigma`, in the channel where that is least, with the
    median of what is seen at all brought to one half. Without anything to be seen it is all 0.
    """
    image = picture.astype(np.float32)
    around = cv2.GaussianBlur(image, (0, 0), sigma)
    darker = np.clip((around - image).min(axis=2), 0, 255)
    darker[darker < 1] = 0  # what blurring an even area leaves
    seen = darker[darker > 8]
    usual = float(np.median(seen)) if seen.size else 0.0
    return np.clip(darker / max(usual, 16.0) * (127 / 255), 0, 1)


def _own_or_learned(picture: NDArray[np.uint8], name: str, sigma: float) -> NDArray[np.float32]:
    own = ink(picture)
    if own is not None:
        return own
    if learned.available(name):
        return learned.annotate(name, picture)
    return darker_than_around(picture, sigma)


def _fine(document: Document, width: int, height: int, share: float) -> NDArray[np.uint8]:
    return render_lines(document, width, height, line_width=max(FINEST, max(width, height) * share))
