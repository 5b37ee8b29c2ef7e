"""Masks of where a control image acts: everywhere, in boxes, or near the lines; scaled by the weights of the lines."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_lines
from sketchpad.guidance.lines import line_weights

Mask = NDArray[np.float32]

NEAR = 1 / 24
"""Distance from a line, as a share of the longer side, up to which the mask is 1; at twice that it is 0."""


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
