"""A comparison that fills in: which cells there are, how far each of them is, and what the user thinks of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.matrix import Cell as Place
from sketchpad.generation.matrix import Matrix, Plan
from sketchpad.generation.request import Progress, Request
from sketchpad.generation.steps import StepStore, settled_step
from sketchpad.ui.engine import Engine
from sketchpad.ui.runner import run_numbers

if TYPE_CHECKING:
    from sketchpad.generation.adherence import Adherence

Phase = Literal["waiting", "running", "done", "failed", "stopped"]
Mark = Literal["", "star", "reject"]


@dataclass(frozen=True, eq=False)
class Cell:
    """One picture among those compared, at its `place` in the matrix.

    `settled`: the step from which on its preview hardly changed; None where nobody knows.
    """

    place: Place
    phase: Phase = "waiting"
    picture: np.ndarray | None = None
    index: int = 0
    total: int = 0
    seconds: float = 0.0
    problem: Problem | None = None
    adherence: Adherence | None = None
    settled: int | None = None
    mark: Mark = ""

    @property
    def plan(self) -> Plan:
        return self.place.plan

    @property
    def request(self) -> Request:
        return self.place.plan.request

    @property
    def own_steps(self) -> int:
        """Without those that a branch takes from its origin."""
        return max(0, self.total - self.plan.step)

    @property
    def left(self) -> int:
        """Steps that are still to be made."""
        return max(0, self.total - max(self.index, self.plan.step))


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
        self._run = 0
        self._numbers: list[Plan] = []  # plans of the present run, by the engine's numbers
        self._dropped: set[int] = set()
        self._more = False  # cells came while others were being made
        self._begun, self._begun_at = 0.0, 0
        self.busy = False
        self.matrix: Matrix | None = None
        self.cells: tuple[Cell, ...] = ()
        self.steps = StepStore()
        engine.progressed.connect(self._on_progressed)
        engine.judged.connect(self._on_judged)
        engine.finished.connect(self._on_ended)
        engine.stopped.connect(self._on_stopped)
        engine.failed.connect(self._on_failed)

    def show(self, matrix: Matrix) -> None:
        """The cells of `matrix`: those there were keep what they have, those that are gone stop and are forgotten."""
        old = {cell.plan: cell for cell in self.cells}
        self.matrix = matrix
        self.cells = tuple(
            replace(old[place.plan], place=place)
            if place.plan in old
            else Cell(place, total=place.plan.steps)
            for place in matrix.cells
        )
        kept = {cell.plan for cell in self.cells}
        needed = kept | {origin for plan in kept for origin in _origins(plan)}
        for plan in old.keys() - kept:
            self._drop(plan)
            if plan not in needed:
                self.steps.forget(plan)
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
        self._run = next(run_numbers)
        self.busy = True
        self._begun, self._begun_at = time.monotonic(), self.progress[0]
        self.started.emit()
        self._engine.compare(self._run, self._numbers, self.steps, self._dropped)

    def start_all(self) -> None:
        """Make what is missing, also what was stopped or failed; where nothing is missing, everything again."""
        missing = [cell.plan for cell in self.cells if cell.phase in ("stopped", "failed")]
        if len(self.finished) == len(self.cells):
            missing = [cell.plan for cell in self.cells]
        self.again(*missing)

    def again(self, *plans: Plan) -> None:
        """Forget the pictures of these cells and make them again."""
        for number, cell in enumerate(self.cells):
            if cell.plan in plans and cell.phase != "running":
                self.steps.forget(cell.plan)
                blank = Cell(cell.place, total=cell.total, mark=cell.mark)
                self._put(number, blank)
        self.start()

    def stop(self) -> None:
        self._more = False
        if self.busy:
            self._engine.stop()

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

    def close(self) -> None:
        """Stop, and delete the kept steps."""
        self.stop()
        self.steps.close()

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
        """How long the rest will take if it goes on as it went; None before there is anything to judge by.

        Cells that were stopped are not waited for. The first step of each cell is dearer than those that follow, so
        nothing is said before every cell that runs has made one.
        """
        going = [c for c in self.cells if c.phase in ("running", "waiting")]
        made = self.progress[0] - self._begun_at
        if not self.busy or made < 2 or any(c.index == 0 for c in going):
            return None
        rest = sum(c.left for c in going)
        passed = (time.monotonic() if now is None else now) - self._begun
        return passed * rest / made

    def _drop(self, plan: Plan) -> None:
        if self.busy and plan in self._numbers:
            self._dropped.add(self._numbers.index(plan))

    def _mine(self, run: int, number: int) -> Iterator[tuple[int, Cell]]:
        """The cells that show the engine's cell `number`."""
        if run == self._run and self.busy and number not in self._dropped:
            plan = self._numbers[number]
            yield from [(n, cell) for n, cell in enumerate(self.cells) if cell.plan == plan]

    def _on_progressed(self, run: int, number: int, progress: Progress) -> None:
        for place, _cell in self._mine(run, number):
            problem = next((p for p in progress.notes if p.blocking), None)
            phase: Phase = "running"
            if progress.final:
                phase = "failed" if problem else "done"
            self._change(
                place,
                phase=phase,
                picture=progress.picture,
                index=progress.index,
                total=progress.total,
                seconds=progress.seconds,
                problem=problem,
                settled=self._settled(self._numbers[number]) if phase == "done" else None,
            )

    def _settled(self, plan: Plan) -> int | None:
        steps = self.steps.steps(plan)
        pictures = [self.steps.picture(plan, step) for step in steps]
        kept = [picture for picture in pictures if picture is not None]
        found = settled_step(kept)
        return steps[found[0] - 1] if found and len(kept) == len(steps) else None

    def _on_judged(self, run: int, number: int, adherence: Adherence) -> None:
        for place, _cell in self._mine(run, number):
            self._change(place, adherence=adherence)

    def _on_ended(self, run: int) -> None:
        if run != self._run or not self.busy:
            return
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

    def _on_stopped(self, run: int) -> None:
        """Somebody else took the engine, or the user had enough: what waits is not made either."""
        if run != self._run or not self.busy:
            return
        self.busy = self._more = False
        for number, cell in enumerate(self.cells):
            if cell.phase in ("waiting", "running"):
                self._change(number, phase="stopped")
        self.ended.emit()

    def _on_failed(self, run: int, _sentence: str, _where: str) -> None:
        if run == self._run and self.busy:
            self._on_stopped(run)
            self.failed.emit(self._engine.last_error or SketchpadError())

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
