"""What the reference picture is made into, kept up to date off the window's thread."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QImage

from sketchpad.document.model import Document
from sketchpad.errors import SketchpadError
from sketchpad.hints.registry import HINTS, make_hint
from sketchpad.ui.canvas.reference_commands import alone
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.document_state import DocumentState

INK = QColor(0, 128, 112)
"""Of lines, which are white on black to the model: seen on paper, and told apart from all that was drawn."""


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
