"""Control images of a drawing's lines, the cache keys under which they are equal, and masks of where they act."""

from __future__ import annotations

from collections.abc import Hashable

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_lines, render_weights
from sketchpad.hints.reference import shows
from sketchpad.hints.registry import HINTS, make_hint

TRACED = 0.1  # coverage from which lines traced from a reference picture count as ink
Mask = NDArray[np.float32]

NEAR = 1 / 24
"""Distance from a line, as a share of the longer side, up to which the mask is 1; at twice that it is 0."""


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


def residual_mask(document: Document, region: str, width: int, height: int) -> Mask | None:
    """The mask that residuals are multiplied with: float32 (height, width) in 0..1, or None for 1 everywhere.

    Args:
        region: "" everywhere, "boxes" in any box, "strokes" near the lines, else in the boxes with this phrase.
        width, height: usually those of the latents.
    """
    masks = [mask for mask in (_region(document, region), _weights(document)) if mask is not None]
    if not masks:
        return None
    return cv2.resize(np.prod(masks, axis=0), (width, height), interpolation=cv2.INTER_AREA)


def boxes_of(document: Document, region: str) -> list[tuple[float, float, float, float]]:
    """The rectangles (xyxy, 0..1) of the boxes that `region` names."""
    wanted = region.strip().casefold()
    return [
        box.rect
        for box in document.boxes
        if wanted == "boxes" or box.phrase.strip().casefold() == wanted
    ]


def _region(document: Document, region: str) -> Mask | None:
    if not region:
        return None
    if region == "strokes":
        far = _distance(document) / (NEAR * max(document.width, document.height))
        return np.clip(2 - far, 0, 1).astype(np.float32)
    mask = np.zeros((document.height, document.width), np.float32)
    for x0, y0, x1, y1 in boxes_of(document, region):
        left, right = round(x0 * document.width), round(x1 * document.width)
        top, bottom = round(y0 * document.height), round(y1 * document.height)
        mask[top:bottom, left:right] = 1
    return mask


def _weights(document: Document) -> Mask | None:
    """How closely each pixel follows the drawing (`line_weights`); None if all lines have weight 1."""
    pens = [s for s in document.strokes if not s.eraser and s.role != "ignore"]
    if all(stroke.role == "follow" for stroke in pens):
        pressures = [stroke.points[:, 2] for stroke in pens]
        if not pens or np.concatenate(pressures).min() == 1:
            return None
    return line_weights(document, document.width, document.height)


def _distance(document: Document) -> Mask:
    """Distance of each pixel to the nearest ink, in pixels; infinite without ink."""
    ink = render_lines(document, document.width, document.height) > 64
    if not ink.any():
        return np.full(ink.shape, np.inf, np.float32)
    return cv2.distanceTransform((~ink).astype(np.uint8), cv2.DIST_L2, 5)
