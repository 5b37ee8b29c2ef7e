"""One run of plans on the workers of a cluster."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sketchpad.cluster.parcels import parcel_of
from sketchpad.cluster.schedule import Schedule
from sketchpad.cluster.slots import Gone, Slot
from sketchpad.cluster.wire import pack_plan, references, unpack_progress, with_references
from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.request.request import Progress

if TYPE_CHECKING:
    from sketchpad.cluster.pool import Cluster

_log = logging.getLogger(__name__)
WAIT = 1.0  # seconds; how long a worker waits for news before it answers that there are none
LOOK = 0.02  # seconds between two looks at whether the run is still wanted
Cancelled = Callable[[], bool]
Wanted = Callable[[int], bool]


class PlansRun:
    """A thread for each worker, and one queue for what they report.

    Raises WeightsMissing where a model or file is not there that a plan names.
    """

    def __init__(
        self,
        cluster: Cluster,
        plans: Sequence[Plan],
        cancelled: Cancelled,
        steps: StepStore | None,
        wanted: Wanted,
    ) -> None:
        self._cluster, self._plans = cluster, plans
        self._cancelled, self._steps, self._wanted = cancelled, steps, wanted
        named = {reference for plan in plans for reference in references(plan)}
        self._parcels = {reference: parcel_of(reference) for reference in named}
        self._slots = cluster.slots[: len(plans)]
        models = [self._parcels[plan.request.model].key for plan in plans]
        self._schedule = Schedule(models, [slot.resident for slot in self._slots])
        self._changed = threading.Condition()
        self._news: queue.Queue[tuple[int, Progress] | None] = queue.Queue()
        self._active: dict[int, tuple[Slot, str, int]] = {}  # the run of a cell, its number there
        self._dropped: set[int] = set()
        self._stopping = False

    def run(self) -> Iterator[tuple[int, Progress]]:
        """See `Cluster.run_plans`."""
        for slot in self._slots:
            threading.Thread(target=self._serve, args=(slot,), daemon=True).start()
        serving = len(self._slots)
        try:
            while serving and not self._stopping:
                self._cancel_unwanted()
                with self._changed:  # a worker that is being replaced is not waited for
                    is_over = self._schedule.is_over
                try:
                    news = self._news.get(timeout=0 if is_over else LOOK)
                except queue.Empty:
                    if is_over:
                        return
                    continue
                if news is not None:
                    yield news
                    continue
                serving -= 1
                if not serving:  # and nobody took the rest
                    self._fail(self._schedule.clear(), Problem.of("cell_lost", "model"))
            while not self._stopping and not self._news.empty():
                if news := self._news.get():
                    yield news
        finally:
            self._stop()

    def _cancel_unwanted(self) -> None:
        if self._cancelled():
            self._stop()
            return
        with self._changed:
            active = list(self._active.items())
        for cell, (slot, run, number) in active:
            if cell not in self._dropped and not self._wanted(cell):
                self._dropped.add(cell)
                slot.actor.cancel.remote(run, number)

    def _stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._schedule.clear()
            active = {run: slot for slot, run, _ in self._active.values()}
            self._changed.notify_all()
        for run, slot in active.items():
            with contextlib.suppress(Exception):
                slot.actor.cancel.remote(run)

    def _serve(self, slot: Slot) -> None:
        """Compute cells on one worker until there are none."""
        try:
            is_there = True
            while is_there and (cells := self._next(slot)):
                is_there = self._make(slot, cells)
        finally:
            self._news.put(None)

    def _make(self, slot: Slot, cells: Sequence[int]) -> bool:
        """Whether there is a worker afterwards."""
        unfinished = dict.fromkeys(cells)
        slot.resident = self._parcels[self._plans[cells[0]].request.model].key
        try:
            self._compute(slot, cells, unfinished)
        except Gone as gone:
            _log.info("A worker was lost with the cells %s: %s", list(unfinished), gone.__cause__)
            return self._lost(slot, cells, list(unfinished))
        except SketchpadError as error:
            self._fail(unfinished, Problem.from_error(error, "model"))
        except Exception:  # noqa: BLE001 - the other cells go on
            _log.exception("Cells %s failed on a worker", cells)
            self._fail(unfinished, Problem.of("cell_failed", "model"))
        with self._changed:
            for cell in cells:
                self._end(cell)
        return True

    def _next(self, slot: Slot) -> list[int]:
        """Cells for a worker; none when the run is over."""
        with self._changed:
            while not self._schedule.is_over and not self._stopping:
                cells = self._schedule.take(slot.resident, slot.room)
                for cell in [cell for cell in cells if not self._wanted(cell)]:
                    cells.remove(cell)
                    self._schedule.done(cell)
                if cells:
                    return cells
                if not self._schedule.waiting:
                    self._changed.wait(WAIT)  # a cell that runs may come back
            return []

    def _compute(self, slot: Slot, cells: Sequence[int], unfinished: dict[int, None]) -> None:
        plans = [self._plans[cell] for cell in cells]
        parcels = {ref: self._parcels[ref] for plan in plans for ref in references(plan)}
        if not slot.bring(list(parcels.values()), lambda: self._stopping):
            return
        packed = [pack_plan(with_references(plan, lambda ref: parcels[ref].key)) for plan in plans]
        run, ask, actor = uuid.uuid4().hex, self._cluster.ask, slot.actor
        ask(actor.start.remote(run, packed, [parcel.key for parcel in parcels.values()]))
        with self._changed:
            self._active |= {cell: (slot, run, number) for number, cell in enumerate(cells)}
        seen, is_over = 0, False
        while not is_over:
            news, is_over = ask(actor.poll.remote(run, seen, WAIT))
            for number, event in news:
                progress = unpack_progress(event)
                if self._steps is not None and progress.index and not progress.final:
                    self._steps.add_picture(plans[number], progress.index, progress.picture)
                if progress.final:
                    unfinished.pop(cells[number], None)
                self._news.put((cells[number], progress))
            seen += len(news)
            if self._stopping:
                actor.cancel.remote(run)
        self._fail([c for c in unfinished if self._wanted(c)], Problem.of("cell_failed", "model"))

    def _lost(self, slot: Slot, cells: Sequence[int], unfinished: Sequence[int]) -> bool:
        """Give the cells of a worker that has died to others, then replace it; whether there is one afterwards."""
        is_there = self._cluster.is_there
        with self._changed:
            given_up = self._schedule.lost(unfinished) if unfinished else []
            if not is_there:
                given_up = [*given_up, *self._schedule.clear()]
            self._fail(given_up, Problem.of("cell_lost", "model"))
            for cell in cells:
                self._end(cell)
        return is_there and self._cluster.replaced(slot)

    def _end(self, cell: int) -> None:
        self._active.pop(cell, None)
        self._schedule.done(cell)
        self._changed.notify_all()

    def _fail(self, cells: Sequence[int] | dict[int, None], problem: Problem) -> None:
        """For each a last progress whose note says why there is no picture."""
        for cell in () if self._stopping else cells:
            request = self._plans[cell].request
            grey = np.full((request.document.height, request.document.width, 3), 128, np.uint8)
            grey.flags.writeable = False
            self._news.put((cell, Progress(0, request.steps_taken, grey, 0.0, True, (problem,))))
