"""An engine without networks: it takes its steps when a test says so."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QObject, Signal

from sketchpad.errors import SketchpadError
from sketchpad.generation.comparison.adherence import Adherence
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.request.request import Progress, Request
from sketchpad.metrics.lines import LineAgreement
from sketchpad.ui.engine.engine import Run


class FakeEngine(QObject):
    """The signals and methods of `sketchpad.ui.engine.engine.Engine`.

    A test plays the background thread with `step`.
    """

    model_loading = Signal()
    model_ready = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.asked: list[tuple[Run, tuple[Request, ...]]] = []
        self.warmed: list[str] = []
        self.is_closed = False
        self._run: Run | None = None
        self._has_started = False
        self._requests: tuple[Request, ...] = ()
        self._done: list[int] = []
        self.plans: tuple[Plan, ...] = ()
        self._steps: StepStore | None = None
        self._dropped: Container[int] = ()

    is_alive = False  # it has no thread

    @property
    def is_running(self) -> bool:
        return self._run is not None

    def start(
        self,
        work: Request | Sequence[Plan],
        steps: StepStore | None = None,
        dropped: Container[int] = (),
    ) -> Run:
        if self._run is not None:
            self._run.cancel()
        run = Run(lambda: self._stop(run))
        plans = () if isinstance(work, Request) else tuple(work)
        requests = (work,) if isinstance(work, Request) else tuple(p.request for p in plans)
        self.asked.append((run, requests))
        self.plans, self._steps, self._dropped = plans, steps, dropped
        self._run, self._requests, self._has_started = run, requests, False
        self._done = [plan.step for plan in plans] or [0]
        return run

    def warm_up(self, model: str = "") -> None:
        self.warmed.append(model)

    def close(self) -> None:
        self.is_closed = True
        self._run = None

    def step(self, count: int = 1) -> None:
        """Make `count` steps, of each cell in turn, and finish after the last."""
        for _ in range(count):
            if self._run is None:
                return
            wanted = [n for n in range(len(self._requests)) if n not in self._dropped]
            if not wanted:
                self._end()
                return
            if not self._has_started:
                self._has_started = True
                self._run.started.emit()
            self._step(self._run, min(wanted, key=lambda n: self._done[n]))

    def run_to_end(self) -> None:
        while self.is_running:
            self.step()

    def fail(self, error: SketchpadError, where: str = "") -> None:
        run, self._run = self._run, None
        assert run is not None
        run.failed.emit(error, where)

    def _stop(self, run: Run) -> None:
        if run is self._run:
            self._run = None
            run.stopped.emit()

    def _step(self, run: Run, cell: int) -> None:
        request = self._requests[cell]
        total = request.sampling.steps
        self._done[cell] += 1
        index = min(self._done[cell], total)
        final = self._done[cell] > total
        picture = picture_of(request, index)
        seconds = 0.1 * self._done[cell]
        if self._steps is not None and not final:
            self._steps.add_picture(self.plans[cell], index, picture)
        run.progressed.emit(cell, Progress(index, total, picture, seconds, final))
        if final and self._steps is not None:
            share = (cell + 1) / (len(self.plans) + 1)
            run.judged.emit(cell, Adherence(LineAgreement(share, share, share)))
        if all(
            done > self._requests[n].sampling.steps or n in self._dropped
            for n, done in enumerate(self._done)
        ):
            self._end()

    def _end(self) -> None:
        run, self._run = self._run, None
        assert run is not None
        run.finished.emit()


def picture_of(request: Request, index: int) -> np.ndarray:
    """A picture that tells seed and step: noise turning into a flat colour."""
    document = request.document
    noise = _noise(request.sampling.seed, document.height, document.width)
    colour = np.array([40 * len(request.methods), 120, 200], np.float32)
    share = index / request.sampling.steps
    picture = (noise * (1 - share) + colour * share).astype(np.uint8)
    picture.flags.writeable = False
    return picture


@lru_cache(maxsize=16)
def _noise(seed: int, height: int, width: int) -> np.ndarray:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    return noise.astype(np.float32)
