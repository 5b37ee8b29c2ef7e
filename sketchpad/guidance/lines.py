"""The drawn lines as a control image, and what two drawings must share for it to be the same."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.hints.registry import make_hint


def line_hint(document: Document, name: str = "scribble") -> NDArray[np.float32]:
    """Float (height, width, 3) in 0..1, white lines on black, of the document's own size."""
    return make_hint(name, document, document.width, document.height)


def lines_key(document: Document) -> Hashable:
    """Equal for drawings that give the same control images."""
    return document.width, document.height, document.strokes
