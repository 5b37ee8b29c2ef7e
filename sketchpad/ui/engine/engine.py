"""The background thread that generates pictures.

One thread, one place for the next job (not a queue): a newer job replaces whatever waits and ends whatever runs, at its
next step. Torch and diffusers are imported by that thread only, after the window has been painted; it leaves one core
to the window, and is joined before the program ends, because a thread inside torch must not outlive the interpreter.
The thread knows runs by number; their handles live in the window's thread.
"""

from __future__ import annotations

import itertools
import logging
import sys
import threading
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from sketchpad.errors import OutOfMemory, SketchpadError
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.request.request import Progress, Request
from sketchpad.ui.engine.run import Run
from sketchpad.ui.engine.torch_preload import preload_torch, quiet_loading

if TYPE_CHECKING:
    from sketchpad.generation.comparison.adherence import Adherence
    from sketchpad.generation.comparison.step_store import StepStore

_log = logging.getLogger(__name__)

CellProgress = tuple[int, Progress]


@dataclass(frozen=True)
class _Job:
    run: int
    requests: tuple[Request, ...]
    plans: tuple[Plan, ...] = ()
    model: str = ""
    steps: StepStore | None = None
    dropped: Container[int] = ()

    @property
    def is_warm_up(self) -> bool:
        return not self.requests


class Engine(QObject):
    """Generates pictures in the background; the newest run wins.

    Signals:
        model_loading, model_ready: the networks are being read; they are in memory. Also without a run.
    """

    model_loading = Signal()
    model_ready = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = itertools.count(1)
        self._runs: dict[int, Run] = {}  # those that have not ended
        self._worker = _Worker()
        self._worker.started_run.connect(self._on_started)
        self._worker.progressed.connect(self._on_progressed)
        self._worker.judged.connect(self._on_judged)
        self._worker.finished_run.connect(self._on_finished)
        self._worker.failed.connect(self._on_failed)
        self._worker.stopped.connect(self._on_stopped)
        self._worker.model_loading.connect(self.model_loading)
        self._worker.model_ready.connect(self.model_ready)

    def start(
        self,
        work: Request | Sequence[Plan],
        steps: StepStore | None = None,
        dropped: Container[int] = (),
    ) -> Run:
        """Begin a run; the present one and one that waits are stopped.

        Args:
            work: the request of one picture, or the plans of a comparison, which take a step each in turn; the cell of
                a plan is its index.
            steps: where a comparison keeps its steps.
            dropped: cells of a comparison to leave out; may grow while the run goes on.
        """
        number = next(self._numbers)
        run = self._runs[number] = Run(partial(self._worker.cancel, number))
        self._start_thread()
        if isinstance(work, Request):
            self._worker.submit(_Job(number, (work,)))
        else:
            requests = tuple(plan.request for plan in work)
            self._worker.submit(_Job(number, requests, tuple(work), steps=steps, dropped=dropped))
        return run

    def warm_up(self, model: str = "") -> None:
        """Read the networks now, so that the first picture does not wait for them. Ends no run."""
        self._start_thread()
        self._worker.submit_if_idle(_Job(0, (), model=model))

    def close(self) -> None:
        """End the thread and wait for it; the engine cannot be used afterwards, and its runs end without a signal."""
        self._worker.leave()
        self._worker.wait()

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._worker.isRunning()

    def _start_thread(self) -> None:
        if not self._worker.isRunning():
            self._worker.start()

    def _on_started(self, number: int) -> None:
        self._runs[number].started.emit()

    def _on_progressed(self, number: int, cell: int, progress: Progress) -> None:
        self._runs[number].progressed.emit(cell, progress)

    def _on_judged(self, number: int, cell: int, adherence: Adherence) -> None:
        self._runs[number].judged.emit(cell, adherence)

    def _on_finished(self, number: int) -> None:
        run = self._runs.pop(number)
        run.finished.emit()

    def _on_failed(self, number: int, error: SketchpadError, where: str) -> None:
        run = self._runs.pop(number)
        run.failed.emit(error, where)

    def _on_stopped(self, number: int) -> None:
        run = self._runs.pop(number)
        run.stopped.emit()


