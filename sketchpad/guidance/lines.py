"""Control images of a drawing's lines, and the cache keys under which they are equal."""

from __future__ import annotations

from collections.abc import Hashable

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_weights
from sketchpad.hints.reference import shows
from sketchpad.hints.registry import HINTS, make_hint

TRACED = 0.1  # coverage from which lines traced from a reference picture count as ink


def line_hint(document: Document, name: str = "scribble") -> NDArray[np.float32]:
    """The control image of kind `name` at the size of the drawing: float32 (height, width, 3) in 0..1, white on black.

    Includes the lines of a reference picture of this kind, except where they were erased.
    """
    return make_hint(name, document, document.width, document.height)


def line_weights(document: Document, width: int, height: int) -> NDArray[np.float32]:
    """How closely each pixel follows the drawing: the weight of the nearest ink (see `render_weights`).

    Weights the edge predictor's energy and masks residuals. `width` and `height` may be those of the latents.

    Returns:
        float32 (height, width) in 0..1; 1 everywhere if nothing is drawn. Lines of a reference picture have weight 1.
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
    """A cache key that is equal for drawings with equal control images of kind `name`."""
    needs = HINTS[name].needs
    parts = {"boxes": document.boxes, "regions": document.regions, "poses": document.poses}
    return name, lines_key(document, name), *(parts[one] for one in needs if one in parts)


def lines_key(document: Document, name: str = "scribble") -> Hashable:
    """A cache key that is equal for drawings whose lines give the same control image of kind `name`."""
    reference = document.reference if shows(document, name) else None
    return document.width, document.height, document.strokes, reference
