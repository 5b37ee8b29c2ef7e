"""Paints the reference picture in its place, and over it what it is made into."""

from __future__ import annotations

import cv2
import numpy as np
from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from sketchpad.document.model import Reference
from sketchpad.document.reference import Rect
from sketchpad.hints.reference import pixels
from sketchpad.hints.registry import HINTS
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.page_painter import PIXELS_SHOW
from sketchpad.ui.canvas.tools.reference_tool import ReferenceTool
from sketchpad.ui.layers.live_hint import LiveHint
from sketchpad.ui.style.qimage import to_image


class ReferenceLayer(QObject):
    """A layer of the canvas."""

    def __init__(self, canvas: CanvasWidget, live: LiveHint) -> None:
        super().__init__(canvas)
        self._canvas, self._live = canvas, live
        self._kept: tuple[bytes, tuple[int, int], QImage] | None = None
        live.changed.connect(canvas.update)
        canvas.painter.add_layer(self.paint, "reference")

    def paint(self, painter: QPainter) -> None:
        reference = self._canvas.state.document.reference
        if reference is None:
            return
        page, tool = self._canvas.viewport.page_rect(), self._canvas.bench.tool
        dragged = tool.preview if isinstance(tool, ReferenceTool) else None
        painter.setClipRect(page, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        image = self._picture(reference, dragged or reference.rect)
        if image is not None:
            painter.drawImage(_on(page, dragged or reference.rect), image)
        made = self._live.image
        if made is not None and dragged is None:
            if reference.kind in HINTS and HINTS[reference.kind].lines:
                painter.setOpacity(1.0)
            ratio = self._canvas.devicePixelRatioF()
            enlarged = page.width() * ratio / max(made.width(), 1)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, enlarged < PIXELS_SHOW)
            painter.drawImage(page, made)

    def _picture(self, reference: Reference, rect: Rect) -> QImage | None:
        """The picture, not much finer than the screen: to shrink a large one at every stroke of the pen is slow."""
        page = self._canvas.viewport.page_size() * self._canvas.viewport.zoom
        size = (
            max(1, round((rect[2] - rect[0]) * page.width())),
            max(1, round((rect[3] - rect[1]) * page.height())),
        )
        kept = self._kept
        same = kept is not None and kept[0] is reference.picture
        if kept is not None and same and (kept[1] == size or self._is_dragged()):
            return kept[2]  # while it is dragged, it may be a little too fine or too coarse
        picture = pixels(reference)
        if picture is None:
            return None
        smaller = min(size[0], picture.shape[1]), min(size[1], picture.shape[0])
        if smaller != (picture.shape[1], picture.shape[0]):
            picture = cv2.resize(picture, smaller, interpolation=cv2.INTER_AREA).astype(np.uint8)
        self._kept = reference.picture, size, to_image(picture)
        return self._kept[2]

    def _is_dragged(self) -> bool:
        tool = self._canvas.bench.tool
        return isinstance(tool, ReferenceTool) and tool.preview is not None


def _on(page: QRectF, rect: Rect) -> QRectF:
    x0, y0, x1, y1 = rect
    return QRectF(
        page.x() + x0 * page.width(),
        page.y() + y0 * page.height(),
        (x1 - x0) * page.width(),
        (y1 - y0) * page.height(),
    )
