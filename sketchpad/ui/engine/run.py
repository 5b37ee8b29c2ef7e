"""The handle of a run, with its own signals."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal


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
