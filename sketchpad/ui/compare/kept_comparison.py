"""Comparisons stay: their finished cells go into the gallery, and come back without being made again."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject

from sketchpad.gallery.comparisons import (
    finished_cells,
    load_comparison,
    plan_key,
    save_comparison,
)
from sketchpad.gallery.library import Library
from sketchpad.gallery.record import Finished, Record
from sketchpad.generation.comparison.matrix import Matrix
from sketchpad.generation.run.init_image import picture_digest
from sketchpad.outside import ODD
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.gallery.gallery import Gallery

if TYPE_CHECKING:
    from sketchpad.generation.comparison.adherence import Adherence

_log = logging.getLogger(__name__)


class KeptComparison(QObject):
    """Writes the cells of `run` into `gallery` as they are finished, and what becomes known of them later."""

    def __init__(self, run: CompareRun, gallery: Gallery, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run, self._gallery = run, gallery
        self._name = uuid.uuid4().hex
        self._matrix: Matrix | None = None  # as it was written last
        self._cells: dict[int, tuple[object, str]] = {}  # number -> adherence and mark, as written
        self._ids: dict[int, int] = {}
        run.started.connect(self._on_started)
        run.cell_changed.connect(self._on_cell)

    def reopen(self, name: str) -> bool:
        """Show a comparison of the gallery in the run; False where that was not possible, which is told."""

        def look(library: Library) -> tuple[Matrix, dict[str, Record]]:
            return load_comparison(library.folder, name), library.of_comparison(name)

        kept = self._gallery.read(look)
        library = self._gallery.read(lambda library: library)
        if kept is None or library is None:
            return False
        matrix, records = kept
        self._name, self._matrix = name, matrix
        cells = {}
        for place, record in finished_cells(matrix, records).items():
            cell = Cell(
                place,
                _reader(library, record),
                phase="done",
                index=place.plan.steps,
                total=place.plan.steps,
                seconds=record.seconds,
                adherence=_adherence(record.score_values.get("adherence")),
                mark="star" if record.star else "",
            )
            cells[place] = cell
            self._cells[cell.number] = cell.adherence, cell.mark
            self._ids[cell.number] = record.id
        self._run.restore(matrix, cells)
        return True

    def _on_started(self) -> None:
        matrix = self._run.matrix
        if matrix is None or self._matrix is None or matrix == self._matrix:
            return
        if (
            matrix.base != self._matrix.base
        ):  # another drawing, or other settings: another comparison
            self._name, self._matrix = uuid.uuid4().hex, None
        else:
            self._save(matrix)

    def _save(self, matrix: Matrix) -> None:
        self._matrix, name = matrix, self._name
        self._gallery.write(lambda lib: save_comparison(lib.folder, name, matrix), quiet=True)

    def _on_cell(self, number: int) -> None:
        cell = self._run.cells[number]
        if cell.phase != "done":
            return
        state = cell.adherence, cell.mark
        if cell.number not in self._cells:
            self._cells[cell.number] = state
            self._keep(cell)
        elif self._cells[cell.number] != state:
            self._cells[cell.number] = state
            self._describe(cell)

    def _keep(self, cell: Cell) -> None:
        picture, matrix = cell.picture, self._run.matrix
        if picture is None or matrix is None:
            return
        if matrix != self._matrix:
            self._save(matrix)
        finished = Finished(
            cell.request,
            picture,
            cell.seconds,
            scores=_scores(cell.adherence),
            comparison=self._name,
            plan=plan_key(cell.plan),
            parent=self._digest_of_origin(cell),
            step=cell.plan.step,
        )

        def take(record: Record) -> None:
            self._ids[cell.number] = record.id
            present = next((c for c in self._run.cells if c.number == cell.number), cell)
            if (present.adherence, present.mark) != (cell.adherence, cell.mark):
                self._describe(present)

        self._gallery.keep(finished, take)

    def _describe(self, cell: Cell) -> None:
        id = self._ids.get(cell.number)  # noqa: A001 - of the gallery
        if id is None:
            return  # told when it is written
        scores, star = _scores(cell.adherence), cell.mark == "star"

        def work(library: Library) -> None:
            library.set_scores(id, scores)
            record = library.record(id)
            if record is not None and bool(record.star) != star:
                library.set_star([id], star)

        self._gallery.write(work)

    def _digest_of_origin(self, cell: Cell) -> str:
        origin = next((c for c in self._run.finished if c.plan == cell.plan.origin), None)
        picture = origin.picture if origin is not None else None
        return "" if picture is None else picture_digest(picture)


def _reader(library: Library, record: Record) -> Callable[[Cell], np.ndarray | None]:
    def read(_cell: Cell) -> np.ndarray | None:
        try:
            return library.picture(record)
        except ODD:
            _log.info("%s could not be read", record.file, exc_info=True)
            return None

    return read


def _scores(adherence: Adherence | None) -> dict[str, Any]:
    if adherence is None:
        return {}
    return {"score": adherence.score, "adherence": asdict(adherence)}


def _adherence(value: Any) -> Adherence | None:
    """What was measured, as `_scores` wrote it; None where it cannot be understood."""
    if not isinstance(value, Mapping):
        return None
    from sketchpad.generation.comparison.adherence import Adherence
    from sketchpad.metrics.boxes import Verdict
    from sketchpad.metrics.clip import ClipMatch
    from sketchpad.metrics.lines import LineAgreement

    try:
        lines, words, clip = value["lines"], value["words"], value["clip"]
        return Adherence(
            LineAgreement(**lines) if lines else None,
            tuple(Verdict(**one) if one else None for one in value["boxes"]),
            Verdict(**words) if words else None,
            ClipMatch(**clip) if clip else None,
            bool(value["lacks_clip"]),
        )
    except ODD:
        return None
