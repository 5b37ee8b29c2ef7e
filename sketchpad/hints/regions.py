"""The areas that a drawing encloses, in the order in which they were drawn: later ones lie on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.document.raster.raster import render_lines

Mask = NDArray[np.bool_]

GAP = 1 / 64  # of the longer side: so wide a gap between two lines still closes a contour
CLOSED = 0.2  # of a stroke's length: so near its end may be to its beginning
SMALLEST = 1 / 2000  # of the picture


@dataclass(frozen=True, eq=False)
class Region:
    """An area (height, width) and, where a box says so, what it is."""

    mask: Mask
    phrase: str = ""


def enclosed(document: Document, width: int, height: int) -> list[Region]:
    """Areas inside of closed contours, made of one stroke or of several that touch; the farthest first."""
    strokes = [s for s in document.strokes if not s.eraser and s.role != "ignore"]
    if not strokes:
        return []
    areas = [*_joined(document, strokes, width, height), *_single(document, strokes, width, height)]
    areas.sort(key=lambda pair: pair[0])
    return [Region(mask) for _, mask in areas if mask.mean() >= SMALLEST]


def labelled(document: Document, width: int, height: int) -> list[Region]:
    """One area for each box with a phrase: what was drawn in it, or the whole box where nothing closed was."""
    drawn = enclosed(document, width, height)
    regions = []
    for box in document.boxes:
        if box.phrase.strip():
            frame = box_mask(box, width, height)
            inside = [r.mask for r in drawn if (r.mask & frame).sum() >= 0.8 * r.mask.sum()]
            mask = np.any(inside, axis=0) if inside else frame
            regions.append(Region(mask if mask.sum() >= 0.2 * frame.sum() else frame, box.phrase))
    return regions


def box_mask(box: Box, width: int, height: int) -> Mask:
    x0, y0, x1, y1 = box.rect
    mask = np.zeros((height, width), bool)
    mask[round(y0 * height) : round(y1 * height), round(x0 * width) : round(x1 * width)] = True
    return mask


def _single(
    document: Document, strokes: Sequence[Stroke], width: int, height: int
) -> list[tuple[float, Mask]]:
    """Each stroke that comes back to where it began."""
    scale = np.array([width / document.width, height / document.height])
    areas = []
    for order, stroke in enumerate(strokes):
        points = stroke.points[:, :2] * scale
        length = np.hypot(*np.diff(points, axis=0).T).sum() if len(points) > 2 else 0.0
        if length and np.hypot(*(points[0] - points[-1])) <= CLOSED * length:
            mask = np.zeros((height, width), np.uint8)
            cv2.fillPoly(mask, [np.rint(points).astype(np.int32)], 1)
            areas.append((order + 0.5, mask > 0))
    return areas


def _joined(
    document: Document, strokes: Sequence[Stroke], width: int, height: int
) -> list[tuple[float, Mask]]:
    """Contours of several strokes that touch or nearly touch; each as old as the first stroke of it."""
    reach = max(1, round(max(width, height) * GAP / 2))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    ink = render_lines(document, width, height) > 64
    padded = np.pad(ink.astype(np.uint8), 2 * reach)
    joined = cv2.dilate(padded, kernel)
    contours, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    scale = np.array([width / document.width, height / document.height])
    starts = [stroke.points[:, :2] * scale + 2 * reach for stroke in strokes]
    areas = []
    for contour in contours:
        filled = np.zeros_like(joined)
        cv2.drawContours(filled, [contour], -1, 1, cv2.FILLED)
        order = next(
            (n for n, points in enumerate(starts) if _touches(filled, points)), len(strokes)
        )
        inside = cv2.erode(filled, kernel)[2 * reach : -2 * reach, 2 * reach : -2 * reach] > 0
        if inside.sum() >= 2 * (ink & inside).sum():  # more than the lines themselves
            areas.append((float(order), inside))
    return areas


def _touches(filled: NDArray[np.uint8], points: NDArray[np.float64]) -> bool:
    rows = np.clip(np.rint(points[:, 1]).astype(int), 0, filled.shape[0] - 1)
    columns = np.clip(np.rint(points[:, 0]).astype(int), 0, filled.shape[1] - 1)
    return bool(filled[rows, columns].any())
