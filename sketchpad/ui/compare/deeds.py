"""What the actions of the comparison do, most of them with the cell that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sketchpad.ui.compare.cell import Cell
from sketchpad.ui.compare.window_parts import LOOKS

if TYPE_CHECKING:
    from sketchpad.ui.compare.compare_window import CompareWindow

OPACITY_STEP = 10


class Deeds:
    """Those of `window`, which may still be in the making."""

    def __init__(self, window: CompareWindow) -> None:
        self._window = window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """By the names of the actions."""
        w = self._window
        return {
            "fit": w.link.fit,
            "zoom_in": lambda: w.link.zoom_step(1),
            "zoom_out": lambda: w.link.zoom_step(-1),
            "export": lambda: w.export_wanted.emit("sheet"),
            "export_steps": lambda: w.export_wanted.emit("steps"),
            "export_record": lambda: w.export_wanted.emit("record"),
            "export_bundle": lambda: w.export_wanted.emit("bundle"),
            "again": w.start,
            "stop": w.run.stop,
            "close": w.close,
            **{look: partial(w.set_look, look) for look in LOOKS},
            "sketch": w.show_overlays,
            "matches": w.show_overlays,
            "fainter": lambda: w.tools.fade(-OPACITY_STEP),
            "stronger": lambda: w.tools.fade(OPACITY_STEP),
            "back": lambda: w.scrubber.step(-1),
            "forth": lambda: w.scrubber.step(1),
            "play": w.scrubber.toggle,
            "next": lambda: w.go(1),
            "previous": lambda: w.go(-1),
            "other": lambda: w.look_at(w.current, w.current, move=True),
            "swap": lambda: w.look_at(w.other, w.current),
            "star": self._with_cell(lambda c: w.run.mark(c.plan, "star")),
            "reject": self._with_cell(lambda c: w.run.mark(c.plan, "reject")),
            "use": self._with_cell(self._use),
            "base": self._with_cell(self._base),
            "branch": self._with_cell(self._branch),
            "remake": self._with_cell(lambda c: w.run.again(c.plan)),
            "stop_cell": self._with_cell(lambda c: w.run.stop_cell(c.plan)),
            "remove": self._with_cell(self._remove),
            "blind": w.blind_wanted.emit,
        }

    def _with_cell(self, deed: Callable[[Cell], object]) -> Callable[[], None]:
        def act() -> None:
            cells = self._window.run.cells
            if self._window.current < len(cells):
                deed(cells[self._window.current])

        return act

    def _use(self, cell: Cell) -> None:
        if cell.phase == "done":
            self._window.used.emit(cell)

    def _base(self, cell: Cell) -> None:
        if cell.phase == "done":
            self._window.base_wanted.emit(cell)

    def _branch(self, cell: Cell) -> None:
        if cell.total > 1:
            position = self._window.scrubber.position or cell.total // 2
            self._window.branch_wanted.emit(cell, min(max(1, position), cell.total - 1))

    def _remove(self, cell: Cell) -> None:
        run = self._window.run
        if run.matrix is not None and len(run.cells) > 1:
            run.show(run.matrix.without_cell(cell.place))
