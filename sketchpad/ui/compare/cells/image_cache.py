"""What is painted of many pictures: made when it is painted, no larger than it is seen, and a bounded number kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

import cv2
import numpy as np
from PySide6.QtGui import QImage

from sketchpad.ui.style.qimage import to_image

MEMORY = 96 << 20
_ROUND = 64  # sizes are kept in steps of so many pixels


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
