"""The cells all together, or one or two of them closely; and which two those are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QStackedWidget

from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.cells.image_source import ImageSource
from sketchpad.ui.compare.cells.layered_view import Layer, LayeredView, Source
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.matrix.matrix_grid import MatrixGrid
from sketchpad.ui.compare.matrix.titles import cell_title
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import STRETCH, describe, hbox, label, tool_button, vbox
from sketchpad.ui.widgets.field import Choice
from sketchpad.ui.widgets.picture_view import ViewLink

Look = Literal["one", "swipe", "difference"]


class ABViewer(Panel):
    """Two cells in detail: one alone, a draggable divider between both, or their difference.

    Signals:
        chosen: the numbers of the two cells, as the user chose them here.
    """

    chosen = Signal(int, int)

    def __init__(self, link: ViewLink, sight: ImageSource) -> None:
        super().__init__()
        self._sight = sight
        self._cells: tuple[Cell, ...] = ()
        self._flickers = False
        self.look: Look = "one"
        self.one, self.other = Choice(), Choice()
        self.swap = tool_button("swap", 18)
        self._against, self._now = QLabel(), label("live")
        self.view = LayeredView(margin=10)
        link.add(self.view)
        both = ((self.one, 2), self._against, (self.other, 2), self.swap)
        vbox(hbox(*both, STRETCH, self._now, spacing=8), (self.view, 1), on=self, spacing=8)
        for combo in (self.one, self.other):
            combo.setMinimumContentsLength(18)
            combo.currentIndexChanged.connect(self._on_chosen)
        self.swap.clicked.connect(self.swap_both)
        self.retranslate()

    def retranslate(self) -> None:
        describe(self.one, self.tr("First picture"), tip="")
        describe(self.other, self.tr("Second picture"), tip="")
        self.view.setAccessibleName(self.tr("First picture"))
        describe(self.swap, self.tr("Swap both"), self.tr("Swap both (C)"))
        self._fill()
        self.redraw()

    def set_cells(self, cells: tuple[Cell, ...], one: int, other: int) -> None:
        """What there is to choose from, and the numbers of the two that are looked at."""
        self._cells = cells
        self._fill()
        self.one.choose(one)
        self.other.choose(other)
        self.redraw()

    def swap_both(self) -> None:
        self.chosen.emit(self.other.currentIndex(), self.one.currentIndex())

    def flicker(self, on: bool) -> None:
        """Show the second picture as long as a key is held."""
        if on != self._flickers:
            self._flickers = on
            self.redraw()

    @property
    def on_view(self) -> int:
        """The number of the cell that is seen (the first, unless flickering)."""
        return (self.other if self._flickers else self.one).currentIndex()

    def redraw(self) -> None:
        """Show the two cells as they are now."""
        self._against.setText(self.tr("against"))
        cells, number, second = self._cells, self.on_view, self.other.currentIndex()
        if not 0 <= number < len(cells):
            self.view.set_source(None)
            return
        cell = cells[number]
        self.view.set_page_size(cell.request.document.width, cell.request.document.height)
        self._now.setText(cell_title(cell.place))
        self._now.setVisible(self._flickers or self.look == "one")
        self.view.setAccessibleName(cell_title(cell.place))
        beside = cells[second] if 0 <= second < len(cells) and not self._flickers else None
        differs = self.look == "difference" and beside is not None
        self.view.set_source(
            self._sight.difference(cell, beside) if differs and beside else self._source(cell)
        )
        other = self._source(beside) if self.look == "swipe" and beside is not None else None
        self.view.set_other(other, self.view.split if self.view.split is not None else 0.5)

    def _source(self, cell: Cell) -> Source:
        return self._sight.source(self._sight.of(cell), cell.request.document)

    def _fill(self) -> None:
        names = [(cell_title(cell.place), n) for n, cell in enumerate(self._cells)]
        for combo in (self.one, self.other):
            combo.fill(names)

    def _on_chosen(self) -> None:
        if min(self.one.currentIndex(), self.other.currentIndex()) >= 0:
            self.chosen.emit(self.one.currentIndex(), self.other.currentIndex())


LOOKS = ("grid", "one", "swipe", "difference")
Overlays = Callable[[Cell], tuple[tuple[Layer, ...], float]]
"""What lies over a cell's picture, and its opacity."""


