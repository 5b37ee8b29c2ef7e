"""Work off the window's thread: reading, tracing, checking, control images. The newest wins."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event

from PySide6.QtCore import QObject, QThreadPool, Signal

from sketchpad.document.io.tracing import Cancelled, Watch
from sketchpad.errors import OutOfMemory, SketchpadError

_log = logging.getLogger(__name__)
PATIENCE = 150  # milliseconds that the window waits for what is usually quick
SWITCH = 0.0001
"""Seconds that a thread keeps the interpreter's lock while the window's waits for it, several times an event: at the
default of 5 ms the pen lags; at 1 ms, 99 of 100 events came within 26 ms while a model was read, now within 15."""
POLITE = 5
"""How much less urgent threads are that work for the window: its own wakes up sooner. With 10, beside other programs
that leave no core idle, it waited for threads that held the interpreter's lock and were not let go on."""
MOMENT = 0.02
"""Seconds that other threads leave the interpreter to the window when a picture is done and the next run begins.
Painting is some hundred calls into Python, each of which would wait for the lock."""
LEAVE_WITHIN = 0.5  # seconds that the end of the program waits for all threads together
_abandoned: list[QThreadPool] = []  # their threads go on, and end with the program
_leave_at: float | None = None

Work = Callable[[Watch], object]
"""Runs on another thread; calls its watch often, which ends it when its result is no longer wanted."""

Then = Callable[[object], object]
"""Gets the result, on the window's thread."""
Failed = Callable[[SketchpadError], object]


def step_back() -> None:
    """Let the window's thread go before this one and those that it starts from now on; only Linux can."""
    if sys.platform == "linux":
        with suppress(OSError):
            first = os.getpriority(os.PRIO_PROCESS, os.getpid())  # of the window's thread
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), min(first + POLITE, 19))


@contextmanager
def leaving() -> Iterator[None]:
    """Inside of it, all that is closed together waits `LEAVE_WITHIN` at most; what still runs then is abandoned."""
    global _leave_at  # noqa: PLW0603
    before, _leave_at = _leave_at, time.monotonic() + LEAVE_WITHIN
    try:
        yield
    finally:
        _leave_at = before


def patience_left(patience: float | None = None) -> int:
    """How many milliseconds to wait for a thread that may take `patience` seconds; -1 for any time."""
    if _leave_at is not None:
        left = max(0.0, _leave_at - time.monotonic())
        patience = left if patience is None else min(patience, left)
    return -1 if patience is None else round(1000 * patience)


def is_any_abandoned() -> bool:
    """Whether a thread that was not waited for still runs: Python's own end would wait for it."""
    return any(pool.activeThreadCount() for pool in _abandoned)


@dataclass(eq=False)
class _Run:
    work: Work
    then: Then
    failed: Failed
    wanted: bool = True
    announced: bool = False
    shown: float = 0.0
    over: Event = field(default_factory=Event)
    result: object = None
    error: SketchpadError | None = None


class LatestTask(QObject):
    """Runs the newest piece of work and reports its result on the window's thread.

    Args:
        patience: seconds that `close` waits for work that waits for a network; None for any time (but see `leaving`).

    Signals:
        began: name of the work, where it does not just `follow`.
        progressed: the share of it that is done, 0..1.
        ended: it is over, one way or the other; its result is reported after this.
    """

    began = Signal(str)
    progressed = Signal(float)
    ended = Signal()
    _shared = Signal(object, float)
    _over = Signal(object)

    def __init__(self, parent: QObject | None = None, patience: float | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._patience = patience
        self._run: _Run | None = None
        self._next: _Run | None = None
        self.says = ""
        self._shared.connect(self._on_progress)
        self._over.connect(self._on_over)

    @property
    def busy(self) -> bool:
        return self._run is not None

    def start(self, name: str, work: Work, then: Then, failed: Failed, says: str = "") -> None:
        """Cancel what is running, do `work`, then call `then` with its result, or `failed`.

        Neither is called after `cancel`. `says`: sentence for the notice, where the work is no search for lines.
        """
        self._replace(_Run(work, then, failed), says)
        self._announce(name)

    def quick(self, name: str, work: Work, then: Then, failed: Failed, says: str = "") -> None:
        """As `start`, for what is usually quick: where it is, `then` or `failed` is called before this returns.

        The window waits for `PATIENCE` at most, and only then is the work announced.
        """
        run = _Run(work, then, failed)
        self._replace(run, says)
        if run.over.wait(PATIENCE / 1000):
            self._on_over(run)
        else:
            self._announce(name)

    def follow(self, work: Work, then: Then, failed: Failed) -> None:
        """As `start`, but what is running goes to its end first, so that there are results while changes go on.

        Of several that wait only the newest is done.
        """
        run = _Run(work, then, failed)
        if self._run is None:
            self._begin(run)
        else:
            self._next = run

    def cancel(self) -> None:
        """Drop what is running and what waits; neither reports anything any more."""
        run, self._run, self._next = self._run, None, None
        if run is not None:
            run.wanted = False
            if run.announced:
                self.ended.emit()

    def close(self) -> None:
        """Cancel, and wait for the thread."""
        self.cancel()
        if not self._pool.waitForDone(patience_left(self._patience)):
            self._pool.setParent(None)
            _abandoned.append(self._pool)
            self._pool = QThreadPool(self)

    def finish(self) -> None:
        """Wait for what is running, to its end; its result is reported later."""
        self._pool.waitForDone()

    def _replace(self, run: _Run, says: str) -> None:
        self.cancel()
        self.says = says
        self._begin(run)

    def _begin(self, run: _Run) -> None:
        self._run = run
        self._pool.start(lambda: self._do(run))

    def _announce(self, name: str) -> None:
        if self._run is not None:
            self._run.announced = True
            self.began.emit(name)

    def _do(self, run: _Run) -> None:
        """On the other thread."""
        sys.setswitchinterval(SWITCH)

        def watch(share: float) -> None:
            if not run.wanted:
                raise Cancelled
            if share - run.shown >= 0.01:
                run.shown = share
                self._shared.emit(run, share)

        try:
            run.result = run.work(watch) if run.wanted else None
        except Cancelled:
            pass
        except SketchpadError as error:
            run.error = error
        except MemoryError:
            run.error = OutOfMemory()
        except Exception:  # noqa: BLE001 - whatever it is, the window must hear of it
            _log.exception("Reading failed")
            run.error = SketchpadError()
        run.over.set()
        if not run.wanted:  # this object may be going at this moment
            return
        try:
            self._over.emit(run)
        except RuntimeError:  # the window is gone
            _log.debug("The result came too late", exc_info=True)

    def _on_progress(self, run: _Run, share: float) -> None:
        if run is self._run:
            self.progressed.emit(share)

    def _on_over(self, run: _Run) -> None:
        if run is not self._run:
            return
        self._run = None
        if run.announced:
            self.ended.emit()
        if run.error is not None:
            run.failed(run.error)
        else:
            run.then(run.result)
        waiting, self._next = self._next, None
        if waiting is not None and self._run is None:
            self._begin(waiting)
