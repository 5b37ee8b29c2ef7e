"""Generates pictures of the present drawing, one run after the other, and reports the progress to the panels."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.preflight import check as preflight
from sketchpad.generation.request.request import SAMPLING_NAMES, Progress, Request
from sketchpad.generation.run.init_image import keep_picture
from sketchpad.generation.run.passes import upscaled
from sketchpad.ui.engine.engine import Engine, Run
from sketchpad.ui.engine.run_queue import Job, RunQueue
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings, random_seed
from sketchpad.ui.state.session import Result, Session

CHECK_AFTER = 150  # milliseconds without a change until preflight runs again
VARIATIONS = 4
VARIED = 0.3  # variation strength: another picture of the same composition
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
    """One run at a time, of the drawing in `state` with `settings`; what is asked for meanwhile waits in `queue`.

    Signals:
        status_changed: the new RunStatus.
        progressed: Progress of the present run, of a single picture.
        batch_progressed: the Job of the present run, of several, which of them, and its Progress.
        problems_changed: tuple of Problem, blocking ones and remarks.
        refused: a picture cannot be generated; the first blocking Problem.
        failed: SketchpadError, and the control at which it can be fixed.
    """

    status_changed = Signal(object)
    progressed = Signal(object)
    batch_progressed = Signal(object, int, object)
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
        self.queue = RunQueue(self)
        self.queue.resumed.connect(self._go_on)
        self._run: Run | None = None
        self._job = Job(())
        self._steps: dict[int, Progress] = {}  # the newest of each picture of the run
        self._results: dict[int, Result] = {}
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

    def generate(self, *, at_once: bool = False) -> bool:
        """Ask for pictures of the drawing; False, after `refused`, if a problem blocks it.

        `at_once`: the present run is ended for them.
        """
        self._begin_anew()
        if self._refuses(self.problems):
            return False
        # The same request would give the same picture; generating twice means wanting another.
        values = self._settings.values
        if self.request == self._last_request and not values.seed_locked:
            self._settings.new_noise()
        self._last_request = self.request
        self._submit(Job(self.request.batch(values.count)), at_once)
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

    def vary(self, request: Request) -> bool:
        """Make `VARIATIONS` pictures whose noise is near that of `request`; False as `make`."""
        strength = self._settings.values.sampling.variation_strength or VARIED
        sampling = replace(
            request.sampling, variation_seed=random_seed(), variation_strength=strength
        )
        return self.make(replace(request, sampling=sampling), count=VARIATIONS)

    def make(self, request: Request, before: Request | None = None, count: int = 1) -> bool:
        """Make exactly `request`, whatever is set; False, after `refused`, if a problem blocks it.

        `before`: what the user had set in its place. `count`: with those that follow it.
        """
        self._begin_anew()
        if self._refuses(self.check(request)):
            return False
        self._submit(Job(request.batch(count), before))
        return True

    def _begin_anew(self) -> None:
        self._run_problems, self.has_failed = (), False
        self.check_now()

    def _refuses(self, problems: Iterable[Problem]) -> bool:
        blocking = next((p for p in problems if p.blocking), None)
        if blocking is not None:
            self.refused.emit(blocking)
        return blocking is not None

    def _submit(self, job: Job, at_once: bool = False) -> None:
        if at_once or self.status.phase in ("idle", "stopping"):
            self._start(job)
        else:
            self.queue.add(job)

    def _go_on(self) -> None:
        """Begin what waits, where nothing runs."""
        if not self.status.busy and (job := self.queue.take()) is not None:
            self._start(job)

    def _start(self, job: Job) -> None:
        if self._run is not None:
            self._run.abandon()
        self._job, self._steps, self._results, self._run_problems = job, {}, {}, ()
        first, *more = job.requests
        self._show(RunStatus("loading", 0, sum(one.steps_taken for one in job.requests)))
        self._session.show(None)  # the picture shown from now on is not finished
        work = [Plan(one) for one in job.requests] if more else first
        run = self._run = self._engine.start(work)
        run.started.connect(self._on_started)
        run.progressed.connect(self._on_progressed)
        run.finished.connect(self._on_finished)
        run.stopped.connect(self._on_stopped)
        run.failed.connect(self._on_failed)

    def stop(self) -> None:
        """Stop the present run; what waits goes on waiting."""
        if self._run is not None and self.status.busy and self.status.phase != "stopping":
            self._show(replace(self.status, phase="stopping"))
            self.queue.pause(bool(self.queue.jobs))
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

    def _on_progressed(self, cell: int, progress: Progress) -> None:
        if self.status.phase == "stopping":
            return
        self._steps[cell] = progress
        steps, job = self._steps.values(), self._job
        total = sum(step.total for step in steps) * len(job.requests) // len(steps)
        index, seconds = sum(step.index for step in steps), sum(step.seconds for step in steps)
        self._show(RunStatus("running", index, total, seconds))
        if len(job.requests) > 1:
            self.batch_progressed.emit(job, cell, progress)
        else:
            self.progressed.emit(progress)
        if progress.final:
            self._run_problems = tuple(dict.fromkeys((*self._run_problems, *progress.notes)))
            self._update_problems()
            if not any(note.blocking for note in progress.notes):
                self._keep(cell, progress)

    def _keep(self, cell: int, progress: Progress) -> None:
        request = self._job.requests[cell]
        result = Result(request, progress.picture, progress.seconds, before=self._job.before)
        self._results[cell] = result
        self._session.keep(result)
        if len(self._job.requests) == 1:
            self._session.show(result)

    def _on_finished(self) -> None:
        self.has_failed = any(problem.blocking for problem in self._run_problems)
        self._end(failed=not self._results)

    def _on_stopped(self) -> None:
        self.queue.pause(bool(self.queue.jobs))  # it was ended for a comparison, perhaps
        self._end()

    def _on_failed(self, error: SketchpadError, where: str) -> None:
        if self.queue.paused or not self.queue.jobs:
            self._run_problems = (Problem.from_error(error, where),)
            self.has_failed = True
        else:
            where = ""  # what is in sight may be of another drawing, and the next run begins
        self._end(failed=True)
        self._update_problems()
        self.failed.emit(error, where)

    def _end(self, failed: bool = False) -> None:
        """The next job begins; without one, the window is idle."""
        if self._results and len(self._job.requests) > 1:
            self._session.show_batch([self._results[n] for n in sorted(self._results)])
        if (job := self.queue.take()) is not None:
            self._start(job)
        else:
            self._show(replace(self.status, phase="idle", failed=failed))


SETTINGS_PLACES = (*SAMPLING_NAMES, "methods")


def preflight_of_window(request: Request) -> list[Problem]:
    """The problems of preflight, at the controls of this window."""
    return [
        replace(problem, where="settings") if problem.where in SETTINGS_PLACES else problem
        for problem in preflight.check(request)
    ]
