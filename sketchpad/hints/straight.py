"""Straight lines, one pixel wide: for rooms, houses, streets. What M-LSD finds in photographs."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_lines
from sketchpad.hints.lines import Hint, as_hint

SHORTEST = 1 / 20  # of the longer side
BEND = (
    1 / 150
)  # of the longer side: where a stroke is further off the straight line, it has a corner
STRAIGHT = 1 / 40  # of its length: so far off a part may be and still be meant as straight


def from_drawing(document: Document, width: int, height: int) -> Hint:
    """The straight parts of the strokes; curves are left out."""
    lines = np.zeros((height, width), np.uint8)
    scale = np.array([width / document.width, height / document.height])
    side = max(width, height)
    for stroke in document.strokes:
        if stroke.eraser or stroke.role == "ignore" or len(stroke.points) < 2:
            continue
        points = (stroke.points[:, :2] * scale).astype(np.float32)
        _draw(lines, _straight(points, side), side * SHORTEST)
    if any(stroke.eraser for stroke in document.strokes):
        ink = cv2.dilate(render_lines(document, width, height), np.ones((3, 3), np.uint8))
        lines[ink < 64] = 0
    return as_hint(lines)


def from_picture(picture: NDArray[np.uint8], shortest: float = SHORTEST) -> Hint:
    """The line segments of a uint8 RGB picture (von Gioi's detector, as OpenCV has it), but for short ones."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_ADV).detect(grey)[0]
    lines = np.zeros(grey.shape, np.uint8)
    if found is not None:
        _draw(lines, found.reshape(-1, 4), max(grey.shape) * shortest)
    return as_hint(lines)


def _straight(points: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """(n, 4), the straight parts of a polyline (m, 2); chords of its curves are none."""
    corners = cv2.approxPolyDP(points[:, None], side * BEND, closed=False)[:, 0]
    found, begin = [], 0
    for corner, following in pairwise(corners):
        end = begin + int(np.argmax((points[begin:] == following).all(axis=1)))
        across = np.array([corner[1] - following[1], following[0] - corner[0]])
        length = float(np.hypot(*across))
        if length:
            beside = np.abs((points[begin : end + 1] - corner) @ across) / length
            if float(beside.max()) <= max(1.0, STRAIGHT * length):
                found.append([*corner, *following])
        begin = end
    return np.array(found, np.float32).reshape(-1, 4)


def _draw(lines: NDArray[np.uint8], segments: NDArray[np.float32], shortest: float) -> None:
    for x0, y0, x1, y1 in segments:
        if np.hypot(x1 - x0, y1 - y0) >= shortest:
            cv2.line(lines, (round(x0), round(y0)), (round(x1), round(y1)), 255, 1)
