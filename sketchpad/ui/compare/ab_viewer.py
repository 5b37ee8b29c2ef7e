"""Two cells looked at closely: one alone, a line between both that can be dragged, or their difference."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.cells.image_source import ImageSource
from sketchpad.ui.compare.cells.layered_view import Layer, LayeredView, Source
from sketchpad.ui.compare.matrix.titles import cell_title
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.picture_view import ViewLink

Look = Literal["one", "swipe", "difference"]


class ABViewer(Panel):
    """Two cells in detail: one alone, a draggable divider between both, or their difference.

    Signals:
        chosen: the numbers of the two cells, as the user chose them here.
    """

    chosen = Signal(int, int)

    def __init__(self, link: ViewLink, sight: ImageSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sight = sight
        self._cells: tuple[Cell, ...] = ()
        self._flickers = False
        self.look: Look = "one"
        self.one, self.other = QComboBox(), QComboBox()
        self.swap = QToolButton()
        self.swap.setIconSize(QSize(18, 18))
        icons.set_icon(self.swap, "swap")
        self._against, self._now = QLabel(), QLabel()
        self._now.setObjectName("live")
        self.view = LayeredView(margin=10)
        link.add(self.view)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.one, 2)
        row.addWidget(self._against)
        row.addWidget(self.other, 2)
        row.addWidget(self.swap)
        row.addStretch(1)
        row.addWidget(self._now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.view, 1)
        for combo in (self.one, self.other):
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            combo.setMinimumContentsLength(18)
            combo.currentIndexChanged.connect(self._on_chosen)
        self.swap.clicked.connect(self.swap_both)
        self.retranslate()

    def retranslate(self) -> None:
        self.one.setAccessibleName(self.tr("First picture"))
        self.other.setAccessibleName(self.tr("Second picture"))
        for combo in (self.one, self.other):
            combo.view().setAccessibleName(combo.accessibleName())
        self.view.setAccessibleName(self.tr("First picture"))
        self.swap.setToolTip(self.tr("Swap both (C)"))
        self.swap.setAccessibleName(self.tr("Swap both"))
        self._fill()
        self.redraw()

    def set_cells(self, cells: tuple[Cell, ...], one: int, other: int) -> None:
        """What there is to choose from, and the numbers of the two that are looked at."""
        self._cells = cells
        self._fill()
        with QSignalBlocker(self.one), QSignalBlocker(self.other):
            self.one.setCurrentIndex(one)
            self.other.setCurrentIndex(other)
        self.redraw()

    def set_look(self, look: Look) -> None:
        self.look = look
        self.redraw()

    def swap_both(self) -> None:
        self.chosen.emit(self.other.currentIndex(), self.one.currentIndex())

    def flicker(self, on: bool) -> None:
        """Show the second picture as long as a key is held."""
        if on != self._flickers:
            self._flickers = on
            self.redraw()

    def show_overlays(self, layers: tuple[Layer, ...], opacity: float) -> None:
        self.view.set_overlays(layers, opacity)

    @property
    def on_view(self) -> int:
        """The number of the cell that is seen (the first, unless flickering)."""
        return (self.other if self._flickers else self.one).currentIndex()

    def redraw(self) -> None:
        """Show the two cells as they are now."""
        two = self.look != "one"
        self._against.setText(self.tr("against"))
        number = self.on_view
        if not 0 <= number < len(self._cells):
            self.view.set_source(None)
            return
        cell = self._cells[number]
        self.view.set_page_size(cell.request.document.width, cell.request.document.height)
        self._now.setText(cell_title(cell.place))
        self._now.setVisible(self._flickers or self.look == "one")
        source = self._source(cell)
        second = self.other.currentIndex()
        beside = self._cells[second] if 0 <= second < len(self._cells) else None
        if self.look == "difference" and beside is not None and not self._flickers:
            source = self._sight.difference(cell, beside)
        self.view.set_source(source)
        self.view.setAccessibleName(cell_title(cell.place))
        swipes = two and self.look == "swipe" and beside is not None and not self._flickers
        split = self.view.split if self.view.split is not None else 0.5
        other = self._source(beside) if swipes and beside is not None else None
        self.view.set_other(other, split)

    def _source(self, cell: Cell) -> Source:
        return self._sight.source(self._sight.of(cell), cell.request.document)

    def _fill(self) -> None:
        names = [cell_title(cell.place) for cell in self._cells]
        for combo in (self.one, self.other):
            if [combo.itemText(n) for n in range(combo.count())] != names:
                with QSignalBlocker(combo):
                    at = combo.currentIndex()
                    combo.clear()
                    combo.addItems(names)
                    combo.setCurrentIndex(min(at, len(names) - 1))

    def _on_chosen(self) -> None:
        if min(self.one.currentIndex(), self.other.currentIndex()) >= 0:
            self.chosen.emit(self.one.currentIndex(), self.other.currentIndex())
