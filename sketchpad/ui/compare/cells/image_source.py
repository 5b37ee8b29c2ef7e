"""Which picture of a cell is looked at, and what lies over it: made when it is painted, and a bounded number kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import cv2
import numpy as np
from PySide6.QtGui import QImage

from sketchpad.document.model import Document
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.cells.layered_view import Layer, Source
from sketchpad.ui.compare.cells.overlays import difference_picture, match_overlay, sketch_overlay
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.matrix.metrics_text import ticks
from sketchpad.ui.style.qimage import to_image

MEMORY = 96 << 20
_ROUND = 64  # pixels: sizes are kept in steps of it


@dataclass(frozen=True)
class Shown:
    """A picture, uint8 RGB (h, w, 3), that need not be in memory. Equal keys are equal pictures."""

    key: Hashable
    read: Callable[[], np.ndarray | None] = field(compare=False)


class ImageCache:
    """Images by key; those not painted for longest go first.

    Args:
        memory: bytes of all images together, the newest one always stays.
    """

    def __init__(self, memory: int = MEMORY) -> None:
        self._memory = memory
        self._kept: OrderedDict[Hashable, QImage] = OrderedDict()
        self.in_memory = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], QImage | None]) -> QImage | None:
        """The image of `key`, made by `make` where it is not kept; for None, no image, it is asked again."""
        image = self._kept.get(key)
        if image is not None:
            self._kept.move_to_end(key)
            return image
        image = make()
        if image is not None:
            self._kept[key] = image
            self.in_memory += image.sizeInBytes()
            while self.in_memory > self._memory and len(self._kept) > 1:
                _, old = self._kept.popitem(last=False)
                self.in_memory -= old.sizeInBytes()
        return image

    def picture(self, shown: Shown, side: int, full: int) -> QImage | None:
        """`shown`, whose longer side is `full`, as large as needed to be seen `side` pixels long."""
        rounded = min(-(-max(side, 1) // _ROUND) * _ROUND, full)

        def make() -> QImage | None:
            array = shown.read()
            return None if array is None else to_image(_scaled(array, rounded))

        return self.get((shown.key, rounded), make)

    def clear(self) -> None:
        self._kept.clear()
        self.in_memory = 0


def _scaled(picture: np.ndarray, side: int) -> np.ndarray:
    height, width = picture.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return picture
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


class ImageSource:
    """Reads and paints pictures only when they are seen.

    Args:
        place: the step that is looked at (None: the newest picture), and the number of steps there are to look at.
    """

    def __init__(self, run: CompareRun, place: Callable[[], tuple[int | None, int]]) -> None:
        self._run, self._place = run, place
        self.cache = ImageCache()

    def of(self, cell: Cell) -> Shown:
        """What is looked at of `cell` now."""
        newest = cell.number, cell.phase, cell.index
        step = self.step_of(cell)
        if step is None:
            return Shown(newest, lambda: cell.picture)
        key = (cell.number, step) if cell.index >= step else (*newest, step)
        return Shown(key, lambda: self._at(cell, step))

    def step_of(self, cell: Cell) -> int | None:
        """The step of `cell` that is looked at; None for the newest picture.

        Cells with fewer steps are shown where they are as far as the others.
        """
        position, total = self._place()
        if position is None:
            return None
        return max(1, round(position * cell.total / max(1, total)))

    def source(self, shown: Shown, document: Document) -> Source:
        """Paints `shown`."""
        full = max(document.width, document.height)
        return lambda side: self.cache.picture(shown, side, full)

    def difference(self, one: Cell, other: Cell) -> Source:
        """Paints how far both differ."""
        left, right = self.of(one), self.of(other)

        def make() -> QImage | None:
            first, second = left.read(), right.read()
            if first is None or second is None:
                return None
            return to_image(difference_picture(first, second))

        return lambda _side: self.cache.get(("difference", left.key, right.key), make)

    def sketch(self, cell: Cell) -> Layer:
        """What the cell's model was told of its drawing, which a branch may have of its own."""
        document, marks = cell.request.visible.document, ticks(cell)
        key = "sketch", document, marks
        return lambda: self.cache.get(key, lambda: sketch_overlay(document, marks))

    def matches(self, cell: Cell) -> Layer:
        shown = self.of(cell)

        def make() -> QImage | None:
            picture = shown.read()
            if picture is None:
                return None
            # An empty one says that no line was drawn; it is kept, so that it is not looked for again.
            return match_overlay(picture, cell.request) or QImage(1, 1, QImage.Format.Format_Mono)

        def layer() -> QImage | None:
            image = self.cache.get(("matches", shown.key), make)
            return None if image is None or image.width() == 1 else image

        return layer

    def _at(self, cell: Cell, step: int) -> np.ndarray | None:
        """After `step`, or the nearest one before; a branch's own past is that of the cell it left."""
        plan = cell.plan
        while True:
            for near in range(step, plan.step, -1):
                picture = self._run.steps.picture(plan, near)
                if picture is not None:
                    return picture
            if plan.origin is None:
                return cell.picture
            step, plan = min(step, plan.step), plan.origin
