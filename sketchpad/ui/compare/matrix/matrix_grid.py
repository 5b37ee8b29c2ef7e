"""The cells laid out: as the matrix with its headings, or one after the other in another order."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from sketchpad.generation.comparison.matrix import CellPosition, Change, Matrix
from sketchpad.ui.compare.cells.cell_view import CellView, heading
from sketchpad.ui.compare.cells.image_source import ImageSource
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.matrix.metrics_text import ordered
from sketchpad.ui.compare.matrix.titles import change_detail, change_title
from sketchpad.ui.connections import discard
from sketchpad.ui.style.shorthand import label, named
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.picture_view import ViewLink

SMALLEST = 190  # pixels a cell has at least; where there is no room for that, one scrolls
ROW_HEADS = 84, 150  # pixels of the headings of rows, at least and at most
_TALLER = 62  # a cell's head and foot


class MatrixGrid(QScrollArea):
    """Lays out the cells as a matrix with headings, or in another order.

    Args:
        wire: called with each new CellView, to connect its signals.
    """

    def __init__(
        self, run: CompareRun, link: ViewLink, sight: ImageSource, wire: Callable[[CellView], None]
    ) -> None:
        super().__init__()
        self._run, self._link, self._sight, self._wire = run, link, sight, wire
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("matrix_area")
        self.viewport().setAutoFillBackground(False)
        self.cells: list[CellView] = []
        self.headings: list[ElidedLabel] = []
        self._order = "matrix"
        self.order: list[int] = []
        """The numbers of the cells, as they lie."""

    def rebuild(self, order: str = "matrix") -> None:
        """Make the views of the run's cells anew where cells have changed, and lay all of them out."""
        old = {view.cell.place: view for view in self.cells}
        matrix = self._run.matrix
        strict = order == "matrix" and matrix is not None and bool(matrix.rows and matrix.columns)
        page = named(QWidget(), "matrix_page")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        self.headings = []
        self.cells = []
        for cell in self._run.cells:
            view = old.pop(cell.place, None)
            if view is None or view.property("short") != strict:
                if view is not None:
                    discard(view)
                view = CellView(cell, self._link, self._sight, short=strict)
                view.setProperty("short", strict)
                self._wire(view)
            self.cells.append(view)
        for view in old.values():
            discard(view)
        self._order = order
        self._rank()
        if strict:
            self._lay_matrix(grid)
        else:
            self._lay_flow(grid)
        previous = self.takeWidget()
        self.setWidget(page)
        page.show()
        if previous is not None:
            previous.deleteLater()

    def bring(self, view: CellView) -> None:
        """Scroll to `view`, which may not have its place yet."""
        page = self.widget()
        layout = page.layout() if page is not None else None
        if page is not None and layout is not None:
            layout.activate()
            page.resize(page.size().expandedTo(layout.minimumSize()))
        self.ensureWidgetVisible(view)

    def reorder(self) -> None:
        """The numbers have changed: put the cells where they belong now."""
        page = self.widget()
        if self._order == "matrix" or page is None:
            return
        grid = page.layout()
        assert isinstance(grid, QGridLayout)
        self._rank()
        self._lay_flow(grid)

    def _rank(self) -> None:
        self.order = ordered(self._run.cells, self._order)
        measured = self._order != "matrix"
        for rank, number in enumerate(self.order, 1):
            done = self._run.cells[number].phase == "done"
            self.cells[number].set_rank(rank if measured and done else None)

    def _lay_matrix(self, grid: QGridLayout) -> None:
        matrix = self._run.matrix
        assert matrix is not None
        columns: dict[Change | None, int] = {c: n for n, c in enumerate(matrix.columns, 1)}
        rows: dict[Change | None, int] = {r: n for n, r in enumerate(matrix.rows, 1)}
        self._heads(grid, matrix)
        for number in rows.values():
            grid.setRowStretch(number, 1)
            grid.setRowMinimumHeight(number, SMALLEST + _TALLER)
        for number in columns.values():
            grid.setColumnStretch(number, 1)
            grid.setColumnMinimumWidth(number, SMALLEST)
        taken: set[CellPosition] = set()
        below, across = len(rows) + 1, 0
        for view in self.cells:
            place = view.cell.place
            at = rows.get(place.spot.row), columns.get(place.spot.column)
            if place.branch or place.spot in taken or None in at:
                line, column_number = divmod(across, max(1, len(columns)))
                grid.addWidget(view, below + line, column_number + 1)
                grid.setRowStretch(below + line, 1)
                grid.setRowMinimumHeight(below + line, SMALLEST + _TALLER)
                across += 1
                continue
            taken.add(place.spot)
            grid.addWidget(view, at[0], at[1])  # type: ignore[arg-type]
        for spot in matrix.spots:
            if spot not in taken:
                blank = label("blank_cell", "–")
                blank.setAlignment(Qt.AlignmentFlag.AlignCenter)
                grid.addWidget(blank, rows[spot.row], columns[spot.column])

    def _heads(self, grid: QGridLayout, matrix: Matrix) -> None:
        """Headings of one line where all fit into the narrowest cell, else of two."""
        bold = QFont(self.font())
        bold.setBold(True)
        for changes, across in ((matrix.columns, True), (matrix.rows, False)):
            names = [change_title(change, matrix.base.model) for change in changes]
            widest = max(QFontMetrics(bold).horizontalAdvance(name) for name in names)
            two = widest > (SMALLEST if across else ROW_HEADS[0])
            for number, (name, change) in enumerate(zip(names, changes, strict=True), 1):
                label = heading(name, change_detail(change), two_lines=two)
                self.headings.append(label)
                if across:
                    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
                    grid.addWidget(label, 0, number)
                else:
                    label.setFixedWidth(min(max(ROW_HEADS[0], round(0.6 * widest)), ROW_HEADS[1]))
                    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
                    label.setAlignment(left)
                    grid.addWidget(label, number, 0)

    def _lay_flow(self, grid: QGridLayout) -> None:
        count = max(1, len(self.order))
        columns = min(6, max(1, math.ceil(math.sqrt(count))))
        for number, place in enumerate(self.order):
            row, column = divmod(number, columns)
            grid.addWidget(self.cells[place], row, column)
            grid.setRowStretch(row, 1)
            grid.setColumnStretch(column, 1)
            grid.setRowMinimumHeight(row, SMALLEST + _TALLER)
            grid.setColumnMinimumWidth(column, SMALLEST)
