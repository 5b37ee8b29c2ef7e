"""Brings each problem to the control it belongs to, and offers the models that are missing there."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QWidget

from sketchpad.errors import Problem
from sketchpad.generation.preflight.drawing import WITHOUT
from sketchpad.models.catalogue.catalogue import catalogue
from sketchpad.ui.boxes.lint_page import mend_name
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.models.manager import ModelManager
from sketchpad.ui.panels.canvas_pane import CanvasPane
from sketchpad.ui.panels.side_panel import SidePanel
from sketchpad.ui.state.document_state import ToolName
from sketchpad.ui.state.run_settings import RunSettings
from sketchpad.ui.widgets.notice_bar import Choice, NoticeBar
from sketchpad.ui.widgets.problem_label import ProblemLabel, remedies

# An empty prompt and an empty page show by themselves what belongs there.
OBVIOUS = ("empty_prompt", "no_strokes")
SAID_ELSEWHERE = "unknown_words"
"""Named at the prompt while it is typed, before there is a run that could remark on it."""
MENDING: dict[str, ToolName] = {"no_boxes": "box", "no_regions": "region", "no_poses": "pose"}


class ProblemRouter:
    """Before the user has asked for a picture, problems are advice; after it was refused, they are urgent."""

    def __init__(
        self, runner: Runner, canvas: CanvasPane, side: SidePanel, settings: RunSettings
    ) -> None:
        self._runner, self._canvas, self._side = runner, canvas, side
        self._state, self._settings = canvas.canvas.state, settings
        for label in (canvas.problem, side.start.base_problem):
            label.remedy_taken.connect(self.mend)
        self.urgent = False
        runner.problems_changed.connect(self._show)
        runner.refused.connect(self.explain)
        runner.failed.connect(self._on_failed)
        runner.status_changed.connect(self._on_status)

    def explain(self, problem: Problem) -> None:
        """Say urgently why there is no picture, and go where it can be mended."""
        self.urgent = True
        self._show(self._runner.problems)
        if problem.where in ("canvas", "boxes", "mask"):
            self._canvas.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            if problem.code in MENDING:
                self._canvas.canvas.state.set_tool(MENDING[problem.code])
        else:
            self._side.reveal(problem.where)

    def mend(self, code: str) -> None:
        """What the button beside a problem offers: follow the lines, or do without the control that has nothing."""
        if code == "all_ignored":
            followed = self._state.document.with_role("follow")
            self._state.apply(followed, mend_name("follow_all"))
        if code in ("empty_mask", "mask_without_picture"):
            self._state.apply(self._state.document.with_mask(()), remedies()[code])
        for kind, problem in WITHOUT.items():
            if problem == code:
                self._settings.set(self._settings.values.without_kind(kind))
        self._runner.check_now()

    def _on_failed(self, _error: object, where: str) -> None:
        self.urgent = True
        self._show(self._runner.problems)
        self._side.reveal(where)

    def _on_status(self, _status: object) -> None:
        if self._runner.status.phase == "running" and self.urgent:
            self.urgent = False
            self._show(self._runner.problems)

    def _show(self, problems: tuple[Problem, ...]) -> None:
        if not any(p.blocking for p in problems) and not self._runner.has_failed:
            self.urgent = False
        problems = tuple(p for p in problems if p.code != SAID_ELSEWHERE)
        said = problems if self.urgent else tuple(p for p in problems if p.code not in OBVIOUS)
        self._canvas.problem.show_problems(said, self.urgent)
        self._side.show_problems(said, self.urgent)
        self._side.run.show_reasons(problems)


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
        """Each label that says that a model is missing offers it; cards of methods come and go."""
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
        manager, entry = self._manager, catalogue().get(id)
        usable = entry is not None and entry.kind == "base" and manager.present != id
        use = Choice(translate("ModelJoining", "Use it"), lambda: manager.use(id))
        choices = [use] if usable else []
        self._notice.tell(text, "info", *choices, stay=bool(choices))
        self._runner.check_now()
