"""The control image of the reference picture, kept up to date off the window's thread, and painted with the picture."""

from __future__ import annotations

import cv2
import numpy as np
from PySide6.QtCore import QObject, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from sketchpad.document.model import Document, Reference
from sketchpad.document.raster.reference_raster import pixels
from sketchpad.errors import SketchpadError
from sketchpad.hints.registry import HINTS, make_hint
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.reference_commands import alone
from sketchpad.ui.canvas.scene_painter import PIXELS_SHOW
from sketchpad.ui.canvas.tools.reference_tool import ReferenceTool
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.qimage import to_image

INK = QColor(0, 128, 112)
"""Of lines, which are white on black to the model: seen on paper, and unlike all that was drawn."""


class LiveHint(QObject):
    """The control image of the reference picture as it is now; of several changes only the last counts.

    Signals:
        changed: `image` or `error` is another one.

    Attributes:
        image: lines in `INK` on nothing, or a map as it is; as large as the page in picture pixels. None: nothing.
        error: why there is none.
    """

    changed = Signal()

    def __init__(self, state: DocumentState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.image: QImage | None = None
        self.error: SketchpadError | None = None
        self._wanted: Document | None = None
        self._task = LatestTask(self)
        state.document_changed.connect(self._follow)
        self._follow(state.document)

    @property
    def busy(self) -> bool:
        return self._task.busy

    def close(self) -> None:
        """Wait for what is under way; its result is not shown."""
        self._wanted = None
        self._task.close()

    def _follow(self, document: Document) -> None:
        wanted = wanted_of(document)
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if wanted is None:
            self._task.cancel()
            self._show(None)
        else:
            self._task.follow(lambda _watch: image_of(wanted), self._show, self._show_error)

    def _show(self, image: object) -> None:
        assert image is None or isinstance(image, QImage)
        self.image, self.error = image, None
        self.changed.emit()

    def _show_error(self, error: SketchpadError) -> None:
        self.image, self.error = None, error
        self.changed.emit()


def wanted_of(document: Document) -> Document | None:
    """What of `document` its live hint depends on; None where there is none."""
    reference = document.reference
    if reference is None or reference.kind not in HINTS:
        return None
    return alone(document) if document.layer("reference").visible else None


def image_of(document: Document) -> QImage | None:
    """The hint of a document as an image of the page's size. Raises AnnotatorMissing."""
    reference = document.reference
    if reference is None:
        return None
    hint = make_hint(reference.kind, document, document.width, document.height)
    height, width = hint.shape[:2]
    rgba = np.zeros((height, width, 4), np.uint8)
    if HINTS[reference.kind].lines:
        alpha = hint[..., 0]
        for channel, value in enumerate((INK.red(), INK.green(), INK.blue(), 255)):
            rgba[..., channel] = np.rint(alpha * value)
    else:
        x0, y0, x1, y1 = reference.rect
        part = np.s_[
            max(0, round(y0 * height)) : max(0, round(y1 * height)),
            max(0, round(x0 * width)) : max(0, round(x1 * width)),
        ]
        rgba[..., :3][part] = np.rint(hint[part] * 255)
        rgba[..., 3][part] = 255
    image = QImage(rgba.data, width, height, 4 * width, QImage.Format.Format_RGBA8888_Premultiplied)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


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
        viewport, tool = self._canvas.viewport, self._canvas.bench.tool
        page, dragged = viewport.page_rect(), None
        if isinstance(tool, ReferenceTool):
            dragged = tool.preview
        painter.setClipRect(page, Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = viewport.on_page(dragged or reference.rect)
        image = self._picture(reference, place.size(), dragged=dragged is not None)
        if image is not None:
            painter.drawImage(place, image)
        hint = self._live.image
        if hint is not None and dragged is None:
            if reference.kind in HINTS and HINTS[reference.kind].lines:
                painter.setOpacity(1.0)
            ratio = self._canvas.devicePixelRatioF()
            enlarged = page.width() * ratio / max(hint.width(), 1)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, enlarged < PIXELS_SHOW)
            painter.drawImage(page, hint)

    def _picture(self, reference: Reference, room: QSizeF, *, dragged: bool) -> QImage | None:
        """The picture, not much finer than the screen: to shrink a large one at every stroke of the pen is slow."""
        shown = room * self._canvas.devicePixelRatioF()
        size = max(1, round(shown.width())), max(1, round(shown.height()))
        kept = self._kept
        same = kept is not None and kept[0] is reference.picture
        if kept is not None and same and (kept[1] == size or dragged):
            return kept[2]  # while it is dragged, it may be a little too fine or too coarse
        picture = pixels(reference)
        if picture is None:
            return None
        smaller = min(size[0], picture.shape[1]), min(size[1], picture.shape[0])
        if smaller != (picture.shape[1], picture.shape[0]):
            picture = cv2.resize(picture, smaller, interpolation=cv2.INTER_AREA).astype(np.uint8)
        self._kept = reference.picture, size, to_image(picture)
        return self._kept[2]
