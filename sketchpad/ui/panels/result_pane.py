"""The picture: while it is made, and when it is done, with what made it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from sketchpad.generation.request.request import Progress
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.panels.pane_head import PaneHead
from sketchpad.ui.state.session import Result, Session
from sketchpad.ui.style.messages import methods_of
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.qimage import to_image
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.picture_view import PictureView


class ResultPane(Panel):
    """Shows the session's current result, or the picture being generated.

    Signals:
        picture_changed: the QImage that is shown now, or None.
    """

    picture_changed = Signal(object)

    def __init__(
        self,
        session: Session,
        runner: Runner,
        actions: list[QAction],
        keep: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._runner = session, runner
        self._step = (0, 0)  # of the picture in sight that is not finished
        self.head = PaneHead()
        self._live = QLabel()
        self._live.setObjectName("live")
        self._live.hide()
        self._made_by = ElidedLabel()
        self._made_by.setObjectName("note")
        self.head.row.addSpacing(4)
        self.head.row.addWidget(self._live, 0, Qt.AlignmentFlag.AlignVCenter)
        self.head.row.addWidget(self._made_by, 1)
        self.keep = self.head.add_action(keep)
        for action in actions:
            self.head.add_action(action)
        self.view = PictureView(margin=32)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.view, 1)
        session.current_changed.connect(self._on_current)
        runner.progressed.connect(self.show_progress)
        runner.status_changed.connect(self._describe)
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
        if result is None:
            self._set_picture(None)
        else:
            self.view.set_page_size(result.request.document.width, result.request.document.height)
            self._set_picture(result.picture)
        self._describe()

    def _set_picture(self, picture: np.ndarray | None) -> None:
        image = None if picture is None else to_image(picture)
        self.view.set_picture(image)
        self.picture_changed.emit(image)

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
        if status.busy:
            self._made_by.setText("")
        elif result is not None:
            sampling = result.request.sampling
            numbers = self.tr("seed {seed} · {steps} steps · {seconds} s").format(
                seed=sampling.seed, steps=sampling.steps, seconds=f"{result.seconds:.1f}"
            )
            self._made_by.setText(f"{methods_of(result.request)} · {numbers}")
        elif self.view.picture is not None:
            text = self.tr("Step {index} of {total}, not finished")
            self._made_by.setText(text.format(index=self._step[0], total=self._step[1]))
        else:
            self._made_by.setText("")
