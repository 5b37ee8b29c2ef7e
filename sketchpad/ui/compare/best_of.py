"""The same with several seeds, and which of them followed the drawing best."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from sketchpad.errors import SketchpadError
from sketchpad.generation.comparison.adherence import ranked
from sketchpad.generation.comparison.matrix import Change, Matrix
from sketchpad.generation.request.request import Request
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.look_pages import LookPages
from sketchpad.ui.compare.matrix.matrix_edits import with_seeds
from sketchpad.ui.compare.matrix.metrics_text import numbers_line
from sketchpad.ui.compare.matrix.titles import cell_title
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.widgets.notice_bar import Choice, NoticeBar

USUAL, MOST = 8, 100


def matrix_of(request: Request, count: int) -> Matrix:
    """`request` with its own seed and the following ones."""
    from sketchpad.generation.comparison.adherence import seeds_of

    seeds = (plan.request.sampling.seed for plan in seeds_of(request, count))
    return Matrix(request, tuple(Change("seed", seed) for seed in seeds))


class BestOf(QObject):
    """Puts cells in order of how well they follow, and tells the best one when all are made.

    Args:
        sort: puts the cells in an order by its name.

    Signals:
        used: the Cell that the user takes.
    """

    used = Signal(object)

    def __init__(
        self,
        run: CompareRun,
        pages: LookPages,
        notice: NoticeBar,
        sort: Callable[[str], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._run, self._pages, self._notice, self._sort = run, pages, notice, sort
        self._waits = False
        run.ended.connect(self._on_ended)

    def start(self, cell: Cell, count: int) -> None:
        """`count` pictures more, of the next seeds, with all that is compared."""
        matrix = self._run.matrix
        if matrix is None:
            return
        try:
            more = with_seeds(matrix, cell.request.sampling.seed, count)
            if more is None:
                self._notice.tell(
                    self.tr("Rows and columns are both taken. Make one of them seeds first.")
                )
                return
            self.expect()
            self._run.start(more)
        except SketchpadError as error:
            self._notice.tell(sentence(error), "error")

    def expect(self) -> None:
        """The run that comes, or goes on, is to tell its best."""
        self._waits = True
        self._sort("score")

    def _on_ended(self) -> None:
        waited, self._waits = self._waits, False
        cells = self._run.finished
        if not waited or len(cells) < 2:
            return
        best = ranked([(cell, cell.adherence) for cell in cells])[0]
        if best.adherence is None or best.adherence.score is None:
            self._notice.tell(
                self.tr("Nothing can be measured here: no line is drawn, and no word is known.")
            )
            return
        self._pages.look_at(self._run.cells.index(best), self._pages.other)
        text = self.tr("Best of {count}: {name} – {numbers}").format(
            count=len(cells), name=cell_title(best.place), numbers=numbers_line(best)
        )
        use = Choice(self.tr("Use it"), lambda: self.used.emit(best))
        self._notice.tell(text, "info", use, stay=True)