class LookPages(QStackedWidget):
    """Switches between the grid of cells and the close view of one or two of them.

    Signals:
        look_changed: one of LOOKS.
        cells_changed: other cells are looked at.
    """

    look_changed = Signal(str)
    cells_changed = Signal()

    def __init__(
        self,
        run: CompareRun,
        grid: MatrixGrid,
        stage: ABViewer,
        sight: ImageSource,
        overlays: Overlays,
    ) -> None:
        super().__init__()
        self._run, self._sight, self._overlays = run, sight, overlays
        self.grid, self.stage = grid, stage
        self.current, self.other = 0, 1
        self.addWidget(grid)
        self.addWidget(stage)
        stage.chosen.connect(self.look_at)
        stage.view.activated.connect(lambda: self.set_look("grid"))

    @property
    def cell(self) -> Cell | None:
        """The one that keys act on."""
        return self._run.cells[self.current] if self.current < len(self._run.cells) else None

    @property
    def is_close(self) -> bool:
        return self.currentWidget() is self.stage

    def set_look(self, look: str) -> None:
        """One of LOOKS."""
        if look == "grid":
            self.setCurrentWidget(self.grid)
            if self.grid.cells:
                self.grid.cells[self.current].view.setFocus()
        else:
            self.stage.look = look  # type: ignore[assignment]
            if self.current == self.other and len(self._run.cells) > 1:
                self.other = (self.current + 1) % len(self._run.cells)
            self.setCurrentWidget(self.stage)
            self.refresh_stage()
            self.stage.view.setFocus()
        self.look_changed.emit(look)

    def closer(self, number: int) -> None:
        self.look_at(number, self.other)
        self.set_look("one")

    def look_at(self, one: int, other: int) -> None:
        """The cell keys act on, and the one it is compared with."""
        self.current, self.other = one, other
        for number, view in enumerate(self.grid.cells):
            view.set_current(number == one)
        self.refresh_stage()
        self.cells_changed.emit()

    def compare_with_present(self) -> None:
        """The present cell becomes the one that the others are compared with, and the next one is looked at."""
        self.look_at((self.current + 1) % max(1, len(self._run.cells)), self.current)

    def go(self, by: int) -> None:
        """To another cell, as they lie."""
        order = self.grid.order
        if not order:
            return
        at = order.index(self.current) if self.current in order else 0
        self.bring(order[(at + by) % len(order)], self.other)

    def bring(self, number: int, other: int) -> None:
        """As `look_at`, and scroll to where it is."""
        self.look_at(number, other)
        if not self.is_close:
            view = self.grid.cells[self.current]
            view.view.setFocus()
            self.grid.bring(view)

    def zoom(self, direction: int) -> None:
        """A step closer, or back where `direction` is below 0; all cells follow the one in sight."""
        if self.is_close:
            self.stage.view.zoom_step(direction)
        elif self.current < len(self.grid.cells):
            self.grid.cells[self.current].view.zoom_step(direction)

    def keep_within(self) -> None:
        """There are fewer cells, perhaps."""
        last = max(0, len(self._run.cells) - 1)
        self.look_at(min(self.current, last), min(self.other, last))

    def refresh_stage(self) -> None:
        if not self.is_close or not self._run.cells:
            return
        self.stage.set_cells(self._run.cells, self.current, self.other)
        number = self.stage.on_view
        if 0 <= number < len(self._run.cells):
            self.stage.view.set_overlays(*self._overlays(self._run.cells[number]))

    def show_pictures(self) -> None:
        """Those of the step that is looked at."""
        for view, cell in zip(self.grid.cells, self._run.cells, strict=False):
            view.show_picture(self._sight.of(cell))
        self.show_overlays()

    def show_overlays(self) -> None:
        for view, cell in zip(self.grid.cells, self._run.cells, strict=False):
            view.view.set_overlays(*self._overlays(cell))
        self.refresh_stage()

    def show_cell(self, number: int) -> None:
        """A cell has changed."""
        cell, view = self._run.cells[number], self.grid.cells[number]
        view.show_cell(cell)
        view.show_picture(self._sight.of(cell))
        if cell.phase == "done":
            view.view.set_overlays(*self._overlays(cell))
            self.grid.reorder()
        if number in (self.current, self.other):
            self.refresh_stage()

    def flicker(self, on: bool) -> None:
        """As long as a key is held: closely, the second picture; among all cells, the present one everywhere."""
        cells = self._run.cells
        if not self.is_close and self.current < len(cells):
            for view, cell in zip(self.grid.cells, cells, strict=False):
                view.show_picture(self._sight.of(cells[self.current] if on else cell))
        self.stage.flicker(on)
