"""Live drawing: while it is on, every change starts a picture in few steps.

There is never a queue. A picture that is nearly ready is finished, another gives way to the newest change; runs of
Generate and Compare have priority. Where the hand rests, the picture is made once more with the settings as they are
set, behind the one in sight. It changes no settings.

If so wished, a picture begins from the last one that was made from noise, as long as little has changed since: half of
the steps are taken. A picture that was begun from another one is no beginning, because what is odd about it would grow.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import ink_changed
from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.request.defaults import few_step_variant, with_few_steps
from sketchpad.generation.request.request import InitImage, Progress, Request
from sketchpad.generation.run.init_image import hold_picture, keep_picture
from sketchpad.ui.engine.engine import Engine, Run
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.live.away import Away
from sketchpad.ui.live.debouncer import Debouncer
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.state.run_settings import RunSettings
from sketchpad.ui.state.session import Result, Session

GLANCE = 250  # milliseconds between two looks at a stroke that is being drawn
REST = 1500  # milliseconds without a change, until the picture is made in all its steps
BEHIND = 1.0  # seconds that a picture may be older than the drawing before that is said
PATIENCE = 0.4  # seconds that a change waits for the picture before it
SLOW = 1.0  # seconds; pictures that take longer are shown step by step
LITTLE = 0.3  # share of the ink that may be new or gone where a picture begins from the last one
FROM_LAST = 0.5  # strength of its denoising then
Phase = Literal["off", "waiting", "loading", "running", "shown", "blocked", "failed"]
_log = logging.getLogger(__name__)
_Requests = tuple[Request, Request]  # in the steps that are set, and in few


@dataclass(frozen=True)
class LiveStatus:
    """The state of live drawing.

    Args:
        index, total: of a picture that takes long, the step it is at.
        seconds: that the last picture took.
        behind: seconds since the drawing changed that the picture in sight does not show yet.
        refined: the picture in sight was made in all its steps.
        why: the problem (blocked) or the error (failed).
        usual: the model has no few-step variant; the usual sampling takes few steps.
    """

    phase: Phase = "off"
    index: int = 0
    total: int = 0
    seconds: float = 0.0
    behind: float = 0.0
    refined: bool = False
    why: Problem | SketchpadError | None = None
    usual: bool = False


class Comparison(Protocol):
    """What has the engine for itself while it is busy."""

    started: SignalInstance
    ended: SignalInstance
    busy: bool


class Live(QObject):
    """Follows drawing and settings while `on`; its pictures are looked at (`Session.show`), but not kept.

    Signals:
        changed: `status`, `on` or `last` is another one.
        progressed: Progress of a picture that takes long.

    Attributes:
        last: the newest picture that was not kept.
        paused: others have the engine, or `away` has a reason.
        away: whether its pictures cannot be seen, or the battery is to be saved.
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
        preferences: PreferenceStore,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._engine, self._runner, self._state = engine, runner, state
        self._settings, self._session, self._preferences = settings, session, preferences
        self._comparison: Comparison | None = None
        self.on = False
        self.status = LiveStatus()
        self.last: Result | None = None
        self.paused = False
        self.unfinished: Callable[[], Document | None] = lambda: None
        self.away = Away(window, preferences, self)
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
        # The picture in sight lacks a change of then (time.monotonic).
        self._since: float | None = None
        self._fresh: Result | None = None  # the last in few steps from noise
        self._writing = LatestTask(self)
        self._refining = False  # the run makes the picture in sight once more, in all its steps
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._refine)
        self.away.changed.connect(self._give_way)
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
            self.away.watch(True)
            self.paused = self._waits
            self._changes.hold(self.paused)
            self._glances.start()
            self._show(LiveStatus("waiting"))
            self._changes.note()
            return
        self._glances.stop()
        self.away.watch(False)
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
        self._rest.stop()
        self._changes.take()
        self._writing.close()

    # changes

    def _on_edited(self) -> None:
        if self.on:
            self._since = self._since or time.monotonic()
            self._changes.note()

    def _glance(self) -> None:
        """Also a stroke that is being drawn is answered, whenever the engine has time."""
        self._tell_age()
        busy = self._running is not None and not self._refining
        if busy or self.paused or self._changes.any or self.status.phase == "failed":
            return
        document = self.unfinished()
        if document is not None:
            self._sketched = True
            self._make(document)
        elif self._sketched:  # the stroke may have been given up
            self._sketched = False
            self._on_edited()

    def _tell_age(self) -> None:
        """Say how long the drawing has been another one than the picture in sight shows, once that is long."""
        behind = 0.0 if self._since is None else time.monotonic() - self._since
        behind = float(round(behind)) if behind >= BEHIND else 0.0
        if self.status.phase == "shown" and behind != self.status.behind:
            self._show(replace(self.status, behind=behind))

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
        self._rest.stop()
        self._due, self._since = False, None
        self._seen = self._settings.values.request(self._state.document)

    # giving way

    @property
    def _waits(self) -> bool:
        compared = self._comparison is not None and self._comparison.busy
        return self._runner.status.busy or compared or bool(self.away.reason)

    def _give_way(self) -> None:
        busy = self._waits
        if not self.on or busy == self.paused:
            return
        self.paused = busy
        if self.away.reason and self._running is not None:  # made again when it can be seen
            self._end_run()
            self._seen = None
            self._changes.note()
        if self._runner.status.busy:  # its picture comes in sight instead
            self._forget()
        self._changes.hold(busy)
        self.changed.emit()

    # pictures

    def _answer(self) -> None:
        if self._refining:
            self._end_run()
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
            self._since = None
            self._rest_if_wished()
            return
        self._seen = wanted
        self._rest.stop()
        try:
            variant = few_step_variant(wanted.model)
            self._usual = variant is None
            quick = with_few_steps(wanted) if variant is None else variant.apply(wanted)
            quick = self._from_last(quick)
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
        self._start(quick)

    def _from_last(self, quick: Request) -> Request:
        """`quick` from the last picture that was made from noise, where that is wished and makes sense."""
        fresh, wished = self._fresh, self._preferences["live.from_last"]
        elsewhere = self._preferences["cluster"]  # where the last picture is not
        if not wished or fresh is None or elsewhere:
            return quick
        if quick.base or quick.is_painted or quick.things_first or quick.document.mask:
            return quick
        before, strokes = fresh.request, quick.document.strokes
        drawn = replace(before, document=replace(before.document, strokes=strokes))
        if drawn != quick or ink_changed(before.document, quick.document) > LITTLE:
            return quick
        picture = np.asarray(fresh.picture)
        path = hold_picture(picture)
        # Runs take it from memory; to keep or export what was made, there must be a file.
        self._writing.follow(lambda _: keep_picture(picture), lambda _: None, _log.info)
        return replace(quick, base=InitImage(str(path), FROM_LAST))

    def _rest_if_wished(self) -> None:
        if (
            self._preferences["live.refine"]
            and self.status.phase == "shown"
            and not self.status.refined
        ):
            self._rest.start()

    def _refine(self) -> None:
        """Make the picture in sight in all its steps."""
        wanted = self._seen
        idle = self.on and not self.paused and self._running is None and not self._changes.any
        if wanted is None or not idle or any(p.blocking for p in self._runner.check(wanted)):
            return
        self._refining, self._running = True, (wanted, wanted)
        self._start(wanted)

    def _start(self, request: Request) -> None:
        run = self._run = self._engine.start(request)
        run.progressed.connect(self._on_progressed)
        run.finished.connect(self._on_ended)
        run.stopped.connect(self._on_ended)
        run.failed.connect(self._on_failed)

    def _end_run(self) -> None:
        self._running, self._refining = None, False
        if self._run is not None:
            self._run.abandon()

    def _on_progressed(self, _cell: int, progress: Progress) -> None:
        if self._running is None or self.paused:
            return
        if progress.final:
            wanted, quick = self._running
            self.last = Result(quick, progress.picture, progress.seconds, number=0, usual=wanted)
            if quick.base is None and not self._refining:
                self._fresh = self.last
            self._session.show(self.last)
            self._since = time.monotonic() if self._due or self._changes.any else None
            refined = self._refining or wanted == quick
            self._show(
                LiveStatus("shown", seconds=progress.seconds, refined=refined, usual=self._usual)
            )
            self._rest_if_wished()
            return
        if self._refining:  # behind the picture in sight
            self._show(replace(self.status, index=progress.index, total=progress.total))
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
        self._running, self._refining = None, False
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
