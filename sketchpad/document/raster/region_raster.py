"""Regions as pixels: for each place of a picture what it shows."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document, Region

FINE = 3  # times as fine as the picture; odd, so that a pixel's middle is one of its fine pixels
FINEST = 3072  # pixels of the longer side that are drawn in
KEPT = 4  # pictures of the first so many regions that are kept, to go on from
_SHIFT = 4  # fractional bits of the coordinates handed to OpenCV
_THICKEST = 32767  # OpenCV's own limit
_BYTE = 255  # names that one byte tells apart

Labels = NDArray[np.int32]
Fine = NDArray[np.uint8] | NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class RegionMap:
    """`labels` (height, width): 0 where no region is, else 1 + the number of its name in `names`, oldest first."""

    labels: Labels
    names: tuple[str, ...]

    def name_at(self, row: int, column: int) -> str:
        """ "" where there is none, or beside the picture."""
        height, width = self.labels.shape
        if not (0 <= row < height and 0 <= column < width):
            return ""
        label = int(self.labels[row, column])
        return self.names[label - 1] if label else ""

    def mask(self, name: str) -> NDArray[np.bool_]:
        if name not in self.names:
            return np.zeros(self.labels.shape, np.bool_)
        return np.asarray(self.labels == 1 + self.names.index(name))


def names_of(regions: Sequence[Region]) -> tuple[str, ...]:
    """In the order in which they were first painted."""
    return tuple(dict.fromkeys(region.name for region in regions if region.name))


class RegionRaster:
    """Draws regions, later ones over earlier ones, and goes on from what it has drawn before.

    Lines are drawn `fine` times as fine as the picture; 1 is quick, and up to half a pixel off.
    """

    def __init__(self, fine: int = FINE) -> None:
        self._fine = fine
        self._kept: list[tuple[tuple[object, ...], tuple[Region, ...], Fine]] = []
        self._lock = threading.Lock()

    def render(self, document: Document, width: int, height: int) -> RegionMap:
        """The regions of `document` on a picture of `width` x `height` pixels: those in its pixels' middles."""
        with self._lock:
            return self._render(document, width, height)

    def _render(self, document: Document, width: int, height: int) -> RegionMap:
        regions, names = document.regions, names_of(document.regions)
        if not regions:
            return RegionMap(np.zeros((height, width), np.int32), ())
        fine = self._fine if self._fine * max(width, height) <= FINEST else 1
        key = (document.width, document.height, width, height, len(names) > _BYTE)
        first, canvas = self._begin(key, regions, (height * fine, width * fine))
        scale = (width * fine / document.width, height * fine / document.height)
        numbers = {name: number for number, name in enumerate(names, 1)}
        for region in regions[first:]:
            _draw(canvas, region, scale, numbers.get(region.name, 0))
        self._keep(key, regions, canvas)
        middle = fine // 2
        return RegionMap(canvas[middle::fine, middle::fine].astype(np.int32), names)

    def _begin(
        self, key: tuple[object, ...], regions: tuple[Region, ...], shape: tuple[int, int]
    ) -> tuple[int, Fine]:
        """How many regions are drawn already, and the picture of them."""
        fitting = (
            (len(k), c) for other, k, c in self._kept if (other, k) == (key, regions[: len(k)])
        )
        count, canvas = max(fitting, key=itemgetter(0), default=(0, None))
        if canvas is not None:
            return count, canvas.copy()
        return 0, np.zeros(shape, np.int32) if key[-1] else np.zeros(shape, np.uint8)

    def _keep(self, key: tuple[object, ...], regions: tuple[Region, ...], canvas: Fine) -> None:
        rest = [one for one in self._kept if one[0] != key or one[1] != regions]
        self._kept = [(key, regions, canvas), *rest][:KEPT]


_shared = RegionRaster()


def render_regions(document: Document, width: int, height: int) -> RegionMap:
    """`RegionRaster.render` by a raster that all share."""
    return _shared.render(document, width, height)


def _draw(canvas: Fine, region: Region, scale: tuple[float, float], label: int) -> None:
    points = region.stroke.points[:, :2].astype(np.float64)
    # Pixel centres: OpenCV's coordinate 0 is the middle of the first pixel, ours is its left edge.
    corners = np.rint((points * scale - 0.5) * (1 << _SHIFT)).astype(np.int32)
    if region.filled:
        cv2.fillPoly(canvas, [corners], label, cv2.LINE_8, _SHIFT)
        return
    width = region.stroke.width * math.sqrt(scale[0] * scale[1])
    if len(corners) == 1:
        radius = max(1, round(width / 2 * (1 << _SHIFT)))
        x, y = corners[0].tolist()
        cv2.circle(canvas, (x, y), radius, label, cv2.FILLED, cv2.LINE_8, _SHIFT)
        return
    # OpenCV's lines of thickness 2k are 2k + 1 pixels wide.
    thickness = int(min(max(2 * round((width - 1) / 2), 1), _THICKEST - 1))
    cv2.polylines(canvas, [corners], False, label, thickness, cv2.LINE_8, _SHIFT)
