"""Surface normals as colours: blue faces the viewer, red faces left, green faces up (as NYU and ScanNet have it)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.hints.depth import depth_from, depth_of
from sketchpad.hints.lines import Hint

RELIEF = 0.5  # how deep the scene is, in longer sides of the picture
_FACING = 0.9


def from_drawing(document: Document, width: int, height: int) -> Hint:
    """Of the bodies that `depth` makes out of closed contours; the ground behind faces the viewer."""
    return normals(depth_of(document, width, height))


def from_picture(picture: NDArray[np.uint8], relief: float = RELIEF) -> Hint:
    """A normal map as it is; else the normals of its depth (see `depth.from_picture`), which is `relief` deep."""
    if _is_normal_map(picture):
        return picture.astype(np.float32) / np.float32(255)
    return normals(depth_from(picture), relief)


def normals(depth: NDArray[np.float32], relief: float = RELIEF) -> Hint:
    """Float32 (h, w, 3) in 0..1, (n + 1) / 2, from depth (h, w) in 0..1 with near bright."""
    side = max(depth.shape)
    smooth = cv2.GaussianBlur(depth, (0, 0), side / 256) * (relief * side)
    down, across = (
        np.gradient(smooth, axis=axis) if smooth.shape[axis] > 1 else np.zeros_like(smooth)
        for axis in (0, 1)
    )
    # A surface that comes nearer to the right faces left, one that comes nearer downwards faces up.
    facing = np.stack([across, down, np.ones_like(depth)], axis=2)
    facing /= np.linalg.norm(facing, axis=2, keepdims=True)
    return ((facing + 1) / 2).astype(np.float32)


def _is_normal_map(picture: NDArray[np.uint8]) -> bool:
    """Nearly all vectors of a normal map have the length 1, and most of them face the viewer."""
    vectors = picture[::4, ::4].astype(np.float32) / 127.5 - 1
    right = np.abs(np.linalg.norm(vectors, axis=2) - 1) < 0.1
    return bool(right.mean() > _FACING and (vectors[..., 2] > 0).mean() > _FACING)
