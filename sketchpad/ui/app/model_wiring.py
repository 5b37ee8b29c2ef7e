"""Connects the models with the window around them: news, problems, what follows the chosen model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from sketchpad.models.catalogue.catalogue import catalogue
from sketchpad.ui.connections import while_alive
from sketchpad.ui.panels.notice_bar import Choice
from sketchpad.ui.state.run_settings import known_model
from sketchpad.ui.widgets.problem_label import ProblemLabel

if TYPE_CHECKING:
    from sketchpad.ui.app.main_window import MainWindow


class ModelWiring(QObject):
    """Made once by the window, when all its parts are there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        manager = window.models
        while_alive(self, window.actions_["models"].triggered, lambda *_: manager.open())
        window.runner.problems_changed.connect(self._join_labels)
        manager.downloads.changed.connect(self._show_download)
        manager.failed.connect(window.news.tell_error)
        manager.told.connect(window.notice.tell)
        manager.ready.connect(self._on_ready)
        manager.models_changed.connect(window.runner.check_now)
        manager.used.connect(self._on_used)

    def _join_labels(self) -> None:
        """Whoever says that a model is missing can ask for it; cards of methods come and go."""
        for label in self._window.findChildren(ProblemLabel):
            if not label.property("joined"):
                label.setProperty("joined", True)
                label.offer_taken.connect(self._window.models.offer)
            if label.offered:
                self._show_at(label)

    def _show_download(self, id: str) -> None:
        for label in self._window.findChildren(ProblemLabel):
            if label.offered == id:
                self._show_at(label)

    def _show_at(self, label: ProblemLabel) -> None:
        """Where something is missing, how far it is on its way."""
        state = self._window.models.downloads.state(label.offered)
        label.show_download(100 * state.done // max(1, state.total) if state.busy else None)

    def _on_ready(self, name: str, id: str) -> None:
        """A download has ended well, perhaps long after it was asked for."""
        translate = QCoreApplication.translate
        text = translate("ModelJoining", "“{name}” is ready.").format(name=name)
        choices = []
        manager, entry = self._window.models, catalogue().get(id)
        if entry is not None and entry.kind == "base" and manager.present != id:
            choices.append(Choice(translate("ModelJoining", "Use it"), lambda: manager.use(id)))
        self._window.notice.tell(text, "info", *choices, stay=bool(choices))
        self._window.runner.check_now()

    def _on_used(self, reference: str) -> None:
        info = known_model(reference)
        self._window.canvas.bench.typing.suggest(info.words if info else ())
        if info is not None:
            self._window.side.settings.size_row.set_base(info.width)
