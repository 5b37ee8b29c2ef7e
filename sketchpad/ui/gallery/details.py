"""One picture of the gallery: large, with what made it in words, and what can be taken over from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QGridLayout

from sketchpad.document.io.tracing import Watch
from sketchpad.gallery.record import Record
from sketchpad.generation.export.metadata import vae_name
from sketchpad.generation.request.request import Request
from sketchpad.ui.actions.action_text import button_of, name_button
from sketchpad.ui.gallery.gallery import Gallery
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.style.messages import methods_of
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import label, scrolled, vbox
from sketchpad.ui.widgets.picture_view import PictureView

WIDTH = 320


class Details(Panel):
    """The picture that was chosen last, or a hint where none is."""

    def __init__(self, gallery: Gallery, actions: Sequence[QAction]) -> None:
        super().__init__()
        self._gallery = gallery
        self._loading = LatestTask(self)
        self._record: Record | None = None
        self._request: Request | None = None
        self.setFixedWidth(WIDTH)
        self.view = PictureView(margin=0)
        self.view.setFixedHeight(WIDTH)
        self.text = label(wrap=True, plain=True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._buttons = {action: button_of(action) for action in actions}
        grid = QGridLayout()
        grid.setSpacing(6)
        for number, button in enumerate(self._buttons.values()):
            grid.addWidget(button, number // 2, number % 2)
        vbox(self.view, grid, (scrolled(self.text), 1), on=self, margins=(12, 0, 0, 0), spacing=10)
        self.retranslate()

    @property
    def record(self) -> Record | None:
        return self._record

    def show_record(self, record: Record | None) -> None:
        self._record, self._request = record, None
        for action, button in self._buttons.items():
            button.setEnabled(record is not None and action.isEnabled())
        if record is None:
            self._loading.cancel()
            self.view.set_picture(None)
            self._tell()
            return
        library = self._gallery.read(lambda library: library)
        if library is None:
            return

        def load(_watch: Watch) -> tuple[QImage, Request]:
            return QImage(str(library.path(record))), library.request(record)

        def take(loaded: Any) -> None:
            if self._record is record:  # else another one was chosen meanwhile
                self._take(record, *loaded)

        self._loading.follow(load, take, lambda _error: take((QImage(), None)))
        self._tell()

    def close_task(self) -> None:
        self._loading.close()

    def _take(self, record: Record, image: QImage, request: Request | None) -> None:
        self._request = request
        self.view.set_page_size(record.width, record.height)
        self.view.set_picture(None if image.isNull() else image)
        self._tell()

    def _tell(self) -> None:
        record = self._record
        text = "" if record is None else self.text_of(record, self._request)
        self.text.setText(text)

    def text_of(self, record: Record, request: Request | None) -> str:
        """What made the picture, to be read; without `request` what the database says."""
        when = QLocale().toString(
            QDateTime.fromSecsSinceEpoch(round(record.created)), QLocale.FormatType.ShortFormat
        )
        lines = [record.prompt.strip() or self.tr("(no prompt)")]
        if request is not None and request.document.negative_prompt.strip():
            lines.append(
                self.tr("Without: {text}").format(text=request.document.negative_prompt.strip())
            )
        if record.phrases.strip():
            lines.append(
                self.tr("Boxes: {text}").format(text=", ".join(record.phrases.split("\n")))
            )
        lines.append("")
        if request is not None:
            sampling = request.sampling
            lines.append(methods_of(request))
            lines.append(
                self.tr("{steps} steps, guidance scale {scale}, {scheduler}").format(
                    steps=request.steps_taken,
                    scale=sampling.guidance_text,
                    scheduler=sampling.scheduler,
                )
            )
        seed = record.seed if request is None else request.sampling.seed_text
        lines.append(self.tr("Seed {seed}").format(seed=seed))
        lines.append(
            self.tr("Model: {name}").format(name=record.model_name or self.tr("Embedded model"))
        )
        if request is not None:
            lines += [f"VAE: {vae_name(request)}"] * bool(request.vae)
            lines += [f"LoRA: {Path(lora.path).name} {lora.strength:g}" for lora in request.loras]
        lines.append(
            self.tr("{width} × {height}, made in {seconds} s on {when}").format(
                width=record.width, height=record.height, seconds=f"{record.seconds:.1f}", when=when
            )
        )
        score = record.score_values.get("score")
        if isinstance(score, int | float):
            lines.append(
                self.tr("Follows the drawing to {share} %").format(share=round(100 * score))
            )
        if record.parent:
            lines.append(self.tr("Begun from another picture"))
        boards = self._gallery.read(lambda library: library.boards_of(record.id)) or []
        if boards:
            lines.append(self.tr("On the boards: {names}").format(names=", ".join(boards)))
        lines += ["", record.file]
        return "\n".join(lines)

    def retranslate(self) -> None:
        self.view.setAccessibleName(self.tr("The chosen picture"))
        self.view.set_hint(self.tr("Choose a picture to see what made it."))
        self.text.setAccessibleName(self.tr("What made this"))
        for action, button in self._buttons.items():
            name_button(button, action)
        self._tell()
