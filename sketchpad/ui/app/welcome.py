"""The start page: when it is seen, and what its buttons do."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.app.start_page import StartPage
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.files.project import Project
from sketchpad.ui.live.live import Live
from sketchpad.ui.models.manager import ModelManager
from sketchpad.ui.panels.result_pane import ResultPane
from sketchpad.ui.state.document_state import DocumentState


class Welcome(QObject):
    """Shows the start page while the page is empty and no picture is there or being made."""

    def __init__(
        self,
        state: DocumentState,
        runner: Runner,
        live: Live,
        pane: ResultPane,
        actions: ActionSet,
        project: Project,
        models: ModelManager,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._state, self._runner, self._live, self._pane = state, runner, live, pane
        self.page = StartPage(actions, project.recent.present)
        self.page.sample_chosen.connect(project.open_sample)
        self.page.recent_chosen.connect(project.open)
        self.page.model_wanted.connect(models.open)
        pane.set_start(self.page)
        self._begun = False
        state.document_changed.connect(self.show)
        runner.status_changed.connect(self.show)
        pane.picture_changed.connect(self.show)
        live.changed.connect(self.show)
        project.recent_changed.connect(self._on_recent)

    def begin(self) -> None:
        """The window has been painted: there is time for pictures of the samples."""
        QTimer.singleShot(0, self, self._fill)

    def _fill(self) -> None:
        self._begun = True
        self.show()

    def _on_recent(self) -> None:
        if self._begun and not self.page.isHidden():
            self.page.fill()

    def show(self, *_: object) -> None:
        """Show the page, or what is in its place."""
        document = self._state.document
        empty = document == document.cleared() and document.reference is None
        idle = not self._runner.status.busy and not self._live.on and self._pane.shown() is None
        wanted = self._begun and empty and idle
        if wanted != self.page.isHidden():
            return
        if wanted:
            self.page.fill()
        self._pane.show_start(wanted)
