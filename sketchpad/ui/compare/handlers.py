"""What the actions of the comparison do, most of them with the cell that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, SignalInstance

from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.cells.image_source import ImageSource
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.curve_handlers import CurveHandlers
from sketchpad.ui.compare.look_pages import LOOKS, LookPages
from sketchpad.ui.compare.matrix.metrics_text import numbers_tip
from sketchpad.ui.compare.matrix.titles import cell_title
from sketchpad.ui.widgets.notice_bar import NoticeBar


class CompareHandlers(QObject):
    """Acts on the cells of `run` and on how `pages` show them.

    Signals:
        used: the Cell whose picture and settings the user wants.
        base_wanted: the Cell whose picture is to lie under the drawing.
        branch_wanted: the Cell to leave, and the step that is looked at.
        best_wanted: the user wants more seeds, and to know the best.
    """

    used = Signal(object)
    base_wanted = Signal(object)
    branch_wanted = Signal(object, int)
    best_wanted = Signal()

    def __init__(
        self,
        run: CompareRun,
        pages: LookPages,
        sight: ImageSource,
        curves: CurveHandlers,
        notice: NoticeBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._run, self._pages, self._sight = run, pages, sight
        self._curves, self._notice = curves, notice

    def handlers(self) -> dict[str, Callable[..., object]]:
        """By the names of the actions."""
        run, pages, curves = self._run, self._pages, self._curves
        return {
            "zoom_in": partial(pages.zoom, 1),
            "zoom_out": partial(pages.zoom, -1),
            "stop": run.stop,
            **{look: partial(pages.set_look, look) for look in LOOKS},
            "next": partial(pages.go, 1),
            "previous": partial(pages.go, -1),
            "other": pages.compare_with_present,
            "swap": lambda: pages.look_at(pages.other, pages.current),
            "star": self._with_cell(lambda c: run.mark(c.plan, "star")),
            "reject": self._with_cell(lambda c: run.mark(c.plan, "reject")),
            "use": self._with_cell(partial(self._if_done, self.used)),
            "base": self._with_cell(partial(self._if_done, self.base_wanted)),
            "branch": self._with_cell(self._branch),
            "remake": self._with_cell(lambda c: run.again(c.plan)),
            "stop_cell": self._with_cell(lambda c: run.stop_cell(c.plan)),
            "remove": self._with_cell(self._remove),
            "restore": self._restore,
            "best_of": self._with_cell(lambda _c: self.best_wanted.emit()),
            "tracks": curves.set_wanted,
            "copy_tracks": self._with_cell(curves.copy),
            "paste_tracks": self._with_cell(curves.paste),
            "numbers": self._with_cell(self._numbers),
        }

    def _with_cell(self, act: Callable[[Cell], object]) -> Callable[[], None]:
        def act_on_present() -> None:
            cell = self._pages.cell
            if cell is not None:
                act(cell)

        return act_on_present

    def _restore(self) -> None:
        matrix = self._run.matrix
        if matrix is not None and matrix.removed:
            self._run.start(replace(matrix, removed=frozenset()))

    def _numbers(self, cell: Cell) -> None:
        tip = numbers_tip(cell)
        if tip:
            self._notice.tell(f"{cell_title(cell.place)}\n{tip}", stay=True)

    @staticmethod
    def _if_done(signal: SignalInstance, cell: Cell) -> None:
        if cell.phase == "done":
            signal.emit(cell)

    def _branch(self, cell: Cell) -> None:
        if cell.total > 1:
            step = self._sight.step_of(cell) or cell.total // 2
            self.branch_wanted.emit(cell, min(max(1, step), cell.total - 1))

    def _remove(self, cell: Cell) -> None:
        if self._run.matrix is not None and len(self._run.cells) > 1:
            self._run.show(self._run.matrix.without_cell(cell.place))
