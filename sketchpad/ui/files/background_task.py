"""Reads drawings and writes comparisons in the background: the window goes on while lines are traced.

One thing at a time, and the newest wins. The thread is joined before the window goes.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from sketchpad.document.io.tracing import Cancelled, Watch
from sketchpad.errors import OutOfMemory, SketchpadError

_log = logging.getLogger(__name__)

PATIENCE = 150  # milliseconds that the window waits for what is usually quick
Work = Callable[[Watch], object]
"""Does the reading; calls its watch often, which ends it when nobody wants the result any more."""


class BackgroundTask(QObject):
    """Runs one task at a time off the window's thread, with progress and cancel.

    Signals:
        began: a name, of what is being read.
        progressed: the share of it that is done, 0..1.
        ended: it is over, one way or the other; what it led to comes after this.
    """

    began = Signal(str)
    progressed = Signal(float)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: _Reader | None = None
        self._left: list[_Reader] = []  # cancelled, not yet at their end
        self.says = ""

    @property
    def busy(self) -> bool:
        return self._thread is not None

    def start(
        self,
        name: str,
        work: Work,
        then: Callable[[object], object],
        failed: Callable[[SketchpadError], object],
        says: str = "",
    ) -> None:
        """Do `work` in the background, then call `then` with its result, or `failed`, here on the window's thread.

        Neither is called after `cancel`. `says`: what is told meanwhile, where it is not a search for lines.
        """
        self._begin(work, then, failed, says).announced = True
        self.began.emit(name)

    def quick(
        self,
        name: str,
        work: Work,
        then: Callable[[object], object],
        failed: Callable[[SketchpadError], object],
        says: str = "",
    ) -> None:
        """As `start`, for what is usually quick: where it is, `then` or `failed` is called before this returns.

        The window waits for `PATIENCE` at most, and only then is anything said of it.
        """
        thread = self._begin(work, then, failed, says)
        if thread.wait(PATIENCE):
            self._on_over(thread)
        else:
            thread.announced = True
            self.began.emit(name)

    def _begin(
        self,
        work: Work,
        then: Callable[[object], object],
        failed: Callable[[SketchpadError], object],
        says: str,
    ) -> _Reader:
        """Start the thread; nothing is said yet."""
        self.cancel()
        self.says = says
        thread = _Reader(work, then, failed, self)
        self._thread = thread
        thread.progressed.connect(self._on_progress)
        thread.over.connect(self._on_over)
        thread.start()
        return thread

    def cancel(self) -> None:
        """Forget what is being read; nothing of it arrives any more."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        thread.unwanted = True
        self._left.append(thread)
        if thread.announced:
            self.ended.emit()

    def close(self) -> None:
        """Cancel, and wait for the thread."""
        self.cancel()
        for thread in self._left:
            thread.wait()

    def finish(self) -> None:
        """Wait for what is being done, to its end; what it led to is told later."""
        if self._thread is not None:
            self._thread.wait()

    def _on_progress(self, thread: _Reader, share: float) -> None:
        if thread is self._thread:
            self.progressed.emit(share)

    def _on_over(self, thread: _Reader) -> None:
        if thread.is_over:  # it was waited for, and its signal comes later
            return
        thread.is_over = True
        thread.wait()
        thread.deleteLater()
        if thread is not self._thread:
            if thread in self._left:
                self._left.remove(thread)
            return
        self._thread = None
        if thread.announced:
            self.ended.emit()
        if thread.error is not None:
            thread.failed(thread.error)
        else:
            thread.then(thread.result)


class _Reader(QThread):
    progressed = Signal(object, float)
    over = Signal(object)

    def __init__(
        self,
        work: Work,
        then: Callable[[object], object],
        failed: Callable[[SketchpadError], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._work, self.then, self.failed = work, then, failed
        self._told = 0.0
        self.unwanted = self.announced = self.is_over = False
        self.result: object = None
        self.error: SketchpadError | None = None

    def run(self) -> None:
        # Tracing is Python for the most part: the window's thread must get its turn soon.
        sys.setswitchinterval(0.001)
        try:
            self.result = self._work(self._watch)
        except Cancelled:
            pass
        except SketchpadError as error:
            self.error = error
        except MemoryError:
            self.error = OutOfMemory()
        except Exception:  # noqa: BLE001 - whatever it is, the window must hear of it
            _log.exception("Reading failed")
            self.error = SketchpadError()
        self.over.emit(self)

    def _watch(self, share: float) -> None:
        if self.unwanted:
            raise Cancelled
        if share - self._told >= 0.01:
            self._told = share
            self.progressed.emit(self, share)
