"""The picture: while it is made, and when it is done, with what made it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QWidget

from sketchpad.generation.request.request import Progress
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.engine.run_queue import Job
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.panels.batch_sheet import BatchSheet
from sketchpad.ui.state.session import Result, Session
from sketchpad.ui.style.messages import methods_of
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.qimage import to_image
from sketchpad.ui.style.shorthand import Part, hbox, named, vbox
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.picture_view import PictureView

HEIGHT = 44


class PaneHead(QWidget):
    def __init__(self, *parts: Part) -> None:
        super().__init__()
        named(self, "pane_head", styled=True)
        self.setFixedHeight(HEIGHT)
        self.title = named(ElidedLabel(), "pane_title")
        hbox(self.title, 4, *parts, on=self, margins=(14, 0, 8, 0), spacing=6)


class ResultPane(Panel):
    """Shows the session's current result, or what is being generated; of several pictures, a click takes one.

    Signals:
        picture_changed: the QImage that is shown now, or None.
    """

    picture_changed = Signal(object)

    def __init__(
        self, session: Session, runner: Runner, actions: list[QAction], keep: QAction, all: QAction
    ) -> None:
        super().__init__()
        self._session, self._runner = session, runner
        self._step = (0, 0)  # of the picture in sight that is not finished
        self._sheet: BatchSheet | None = None  # in sight
        self._making: BatchSheet | None = None  # that grows, of the job
        self._job: Job | None = None
        self._live, self._made_by = named(ElidedLabel(), "live"), named(ElidedLabel(), "note")
        self.keep, self.all = action_button(keep), action_button(all)
        live = (self._live, 0, Qt.AlignmentFlag.AlignVCenter)
        buttons = hbox(*[action_button(action) for action in actions], spacing=0)
        self.head = PaneHead(live, (self._made_by, 1), self.keep, self.all, buttons)
        self.view = PictureView(margin=32)
        self._start: QWidget | None = None
        self._column = vbox(self.head, (self.view, 1), on=self, spacing=0)
        session.current_changed.connect(self._on_current)
        session.batch_shown.connect(self._show_batch)
        runner.progressed.connect(self.show_progress)
        runner.batch_progressed.connect(self._show_batch_progress)
        self.view.clicked.connect(self._choose)
        runner.status_changed.connect(self._describe)
        # What comes and goes in there has its room: the pane is never wider for it.
        self.keep.show()
        self._live.show()
        self.head.setMinimumWidth(self.head.minimumSizeHint().width())
        self.retranslate()
        self.show_result(session.current)

    def retranslate(self) -> None:
        self.head.title.setText(self.tr("Result"))
        self.view.setAccessibleName(self.tr("Result"))
        self.view.set_hint(
            self.tr("Your picture appears here, step by step, when you press Generate.")
        )
        self._describe()

    def show_result(self, result: Result | None) -> None:
        """Show a finished picture, or none."""
        if result is not None:
            self.view.set_page_size(result.request.document.width, result.request.document.height)
        self._set_picture(None if result is None else result.picture)
        self._describe()

    def _show_batch_progress(self, job: Job, number: int, progress: Progress) -> None:
        if self._making is None or self._job is not job:
            document = job.requests[0].document
            self._job = job
            self._making = BatchSheet(len(job.requests), document.width, document.height)
        self._making.put(number, progress.picture)
        if self._sheet is self._making:
            self.view.set_picture(self._sheet.image)
        else:  # a picture of the history may have been in sight meanwhile
            self._show_sheet(self._making)
        self._describe()

    def _show_batch(self) -> None:
        batch = self._session.batch
        height, width, _ = batch[0].picture.shape
        sheet = BatchSheet(len(batch), width, height)
        for number, result in enumerate(batch):
            sheet.put(number, result.picture)
        self._job = self._making = None
        self._show_sheet(sheet)
        self._describe()

    def _show_sheet(self, sheet: BatchSheet) -> None:
        self._set_picture(None)
        self._sheet = sheet
        self.view.set_page_size(sheet.image.width(), sheet.image.height())
        self.view.set_picture(sheet.image)

    def _choose(self, point: QPointF) -> None:
        """Look at the picture of the sheet at `point`, if they are all made."""
        number = None if self._sheet is None or self._job is not None else self._sheet.at(point)
        if number is not None:
            self._session.show(self._session.batch[number])

    def _set_picture(self, picture: np.ndarray | None) -> None:
        self._sheet = None
        image = None if picture is None else to_image(picture)
        self.view.set_picture(image)
        self.picture_changed.emit(image)

    def set_start(self, start: QWidget) -> None:
        """Show `start` in the place of the picture while `show_start` says so."""
        self._start = start
        self._column.addWidget(start, 1)
        start.hide()

    def keep_clear(self, height: int) -> None:
        """Something covers so much of the pane's foot: the start page ends above it."""
        if self._start is not None:
            self._start.setContentsMargins(0, 0, 0, height)

    def show_start(self, wanted: bool) -> None:
        """Show the start page, or the picture."""
        if self._start is not None:
            self._start.setVisible(wanted)
            self.view.setVisible(not wanted)

    def shown(self) -> QImage | None:
        return self.view.picture

    def _on_current(self, result: Result | None) -> None:
        if result is None and self._runner.status.busy:
            self._describe()  # what was there stays in sight until the first step of the new one
        else:
            self.show_result(result)

    def show_progress(self, progress: Progress) -> None:
        """Show a picture that is being made."""
        if progress.final:
            return  # it comes again as a Result
        self._step = progress.index, progress.total
        height, width, _ = progress.picture.shape
        self.view.set_page_size(width, height)
        self._set_picture(progress.picture)
        self._describe()

    def _describe(self) -> None:
        status, result = self._runner.status, self._session.current
        step = self.tr("Step {index} of {total}").format(index=status.index, total=status.total)
        unkept = result is not None and not result.is_kept and not status.busy
        self.keep.setVisible(unkept)
        self._live.setVisible(unkept or (status.busy and status.index > 0))
        self._live.setText(self.tr("Live") if unkept else step)
        self.all.setVisible(result in self._session.batch)
        text = ""
        if not status.busy and result is not None:
            sampling, seconds = result.request.sampling, f"{result.seconds:.1f}"
            text = self.tr("seed {seed} · {steps} steps · {seconds} s")
            text = text.format(seed=sampling.seed_text, steps=sampling.steps, seconds=seconds)
            height, width, _ = result.picture.shape
            text = f"{width} × {height} · {methods_of(result.request)} · {text}"
        elif not status.busy and self._sheet is not None and self._job is None:
            text = self.tr("{count} pictures · click the one to look at")
            text = text.format(count=len(self._session.batch))
        elif not status.busy and self._sheet is None and self.view.picture is not None:
            text = self.tr("Step {index} of {total}, not finished")
            text = text.format(index=self._step[0], total=self._step[1])
        self._made_by.setText(text)
