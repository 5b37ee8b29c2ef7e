"""Repainting a part of a picture, and painting what a larger page has room for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, SignalInstance

from sketchpad.document.edit.extend import extended
from sketchpad.document.edit.recrop import cut
from sketchpad.document.history import Beside
from sketchpad.document.model import Document
from sketchpad.errors import BadSetting
from sketchpad.generation.request.request import InitImage
from sketchpad.generation.run.init_image import keep_picture
from sketchpad.ui.app.init_image_commands import InitImageCommands
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.tools.page_tool import page_of
from sketchpad.ui.connections import errors_to
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings
from sketchpad.ui.state.session import Result, Session

STRENGTH = 1.0
"""Denoising strength of what is repainted: nothing of it is left but what is around."""


class RepaintCommands(QObject):
    """One step back takes all of it back."""

    def __init__(
        self,
        state: DocumentState,
        settings: RunSettings,
        session: Session,
        start: InitImageCommands,
        canvas: CanvasWidget,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._state, self._settings, self._session = state, settings, session
        self._start = start
        self._page = canvas.bench.page_tool
        self._page.wanted.connect(self.apply_page)
        self._own: InitImage | None = None  # taken because a mask was begun
        self._was_masked = False
        state.document_changed.connect(self._on_document)

    def follow(self, *wanted: SignalInstance) -> None:
        """Begin where one of these signals, of a Result, asks for it."""
        for signal in wanted:
            signal.connect(self.begin)

    def begin(self, result: Result) -> None:
        """Take the mask in hand over `result`, on a page of its size."""
        height, width = result.picture.shape[:2]
        document = self._state.document
        if (width, height) != (document.width, document.height):
            with suppress(BadSetting):  # a size that no page has: it is fitted into this one
                document = result.wanted.document.resized(width, height)
        document = document.with_mask(()).with_layer("mask", visible=True, locked=False)
        if self._begin_from(result.picture, document, self.tr("Repaint a part")):
            self._state.set_tool("mask")

    def _on_document(self, document: Document) -> None:
        """A mask begun where no picture was chosen lies over the picture in sight; without a mask that goes again."""
        masked, was_masked = bool(document.mask), self._was_masked
        self._was_masked = masked
        base, picture = self._settings.values.base, self._picture_of(document)
        if masked and not was_masked and base is None and picture is not None:
            with errors_to(self._start.failed.emit):
                self._own = InitImage(str(keep_picture(picture)), STRENGTH)
                self._settings.set_base(self._own)
        elif was_masked and not masked and base is not None and base == self._own:
            self._settings.set_base(None)

    def apply_page(self) -> None:
        """Make the frame the page; where there is room around the picture in sight then, that is masked."""
        document, frame = self._state.document, self._page.frame
        x0, y0, x1, y1 = frame
        if frame == (old := page_of(document)):
            return
        picture = self._picture_of(document)
        grows = x0 < 0 or y0 < 0 or x1 > old[2] or y1 > old[3]
        if grows and picture is not None:
            made, placed = extended(document, frame, picture)
            made = made.with_layer("mask", visible=True, locked=False)
            self._begin_from(placed, made, self.tr("Extend the page"))
        else:
            made = cut(document, frame, round(x1 - x0), round(y1 - y0))
            self._state.apply(made, self.tr("Size of the page"))

    def _picture_of(self, document: Document) -> NDArray[np.uint8] | None:
        """The picture in sight, if it is of the page's size."""
        result = self._session.current
        size = (document.height, document.width, 3)
        return None if result is None or result.picture.shape != size else result.picture

    def _begin_from(self, picture: NDArray[np.uint8], document: Document, label: str) -> bool:
        with errors_to(self._start.failed.emit):
            base, before = InitImage(str(keep_picture(picture)), STRENGTH), self._settings.values
            beside = Beside(before, replace(before, base=base))
            if self._state.apply(document, label, whole=True, beside=beside):
                self._settings.set_base(base)
                self._start.begun.emit()
                return True
        return False
