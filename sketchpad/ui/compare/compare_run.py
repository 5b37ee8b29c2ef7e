"""A comparison that fills in: which cells there are, how far each of them is, and what the user thinks of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from sketchpad.errors import SketchpadError
from sketchpad.generation.comparison.eta import EtaEstimator, seconds_left
from sketchpad.generation.comparison.matrix import Cell as Place
from sketchpad.generation.comparison.matrix import Matrix, Plan
from sketchpad.generation.comparison.step_store import (
    ArrayStore,
    StepStore,
    settled_step,
    small_preview,
)
from sketchpad.generation.request.request import Progress
from sketchpad.ui.compare.cells.cell import Cell, Mark, Phase
from sketchpad.ui.engine.engine import Engine, Run

if TYPE_CHECKING:
    from sketchpad.generation.comparison.adherence import Adherence

PICTURE_MEMORY = 192 << 20  # bytes of finished pictures; what is beyond that goes to files
MOST_GONE = 100  # finished cells that were taken away, and come back with their pictures


class CompareRun(QObject):
    """Runs a matrix. What is finished stays, whatever happens to the rest or to the matrix.

    Signals:
        started: there are other cells, or other places for them.
        cell_changed: number of the cell.
        ended: nothing runs any more.
        failed: SketchpadError; the comparison as a whole.
    """

    started = Signal()
    cell_changed = Signal(int)
    ended = Signal()
    failed = Signal(object)

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._run: Run | None = None
        self._numbers: list[Plan] = []  # plans of the present run, by cell
        self._dropped: set[int] = set()
        self._more = False  # cells were added during the run
        self._begun, self._begun_at = 0.0, 0
        self.busy = False
        self.matrix: Matrix | None = None
        self.cells: tuple[Cell, ...] = ()
        self.steps = StepStore()
        self._pictures = ArrayStore(PICTURE_MEMORY)
        self._gone: dict[Plan, Cell] = {}
        self._small: dict[Plan, list[tuple[int, np.ndarray]]] = {}
        engine.model_ready.connect(self._on_ready)

    def show(self, matrix: Matrix) -> None:
        """The cells of `matrix`: those there were keep what they have, those that are gone stop.

        What was finished comes back with its picture when its cell does.
        """
        old = {cell.plan: cell for cell in self.cells}
        known = {**self._gone, **old}
        self.matrix = matrix
        self.cells = tuple(
            replace(known[place.plan], place=place)
            if place.plan in known
            else Cell(place, self._picture, total=place.plan.steps)
            for place in matrix.cells
        )
        kept = {cell.plan for cell in self.cells}
        needed = kept | {origin for plan in kept for origin in _origins(plan)}
        for plan in old.keys() - kept:
            self._drop(plan)
            if plan not in needed:
                self.steps.forget(plan)
        gone = {p: c for p, c in known.items() if p not in kept and c.phase == "done"}
        for plan in list(gone)[:-MOST_GONE]:
            self._pictures.drop(gone.pop(plan).number)
        self._gone = gone
        self.started.emit()

    def restore(self, matrix: Matrix, finished: Mapping[Place, Cell]) -> None:
        """The cells of `matrix` with those that are finished already; nothing is made."""
        self.show(
            replace(matrix, branches=(), removed=frozenset(matrix.spots))
        )  # lets go of what there was
        self.matrix = matrix
        self.cells = tuple(
            finished.get(place, Cell(place, self._picture, total=place.plan.steps, phase="stopped"))
            for place in matrix.cells
        )
        self.started.emit()

    def start(self, matrix: Matrix | None = None) -> None:
        """Make the cells of `matrix` (or the present one) that wait. While a run goes on, new ones wait for its end."""
        if matrix is not None and matrix != self.matrix:
            self.show(matrix)
        waiting = [cell.plan for cell in self.cells if cell.phase == "waiting"]
        if self.busy:
            going = {p for n, p in enumerate(self._numbers) if n not in self._dropped}
            self._more = bool(set(waiting) - going)
            return
        self._numbers = list(dict.fromkeys(waiting))
        if not self._numbers:
            return
        self._dropped, self._more = set(), False
        self._small.clear()
        self.busy = True
        self._begun, self._begun_at = time.monotonic(), self.progress[0]
        self.started.emit()
        run = self._run = self._engine.start(self._numbers, self.steps, self._dropped)
        run.progressed.connect(self._on_progressed)
        run.judged.connect(self._on_judged)
        run.finished.connect(self._on_ended)
        run.stopped.connect(self._on_stopped)
        run.failed.connect(self._on_failed)

    def start_all(self) -> None:
        """Make what is missing, also what was stopped or failed. What is finished would become the same again."""
        self.again(*(cell.plan for cell in self.cells if cell.phase in ("stopped", "failed")))

    def again(self, *plans: Plan) -> None:
        """Forget the pictures of these cells and make them again."""
        for number, cell in enumerate(self.cells):
            if cell.plan in plans and cell.phase != "running":
                self.steps.forget(cell.plan)
                self._pictures.drop(cell.number)
                blank = Cell(cell.place, self._picture, total=cell.total, mark=cell.mark)
                self._put(number, blank)
        self.start()

    def stop(self) -> None:
        self._more = False
        if self._run is not None:
            self._run.cancel()

    def stop_cell(self, plan: Plan) -> None:
        """The others go on."""
        self._drop(plan)
        for number, cell in enumerate(self.cells):
            if cell.plan == plan and cell.phase in ("waiting", "running"):
                self._change(number, phase="stopped")

    def mark(self, plan: Plan, mark: Mark) -> None:
        """Star or reject a cell; the same mark again takes it away."""
        for number, cell in enumerate(self.cells):
            if cell.plan == plan:
                self._change(number, mark="" if cell.mark == mark else mark)

    def vote(self, votes: Iterable[tuple[Plan, tuple[int, int, int]]]) -> None:
        """Add what was said of cells blind: won, lost, even."""
        for plan, more in votes:
            for number, cell in enumerate(self.cells):
                if cell.plan == plan:
                    won, lost, even = (a + b for a, b in zip(cell.votes, more, strict=True))
                    self._change(number, votes=(won, lost, even))

    def close(self) -> None:
        """Stop, and delete the kept steps and pictures."""
        self.stop()
        self.steps.close()
        self._pictures.close()

    @property
    def finished(self) -> tuple[Cell, ...]:
        """The cells that have their picture."""
        return tuple(cell for cell in self.cells if cell.phase == "done")

    @property
    def progress(self) -> tuple[int, int]:
        """Steps done and steps in all; of a branch only its own."""
        done = sum(c.own_steps if c.phase == "done" else c.own_steps - c.left for c in self.cells)
        return done, sum(c.own_steps for c in self.cells)

    def seconds_left(self, now: float | None = None) -> float | None:
        """How long the rest will take if each cell goes on as it went; None before there is anything to judge by.

        Cells that were stopped are not waited for. The first step of each cell is dearer than those that follow, so
        nothing is said before every cell that runs has made one.
        """
        plans, unfinished = set(self._numbers), ("running", "waiting")
        mine = [c for c in self.cells if c.plan in plans]
        going = [c for c in mine if c.phase in unfinished]
        if not self.busy or any(c.index == 0 for c in going):
            return None
        passed = (time.monotonic() if now is None else now) - self._begun
        return seconds_left((_pace(c, c.phase in unfinished) for c in mine), passed)

    def _drop(self, plan: Plan) -> None:
        if self.busy and plan in self._numbers:
            self._dropped.add(self._numbers.index(plan))

    def _on_ready(self) -> None:
        """The time it took to read the model says nothing about the cells."""
        if self.busy and self.progress[0] == self._begun_at:
            self._begun = time.monotonic()

    def _shown_by(self, number: int) -> Iterator[tuple[int, Cell]]:
        """The cells that show the run's cell `number`."""
        if number not in self._dropped:
            plan = self._numbers[number]
            yield from [(n, cell) for n, cell in enumerate(self.cells) if cell.plan == plan]

    def _picture(self, cell: Cell) -> np.ndarray | None:
        if cell.phase in ("done", "failed"):
            return self._pictures.get(cell.number)
        return self.steps.picture(cell.plan, cell.index) if cell.index else None

    def _on_progressed(self, number: int, progress: Progress) -> None:
        mine = tuple(self._shown_by(number))
        if not mine:
            return
        problem = next((p for p in progress.notes if p.blocking), None)
        phase: Phase = "running"
        if progress.final:
            phase = "failed" if problem else "done"
        settled = self._settled(self._numbers[number], progress)
        for place, cell in mine:
            if progress.final:
                self._pictures.put(cell.number, progress.picture)
            self._change(
                place,
                phase=phase,
                index=progress.index,
                total=progress.total,
                seconds=progress.seconds,
                memory=progress.memory,
                problem=problem,
                settled=settled if phase == "done" else None,
            )

    def _settled(self, plan: Plan, progress: Progress) -> int | None:
        """Looks at the preview; says at the end from which step on hardly anything changed."""
        seen = self._small.setdefault(plan, [])
        if not progress.final:
            if progress.index:  # not while objects are generated first
                seen.append((progress.index, small_preview(progress.picture)))
            return None
        del self._small[plan]
        settled = settled_step([picture for _, picture in seen])
        return seen[settled[0] - 1][0] if settled else None

    def _on_judged(self, number: int, adherence: Adherence) -> None:
        for place, _cell in self._shown_by(number):
            self._change(place, adherence=adherence)

    def _on_ended(self) -> None:
        self.busy = False
        mine = set(self._numbers)
        for number, cell in enumerate(self.cells):
            if cell.phase == "running" or (cell.plan in mine and cell.phase == "waiting"):
                dropped = cell.phase == "waiting" and self._more
                self._change(number, phase="waiting" if dropped else "stopped")
        if self._more:
            self.start()
            return
        self.ended.emit()

    def _on_stopped(self) -> None:
        """Replaced by another run, or stopped by the user: cells that wait are not generated either."""
        self.busy = self._more = False
        for number, cell in enumerate(self.cells):
            if cell.phase in ("waiting", "running"):
                self._change(number, phase="stopped")
        self.ended.emit()

    def _on_failed(self, error: SketchpadError, _where: str) -> None:
        self._on_stopped()
        self.failed.emit(error)

    def _change(self, number: int, **changes: object) -> None:
        self._put(number, replace(self.cells[number], **changes))  # type: ignore[arg-type]

    def _put(self, number: int, cell: Cell) -> None:
        cells = list(self.cells)
        cells[number] = cell
        self.cells = tuple(cells)
        self.cell_changed.emit(number)


def _origins(plan: Plan) -> Iterator[Plan]:
    while plan.origin is not None:
        plan = plan.origin
        yield plan


def _pace(cell: Cell, goes_on: bool) -> EtaEstimator:
    request = cell.request
    methods = tuple((m.name, m.kind, m.strength > 0) for m in request.methods)
    kind = methods, request.model, request.document.width, request.document.height
    done = cell.own_steps - cell.left
    return EtaEstimator(kind, done, cell.left if goes_on else 0, cell.seconds)
