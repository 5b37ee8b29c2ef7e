"""The area that a drawn contour encloses, and which words of the prompt belong there (no torch here)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.box import Box, Rect
from sketchpad.document.model import Document
from sketchpad.document.prompt.emphasis import without_marks
from sketchpad.document.prompt.noun_phrases import nouns, places
from sketchpad.document.raster.raster import render_lines
from sketchpad.document.stroke import Stroke

if TYPE_CHECKING:
    from sketchpad.models.networks.prompt_tokens import PromptTokenizer

Mask = NDArray[np.float32]

SIDE = 192
"""Longer side of a mask in pixels; attention maps are coarser."""
GAPS = (0.0, 0.02, 0.05, 0.1)
"""Gaps that are closed one after the other until the contour encloses enough, as shares of the longer side."""
ENOUGH = 0.5
"""Share of its convex hull that a closed contour must enclose; an open one is replaced by the hull."""
_INK = 64


def silhouette(document: Document) -> Mask | None:
    """Mask of the strokes and of what they enclose: float32 (height, width) of 0 and 1, None without strokes.

    Strokes of role "ignore" are left out. Small gaps are closed; an open drawing is replaced by its convex hull.
    """
    width, height = _size(document)
    kept = [stroke for stroke in document.strokes if stroke.eraser or stroke.role != "ignore"]
    ink = (render_lines(document.with_strokes(kept), width, height) > _INK).astype(np.uint8)
    return enclosed(ink) if ink.any() else None


def enclosed(ink: NDArray[np.uint8]) -> Mask:
    """Mask of the lines and of what they enclose: float32 (height, width) of 0 and 1.

    Args:
        ink: (height, width), 1 on lines and else 0; not empty. Gaps (`GAPS`) are shares of its longer side.
    """
    hull = _hull(ink)
    for gap in GAPS:
        inside = _filled(ink, round(gap * max(ink.shape)))
        if int(inside.sum()) >= ENOUGH * int(hull.sum()):
            return inside.astype(np.float32)
    return hull.astype(np.float32)


def within(document: Document, box: Box) -> Mask:
    """The silhouette of the strokes in a box, clipped to it; the whole box if there are none."""
    mask = silhouette(document.with_strokes(_inside(document, box.rect)))
    rim = rectangle(document, box.rect)
    return rim if mask is None or not (mask * rim).any() else mask * rim


def rectangle(document: Document, rect: Rect) -> Mask:
    """Mask of a box `rect` (xyxy, 0..1): float32 (height, width) of 0 and 1."""
    width, height = _size(document)
    mask = np.zeros((height, width), np.float32)
    left, right = int(rect[0] * width), max(int(rect[0] * width) + 1, round(rect[2] * width))
    top, bottom = int(rect[1] * height), max(int(rect[1] * height) + 1, round(rect[3] * height))
    mask[top:bottom, left:right] = 1.0
    return mask


def _size(document: Document) -> tuple[int, int]:
    """Width and height of a mask."""
    scale = SIDE / max(document.width, document.height)
    return max(1, round(document.width * scale)), max(1, round(document.height * scale))


def _inside(document: Document, rect: Rect) -> Iterable[Stroke]:
    """The strokes whose centre lies in the box, and all erasers."""
    x0, x1 = rect[0] * document.width, rect[2] * document.width
    y0, y1 = rect[1] * document.height, rect[3] * document.height
    for stroke in document.strokes:
        left, top, right, bottom = stroke.bounds
        if stroke.eraser or (x0 <= (left + right) / 2 <= x1 and y0 <= (top + bottom) / 2 <= y1):
            yield stroke


def _filled(ink: NDArray[np.uint8], gap: int) -> NDArray[np.bool_]:
    """The ink and all it encloses once gaps of up to `gap` pixels are closed."""
    margin = gap + 1
    closed = np.pad(ink, margin)
    if gap:
        brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gap + 1 | 1, gap + 1 | 1))
        closed = cv2.morphologyEx(closed, cv2.MORPH_CLOSE, brush)
    outside = np.zeros((closed.shape[0] + 2, closed.shape[1] + 2), np.uint8)
    cv2.floodFill(closed, outside, (0, 0), 2)
    inside: NDArray[np.bool_] = closed[margin:-margin, margin:-margin] != 2
    return inside


def _hull(ink: NDArray[np.uint8]) -> NDArray[np.bool_]:
    rows, columns = np.nonzero(ink)
    points = np.stack([columns, rows], axis=1).astype(np.int32)
    hull = np.zeros_like(ink)
    cv2.fillConvexPoly(hull, cv2.convexHull(points), 1)
    return hull > 0


@dataclass(frozen=True, eq=False)
class Subject:
    """A phrase of the prompt with its region, float32 (height, width) in 0..1, and its token indices."""

    phrase: str
    region: NDArray[np.float32]
    tokens: tuple[int, ...]


def subjects(document: Document, tokenizer: PromptTokenizer) -> list[Subject]:
    """The phrases of the prompt that have a place in the drawing.

    These are the boxes whose phrase occurs in the prompt; without any, the drawn contour belongs to the first noun
    phrase of the prompt ("a bear" of "a bear in a forest"). Words beyond the tokenizer's limit are left out.
    """
    prompt = without_marks(document.prompt)
    placed = [
        Subject(box.phrase, within(document, box), tokens)
        for box in document.boxes
        if (tokens := tokenizer.positions(document.prompt, spans(prompt, box.phrase)))
    ]
    if placed:
        return placed
    region = silhouette(document)
    things = nouns(prompt)
    if region is None or not things:
        return []
    first = things[0]
    tokens = tokenizer.positions(document.prompt, [(first.start, first.end)])
    return [Subject(first.phrase, region, tokens)] if tokens else []


def spans(prompt: str, phrase: str) -> tuple[tuple[int, int], ...]:
    """Character spans of the phrase in the prompt, or at least of its last word."""
    if not phrase.strip():
        return ()
    return places(prompt, phrase) or places(prompt, phrase.rsplit(maxsplit=1)[-1])
