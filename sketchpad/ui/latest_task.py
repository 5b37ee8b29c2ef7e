"""Work off the window's thread: reading, tracing, checking, control images. The newest wins."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QThreadPool, Signal

from sketchpad.document.io.tracing import Cancelled, Watch
from sketchpad.errors import OutOfMemory, SketchpadError

_log = logging.getLogger(__name__)
_abandoned: list[QThreadPool] = []  # their threads wait for a network, and end with the program

Work = Callable[[Watch], object]
"""Runs on another thread; calls its watch often, which ends it when its result is no longer wanted."""


@dataclass(eq=False)
class _Run:
    work: Work
    then: Callable[[object], object]
    failed: Callable[[SketchpadError], object]
    name: str = ""
    wanted: bool = True
    shown: float = 0.0


class LatestTask(QObject):
    """Runs the newest piece of work and reports its result on the window's thread.

    Args:
        patience: seconds that `close` waits for work that waits for a network; None where work always ends soon.

    Signals:
        began: name of the work.
        progressed: the share of it that is done, 0..1.
        ended: it is over, one way or the other; its result is reported after this.
    """

    began = Signal(str)
    progressed = Signal(float)
    ended = Signal()
    _shared = Signal(object, float)
    _over = Signal(object, object, object)

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

    def start(
        self,
        name: str,
        work: Work,
        then: Callable[[object], object],
        failed: Callable[[SketchpadError], object],
        says: str = "",
    ) -> None:
        """Cancel what is running, do `work`, then call `then` with its result, or `failed`.

        Neither is called after `cancel`. `says`: sentence for the notice, where the work is no search for lines.
        """
        self.cancel()
        self.says = says
        self._begin(_Run(work, then, failed, name))

    def follow(
        self,
        work: Work,
        then: Callable[[object], object],
        failed: Callable[[SketchpadError], object],
    ) -> None:
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
            self.ended.emit()

    def close(self) -> None:
        """Cancel, and wait for the thread."""
        self.cancel()
        if self._patience is None:
            self._pool.waitForDone()
        elif not self._pool.waitForDone(round(1000 * self._patience)):
            self._pool.setParent(None)
            _abandoned.append(self._pool)
            self._pool = QThreadPool(self)

    def finish(self) -> None:
        """Wait for what is running, to its end; its result is reported later."""
        self._pool.waitForDone()

    def _begin(self, run: _Run) -> None:
        self._run = run
        self.began.emit(run.name)
        self._pool.start(lambda: self._do(run))

    def _do(self, run: _Run) -> None:
        """On the other thread."""
        # Tracing is Python for the most part: the window's thread must get its turn soon.
        sys.setswitchinterval(0.001)

        def watch(share: float) -> None:
            if not run.wanted:
                raise Cancelled
            if share - run.shown >= 0.01:
                run.shown = share
                self._shared.emit(run, share)

        result: object = None
        error: SketchpadError | None = None
        try:
            result = run.work(watch) if run.wanted else None
        except Cancelled:
            pass
        except SketchpadError as problem:
            error = problem
        except MemoryError:
            error = OutOfMemory()
        except Exception:  # noqa: BLE001 - whatever it is, the window must hear of it
            _log.exception("Background work failed")
            error = SketchpadError()
        try:
            self._over.emit(run, result, error)
        except RuntimeError:  # the window is gone
            _log.debug("The result came too late", exc_info=True)

    def _on_progress(self, run: _Run, share: float) -> None:
        if run is self._run:
            self.progressed.emit(share)

    def _on_over(self, run: _Run, result: object, error: SketchpadError | None) -> None:
        if run is not self._run:
            return
        self._run = None
        self.ended.emit()
        if error is not None:
            run.failed(error)
        else:
            run.then(result)
        waiting, self._next = self._next, None
        if waiting is not None and self._run is None:
            self._begin(waiting)
