"""Body poses as OpenPose draws them: 18 joints, 17 limbs, in the official colours on black.

Cao et al., "Realtime Multi-Person 2D Pose Estimation using Part Affinity Fields", CVPR 2017; drawing as in ControlNet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document, Pose
from sketchpad.document.pose import LIMBS, Joint
from sketchpad.errors import AnnotatorMissing
from sketchpad.hints import learned
from sketchpad.hints.lines import Hint
from sketchpad.hints.segmentation import class_of

COLOURS = (
    (255, 0, 0), (255, 85, 0), (255, 170, 0), (255, 255, 0), (170, 255, 0), (85, 255, 0), (0, 255, 0), (0, 255, 85),
    (0, 255, 170), (0, 255, 255), (0, 170, 255), (0, 85, 255), (0, 0, 255), (85, 0, 255), (170, 0, 255),
    (255, 0, 255), (255, 0, 170), (255, 0, 85),
)  # fmt: skip
# A person who stands and faces us; x of the width, y of the height of the box around the whole body.
STANDING: tuple[Joint, ...] = (
    (0.50, 0.10), (0.50, 0.20), (0.34, 0.20), (0.26, 0.36), (0.20, 0.50), (0.66, 0.20), (0.74, 0.36), (0.80, 0.50),
    (0.40, 0.52), (0.39, 0.74), (0.38, 0.95), (0.60, 0.52), (0.61, 0.74), (0.62, 0.95), (0.46, 0.08), (0.54, 0.08),
    (0.41, 0.09), (0.59, 0.09),
)  # fmt: skip
WIDEST = 0.55
"""A body in a box is at most so wide, of its height: in a wide box it is not stretched."""


def draw(poses: Iterable[Pose], width: int, height: int) -> Hint:
    """Float32 (height, width, 3) in 0..1. Limbs are 8 pixels wide in a picture of 512 and grow with it."""
    canvas = np.zeros((height, width, 3), np.uint8)
    thick = max(1, round(4 * min(width, height) / 512))
    for pose in poses:
        points = [None if p is None else (p[0] * width, p[1] * height) for p in pose.joints]
        for (start, end), colour in zip(LIMBS, COLOURS, strict=False):
            a, b = points[start], points[end]
            if a is not None and b is not None:
                _limb(canvas, a, b, thick, tuple(int(value * 0.6) for value in colour))
        for joint, colour in zip(points, COLOURS, strict=True):
            if joint is not None:
                cv2.circle(canvas, (int(joint[0]), int(joint[1])), thick, colour, cv2.FILLED)
    return canvas.astype(np.float32) / np.float32(255)


def from_drawing(document: Document, width: int, height: int) -> Hint:
    """The drawing's poses; where it has none, a person standing in each box whose phrase names a person."""
    return draw(poses_of(document), width, height)


def poses_of(document: Document) -> tuple[Pose, ...]:
    """The poses that a drawing tells of."""
    if document.poses:
        return document.poses
    shape = document.width / document.height
    return tuple(
        standing(box.rect, shape) for box in document.boxes if class_of(box.phrase) == "person"
    )


def standing(rect: tuple[float, float, float, float], shape: float = 1.0) -> Pose:
    """A person who fills a box from top to bottom. `shape`: width of the picture over its height."""
    x0, y0, x1, y1 = rect
    high = y1 - y0
    wide = min(x1 - x0, WIDEST * high / shape)
    left = (x0 + x1 - wide) / 2
    return Pose(STANDING).placed(wide, high, left, y0)


def from_picture(picture: NDArray[np.uint8]) -> Hint:
    """A picture of a skeleton on black as it is. Raises AnnotatorMissing for any other."""
    brightest, darkest = picture.max(axis=2).astype(np.int16), picture.min(axis=2)
    lit = brightest > 64
    if lit.mean() <= 0.4 and (not lit.any() or ((brightest - darkest)[lit] > 100).mean() > 0.7):
        return picture.astype(np.float32) / np.float32(255)
    raise AnnotatorMissing("openpose", learned.folder(), "none")


def _limb(
    canvas: NDArray[np.uint8],
    a: tuple[float, float],
    b: tuple[float, float],
    thick: int,
    colour: tuple[int, ...],
) -> None:
    middle = (int((a[0] + b[0]) / 2), int((a[1] + b[1]) / 2))
    length = math.hypot(a[0] - b[0], a[1] - b[1])
    angle = math.degrees(math.atan2(a[1] - b[1], a[0] - b[0]))
    outline = cv2.ellipse2Poly(middle, (int(length / 2), thick), int(angle), 0, 360, 1)
    cv2.fillConvexPoly(canvas, outline, colour)
