"""Keeps what is worked on in a journal while no file of the user holds it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sketchpad import paths
from sketchpad.document.io.autosave import Autosave, Recovery
from sketchpad.document.model import Document
from sketchpad.errors import CannotWrite, SketchpadError

_log = logging.getLogger(__name__)
PAUSE = 400  # milliseconds from a change until it is written, also while the hand goes on


@dataclass(frozen=True)
class Work:
    """What is worked on: the drawing, its file, the settings beside it. `safe`: the file holds all of it."""

    document: Document
    origin: Path | None
    settings: dict[str, Any]
    safe: bool


class RecoveryKeeper(QObject):
    """Writes every change soon after it is made, on a thread of its own.

    Args:
        work: what is worked on just now.
        keep: how many recoveries of earlier sessions are left.

    Attributes:
        unfinished: the drawing with the stroke that is being drawn; None where nothing is.
        brought_back: what is worked on came from this recovery, and no other file holds it.

    Signals:
        failed: SketchpadError: nothing is kept any more. Not repeated before it was kept again.
    """

    failed = Signal(object)
    _done = Signal(object)

    def __init__(self, work: Callable[[], Work], keep: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = recoveries_folder()
        self.unfinished: Callable[[], Document | None] = lambda: None
        self.brought_back: Recovery | None = None
        self._work = work
        self._autosave = Autosave(self.folder, keep)
        self._failing = False
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.write)
        self._done.connect(self._on_done)

    def follow(self) -> None:
        """Something has changed, or is being drawn."""
        if not self._timer.isActive():
            self._timer.start()

    def write(self) -> Future[None]:
        """Keep what no file holds, in the background."""
        self._timer.stop()
        work, drawn = self._work(), self.unfinished()
        if drawn is None and work.safe:
            return self._autosave.discard()
        if drawn is not None:
            self.follow()
        document = work.document if drawn is None else drawn
        writing = self._autosave.write(document, work.origin, work.settings, self.brought_back)
        writing.add_done_callback(self._done.emit)
        return writing

    def flush(self) -> None:
        """Keep it now: the program may end after this."""
        wait([self.write()])

    def forget(self) -> Future[None]:
        """A file holds what was worked on, or nobody wants it."""
        self._timer.stop()
        self.brought_back = None
        return self._autosave.discard()

    def close(self) -> None:
        """Forget, and wait for the thread."""
        self.forget()
        self._autosave.close()

    def _on_done(self, writing: Future[None]) -> None:
        error = writing.exception()
        if error is not None:
            _log.warning("Autosave failed", exc_info=error)
            if not self._failing:
                known = isinstance(error, SketchpadError)
                self.failed.emit(error if known else CannotWrite(self.folder))
        self._failing = error is not None


def recoveries_folder() -> Path:
    """Return where the drawings that a crash left behind lie."""
    return paths.user_data() / "recoveries"