class _Worker(QThread):
    started_run = Signal(int)
    progressed = Signal(int, int, object)
    judged = Signal(int, int, object)
    finished_run = Signal(int)
    failed = Signal(int, object, str)
    stopped = Signal(int)
    model_loading = Signal()
    model_ready = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._inbox = threading.Condition()
        self._next: _Job | None = None
        self._running: _Job | None = None
        self._stale = False  # the running job is not wanted any more
        self._leaving = False
        self._ready_model: str | None = None

    # on the window's thread

    def submit(self, job: _Job) -> None:
        with self._inbox:
            replaced, self._next = self._next, job
            if self._running is not None and not self._running.is_warm_up:
                self._stale = True
            self._inbox.notify()
        if replaced is not None and not replaced.is_warm_up:
            self.stopped.emit(replaced.run)

    def cancel(self, run: int) -> None:
        with self._inbox:
            waits = self._next is not None and self._next.run == run
            if waits:
                self._next = None
            elif self._running is not None and self._running.run == run:
                self._stale = True
        if waits:
            self.stopped.emit(run)

    def submit_if_idle(self, job: _Job) -> None:
        with self._inbox:
            if self._next is None and self._running is None:
                self._next = job
                self._inbox.notify()

    def leave(self) -> None:
        with self._inbox:
            self._leaving = self._stale = True
            self._next = None
            self._inbox.notify()

    # on its own thread

    def run(self) -> None:
        # At the default of 5 ms the window's thread waits noticeably for the interpreter's lock.
        sys.setswitchinterval(0.001)
        while True:
            with self._inbox:
                self._running = None
                while self._next is None and not self._leaving:
                    self._inbox.wait()
                if self._leaving:
                    return
                self._running, self._next = self._next, None
                self._stale = False
                job = self._running
            assert job is not None
            self._work(job)

    def _is_stale(self) -> bool:
        return self._stale

    def _work(self, job: _Job) -> None:
        if not job.is_warm_up:
            self.started_run.emit(job.run)
        try:
            self._get_ready(job.requests[0].model if job.requests else job.model)
            done = self._iterate(job)
        except Exception as error:  # noqa: BLE001 - whatever it is, the window must hear of it
            if job.is_warm_up:
                _log.info("The model could not be read in advance: %s", error)
            else:
                _log.exception("Run %d failed", job.run)
                self.failed.emit(job.run, *explain(error))
            return
        if not job.is_warm_up:
            (self.finished_run if done else self.stopped).emit(job.run)

    def _iterate(self, job: _Job) -> bool:
        """Whether the job was finished."""
        steps = self._steps(job)
        try:
            for cell, progress in steps:
                if self._stale:
                    return False
                self.progressed.emit(job.run, cell, progress)
                if job.plans and progress.final:
                    self._judge(job, cell, progress)
        finally:
            close = getattr(steps, "close", None)
            if close is not None:
                close()
        return not self._stale

    def _steps(self, job: _Job) -> Iterable[CellProgress]:
        if job.is_warm_up:
            return iter(())
        if job.plans:
            from sketchpad.generation.comparison.run_plans import run_plans

            return run_plans(
                job.plans, self._is_stale, None, job.steps, lambda cell: cell not in job.dropped
            )
        from sketchpad.generation.run.generate import GenerateOptions, generate
        from sketchpad.sampling.network_calls import run_eagerly

        return _as_cell(
            run_eagerly(
                generate(
                    job.requests[0],
                    cancelled=self._is_stale,
                    options=GenerateOptions(cache_objects=True),
                )
            )
        )

    def _judge(self, job: _Job, cell: int, progress: Progress) -> None:
        """Measure a finished picture, in the thread that may use torch."""
        from sketchpad.generation.comparison.adherence import measure_all

        if any(problem.blocking for problem in progress.notes):
            return
        self.judged.emit(job.run, cell, measure_all(progress.picture, job.requests[cell]))

    def _get_ready(self, model: str) -> None:
        if self._ready_model == model:
            return
        self.model_loading.emit()
        with quiet_loading():
            preload_torch()
            from sketchpad.generation.run.generate import warm_up
            from sketchpad.models.runtime.device import keep_cores_free

            keep_cores_free()
            warm_up(model)
        self._ready_model = model
        self.model_ready.emit()


def _as_cell(steps: Iterator[Progress]) -> Iterator[CellProgress]:
    try:
        for progress in steps:
            yield 0, progress
    finally:
        close = getattr(steps, "close", None)
        if close is not None:
            close()


def explain(error: BaseException) -> tuple[SketchpadError, str]:
    """The error as a SketchpadError, and the control at which to show it."""
    if isinstance(error, SketchpadError):
        return error, where_of(error)
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return OutOfMemory(), "size"
    if "can't allocate memory" in str(error).lower():
        return OutOfMemory(), "size"
    return SketchpadError(), ""


def where_of(error: SketchpadError) -> str:
    """The control at which the user can fix an error; empty where there is none."""
    if error.code == "unsupported_guidance":
        return f"method:{error.fields.get('method', '')}"
    if error.code == "bad_setting":
        name = str(error.fields.get("name", ""))
        method, dot, _ = name.partition(".")
        return f"method:{method}" if dot else "size" if name in ("width", "height") else "settings"
    return {
        "weights_missing": "model",
        "weights_damaged": "model",
        "out_of_memory": "size",
        "not_finite": "settings",
        "bad_size": "size",
    }.get(error.code, "")
