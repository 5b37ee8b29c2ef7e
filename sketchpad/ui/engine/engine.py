"""The background thread that generates pictures.

One thread, one place for the next job (not a queue): a newer job replaces whatever waits and ends whatever runs, at its
next step. Torch and diffusers are imported by that thread only, after the window has been painted; it leaves one core
to the window. A thread inside torch must not outlive the interpreter: where it cannot be waited for, the program ends
without Python's own end (`app.main`). The thread knows runs by number; their handles live in the window's thread.

A thread cannot be ended from outside. One that gives no sign of life is left behind and another takes its place.
"""

from __future__ import annotations

import gc
import itertools
import logging
import os
import sys
import threading
import traceback
from collections.abc import Callable, Container, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QObject, QThread, QTimer, Signal

from sketchpad.errors import NoProgress
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.request.request import Progress, Request
from sketchpad.ui.engine.explain import explain
from sketchpad.ui.engine.torch_preload import preload_torch, quiet_loading
from sketchpad.ui.latest_task import MOMENT, SWITCH, patience_left, step_back

if TYPE_CHECKING:
    from sketchpad.generation.comparison.step_store import StepStore

_log = logging.getLogger(__name__)
LOOK_EVERY = 1000  # milliseconds. Looks are counted, not hours: a computer that was asleep is not a run that hangs
FIRST = (
    600  # looks without a sign of life before the first step: models may come over a slow network
)
FEWEST = 120  # the same between two steps,
LONGER = 20  # or so many times the longest step of the run


class Run(QObject):
    """A run of the engine, from `Engine.start`.

    All signals come in the window's thread, and none before `start` has returned, so there is time to connect them. A
    run ends with exactly one of `finished`, `failed` and `stopped`.

    Signals:
        started: work has begun (the model may have to be loaded first).
        progressed: cell, Progress. The cell of a single picture is 0.
        judged: cell, Adherence of a finished cell of a comparison.
        finished: all cells are done.
        failed: SketchpadError, and the control at which it can be mended (see `where_of`).
        stopped: cancelled, or replaced by a newer run.
    """

    started = Signal()
    progressed = Signal(int, object)
    judged = Signal(int, object)
    finished = Signal()
    failed = Signal(object, str)
    stopped = Signal()

    def __init__(self, cancel: Callable[[], None]) -> None:
        super().__init__()
        self._cancel = cancel

    def cancel(self) -> None:
        """Stop at the next chance, within a step. No effect on a run that has ended."""
        self._cancel()

    def abandon(self) -> None:
        """Cancel, and emit nothing more: its owner goes on to something else."""
        self.blockSignals(True)
        self._cancel()


