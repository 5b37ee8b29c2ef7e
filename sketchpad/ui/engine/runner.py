"""Generates pictures of the present drawing, and reports the progress to the panels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.preflight import check as preflight
from sketchpad.generation.request.request import Progress, Request
from sketchpad.generation.run.init_image import keep_picture
from sketchpad.generation.run.passes import upscaled
from sketchpad.ui.engine.engine import Engine, Run
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings
from sketchpad.ui.state.session import Result, Session

CHECK_AFTER = 150  # milliseconds without a change until preflight runs again
Phase = Literal["idle", "loading", "running", "stopping"]
Check = Callable[[Request], list[Problem]]


@dataclass(frozen=True)
class RunStatus:
    """The progress of a run: step `index` of `total`, `seconds` since its first step began."""

    phase: Phase = "idle"
    index: int = 0
    total: int = 0
    seconds: float = 0.0
    failed: bool = False  # the run ended with an error

    @property
    def busy(self) -> bool:
        return self.phase != "idle"


class Runner(QObject):
    """One picture at a time, of the drawing in `state` with `settings`.

    Signals:
        status_changed: the new RunStatus.
        progressed: Progress of the present run.
        problems_changed: tuple of Problem, blocking ones and remarks.
        refused: a picture cannot be generated; the first blocking Problem.
        failed: SketchpadError, and the control at which it can be fixed.
    """

    status_changed = Signal(object)
    progressed = Signal(object)
    problems_changed = Signal(object)
    refused = Signal(object)
    failed = Signal(object, str)

    def __init__(
        self,
        engine: Engine,
        state: DocumentState,
        settings: RunSettings,
        session: Session,
        check: Check | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine, self._state, self._settings, self._session = engine, state, settings, session
        self.check = check or preflight_of_window
        self.status = RunStatus()
        self.problems: tuple[Problem, ...] = ()
        self._preflight_problems: tuple[Problem, ...] = ()
        self._run_problems: tuple[Problem, ...] = ()  # of the last run
        self.has_failed = False  # the last run ended with an error, and nothing has changed since
        self._run: Run | None = None
        self._request: Request | None = None
        self._before: Request | None = None
        self._last_request: Request | None = None
        self._timer = QTimer(self, singleShot=True, interval=CHECK_AFTER)
        self._timer.timeout.connect(self.check_now)
        state.document_changed.connect(self._on_edited)
        settings.changed.connect(self._on_edited)
        engine.model_loading.connect(self._on_loading)
        engine.model_ready.connect(self._on_ready)
        self._timer.start()

    @property
    def request(self) -> Request:
        """The request of the present drawing and settings."""
        return self._settings.values.request(self._state.document)

    def generate(self) -> bool:
        """Start a run; False, after `refused`, if a problem blocks it."""
        self._begin_anew()
        if self._refuses(self.problems):
            return False
        # The same request would give the same picture; generating twice means wanting another.
        if self.request == self._last_request and not self._settings.values.seed_locked:
            self._settings.new_seed()
        self._last_request = self.request
        self._start(self.request)
        return True

    def enlarge(self, result: Result) -> bool:
        """Enlarge a finished picture to twice its size; False, after `refused` or `failed`, if that cannot be done."""
        self._begin_anew()
        height, width = result.picture.shape[:2]
        try:
            path = keep_picture(result.picture)
        except SketchpadError as error:
            self.failed.emit(error, "")
            return False
        return self.make(upscaled(result.wanted, path, width, height), result.wanted)

    def make(self, request: Request, before: Request | None = None) -> bool:
        """Make exactly `request`, whatever is set; False, after `refused`, if a problem blocks it.

        `before`: what the user had set in its place.
        """
        self._begin_anew()
        if self._refuses(self.check(request)):
            return False
        self._start(request, before)
        return True

    def _begin_anew(self) -> None:
        self._run_problems, self.has_failed = (), False
        self.check_now()

    def _refuses(self, problems: Iterable[Problem]) -> bool:
        blocking = next((p for p in problems if p.blocking), None)
        if blocking is not None:
            self.refused.emit(blocking)
        return blocking is not None

    def _start(self, request: Request, before: Request | None = None) -> None:
        if self._run is not None:
            self._run.abandon()
        self._request, self._before = request, before
        self._show(RunStatus("loading", 0, request.sampling.steps))
        self._session.show(None)  # the picture shown from now on is not finished
        run = self._run = self._engine.start(request)
        run.started.connect(self._on_started)
        run.progressed.connect(self._on_progressed)
        run.finished.connect(self._on_ended)
        run.stopped.connect(self._on_ended)
        run.failed.connect(self._on_failed)

    def stop(self) -> None:
        if self._run is not None and self.status.busy and self.status.phase != "stopping":
            self._show(replace(self.status, phase="stopping"))
            self._run.cancel()

    def check_now(self) -> None:
        """Run the preflight check without waiting for the user to pause."""
        self._timer.stop()
        self._preflight_problems = tuple(self.check(self.request))
        self._update_problems()

    def refuse(self, problem: Problem) -> None:
        """Report that `problem` blocks a request."""
        self.check_now()
        self.refused.emit(problem)

    def _on_edited(self) -> None:
        self._run_problems, self.has_failed = (), False
        self._timer.start()

    def _update_problems(self) -> None:
        problems = self._preflight_problems + self._run_problems
        if problems != self.problems:
            self.problems = problems
            self.problems_changed.emit(problems)

    def _show(self, status: RunStatus) -> None:
        if status != self.status:
            self.status = status
            self.status_changed.emit(status)

    def _on_started(self) -> None:
        if self.status.phase == "loading":
            self._show(replace(self.status, phase="running"))

    def _on_loading(self) -> None:
        if self.status.phase == "running" and self.status.index == 0:
            self._show(replace(self.status, phase="loading"))

    def _on_ready(self) -> None:
        if self.status.phase == "loading":
            self._show(replace(self.status, phase="running"))

    def _on_progressed(self, _cell: int, progress: Progress) -> None:
        if self.status.phase == "stopping":
            return
        self._show(RunStatus("running", progress.index, progress.total, progress.seconds))
        self.progressed.emit(progress)
        if progress.final and self._request is not None:
            self._run_problems = tuple(progress.notes)
            self._update_problems()
            self._session.add(
                Result(self._request, progress.picture, progress.seconds, before=self._before)
            )

    def _on_ended(self) -> None:
        self._show(replace(self.status, phase="idle"))

    def _on_failed(self, error: SketchpadError, where: str) -> None:
        self._run_problems = (Problem.from_error(error, where),)
        self.has_failed = True
        self._show(replace(self.status, phase="idle", failed=True))
        self._update_problems()
        self.failed.emit(error, where)


SETTINGS_PLACES = (
    "seed", "steps", "guidance_scale", "guidance_rescale", "two_pass", "scheduler", "methods",
)  # fmt: skip


def preflight_of_window(request: Request) -> list[Problem]:
    """The problems of preflight, at the controls of this window."""
    return [
        replace(problem, where="settings") if problem.where in SETTINGS_PLACES else problem
        for problem in preflight.check(request)
    ]
