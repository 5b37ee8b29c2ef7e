"""Depth: near is bright. In a drawing each closed shape is a rounded body, and what was drawn later stands nearer.

Painted regions lie behind: the ground comes nearer downwards, the sky is far away, all else is a body.
Normals are those of the same bodies. As colours (NYU, ScanNet): blue faces the viewer, red left, green up.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.region_raster import render_regions
from sketchpad.hints import learned
from sketchpad.hints.lines import Hint, as_hint
from sketchpad.hints.regions import Mask, enclosed, labelled
from sketchpad.hints.segmentation import BACKGROUND, GROUND, class_of

FARTHEST, NEAREST = 0.35, 0.85  # of the bodies' rims; the ground behind is 0
ROUND = 0.15  # how much nearer than its rim a body's middle is
_GREY = 8  # channels may differ by so much in a picture that is grey


def from_drawing(document: Document, width: int, height: int) -> Hint:
    """Bodies from closed contours; behind them boxes in which nothing closed was drawn, and painted regions."""
    return as_hint(depth_of(document, width, height))


def depth_of(document: Document, width: int, height: int) -> NDArray[np.float32]:
    """Float32 (height, width) in 0..1, near bright."""
    drawn = [region.mask for region in enclosed(document, width, height)]
    covered = np.any(drawn, axis=0) if drawn else np.zeros((height, width), bool)
    boxes = [
        region.mask
        for region in labelled(document, width, height)
        if (region.mask & covered).sum() < 0.5 * region.mask.sum()
        and class_of(region.phrase) not in BACKGROUND
    ]
    painted = render_regions(document, width, height)
    depth = np.zeros((height, width), np.float32)
    regions = []
    for name in painted.names:
        if class_of(name) in GROUND:
            _lay(depth, painted.mask(name))
        elif class_of(name) not in BACKGROUND:
            regions.append(painted.mask(name))
    bodies = regions + boxes + drawn
    for number, mask in enumerate(bodies):
        rim = FARTHEST + (NEAREST - FARTHEST) * (number + 1) / len(bodies)
        depth[mask] = (rim + ROUND * dome(mask))[mask]
    return depth


def _lay(depth: NDArray[np.float32], ground: Mask) -> None:
    """A plane from far away at the top of `ground` to nearly the bodies at the lower edge of the picture."""
    rows = np.flatnonzero(ground.any(axis=1))
    if len(rows):
        height = len(ground)
        top = int(rows[0])
        plane = FARTHEST * (np.arange(height) - top + 1) / (height - top)
        depth[ground] = np.broadcast_to(plane[:, None].astype(np.float32), ground.shape)[ground]


def dome(mask: Mask) -> NDArray[np.float32]:
    """0 at the rim of an area, 1 in its middle, round between: as if it were blown up."""
    padded = np.pad(mask.astype(np.uint8), 1)  # areas end at the edge of the picture
    inwards = cv2.distanceTransform(padded, cv2.DIST_L2, 5)[1:-1, 1:-1]
    deep = inwards / max(float(inwards.max()), 1.0)
    return np.sqrt(np.clip(1 - (1 - deep) ** 2, 0, 1)).astype(np.float32)


def from_picture(picture: NDArray[np.uint8]) -> Hint:
    """A grey picture is taken as a depth map, near bright; any other needs a learned annotator."""
    return as_hint(depth_from(picture))


def depth_from(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Float32 (h, w) in 0..1. Raises AnnotatorMissing."""
    if is_grey(picture):
        grey = picture[..., 0].astype(np.float32)
        low, high = float(grey.min()), float(grey.max())
        return (grey - low) / max(high - low, 1.0)
    return learned.annotate("depth", picture)


def is_grey(picture: NDArray[np.uint8]) -> bool:
    return int((picture.max(axis=2) - picture.min(axis=2)).max()) <= _GREY


RELIEF = 0.5  # how deep the scene is, in longer sides of the picture
_FACING = 0.9


def normal_from_drawing(document: Document, width: int, height: int) -> Hint:
    """Of the same bodies; the ground behind faces the viewer."""
    return normals(depth_of(document, width, height))


def normal_from_picture(picture: NDArray[np.uint8], relief: float = RELIEF) -> Hint:
    """A normal map as it is; else the normals of its depth (see `from_picture`), which is `relief` deep."""
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
