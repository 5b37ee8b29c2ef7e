"""The drawn lines as a control image, and what two drawings must share for it to be the same."""

from __future__ import annotations

from collections.abc import Hashable

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_weights
from sketchpad.hints.reference import shows
from sketchpad.hints.registry import HINTS, make_hint

TRACED = 0.1  # share of a place that lines of a reference picture must cover to be ink


def line_hint(document: Document, name: str = "scribble") -> NDArray[np.float32]:
    """Float (height, width, 3) in 0..1, white lines on black, of the document's own size.

    What a reference picture of this kind shows belongs to it, less what was erased.
    """
    return make_hint(name, document, document.width, document.height)


def line_weights(document: Document, width: int, height: int) -> NDArray[np.float32]:
    """How closely each place is to obey the drawing: as closely as the ink nearest to it.

    A weight for the edge predictor's energy, a mask for residuals. `width` and `height` may be those of latents.

    Returns:
        float32 (height, width) in 0..1; 1 everywhere if nothing is drawn. Lines of a reference picture count in full.
    """
    weights = render_weights(document, width, height)
    if shows(document, "scribble"):
        traced = cv2.resize(
            line_hint(document)[..., 0], (width, height), interpolation=cv2.INTER_AREA
        )
        weights[(weights == 0) & (traced > TRACED)] = 1
    is_ink = weights > 0
    if not is_ink.any():
        return np.ones((height, width), np.float32)
    _, nearest = cv2.distanceTransformWithLabels(
        (~is_ink).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    by_label = np.zeros(int(nearest.max()) + 1, np.float32)
    by_label[nearest[is_ink]] = weights[is_ink]
    return by_label[nearest]


def hint_key(document: Document, name: str) -> Hashable:
    """Equal for drawings whose control images of this kind are equal."""
    needs = HINTS[name].needs
    parts = {"boxes": document.boxes, "regions": document.regions, "poses": document.poses}
    return name, lines_key(document, name), *(parts[one] for one in needs if one in parts)


def lines_key(document: Document, name: str = "scribble") -> Hashable:
    """Equal for drawings whose lines give the same control image `name`."""
    reference = document.reference if shows(document, name) else None
    return document.width, document.height, document.strokes, reference
