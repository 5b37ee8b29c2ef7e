"""Patches of the mask from what is there already: boxes, regions, lines, the margin of a larger page, a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.box import Rect
from sketchpad.document.io.picture import opened, read_picture
from sketchpad.document.mask import MASKED
from sketchpad.document.model import Document, Region, Stroke
from sketchpad.document.raster.region_raster import render_regions
from sketchpad.errors import BadPicture

MOST = 20_000
"""Patches of a mask that is read from a picture."""


def of_rect(rect: Rect, name: str = MASKED) -> Region:
    """A patch that fills `rect`, xyxy in page pixels."""
    x0, y0, x1, y1 = rect
    return Region(name, Stroke([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], 1.0), filled=True)


def of_lines(strokes: Iterable[Stroke]) -> tuple[Region, ...]:
    """Patches for lines and what they enclose."""
    return tuple(Region(MASKED, stroke, filled) for stroke in strokes for filled in (True, False))


def of_region(document: Document, name: str) -> tuple[Region, ...]:
    """Patches for all that shows of the regions called `name`."""
    return of_pixels(render_regions(document, document.width, document.height).mask(name))


def of_pixels(mask: NDArray[np.bool_]) -> tuple[Region, ...]:
    """Patches that cover exactly the True pixels of `mask` (height, width of the page). ValueError beyond `MOST`."""
    patches = []
    for x0, y0, x1, y1 in _rectangles(mask):
        # Through the middles of the outermost pixels, which belong to what is filled.
        patches.append(of_rect((x0 + 0.5, y0 + 0.5, x1 - 0.5, y1 - 0.5)))
        if len(patches) > MOST:
            raise ValueError("a mask of too many parts")
    return tuple(patches)


def read_mask(path: str | Path, document: Document) -> tuple[Region, ...]:
    """Patches of a mask for exactly what is light in the picture at `path`.

    Raises HugePicture, or BadPicture, also for a picture of another size than the page, or without anything light.
    """
    with opened(path) as image:
        if image.size != (document.width, document.height):
            sizes = dict(zip(("width", "height"), image.size, strict=True))
            page = {"page_width": document.width, "page_height": document.height}
            raise BadPicture(path, "mask_size", **sizes, **page)
    light = read_picture(path).mean(axis=2) >= 128
    if not light.any():
        raise BadPicture(path, "mask_empty")
    try:
        return of_pixels(light)
    except ValueError as error:
        raise BadPicture(path, "mask_parts") from error


def _rectangles(mask: NDArray[np.bool_]) -> Iterator[tuple[int, int, int, int]]:
    """Runs of each row, joined where those of the next rows are the same."""
    edges = np.diff(np.pad(mask, ((0, 1), (1, 1))).astype(np.int8), axis=1)
    begun: dict[tuple[int, int], int] = {}
    for row, changes in enumerate(edges):
        ends = (np.flatnonzero(changes > 0).tolist(), np.flatnonzero(changes < 0).tolist())
        runs = set(zip(*ends, strict=True))
        for run in [run for run in begun if run not in runs]:
            yield run[0], begun.pop(run), run[1], row
        for run in runs - begun.keys():
            begun[run] = row
