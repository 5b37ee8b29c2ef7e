"""The comparison: one drawing, any rows and columns of changes, the same noise, side by side."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sketchpad.errors import SketchpadError
from sketchpad.generation.matrix import Matrix
from sketchpad.ui.compare import compare_actions
from sketchpad.ui.compare.cell_menu import show_menu
from sketchpad.ui.compare.cell_view import CellView, keep_room
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.deeds import Deeds
from sketchpad.ui.compare.layered_view import Layer
from sketchpad.ui.compare.matrix_bar import MatrixBar
from sketchpad.ui.compare.matrix_grid import MatrixGrid
from sketchpad.ui.compare.numbers import time_left
from sketchpad.ui.compare.scrubber import Scrubber
from sketchpad.ui.compare.sight import Sight
from sketchpad.ui.compare.stage import Stage
from sketchpad.ui.compare.window_parts import EXPORTS, LOOKS, Head, Tools
from sketchpad.ui.messages import sentence
from sketchpad.ui.panel import Panel
from sketchpad.ui.panels.notice_bar import NoticeBar
from sketchpad.ui.widgets.picture_view import ViewLink

FLICKER = Qt.Key.Key_F


class CompareWindow(Panel):
    """A window of its own, so that it can lie on another screen.

    Args:
        make: what to compare now; None when something stands in the way (it has then been told).

    Signals:
        used: the Cell whose picture and settings the user wants.
        base_wanted: the Cell whose picture is to lie under the drawing.
        branch_wanted: the Cell to leave, and the step that is looked at.
        blind_wanted: the user wants to choose without names.
        export_wanted: "sheet", "steps", "record" or "bundle".
    """

    used = Signal(object)
    base_wanted = Signal(object)
    branch_wanted = Signal(object, int)
    blind_wanted = Signal()
    export_wanted = Signal(str)

    def __init__(
        self, run: CompareRun, make: Callable[[], Matrix | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Window)
        self.setObjectName("compare")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.run, self._make = run, make
        self.link = ViewLink(self)
        self.current, self.other = 0, 1
        self.notice = NoticeBar()
        self._left = QLabel()
        self._left.setObjectName("note")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedHeight(4)
        keep_room(self.bar)
        self.scrubber = Scrubber()
        self.actions_ = compare_actions.make_actions(self, Deeds(self).handlers())
        self.head, self.tools = Head(self.actions_), Tools(self.actions_)
        self.matrix_bar = MatrixBar()
        self.sight = Sight(run, lambda: (self.scrubber.position, self.scrubber.slider.maximum()))
        self.grid = MatrixGrid(run, self.link, self.sight, self._wire)
        self.stage = Stage(self.link, self.sight)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.grid)
        self.pages.addWidget(self.stage)
        self._build()
        self._connect()
        self.resize(1120, 900)
        self.actions_["grid"].setChecked(True)
        self.retranslate()

    @property
    def cells(self) -> list[CellView]:
        """The views of the cells, in the order of the run."""
        return self.grid.cells

    # set up

    def _build(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.scrubber, 1)
        foot.addWidget(self._left)
        inner = QVBoxLayout()
        inner.setContentsMargins(14, 12, 14, 10)
        inner.setSpacing(8)
        for widget in (self.head, self.matrix_bar, self.tools, self.bar):
            inner.addWidget(widget)
        inner.addWidget(self.pages, 1)
        inner.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addLayout(inner, 1)

    def _connect(self) -> None:
        self.run.started.connect(self._on_started)
        self.run.cell_changed.connect(self._on_cell)
        self.run.ended.connect(self._show_state)
        self.run.failed.connect(lambda error: self.notice.tell(sentence(error), "error"))
        self.head.again.clicked.connect(self._on_again)
        self.matrix_bar.edited.connect(self._on_edited)
        self.scrubber.moved.connect(lambda _position: self._show_pictures())
        self.stage.chosen.connect(self.look_at)
        self.stage.view.activated.connect(lambda: self.set_look("grid"))
        self.tools.opacity.valueChanged.connect(lambda _value: self.show_overlays())
        self.tools.order.activated.connect(lambda _n: self._lay_out())

    def _wire(self, view: CellView) -> None:
        def number() -> int:
            return self.grid.cells.index(view)

        view.chosen.connect(lambda: self.look_at(number(), self.other))
        view.used.connect(lambda: self.used.emit(view.cell))
        view.star_wanted.connect(lambda: self.run.mark(view.cell.plan, "star"))
        view.reject_wanted.connect(lambda: self.run.mark(view.cell.plan, "reject"))
        view.stop_wanted.connect(lambda: self.run.stop_cell(view.cell.plan))
        view.menu_wanted.connect(lambda: self._show_menu(number()))
        view.view.activated.connect(lambda: self._closer(number()))

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Compare – Sketchpad"))
        compare_actions.retranslate(self.actions_)
        self.bar.setAccessibleName(self.tr("Progress"))
        if self.run.cells:
            self._lay_out()  # the headings
        self._show_state()

    # what happens

    def open_and_start(self) -> None:
        """Show the window and compare the present drawing."""
        if self.start():
            self.show()
            self.raise_()
            self.activateWindow()
            self.head.again.setFocus()

    def start(self) -> bool:
        if self.run.busy:
            return True
        matrix = self._make()
        if matrix is None:
            return False
        self.notice.dismiss()
        self.run.show(matrix)
        self.run.start_all()
        return True

    def _on_again(self) -> None:
        if self.run.busy:
            self.run.stop()
        else:
            self.start()

    def _on_edited(self, matrix: Matrix) -> None:
        try:
            self.run.start(matrix)
        except SketchpadError as error:
            self.notice.tell(sentence(error), "error")

    def _on_started(self) -> None:
        if self.run.matrix is not None:
            self.matrix_bar.show_matrix(self.run.matrix)
        self._lay_out()
        last = len(self.run.cells) - 1
        self.look_at(min(self.current, max(0, last)), min(self.other, max(0, last)))
        self.scrubber.set_total(max((cell.total for cell in self.run.cells), default=1))
        self._show_pictures()
        self._show_state()

    def _lay_out(self) -> None:
        self.grid.rebuild(str(self.tools.order.currentData()))
        for number, view in enumerate(self.cells):
            view.show_cell(self.run.cells[number])
            view.set_current(number == self.current)

    def _on_cell(self, number: int) -> None:
        if number >= len(self.cells):
            return
        cell = self.run.cells[number]
        view = self.cells[number]
        view.show_cell(cell)
        view.show_picture(self.sight.of(cell))
        if cell.phase == "done":
            self._show_overlays_of(number)
            self.grid.reorder()
        if self.pages.currentWidget() is self.stage and number in (self.current, self.other):
            self._refresh_stage()
        self._show_state()

    def _show_pictures(self) -> None:
        for number, view in enumerate(self.cells):
            view.show_picture(self.sight.of(self.run.cells[number]))
        self.show_overlays()
        self._refresh_stage()

    # looks

    def set_look(self, look: str) -> None:
        """One of LOOKS."""
        for name in LOOKS:
            self.actions_[name].setChecked(name == look)
        if look == "grid":
            self.pages.setCurrentWidget(self.grid)
            if self.cells:
                self.cells[self.current].view.setFocus()
            return
        self.stage.look = look  # type: ignore[assignment]
        if self.current == self.other and len(self.run.cells) > 1:
            self.other = (self.current + 1) % len(self.run.cells)
        self.pages.setCurrentWidget(self.stage)
        self._refresh_stage()
        self.stage.view.setFocus()

    def _closer(self, number: int) -> None:
        self.look_at(number, self.other)
        self.set_look("one")

    def look_at(self, one: int, other: int, *, move: bool = False) -> None:
        """The cell keys act on, and the one it is compared with (`move`: the first goes on to the next cell)."""
        if move and len(self.run.cells) > 1:
            one = (other + 1) % len(self.run.cells)
        self.current, self.other = one, other
        for number, view in enumerate(self.cells):
            view.set_current(number == one)
        self._refresh_stage()

    def go(self, by: int) -> None:
        if not self.run.cells:
            return
        self.look_at((self.current + by) % len(self.run.cells), self.other)
        if self.pages.currentWidget() is self.grid:
            view = self.cells[self.current]
            view.view.setFocus()
            self.grid.ensureWidgetVisible(view)

    def _refresh_stage(self) -> None:
        if self.pages.currentWidget() is self.stage and self.run.cells:
            self.stage.set_cells(self.run.cells, self.current, self.other)
            number = self.stage.on_view
            if 0 <= number < len(self.run.cells):
                self.stage.show_overlays(
                    self._overlays_of(number), self.tools.opacity.value() / 100
                )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == FLICKER and not event.isAutoRepeat() and self.run.cells:
            if self.pages.currentWidget() is self.grid:
                self._flicker_grid(True)
            self.stage.flicker(True)
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == FLICKER and not event.isAutoRepeat():
            self._flicker_grid(False)
            self.stage.flicker(False)
            return
        super().keyReleaseEvent(event)

    def _flicker_grid(self, on: bool) -> None:
        """All cells show the picture of the present one as long as the key is held."""
        for number, view in enumerate(self.cells):
            view.show_picture(self.sight.of(self.run.cells[self.current if on else number]))

    # overlays

    def _overlays_of(self, number: int) -> tuple[Layer, ...]:
        cell = self.run.cells[number]
        layers = []
        if self.actions_["matches"].isChecked():
            layers.append(self.sight.matches(cell))
        if self.actions_["sketch"].isChecked():
            layers.append(self.sight.sketch(cell))
        return tuple(layers)

    def show_overlays(self) -> None:
        for number in range(len(self.cells)):
            self._show_overlays_of(number)
        self.tools.legend.setVisible(self.actions_["matches"].isChecked())
        self._refresh_stage()

    def _show_overlays_of(self, number: int) -> None:
        self.cells[number].show_overlays(
            self._overlays_of(number), self.tools.opacity.value() / 100
        )

    def _show_menu(self, number: int) -> None:
        self.look_at(number, self.other)
        show_menu(self, self.actions_, self.run, self.run.cells[number])

    # state

    def _show_state(self) -> None:
        busy = self.run.busy
        self.head.show_run(self.run)
        done = len(self.run.finished)
        self.actions_["stop"].setEnabled(busy)
        for name in EXPORTS:
            self.actions_[name].setEnabled(bool(done))
        self.actions_["blind"].setEnabled(done > 1)
        self.tools.legend.setVisible(self.actions_["matches"].isChecked())
        self.bar.setVisible(busy)
        made, total = self.run.progress
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(made)
        self._left.setText(time_left(self.run))
        self.scrubber.set_done(not busy)
        self.scrubber.set_marks(
            tuple(cell.settled for cell in self.run.cells if cell.settled is not None)
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        self.run.stop()
        self.scrubber.play.setChecked(False)
        super().closeEvent(event)
