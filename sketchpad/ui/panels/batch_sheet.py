"""Pictures that are made together, side by side in one image."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QImage, QPainter

from sketchpad.ui.style.qimage import to_image

LONGEST = 512  # pixels of a picture's longer side on the sheet
GAP = 12


class BatchSheet:
    """An image with room for `count` pictures of `width` x `height`; `image` has those that were put there."""

    def __init__(self, count: int, width: int, height: int) -> None:
        scale = min(1.0, LONGEST / max(width, height))
        self._width, self._height = max(1, round(width * scale)), max(1, round(height * scale))
        self._count, self._columns = count, math.ceil(math.sqrt(count))
        last = self._place(self._columns - 1).right(), self._place(count - 1).bottom()
        self.image = QImage(last[0] + 1, last[1] + 1, QImage.Format.Format_ARGB32_Premultiplied)
        self.image.fill(Qt.GlobalColor.transparent)

    def put(self, number: int, picture: np.ndarray) -> None:
        """Show a picture, uint8 RGB, in its place."""
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._place(number), to_image(picture))
        painter.end()

    def at(self, point: QPointF) -> int | None:
        """Which picture lies at a point of the image, in pixels."""
        places = (self._place(n) for n in range(self._count))
        return next((n for n, one in enumerate(places) if one.contains(point.toPoint())), None)

    def _place(self, number: int) -> QRect:
        row, column = divmod(number, self._columns)
        x, y = column * (self._width + GAP), row * (self._height + GAP)
        return QRect(x, y, self._width, self._height)
