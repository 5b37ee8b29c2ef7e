"""Larger pieces of work on the colour layer: a place between lines filled, a picture to paint on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.edit import region_fill
from sketchpad.document.io.picture import png_of
from sketchpad.document.model import Document, Reference, Stroke
from sketchpad.document.raster.paint_raster import render_paint

ALIKE = 24  # of 255: as much may a channel differ in what is filled at once


def filled(document: Document, at: tuple[float, float]) -> tuple[Stroke, ...]:
    """Closed lines around the place at `at` (page pixels), to be filled; none beside the page.

    The place ends at lines and where the paint has another colour; small gaps between lines are closed.
    """
    width, height = region_fill.size_of(document)
    canvas = render_paint(document, width, height).astype(np.int16)
    x, y = (int(part * width / document.width) for part in at)
    if not (0 <= x < width and 0 <= y < height):
        return ()
    kinds = (np.abs(canvas - canvas[y, x]).max(axis=2) <= ALIKE).astype(np.int32)
    return region_fill.around(document, at, kinds)


def grounded(document: Document, picture: NDArray[np.uint8]) -> Document:
    """`document` with `picture`, uint8 (h, w, 3), to be painted on: in the middle, as large as covers the page."""
    height, width = picture.shape[:2]
    scale = max(document.width / width, document.height / height) / 2
    across, down = width * scale / document.width, height * scale / document.height
    rect = 0.5 - across, 0.5 - down, 0.5 + across, 0.5 + down
    return document.with_ground(Reference(png_of(picture), rect))