@dataclass(frozen=True)
class _Job:
    run: int
    requests: tuple[Request, ...] = ()  # none: only the model is to be read
    plans: tuple[Plan, ...] = ()
    model: str = ""
    steps: StepStore | None = None
    dropped: Container[int] = ()
    cluster: str = ""  # the address; empty: this computer


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
        self._worker = self._new_worker()
        self._left_behind: list[_Worker] = []
        self._silent = self._longest = (
            0  # looks: since the last sign of life, and for the longest step
        )
        self._lookout = QTimer(self, interval=LOOK_EVERY)
        self._lookout.timeout.connect(self._look)

    def _new_worker(self) -> _Worker:
        made = _Worker()
        made.news.connect(self._on_news)
        made.model_loading.connect(self._on_loading)
        made.model_ready.connect(self._on_ready)
        return made

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
            steps: where a comparison keeps its steps; its finished cells are judged.
            dropped: cells of a comparison to leave out; may grow while the run goes on.
        """
        number = next(self._numbers)
        run = self._runs[number] = Run(partial(self._worker.cancel, number))
        plans = () if isinstance(work, Request) else tuple(work)
        requests = (work,) if isinstance(work, Request) else tuple(plan.request for plan in plans)
        self._worker.start()
        if not self._lookout.isActive():
            self._silent = self._longest = 0
            self._lookout.start()
        model = requests[0].model if requests else ""
        self._worker.submit(_Job(number, requests, plans, model, steps, dropped, _cluster()))
        return run

    def warm_up(self, model: str = "") -> None:
        """Read the networks now, so that the first picture does not wait for them. Ends no run.

        Not where pictures are made on a cluster.
        """
        if not _cluster():
            self._worker.start()
            self._worker.submit_if_idle(_Job(0, model=model))

    def close(self) -> None:
        """End the thread and wait for it; the engine cannot be used afterwards, and its runs end without a signal.

        Within `leaving` the thread may still be there afterwards: see `is_alive`.
        """
        self._lookout.stop()
        self._worker.leave()
        for worker in (self._worker, *self._left_behind):
            worker.wait(QDeadlineTimer(patience_left()))

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs, or one that was left behind."""
        return any(worker.isRunning() for worker in (self._worker, *self._left_behind))

    def _on_news(self, number: int, name: str, values: tuple[object, ...]) -> None:
        """Emit the signal `name` of a run, which ends with all but these three."""
        if number not in self._runs:  # from a thread that was left behind
            return
        if name == "progressed":
            self._longest = max(self._longest, self._silent, 1)
        self._silent = 0
        goes_on = name in ("started", "progressed", "judged")
        run = self._runs[number] if goes_on else self._runs.pop(number)
        if not self._runs:
            self._lookout.stop()
        elif not goes_on:
            self._longest = 0
        getattr(run, name).emit(*values)
        if name == "started":
            QTimer.singleShot(0, self._worker.seen.set)  # after the paints that were asked for

    def _on_loading(self) -> None:
        self._silent = 0
        self.model_loading.emit()

    def _on_ready(self) -> None:
        self._silent = 0
        self.model_ready.emit()

    def _look(self) -> None:
        self._silent += 1
        most = max(FEWEST, LONGER * self._longest) if self._longest else FIRST
        if self._silent > most:
            self._restart()

    def _restart(self) -> None:
        """Leave the thread behind, with what it is doing; its runs have failed."""
        _log.error(
            "No sign of life for %d looks. The thread is in:\n%s",
            self._silent,
            self._worker.stack(),
        )
        self._lookout.stop()
        self._worker.leave()
        self._left_behind.append(self._worker)
        self._worker = self._new_worker()
        gc.enable()  # it may have been reading a model
        runs, self._runs = self._runs, {}
        for run in runs.values():
            run.failed.emit(NoProgress(seconds=self._silent * LOOK_EVERY // 1000), "")


def _cluster() -> str:
    return os.environ.get("SKETCHPAD_CLUSTER", "")


class _Worker(QThread):
    """The thread. `news`: number of a run, name of its signal, and the values."""

    news = Signal(int, str, object)
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
        self._ident = 0
        self.seen = threading.Event()  # the window has shown that the newest run has begun

    # on the window's thread

    def stack(self) -> str:
        """Where the thread is."""
        frame = sys._current_frames().get(self._ident)
        return "".join(traceback.format_stack(frame)) if frame is not None else ""

    def submit(self, job: _Job) -> None:
        with self._inbox:
            replaced, self._next = self._next, job
            self._stale |= self._running is not None and bool(self._running.requests)
            self._inbox.notify()
        if replaced is not None:
            self._tell(replaced, "stopped")

    def cancel(self, run: int) -> None:
        with self._inbox:
            waiting = self._next
            if waiting is not None and waiting.run == run:
                self._next = None
            else:
                waiting = None
                self._stale |= self._running is not None and self._running.run == run
        if waiting is not None:
            self._tell(waiting, "stopped")

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
        sys.setswitchinterval(SWITCH)
        step_back()
        self._ident = threading.get_ident()
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

    def _tell(self, job: _Job, name: str, *values: object) -> None:
        if job.requests:
            self.news.emit(job.run, name, values)

    def _work(self, job: _Job) -> None:
        self.seen.clear()
        self._tell(job, "started")
        if job.requests:
            self.seen.wait(MOMENT)
        try:
            if not job.cluster:
                self._get_ready(job.model)
            done = self._iterate(job)
        except BaseException as error:  # noqa: BLE001 - whatever it is ends the run, never the thread
            if job.requests:
                _log.exception("Run %d failed", job.run)
            else:
                _log.info("The model could not be read in advance: %s", error)
            explained, where = explain(error)
            # Of a traceback hangs all that the run had in memory, for as long as the error is shown.
            explained.__traceback__ = explained.__cause__ = explained.__context__ = None
            self._tell(job, "failed", explained, where)
        else:
            self._tell(job, "finished" if done else "stopped")

    def _iterate(self, job: _Job) -> bool:
        """Whether the job was finished."""
        if job.requests:
            with closing(self._steps(job)) as steps:
                for cell, progress in steps:
                    if self._stale:
                        return False
                    self._tell(job, "progressed", cell, progress)
                    if job.steps is not None and progress.final:
                        self._judge(job, cell, progress)
        return not self._stale

    def _steps(self, job: _Job) -> Generator[tuple[int, Progress]]:
        dropped = job.dropped
        if job.cluster:
            from sketchpad.cluster.pool import picture_on, plans_on

            if job.plans:
                yield from plans_on(
                    job.cluster,
                    job.plans,
                    self._is_stale,
                    job.steps,
                    lambda cell: cell not in dropped,
                )
            else:
                for progress in picture_on(job.cluster, job.requests[0], self._is_stale):
                    yield 0, progress
            return
        if pool := sys.modules.get("sketchpad.cluster.pool"):
            pool.disconnect_later()  # others may use its workers
        if job.plans:
            from sketchpad.generation.comparison.run_plans import run_plans

            yield from run_plans(
                job.plans, self._is_stale, None, job.steps, lambda cell: cell not in dropped
            )
            return
        from sketchpad.generation.run.generate import GenerateOptions, generate
        from sketchpad.sampling.network_calls import run_eagerly

        options = GenerateOptions(cache_objects=True)
        steps = generate(job.requests[0], cancelled=self._is_stale, options=options)
        for progress in run_eagerly(steps):
            yield 0, progress

    def _judge(self, job: _Job, cell: int, progress: Progress) -> None:
        """Measure a finished picture, in the thread that may use torch."""
        if job.cluster:
            with quiet_loading():
                preload_torch()
                from sketchpad.models.runtime.device import keep_cores_free

                keep_cores_free()
        from sketchpad.generation.comparison.adherence import measure_all

        if any(problem.blocking for problem in progress.notes):
            return
        self._tell(job, "judged", cell, measure_all(progress.picture, job.requests[cell]))

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
