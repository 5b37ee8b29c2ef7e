"""A comparison as a value that fills in: which cells there are, and how far each of them is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.request import Progress, Request
from sketchpad.ui.engine import Engine
from sketchpad.ui.runner import run_numbers

Phase = Literal["waiting", "running", "done", "failed", "stopped"]
Namer = Callable[[Request], Sequence[tuple[str, Request]]]


@dataclass(frozen=True, eq=False)
class Cell:
    """One request among those compared. `mode` names it: "none" or a method."""

    mode: str
    request: Request
    phase: Phase = "waiting"
    picture: np.ndarray | None = None
    index: int = 0
    total: int = 0
    seconds: float = 0.0
    problem: Problem | None = None


class CompareRun(QObject):
    """Runs any number of cells from the same noise. What is finished stays, whatever happens to the rest.

    Signals:
        started: there are new cells.
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
        self.busy = False
        self.cells: tuple[Cell, ...] = ()
        engine.progressed.connect(self._on_progressed)
        engine.finished.connect(self._on_ended)
        engine.stopped.connect(self._on_ended)
        engine.failed.connect(self._on_failed)

    def start(self, modes: Sequence[tuple[str, Request]]) -> None:
        self.cells = tuple(
            Cell(mode, request, total=request.sampling.steps) for mode, request in modes
        )
        self._run = next(run_numbers)
        self.busy = True
        self.started.emit()
        self._engine.compare(self._run, [cell.request for cell in self.cells])

    def stop(self) -> None:
        if self.busy:
            self._engine.stop()

    @property
    def finished(self) -> tuple[Cell, ...]:
        """The cells that have their picture."""
        return tuple(cell for cell in self.cells if cell.phase == "done")

    @property
    def progress(self) -> tuple[int, int]:
        """Steps done and steps in all."""
        return sum(c.total if c.phase == "done" else c.index for c in self.cells), sum(
            c.total for c in self.cells
        )

    def _on_progressed(self, run: int, number: int, progress: Progress) -> None:
        if run != self._run or not self.busy:
            return
        problem = next((p for p in progress.notes if p.blocking), None)
        phase: Phase = "running"
        if progress.final:
            phase = "failed" if problem else "done"
        self._change(
            number,
            phase=phase,
            picture=progress.picture,
            index=progress.index,
            total=progress.total,
            seconds=progress.seconds,
            problem=problem,
        )

    def _on_ended(self, run: int) -> None:
        if run != self._run or not self.busy:
            return
        self.busy = False
        for number, cell in enumerate(self.cells):
            if cell.phase in ("waiting", "running"):
                self._change(number, phase="stopped")
        self.ended.emit()

    def _on_failed(self, run: int, _sentence: str, _where: str) -> None:
        if run == self._run and self.busy:
            self._on_ended(run)
            self.failed.emit(self._engine.last_error or SketchpadError())

    def _change(self, number: int, **changes: object) -> None:
        cells = list(self.cells)
        cells[number] = replace(cells[number], **changes)  # type: ignore[arg-type]
        self.cells = tuple(cells)
        self.cell_changed.emit(number)
