"""What the actions of the comparison do, most of them with the cell that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.look_pages import LOOKS
from sketchpad.ui.compare.matrix.metrics_text import numbers_tip
from sketchpad.ui.compare.matrix.titles import cell_title

if TYPE_CHECKING:
    from sketchpad.ui.compare.compare_window import CompareWindow

OPACITY_STEP = 10


class CompareHandlers:
    """Those of `window`, which may still be in the making."""

    def __init__(self, window: CompareWindow) -> None:
        self._window = window

    def handlers(self) -> dict[str, Callable[..., object]]:
        """By the names of the actions."""
        w = self._window
        return {
            "fit": w.link.fit,
            "zoom_in": lambda: w.pages.zoom(1),
            "zoom_out": lambda: w.pages.zoom(-1),
            "export": lambda: w.export_wanted.emit("sheet"),
            "export_steps": lambda: w.export_wanted.emit("steps"),
            "export_record": lambda: w.export_wanted.emit("record"),
            "export_bundle": lambda: w.export_wanted.emit("bundle"),
            "again": w.start,
            "stop": w.run.stop,
            "close": w.close,
            **{look: partial(self._look, look) for look in LOOKS},
            "sketch": lambda _on: w.show_overlays(),
            "matches": lambda _on: w.show_overlays(),
            "fainter": lambda: w.tools.fade(-OPACITY_STEP),
            "stronger": lambda: w.tools.fade(OPACITY_STEP),
            "back": lambda: w.scrubber.step(-1),
            "forth": lambda: w.scrubber.step(1),
            "play": w.scrubber.toggle,
            "next": lambda: w.pages.go(1),
            "previous": lambda: w.pages.go(-1),
            "other": self._compare_with,
            "swap": lambda: w.pages.look_at(w.pages.other, w.pages.current),
            "star": self._with_cell(lambda c: w.run.mark(c.plan, "star")),
            "reject": self._with_cell(lambda c: w.run.mark(c.plan, "reject")),
            "use": self._with_cell(self._use),
            "base": self._with_cell(self._base),
            "branch": self._with_cell(self._branch),
            "remake": self._with_cell(lambda c: w.run.again(c.plan)),
            "stop_cell": self._with_cell(lambda c: w.run.stop_cell(c.plan)),
            "remove": self._with_cell(self._remove),
            "restore": self._restore,
            "blind": w.blind_wanted.emit,
            "best_of": self._with_cell(lambda _c: w.best_wanted.emit()),
            "tracks": lambda _on: self._tracks(),
            "copy_tracks": self._with_cell(self._copy),
            "paste_tracks": self._with_cell(self._paste),
            "order": self._order,
            "numbers": self._with_cell(self._numbers),
            "shortcuts": self._show_keys,
        }

    def _with_cell(self, deed: Callable[[Cell], object]) -> Callable[[], None]:
        def act() -> None:
            cell = self._window.pages.cell
            if cell is not None:
                deed(cell)

        return act

    # parts of the window that are not there yet while it makes its actions

    def _look(self, look: str) -> None:
        self._window.pages.set_look(look)

    def _compare_with(self) -> None:
        self._window.pages.compare_with_present()

    def _tracks(self) -> None:
        self._window.track_deeds.show()

    def _copy(self, cell: Cell) -> None:
        self._window.track_deeds.copy(cell)

    def _paste(self, cell: Cell) -> None:
        self._window.track_deeds.paste(cell)

    def _order(self) -> None:
        self._window.tools.next_order()

    # deeds

    def _restore(self) -> None:
        matrix = self._window.run.matrix
        if matrix is not None and matrix.removed:
            self._window.run.start(replace(matrix, removed=frozenset()))

    def _numbers(self, cell: Cell) -> None:
        said = numbers_tip(cell)
        if said:
            title = cell_title(cell.place)
            self._window.notice.tell(f"{title}\n{said}", stay=True)

    def _show_keys(self) -> None:
        from sketchpad.ui.dialogs.shortcuts import ShortcutsDialog

        title = self._window.windowTitle()
        dialog = ShortcutsDialog({title: self._window.actions_.all()}, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _use(self, cell: Cell) -> None:
        if cell.phase == "done":
            self._window.used.emit(cell)

    def _base(self, cell: Cell) -> None:
        if cell.phase == "done":
            self._window.base_wanted.emit(cell)

    def _branch(self, cell: Cell) -> None:
        if cell.total > 1:
            step = self._window.sight.step_of(cell) or cell.total // 2
            self._window.branch_wanted.emit(cell, min(max(1, step), cell.total - 1))

    def _remove(self, cell: Cell) -> None:
        run = self._window.run
        if run.matrix is not None and len(run.cells) > 1:
            run.show(run.matrix.without_cell(cell.place))
