"""The cells all together, or one or two of them closely; and which two those are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from sketchpad.ui.compare.ab_viewer import ABViewer
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.cells.image_source import ImageSource
from sketchpad.ui.compare.cells.layered_view import Layer
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.matrix.matrix_grid import MatrixGrid

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
