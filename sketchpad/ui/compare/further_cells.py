"""Further cells: more seeds, and which of them followed the drawing best; curves on their way from cell to cell."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from sketchpad.generation.comparison.adherence import ranked
from sketchpad.generation.comparison.matrix import Change, Matrix
from sketchpad.generation.request.method_settings import Curve, MethodSettings
from sketchpad.generation.request.request import Request
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.curve_tracks import CurveTracks
from sketchpad.ui.compare.look_pages import LookPages
from sketchpad.ui.compare.matrix.matrix_edits import (
    methods_of,
    with_curves,
    with_methods,
    with_seeds,
)
from sketchpad.ui.compare.matrix.metrics_text import numbers_line
from sketchpad.ui.compare.matrix.titles import cell_title
from sketchpad.ui.connections import errors_to
from sketchpad.ui.widgets import curve_clipboard
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
        with errors_to(self._notice.tell_error):
            more = with_seeds(matrix, cell.request.sampling.seed, count)
            if more is None:
                full = self.tr("Rows and columns are both taken. Make one of them seeds first.")
                self._notice.tell(full)
                return
            self.expect()
            self._run.start(more)

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
            nothing = self.tr(
                "Nothing can be measured here: no line is drawn, and no word is known."
            )
            self._notice.tell(nothing)
            return
        self._pages.look_at(self._run.cells.index(best), self._pages.other)
        text = self.tr("Best of {count}: {name} – {numbers}").format(
            count=len(cells), name=cell_title(best.place), numbers=numbers_line(best)
        )
        use = Choice(self.tr("Use it"), lambda: self.used.emit(best))
        self._notice.tell(text, "info", use, stay=True)


class CurveHandlers(QObject):
    """Shows the tracks of the present cell while they are `wanted`, copies and pastes them."""

    def __init__(
        self, run: CompareRun, pages: LookPages, tracks: CurveTracks, notice: NoticeBar
    ) -> None:
        super().__init__(tracks)
        self._run, self._pages, self._tracks, self._notice = run, pages, tracks, notice
        self._wanted = False
        tracks.add_wanted.connect(lambda methods: self.make(methods, instead=False))
        tracks.replace_wanted.connect(lambda methods: self.make(methods, instead=True))
        pages.cells_changed.connect(self.show)

    def set_wanted(self, wanted: bool) -> None:
        self._wanted = wanted
        self.show()

    def show(self) -> None:
        """The tracks of the present cell, where they are wanted."""
        self._tracks.setVisible(self._wanted)
        if self._wanted:
            self._tracks.show_cell(self._run.matrix, self._pages.cell)

    def copy(self, cell: Cell) -> None:
        methods = self._methods(cell)
        if not methods:
            self._tell_none()
            return
        curve_clipboard.put_tracks(methods)
        self._notice.tell(
            self.tr("Copied: paste it onto another cell, or into a curve with the keyboard in it.")
        )

    def paste(self, cell: Cell) -> None:
        """A further cell with the methods of `cell` and the curves that were copied."""
        copied, methods = curve_clipboard.tracks(), self._methods(cell)
        if not methods:
            self._tell_none()
            return
        if not copied:
            self._notice.tell(self.tr("No track of guidance was copied yet."))
            return

        def curve_of(method: MethodSettings) -> Curve | None:
            own = copied.get(curve_clipboard.name_of(method), copied.get(method.name))
            return own if own is not None or len(copied) > 1 else next(iter(copied.values()))

        self.make(with_curves(methods, curve_of), instead=False)

    def make(self, methods: tuple[MethodSettings, ...], *, instead: bool) -> None:
        """Compare the present cell's `methods`, changed, with all the rest, or instead of it."""
        run, cell = self._run, self._pages.cell
        if run.matrix is None or cell is None:
            return
        before = {cell.plan for cell in run.cells}
        with errors_to(self._notice.tell_error):
            matrix = with_methods(run.matrix, cell.place, methods, instead=instead)
            if matrix is None:
                full = self.tr("Rows and columns are both taken. Make one of them methods first.")
                self._notice.tell(full)
                return
            run.start(matrix)
            new = [n for n, cell in enumerate(run.cells) if cell.plan not in before]
            if new:
                self._pages.look_at(new[0], self._pages.current)
            else:
                self._notice.tell(self.tr("There is such a cell already."))

    def _methods(self, cell: Cell) -> tuple[MethodSettings, ...]:
        matrix = self._run.matrix
        return () if matrix is None else methods_of(matrix, cell.place)

    def _tell_none(self) -> None:
        self._notice.tell(self.tr("This cell has no method, so it has no tracks."))
