"""A larger page around a picture: what is new is masked, to be painted."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.box import Rect
from sketchpad.document.edit.mask_patches import of_rect
from sketchpad.document.edit.recrop import cut
from sketchpad.document.model import Document

OVERLAP = 1 / 16
"""Share of the picture's shorter side that is painted anew along each edge that moves outwards, to join the parts."""


def extended(
    document: Document, rect: Rect, picture: NDArray[np.uint8]
) -> tuple[Document, NDArray[np.uint8]]:
    """`document` on the page `rect` (xyxy in its page pixels, whole numbers), with what is new as its mask.

    Returns:
        The document, and `picture`, uint8 (height, width, 3) of the page of before, on that of now; its outermost
        pixels go on over what is new.
    """
    x0, y0, x1, y1 = (round(edge) for edge in rect)
    width, height = x1 - x0, y1 - y0
    old = (document.width, document.height)
    before = [max(-x0, 0), max(-y0, 0)]
    after = [max(end - side, 0) for end, side in zip((x1, y1), old, strict=True)]
    wide = cv2.copyMakeBorder(
        picture, before[1], after[1], before[0], after[0], cv2.BORDER_REPLICATE
    )
    left, top = max(x0, 0), max(y0, 0)
    placed = np.ascontiguousarray(wide[top : top + height, left : left + width])
    overlap = round(OVERLAP * min(old))
    kept = [before[axis] + (overlap if before[axis] else 0) for axis in (0, 1)]
    kept += [
        side - after[axis] - (overlap if after[axis] else 0)
        for axis, side in enumerate((width, height))
    ]
    patches = of_rect((0, 0, width, height)), of_rect((kept[0], kept[1], kept[2], kept[3]), "")
    made = cut(document, rect, width, height)
    return made.with_mask(patches, inverted=False, grow=0, only_masked=False), placed
