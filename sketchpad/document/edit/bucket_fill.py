"""Filling an enclosed place with ink, as lines: rings from its rim inwards, so that it stays a drawing of strokes.

The walls are the drawn lines, rendered, but for those to be ignored; gaps as wide as a line or two are closed if the
place would leak otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document, Role, Stroke
from sketchpad.document.raster.raster import render_part

SIDE = 1024  # pixels of the longer side in which the place is looked for
WALL = 80  # of 255: as much ink holds
GAPS = (0, 1, 2, 3, 5, 8)  # page pixels (of 256) that walls are thickened by, as far as needed
UNDER = 0.5  # page pixels that a filling reaches under the lines around it, so that no paper shows between
SMALLEST = 6.0  # page pixels of area; less is not worth a stroke

Mask = NDArray[np.bool_]


def fill(
    document: Document,
    at: tuple[float, float],
    width: float,
    role: Role = "follow",
    *,
    outline: bool = False,
) -> tuple[Stroke, ...]:
    """Strokes that fill the place around `at` (page pixels) that lines enclose; none if it is open or on a line.

    Args:
        width: of a stroke; large places are filled with broader ones.
        outline: only the rim, closed.
    """
    scale = SIDE / max(document.width, document.height)
    area = place(document, at, scale)
    if area is None:
        return ()
    under = 2 * round(UNDER * scale) + 1
    area = cv2.dilate(area.astype(np.uint8), np.ones((under, under), np.uint8)) > 0
    mask = np.pad(area, 1).astype(np.uint8)  # the page's edge is a rim, too
    depth = cv2.distanceTransform(mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[1:-1, 1:-1]
    deepest = float(depth.max())
    if area.sum() < SMALLEST * scale * scale:
        return ()
    fine = min(width * scale, 2 * deepest)
    if outline:
        lines = [(fine, ring) for ring in _rings(depth, fine / 2)]
    else:
        lines = [
            (broad, chain)
            for broad, levels in _bands(fine, deepest).items()
            for chain in _chained([r for level in levels for r in _rings(depth, level)], broad)
        ]
    return tuple(
        Stroke((line + 0.5) / scale, broad / scale, role=role)
        for broad, line in lines
        if len(line) > 1
    )


def _bands(fine: float, deepest: float) -> dict[float, list[float]]:
    """Width of a ring -> how far from the rim: fine at the rim for its corners, broader inside.

    A ring begins in the middle of the outer one, so that nothing is left between them where they bend.
    """
    broadest = max(fine, min(3 * fine, deepest / 4))
    bands: dict[float, list[float]] = {}
    broad, level = fine / 3, fine / 6
    while level < deepest:
        bands.setdefault(broad, []).append(level)
        level += broad / 2
        broad = min(broadest, 2 * level)
    return bands


def place(document: Document, at: tuple[float, float], scale: float) -> Mask | None:
    """The pixels, `scale` to a page pixel, around `at` up to the lines; None if that is open, or on a line."""
    width, height = round(document.width * scale), round(document.height * scale)
    x, y = int(at[0] * scale), int(at[1] * scale)
    if not (0 <= x < width and 0 <= y < height):
        return None
    seen = [stroke for stroke in document.seen().strokes if stroke.role != "ignore"]
    walls = render_part(seen, scale, 0, 0, width, height) >= WALL
    if walls[y, x]:
        return None
    unit = max(document.width, document.height) / 256 * scale
    for gap in GAPS:
        area = _flooded(walls, (x, y), round(gap * unit))
        if area is not None and not _is_open(area):
            return area
    return None


def _flooded(walls: Mask, at: tuple[int, int], thicker: int) -> Mask | None:
    """What a flood from `at` reaches between walls that are thickened for it, and grown back to the real ones."""
    thick = walls
    if thicker:
        brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * thicker + 1, 2 * thicker + 1))
        thick = cv2.dilate(walls.astype(np.uint8), brush) > 0
    if thick[at[1], at[0]]:
        return None
    canvas = thick.astype(np.uint8)
    cv2.floodFill(canvas, None, at, 2)
    area = canvas == 2
    if thicker:
        area = (cv2.dilate(area.astype(np.uint8), brush) > 0) & ~walls
    return area


def _is_open(area: Mask) -> bool:
    """Does it reach three sides of the page or more? Then it is the paper around a drawing, not a place in it."""
    sides = (area[0].any(), area[-1].any(), area[:, 0].any(), area[:, -1].any())
    return sum(map(bool, sides)) >= 3


def _rings(depth: NDArray[np.float32], level: float) -> list[NDArray[np.float64]]:
    """Closed lines where the rim is `level` pixels away."""
    inside = (depth >= level).astype(np.uint8)
    contours, _ = cv2.findContours(inside, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    rings = []
    for contour in contours:
        simple = contour if len(contour) < 3 else cv2.approxPolyDP(contour, 0.8, True)
        points = simple[:, 0].astype(np.float64)
        rings.append(np.concatenate((points, points[:1])))
    return rings


def _chained(rings: Sequence[NDArray[np.float64]], broad: float) -> list[NDArray[np.float64]]:
    """Rings that lie beside each other as one line: a place is filled with few strokes."""
    left = list(rings)
    chains = []
    while left:
        chain = [left.pop(0)]
        while left:
            end = chain[-1][-1]
            away = [float(np.hypot(*(ring - end).T).min()) for ring in left]
            nearest = int(np.argmin(away))
            if away[nearest] > 0.75 * broad:
                break
            ring = left.pop(nearest)
            start = int(np.argmin(np.hypot(*(ring - end).T)))
            chain.append(np.concatenate((ring[start:], ring[1 : start + 1])))
        chains.append(np.concatenate(chain))
    return chains
