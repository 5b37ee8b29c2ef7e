"""Downloads of models, one after the other, in a thread that the window never waits for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from sketchpad.document.io.tracing import Watch
from sketchpad.errors import SketchpadError
from sketchpad.models.catalogue.catalogue import Entry, catalogue
from sketchpad.models.hub.cache import cache_folder, discard, installed, partly_downloaded, remove
from sketchpad.ui.connections import errors_to
from sketchpad.ui.latest_task import LatestTask, Work

if TYPE_CHECKING:  # http and its certificates are read when something is downloaded
    from sketchpad.models.hub.client import Hub
    from sketchpad.models.hub.download import Progress

LOOK = 80  # milliseconds between two looks at what the thread has done
WAIT_AT_EXIT = 3.0  # seconds; a thread that waits longer for the network ends with the program

Phase = Literal["absent", "partial", "waiting", "running", "installed"]


@dataclass(frozen=True)
class State:
    """How a model stands. `done` and `total` in bytes; `error` ended its last download."""

    phase: Phase = "absent"
    done: int = 0
    total: int = 0
    error: SketchpadError | None = None
    speed: float = 0.0  # bytes a second

    @property
    def busy(self) -> bool:
        return self.phase in ("waiting", "running")


class Downloads(QObject):
    """Keeps the state of every model of the catalogue and brings those that are asked for.

    The thread leaves its newest progress here, where a timer looks at it.

    Signals:
        changed: id of a model whose state is another one.
        finished: id of a model that is on this computer now.
        failed: id, and the SketchpadError.
    """

    changed = Signal(str)
    finished = Signal(str)
    failed = Signal(str, object)

    def __init__(self, make_hub: Callable[[], Hub], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_hub = make_hub
        self._states: dict[str, State] = {}
        self._waiting: list[Entry] = []
        self._running: Entry | None = None
        self._cancelled = False
        self._stop = threading.Event()
        self._task = LatestTask(self, WAIT_AT_EXIT)
        self._latest: Progress | None = None
        self._begun = (0.0, 0)
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        return self._running is not None or bool(self._waiting)

    def state(self, id: str) -> State:
        """How a model stands, looked up on the disk the first time."""
        if id not in self._states:
            self._states[id] = _on_disk(catalogue()[id])
        return self._states[id]

    def refresh(self) -> None:
        """Look again what is on the disk: another program may have come or gone there."""
        for entry in catalogue().values():
            known = self._states.get(entry.id)
            if known is not None and not known.busy:
                self._set(entry.id, replace(_on_disk(entry), error=known.error))

    def start(self, entry: Entry) -> None:
        """Download, or go on with it, as soon as it is its turn."""
        state = self.state(entry.id)
        if state.busy or state.phase == "installed":
            return
        self._waiting.append(entry)
        self._set(entry.id, replace(state, phase="waiting", error=None))
        self._next()

    def pause(self, id: str) -> None:
        """Stop; what has arrived is kept."""
        self._take_out(id, cancel=False)

    def cancel(self, id: str) -> None:
        """Stop, and delete what has arrived."""
        self._take_out(id, cancel=True)

    def delete(self, entry: Entry) -> None:
        """Take an installed model from the disk."""
        with errors_to(partial(self.failed.emit, entry.id)):
            remove(entry)
        self._set(entry.id, _on_disk(entry))

    def close(self) -> None:
        """Stop everything, before the program ends; what has arrived is kept."""
        self._waiting.clear()
        self._stop.set()
        self._timer.stop()
        self._task.close()

    def _take_out(self, id: str, cancel: bool) -> None:
        if self._running is not None and self._running.id == id:
            self._cancelled = cancel
            self._stop.set()
            return
        self._waiting = [entry for entry in self._waiting if entry.id != id]
        entry = catalogue().get(id)
        if entry is not None:
            self._settle(entry, cancel)

    def _settle(self, entry: Entry, cancel: bool, error: SketchpadError | None = None) -> None:
        if cancel:
            try:
                discard(entry)
            except SketchpadError as problem:
                error = problem
        self._set(entry.id, replace(_on_disk(entry), error=error))

    def _next(self) -> None:
        if self._running is not None or not self._waiting:
            return
        entry = self._running = self._waiting.pop(0)
        self._stop, self._cancelled = threading.Event(), False
        self._begun = (0.0, 0)
        self._set(entry.id, replace(self.state(entry.id), phase="running"))
        self._latest = None
        self._task.start(
            entry.id, self._download(entry), lambda _: self._on_ended(), self._on_ended
        )
        self._timer.start()

    def _download(self, entry: Entry) -> Work:
        hub, stop = self._make_hub(), self._stop

        from sketchpad.models.hub.download import Download, Stopped

        def note(progress: Progress) -> None:
            self._latest = progress

        def work(_watch: Watch) -> None:
            with suppress(Stopped):
                Download(entry, hub, progress=note, stopped=stop.is_set, pause=stop.wait).run()

        return work

    def _look(self) -> None:
        if self._running is None or self._latest is None:
            return
        progress, now = self._latest, time.monotonic()
        since, first = self._begun
        if not since:
            self._begun = since, first = now, progress.done
        speed = (progress.done - first) / (now - since) if now > since + 1 else 0.0
        self._set(self._running.id, State("running", progress.done, progress.total, None, speed))

    def _on_ended(self, error: SketchpadError | None = None) -> None:
        entry, self._running = self._running, None
        if entry is None:
            return
        self._timer.stop()
        self._settle(entry, self._cancelled, error)
        if self.state(entry.id).phase == "installed":
            self.finished.emit(entry.id)
        elif error is not None:
            self.failed.emit(entry.id, error)
        self._next()

    def _set(self, id: str, state: State) -> None:
        if self._states.get(id) != state:
            self._states[id] = state
            self.changed.emit(id)


def _on_disk(entry: Entry) -> State:
    cache = cache_folder()
    if installed(entry, cache):
        return State("installed", entry.size, entry.size)
    part = partly_downloaded(entry, cache)
    return State("partial" if part else "absent", part, entry.size)
