"""Live drawing: while it is on, every change starts a picture in few steps.

There is never a queue. A picture that is nearly ready is finished, another gives way to the newest change; runs of
Generate and Compare have priority. It changes no settings.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from sketchpad.document.model import Document
from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.request.defaults import few_step_variant, with_few_steps
from sketchpad.generation.request.request import Progress, Request
from sketchpad.ui.engine.engine import Engine, Run
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings
from sketchpad.ui.state.session import Result, Session

PAUSE = 150  # milliseconds without a change, until it is answered
LATEST = 500  # milliseconds after the first change, however many more follow
GLANCE = 250  # milliseconds between two looks at a stroke that is being drawn
PATIENCE = 0.4  # seconds that a change waits for the picture before it
SLOW = 1.0  # seconds; pictures that take longer are shown step by step
Phase = Literal["off", "waiting", "loading", "running", "shown", "blocked", "failed"]
_Requests = tuple[Request, Request]  # in the steps that are set, and in few


@dataclass(frozen=True)
class LiveStatus:
    """The state of live drawing.

    Args:
        index, total: of a picture that takes long, the step it is at.
        seconds: that the last picture took.
        why: the problem (blocked) or the error (failed).
        usual: the model has no few-step variant; the usual sampling takes few steps.
    """

    phase: Phase = "off"
    index: int = 0
    total: int = 0
    seconds: float = 0.0
    why: Problem | SketchpadError | None = None
    usual: bool = False


class Comparison(Protocol):
    """What has the engine for itself while it is busy."""

    started: SignalInstance
    ended: SignalInstance
    busy: bool


class Debouncer(QObject):
    """Collects changes and says when they are due to be answered.

    Signals:
        due: what has changed is to be answered now.
    """

    due = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._first: float | None = None
        self._held = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.due)

    @property
    def any(self) -> bool:
        """Is there a change that is neither answered nor forgotten?"""
        return self._first is not None

    def note(self) -> None:
        """Something has changed."""
        now = time.monotonic()
        if self._first is None:
            self._first = now
        if not self._held:
            left = LATEST - 1000 * (now - self._first)
            self._timer.start(max(0, min(PAUSE, round(left))))

    def take(self) -> None:
        """All of it is answered or forgotten."""
        self._first = None
        self._timer.stop()

    def hold(self, held: bool) -> None:
        """While `held`, changes are noted, but none is due."""
        self._held = held
        if held:
            self._timer.stop()
        elif self.any:
            self._timer.start(PAUSE)


class Live(QObject):
    """Follows drawing and settings while `on`; its pictures are looked at (`Session.show`), but not kept.

    Signals:
        changed: `status`, `on` or `last` is another one.
        progressed: Progress of a picture that takes long.

    Attributes:
        last: the newest picture that was not kept.
        paused: others have the engine.
        unfinished: the drawing with the stroke that is being drawn; None where nothing is.
    """

    changed = Signal()
    progressed = Signal(object)

    def __init__(
        self,
        engine: Engine,
        runner: Runner,
        state: DocumentState,
        settings: RunSettings,
        session: Session,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine, self._runner, self._state = engine, runner, state
        self._settings, self._session = settings, session
        self._comparison: Comparison | None = None
        self.on = False
        self.status = LiveStatus()
        self.last: Result | None = None
        self.paused = False
        self.unfinished: Callable[[], Document | None] = lambda: None
        self._changes = Debouncer(self)
        self._before: Result | None = None  # shown when it was turned on, or chosen since
        self._seen: Request | None = None  # generated, or running
        self._due = False  # a change waits for the run
        self._sketched = False  # a stroke was answered while it was drawn
        self._run: Run | None = None
        self._running: _Requests | None = None
        self._usual = False
        self._glances = QTimer(self, interval=GLANCE)
        self._glances.timeout.connect(self._glance)
        self._changes.due.connect(self._answer)
        state.document_changed.connect(self._on_edited)
        settings.changed.connect(self._on_edited)
        session.current_changed.connect(self._on_current)
        runner.status_changed.connect(self._give_way)
        runner.problems_changed.connect(self._on_problems)
        engine.model_loading.connect(self._on_loading)
        engine.model_ready.connect(self._on_ready)

    def give_way_to(self, comparison: Comparison) -> None:
        """Start no runs while the comparison runs."""
        self._comparison = comparison
        comparison.started.connect(self._give_way)
        comparison.ended.connect(self._give_way)

    def set_on(self, on: bool) -> None:
        """Off: what was in sight before is in sight again; where there was nothing, the last picture stays."""
        if on == self.on:
            return
        self.on = on
        if on:
            self._before, self._seen = self._session.current, None
            self.paused = self._others_busy
            self._changes.hold(self.paused)
            self._glances.start()
            self._show(LiveStatus("waiting"))
            self._changes.note()
            return
        self._glances.stop()
        self._forget()
        self._end_run()
        self._show(LiveStatus())
        if self._before is not None and self._before.is_kept:
            self._session.show(self._before)
        elif not self._runner.status.busy and self._session.current is None:
            self._session.show(self.last)

    def keep(self) -> None:
        """Put the last picture into the history."""
        last, self.last = self.last, None
        if last is not None:
            self._session.add(Result(last.request, last.picture, last.seconds, usual=last.usual))
            self.changed.emit()

    def close(self) -> None:
        """Start no further runs."""
        self.on = False
        self._glances.stop()
        self._changes.take()

    # changes

    def _on_edited(self) -> None:
        if self.on:
            self._changes.note()

    def _glance(self) -> None:
        """Also a stroke that is being drawn is answered, whenever the engine has time."""
        if self._running or self.paused or self._changes.any or self.status.phase == "failed":
            return
        document = self.unfinished()
        if document is not None:
            self._sketched = True
            self._make(document)
        elif self._sketched:  # the stroke may have been given up
            self._sketched = False
            self._on_edited()

    def _on_problems(self) -> None:
        """What stood in the way may be gone: a network that was missing is here now."""
        if self.status.phase in ("blocked", "failed"):
            self._seen = None
            self._on_edited()

    def _on_current(self, result: Result | None) -> None:
        """The user looks at another picture, which is not covered before the next change."""
        if not self.on or result is None or result is self.last:
            return
        self._before = result
        if not self._changes.any:  # settings that come back with it are no change
            QTimer.singleShot(0, self, self._forget)

    def _forget(self) -> None:
        """Whatever has changed until now needs no picture."""
        self._changes.take()
        self._due = False
        self._seen = self._settings.values.request(self._state.document)

    # giving way

    @property
    def _others_busy(self) -> bool:
        return self._runner.status.busy or (self._comparison is not None and self._comparison.busy)

    def _give_way(self) -> None:
        busy = self._others_busy
        if not self.on or busy == self.paused:
            return
        self.paused = busy
        if self._runner.status.busy:  # its picture comes in sight instead
            self._forget()
        self._changes.hold(busy)
        self.changed.emit()

    # pictures

    def _answer(self) -> None:
        self._due = self._running is not None
        if not self._due:
            self._make_newest()

    def _make_newest(self) -> None:
        self._due = False
        self._changes.take()
        self._make(self._state.document)

    def _make(self, document: Document) -> None:
        wanted = self._settings.values.request(document)
        if wanted == self._seen:
            return
        self._seen = wanted
        try:
            variant = few_step_variant(wanted.model)
            self._usual = variant is None
            quick = with_few_steps(wanted) if variant is None else variant.apply(wanted)
            blocking = next((p for p in self._runner.check(quick) if p.blocking), None)
        except SketchpadError as error:
            self._end_run()
            self._show(LiveStatus("failed", why=error))
            return
        self._end_run()
        if blocking is not None:
            self._show(LiveStatus("blocked", why=blocking))
            return
        self._running = wanted, quick
        if self.status.phase != "shown":  # else the words would flicker
            self._show(LiveStatus("running", usual=self._usual))
        run = self._run = self._engine.start(quick)
        run.progressed.connect(self._on_progressed)
        run.finished.connect(self._on_ended)
        run.stopped.connect(self._on_ended)
        run.failed.connect(self._on_failed)

    def _end_run(self) -> None:
        self._running = None
        if self._run is not None:
            self._run.abandon()

    def _on_progressed(self, _cell: int, progress: Progress) -> None:
        if self._running is None or self.paused:
            return
        if progress.final:
            wanted, quick = self._running
            self.last = Result(quick, progress.picture, progress.seconds, number=0, usual=wanted)
            self._session.show(self.last)
            self._show(LiveStatus("shown", seconds=progress.seconds, usual=self._usual))
            return
        if progress.index == 0:  # objects are generated first
            return
        whole = progress.seconds / progress.index * progress.total
        if whole > SLOW:
            self._session.show(None)  # the picture shown from now on is not finished
            self._show(LiveStatus("running", progress.index, progress.total, usual=self._usual))
            self.progressed.emit(progress)
        if self._due and whole - progress.seconds > PATIENCE:
            self._make_newest()

    def _on_ended(self) -> None:
        self._running = None
        if self.paused and not self._runner.status.busy:  # a comparison came in between
            self._seen = None
            self._on_edited()
        elif self._due and not self.paused:
            self._make_newest()

    def _on_failed(self, error: SketchpadError, _where: str) -> None:
        self._show(LiveStatus("failed", why=error))
        self._on_ended()

    def _on_loading(self) -> None:
        if self._running is not None:
            self._show(LiveStatus("loading", usual=self._usual))

    def _on_ready(self) -> None:
        if self.status.phase == "loading":
            self._show(LiveStatus("running", usual=self._usual))

    def _show(self, status: LiveStatus) -> None:
        self.status = status
        self.changed.emit()
