"""What a ControlNet is shown: the control image of the present drawing, as it is, small."""

from __future__ import annotations

from typing import cast

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy

from sketchpad.document.model import Document
from sketchpad.hints.registry import make_hint
from sketchpad.models.controlnets.inspect import usual_hint
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.messages import hint_label
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.qimage import to_image
from sketchpad.ui.style.shorthand import describe
from sketchpad.ui.style.theme import theme

LONGEST = 512  # pixels of the longer side that are computed
TALLEST = 220
PAUSE = 200  # milliseconds without an edit


def hint_picture(kind: str, document: Document, longest: int = LONGEST) -> np.ndarray:
    """uint8 (h, w, 3): the control image of `document`, no side longer than `longest`."""
    scale = min(1.0, longest / max(document.width, document.height))
    width, height = (max(8, round(side * scale)) for side in (document.width, document.height))
    hint = make_hint(kind, document, width, height)
    return np.rint(np.clip(hint, 0, 1) * 255).astype(np.uint8)


class ControlImagePreview(Panel):
    """Follows the drawing while it is in sight."""

    def __init__(self, state: DocumentState) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._state, self._kind = state, usual_hint("")
        self.image = QImage()
        self._shown: tuple[str, Document] | None = None  # or being made
        self._task = LatestTask(self)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.make)
        state.document_changed.connect(self._on_document)
        self.hide()
        self.retranslate()

    def _on_document(self) -> None:
        if self.isVisible():
            self._timer.start()

    def show_kind(self, kind: str, net: str = "") -> None:
        """Show this kind of control image from now on; without one, what the network `net` reads."""
        kind = kind or usual_hint(net)
        if kind != self._kind:
            self._kind = kind
            self.retranslate()
            if self.isVisible():
                self.make()

    def retranslate(self) -> None:
        name = self.tr("What the model sees: {kind}").format(kind=hint_label(self._kind))
        describe(self, name)

    def make(self) -> None:
        """Make the picture of the present drawing, in the background."""
        kind, document = wanted = self._kind, self._state.document
        if self._shown == wanted:
            return
        self._shown = wanted
        self._task.follow(
            lambda _watch: hint_picture(kind, document.seen()),
            lambda picture: self._show(to_image(cast(np.ndarray, picture))),
            lambda _error: self._show(QImage()),
        )

    def _show(self, image: QImage) -> None:
        self.image = image
        self.updateGeometry()
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.make()

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(200))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        page = self._state.document
        return min(TALLEST, round(width * page.height / page.width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, painter = theme().tokens, QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        page = self._state.document
        frame, keep = self.rect(), Qt.AspectRatioMode.KeepAspectRatio
        frame.setSize(QSize(page.width, page.height).scaled(self.size(), keep))
        frame.moveCenter(self.rect().center())
        outline = QPainterPath()
        outline.addRoundedRect(frame.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(frame, Qt.GlobalColor.black)
        if not self.image.isNull():
            painter.drawImage(frame, self.image)
        painter.restore()
        painter.setPen(QPen(tokens.colour("border"), 1))
        painter.drawPath(outline)
        painter.end()
