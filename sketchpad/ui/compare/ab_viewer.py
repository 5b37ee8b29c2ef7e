"""Two cells looked at closely: one alone, a line between both that can be dragged, or their difference."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel

from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.cells.image_source import ImageSource
from sketchpad.ui.compare.cells.layered_view import LayeredView, Source
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
