"""Connects the models with the window around them: news, problems, what follows the chosen model."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from sketchpad.models.catalogue.catalogue import catalogue
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.models.manager import ModelManager
from sketchpad.ui.widgets.notice_bar import Choice, NoticeBar
from sketchpad.ui.widgets.problem_label import ProblemLabel


class ModelWiring(QObject):
    """Downloads are offered where a model is missing, and their progress is shown there.

    Args:
        window: the labels in it are served.
    """

    def __init__(
        self, manager: ModelManager, runner: Runner, notice: NoticeBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._manager, self._runner, self._notice, self._window = manager, runner, notice, window
        runner.problems_changed.connect(self._join_labels)
        manager.downloads.changed.connect(self._show_download)
        manager.ready.connect(self._on_ready)

    def _join_labels(self) -> None:
        """Whoever says that a model is missing can ask for it; cards of methods come and go."""
        for label in self._window.findChildren(ProblemLabel):
            if not label.property("joined"):
                label.setProperty("joined", True)
                label.offer_taken.connect(self._manager.offer)
            if label.offered:
                self._show_at(label)

    def _show_download(self, id: str) -> None:
        for label in self._window.findChildren(ProblemLabel):
            if label.offered == id:
                self._show_at(label)

    def _show_at(self, label: ProblemLabel) -> None:
        """Where something is missing, how far it is on its way."""
        state = self._manager.downloads.state(label.offered)
        label.show_download(100 * state.done // max(1, state.total) if state.busy else None)

    def _on_ready(self, name: str, id: str) -> None:
        """A download has ended well, perhaps long after it was asked for."""
        translate = QCoreApplication.translate
        text = translate("ModelJoining", "“{name}” is ready.").format(name=name)
        choices = []
        manager, entry = self._manager, catalogue().get(id)
        if entry is not None and entry.kind == "base" and manager.present != id:
            choices.append(Choice(translate("ModelJoining", "Use it"), lambda: manager.use(id)))
        self._notice.tell(text, "info", *choices, stay=bool(choices))
        self._runner.check_now()
