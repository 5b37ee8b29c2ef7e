"""A reference picture as pixels: decoded, and put in its place on the page."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.reference import Rect, Reference

Picture = NDArray[np.uint8]
PNG_COLOUR_TYPE, WITH_ALPHA = (
    25,
    6,
)  # where a PNG says what its pixels are, and what it says of RGBA
SMALLEST = 8  # pixels of a side: less of it on the page is nothing


def pixels(reference: Reference) -> Picture | None:
    """uint8 (h, w, 3) RGB, read-only; None where the file is damaged."""
    return _pixels(reference.picture)


def premultiplied(reference: Reference) -> Picture | None:
    """uint8 (h, w, 4) RGBA, its colours multiplied by its alpha; None where the file is damaged."""
    colours = pixels(reference)
    if colours is None:
        return None
    alpha = np.full((*colours.shape[:2], 1), 255, np.uint8)
    if reference.picture[PNG_COLOUR_TYPE] == WITH_ALPHA:
        alpha[..., 0] = _alpha(reference.picture)
        colours = ((colours.astype(np.uint16) * alpha + 127) // 255).astype(np.uint8)
    return np.concatenate((colours, alpha), axis=2)


def _alpha(data: bytes) -> Picture:
    read = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert read is not None
    alpha = read[..., 3]
    return (alpha >> 8 if alpha.dtype == np.uint16 else alpha).astype(np.uint8)


@lru_cache(maxsize=2)
def _pixels(data: bytes) -> Picture | None:
    try:
        read = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    if read is None:
        return None
    picture = cv2.cvtColor(read, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
    picture.flags.writeable = False
    return picture


def placed(
    picture: Picture, rect: Rect, width: int, height: int, *, blend: bool = True
) -> tuple[Picture, int, int] | None:
    """The part of `picture` that lies on a page of `width` x `height` pixels, in the page's pixels.

    Returns:
        uint8 (h, w, 3 or 4), and the page's pixel at its left and top; None where next to nothing of it is on the page.
    """
    spans = [_span(rect[0], rect[2], width), _span(rect[1], rect[3], height)]
    if any(high - low < SMALLEST for low, high in spans):
        return None
    # Shrunk first: warping alone would take single pixels out of a finer picture.
    small = picture
    sides = [
        max(1, min(have, round((high - low) * whole)))
        for have, low, high, whole in (
            (picture.shape[1], rect[0], rect[2], width),
            (picture.shape[0], rect[1], rect[3], height),
        )
    ]
    if sides != [picture.shape[1], picture.shape[0]]:
        how = cv2.INTER_AREA if blend else cv2.INTER_NEAREST
        small = cv2.resize(picture, (sides[0], sides[1]), interpolation=how)
    matrix = np.zeros((2, 3))
    for axis, (side, low, high, whole) in enumerate(
        ((small.shape[1], rect[0], rect[2], width), (small.shape[0], rect[1], rect[3], height))
    ):
        step = side / ((high - low) * whole)
        matrix[axis, axis] = step
        matrix[axis, 2] = ((spans[axis][0] + 0.5) / whole - low) / (high - low) * side - 0.5
    size = (spans[0][1] - spans[0][0], spans[1][1] - spans[1][0])
    flags = (cv2.INTER_LINEAR if blend else cv2.INTER_NEAREST) | cv2.WARP_INVERSE_MAP
    warped = cv2.warpAffine(small, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return warped.astype(np.uint8, copy=False), spans[0][0], spans[1][0]


def _span(low: float, high: float, whole: int) -> tuple[int, int]:
    return max(0, round(low * whole)), min(whole, round(high * whole))
