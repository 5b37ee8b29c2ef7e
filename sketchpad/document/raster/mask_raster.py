"""The mask as pixels: how much of the new picture each of them takes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.region_raster import RegionRaster

_shared = RegionRaster()


def render_mask(document: Document, width: int, height: int) -> NDArray[np.float32]:
    """The mask of `document` on a picture of `width` x `height` pixels.

    Returns:
        float32 (height, width): 1 in the grown mask, 0 from `feather` page pixels outside of it on. 0 everywhere
        without a mask.
    """
    inside, feather = _inside(document, width, height), document.mask_options.feather
    if not feather:
        return inside.astype(np.float32)
    return np.clip(1 - _distance(inside) / (feather * width / document.width), 0, 1)


def masks_anything(document: Document) -> bool:
    """Whether the mask has a pixel on the page."""
    return bool(_inside(document, document.width, document.height).any())


def _inside(document: Document, width: int, height: int) -> NDArray[np.bool_]:
    """The mask without its feather."""
    if not document.mask:
        return np.zeros((height, width), np.bool_)
    grow = document.mask_options.grow * width / document.width
    page = Document(document.width, document.height, regions=document.mask)
    inside = (_shared.render(page, width, height).labels > 0) != document.mask_options.inverted
    if grow > 0:
        inside = _distance(inside) <= grow
    elif grow < 0:
        inside = _distance(~inside) > -grow
    return np.asarray(inside)


def _distance(mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Pixels from each pixel to the nearest one of `mask`; infinite without any."""
    if not mask.any():
        return np.full(mask.shape, np.inf, np.float32)
    found = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return found.astype(np.float32)
