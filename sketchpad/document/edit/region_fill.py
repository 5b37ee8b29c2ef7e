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
    kinds = render_regions(document, *size_of(document)).labels
    return tuple(Region(name, line, filled=True) for line in around(document, at, kinds))


def rest(document: Document, name: str) -> tuple[Region, ...]:
    """Regions called `name` for all of the page that no region covers."""
    empty = render_regions(document, *size_of(document)).labels == 0
    return tuple(Region(name, line, filled=True) for line in _outlined(document, empty))


def size_of(document: Document) -> tuple[int, int]:
    """Width and height in which places are looked for."""
    scale = _scale(document)
    return round(document.width * scale), round(document.height * scale)


def around(
    document: Document, at: tuple[float, float], kinds: NDArray[np.integer]
) -> tuple[Stroke, ...]:
    """Closed lines around the place at `at` (page pixels), up to the middle of the lines; none beside the page.

    Args:
        kinds: (height, width) of `size_of`, what each pixel shows; the place ends where that is another kind.
    """
    height, width = kinds.shape
    x, y = int(at[0] * _scale(document)), int(at[1] * _scale(document))
    if not (0 <= x < width and 0 <= y < height):
        return ()
    alike, walls = kinds == kinds[y, x], _walls(document)
    area = bucket_fill.place(document, at, _scale(document))
    if area is None:
        area = _reached(alike & ~walls if not walls[y, x] else alike, (x, y))
    area &= alike
    reach = round(UNDER * _scale(document) * max(document.width, document.height) / 256)
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    under = (
        (cv2.dilate(area.astype(np.uint8), brush) > 0) & walls & alike
    )  # so that no rim stays empty
    return _outlined(document, area | under)


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


def _scale(document: Document) -> float:
    return SIDE / max(document.width, document.height)


def _walls(document: Document) -> Mask:
    seen = [stroke for stroke in document.seen().strokes if stroke.role != "ignore"]
    ink = render_part(seen, _scale(document), 0, 0, *size_of(document))
    return np.asarray(ink >= bucket_fill.WALL)


def _reached(free: Mask, at: tuple[int, int]) -> Mask:
    """What a flood from the pixel `at` reaches, however far."""
    canvas = (~free).astype(np.uint8)
    cv2.floodFill(canvas, None, at, 2)
    return np.asarray(canvas == 2)


def _outlined(document: Document, area: Mask) -> tuple[Stroke, ...]:
    scale = _scale(document)
    area = cv2.dilate(area.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0  # no slit at rims
    return tuple(
        Stroke((line + 0.5) / scale, 1.0) for line in outlines(area, SMALLEST * scale * scale)
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
