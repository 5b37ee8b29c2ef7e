"""Places to be filled with a class: between lines, all that is of one kind, or whatever is still empty.

A filled region is one closed line. One with holes in it goes in to each hole and back by the same way.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.box import Rect
from sketchpad.document.edit import bucket_fill
from sketchpad.document.model import Box, Document, Region, Stroke
from sketchpad.document.raster.raster import render_part
from sketchpad.document.raster.region_raster import render_regions

SIDE = 768  # pixels of the longer side in which places are looked for
UNDER = 3.0  # page pixels (of a page of 256) that a filling reaches under the lines around it
SMALLEST = 6.0  # page pixels of area; less is not worth a region
COARSE = 0.75  # pixels that an outline may be off

Mask = NDArray[np.bool_]
Line = NDArray[np.float64]


def fill(document: Document, at: tuple[float, float], name: str) -> tuple[Region, ...]:
    """Regions called `name` for the place around `at` (page pixels); none beside the page.

    The place ends at lines and at other regions; small gaps between lines are closed. Where lines do not enclose it,
    it is all the paper that can be reached.
    """
    scale = SIDE / max(document.width, document.height)
    area = bucket_fill.place(document, at, scale)
    if area is None:
        area = _open_place(document, at, scale)
    else:
        area &= _alike(document, at, area.shape)
    return () if area is None else _regions(document, area, scale, name)


def rest(document: Document, name: str) -> tuple[Region, ...]:
    """Regions called `name` for all of the page that no region covers."""
    scale = SIDE / max(document.width, document.height)
    width, height = round(document.width * scale), round(document.height * scale)
    empty = render_regions(document, width, height).labels == 0
    return _regions(document, empty, scale, name, under=False)


def of_box(document: Document, box: Box, name: str) -> Region:
    """A region called `name` that fills `box`."""
    x0, y0, x1, y1 = box.rect
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    return Region(name, Stroke(corners * (document.width, document.height), 1.0), filled=True)


def bounds(document: Document, at: tuple[float, float]) -> tuple[str, Rect] | None:
    """Name and bounds, in shares of the page, of the connected patch that shows at `at` (page pixels)."""
    width, height = document.width, document.height
    seen = render_regions(document, width, height)
    name = seen.name_at(int(at[1]), int(at[0]))
    if not name:
        return None
    _, parts = cv2.connectedComponents(seen.mask(name).astype(np.uint8))
    rows, columns = np.nonzero(parts == parts[int(at[1]), int(at[0])])
    x0, x1 = (float(edge) / width for edge in (columns.min(), columns.max() + 1))
    y0, y1 = (float(edge) / height for edge in (rows.min(), rows.max() + 1))
    return name, (x0, y0, x1, y1)


def _open_place(document: Document, at: tuple[float, float], scale: float) -> Mask | None:
    """What a flood from `at` reaches, however far; through a line where `at` lies on one."""
    walls = _walls(document, scale)
    height, width = walls.shape
    x, y = int(at[0] * scale), int(at[1] * scale)
    if not (0 <= x < width and 0 <= y < height):
        return None
    barrier = walls if not walls[y, x] else np.zeros_like(walls)
    canvas = (barrier | ~_alike(document, at, (height, width))).astype(np.uint8)
    cv2.floodFill(canvas, None, (x, y), 2)
    return np.asarray(canvas == 2)


def _walls(document: Document, scale: float) -> Mask:
    width, height = round(document.width * scale), round(document.height * scale)
    seen = [stroke for stroke in document.strokes if stroke.role != "ignore"]
    return np.asarray(render_part(seen, scale, 0, 0, width, height) >= bucket_fill.WALL)


def _alike(document: Document, at: tuple[float, float], shape: tuple[int, ...]) -> Mask:
    """Where the same class is as at `at`, or none as there."""
    height, width = shape
    labels = render_regions(document, width, height).labels
    row = min(max(int(at[1] * height / document.height), 0), height - 1)
    column = min(max(int(at[0] * width / document.width), 0), width - 1)
    return np.asarray(labels == labels[row, column])


def _regions(
    document: Document, area: Mask, scale: float, name: str, *, under: bool = True
) -> tuple[Region, ...]:
    if under:  # up to the middle of the lines, so that no rim stays empty
        walls = _walls(document, scale)
        reach = round(UNDER * scale * max(document.width, document.height) / 256)
        brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        labels = render_regions(document, area.shape[1], area.shape[0]).labels
        free = walls & np.isin(labels, np.unique(labels[area]))
        area = area | ((cv2.dilate(area.astype(np.uint8), brush) > 0) & free)
    area = cv2.dilate(area.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0  # no slit at rims
    return tuple(
        Region(name, Stroke((line + 0.5) / scale, 1.0), filled=True)
        for line in outlines(area, SMALLEST * scale * scale)
    )


def outlines(mask: Mask, smallest: float = 0.0) -> Iterator[Line]:
    """For each connected part of `mask` one closed line (n, 2) of x, y around it, holes and all."""
    contours, tree = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return
    for number, (_, _, first, parent) in enumerate(tree[0].tolist()):
        if parent >= 0 or cv2.contourArea(contours[number]) + len(contours[number]) / 2 < smallest:
            continue
        holes, child = [], first
        while child >= 0:
            if cv2.contourArea(contours[child]) >= smallest:
                holes.append(_simple(contours[child]))
            child = int(tree[0][child][0])
        yield _with_holes(_simple(contours[number]), holes)


def _simple(contour: NDArray[np.int32]) -> Line:
    simple = cv2.approxPolyDP(contour, COARSE, True) if len(contour) > 3 else contour
    return simple[:, 0].astype(np.float64)


def _with_holes(line: Line, holes: list[Line]) -> Line:
    """Each hole is joined where it comes nearest, so that no way to it leaves the place."""
    left = list(holes)
    while left:
        gaps = [_nearest(line, hole) for hole in left]
        which = min(range(len(left)), key=lambda i: gaps[i][0])
        _, here, there = gaps[which]
        hole = left.pop(which)
        around = np.concatenate((hole[there:], hole[: there + 1]))
        line = np.concatenate((line[: here + 1], around, line[here:]))
    return line


def _nearest(line: Line, hole: Line) -> tuple[float, int, int]:
    apart = ((line[:, None] - hole[None]) ** 2).sum(axis=2)
    here, there = np.unravel_index(int(apart.argmin()), apart.shape)
    return float(apart[here, there]), int(here), int(there)
