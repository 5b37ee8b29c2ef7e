"""The comparison: one drawing, any rows and columns of changes, the same noise, side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from sketchpad.errors import SketchpadError
from sketchpad.generation.comparison.matrix import Matrix
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.tables import compare as compare_table
from sketchpad.ui.compare.ab_viewer import ABViewer
from sketchpad.ui.compare.best_of import BestOf
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.cells.cell_menu import show_menu
from sketchpad.ui.compare.cells.cell_view import CellView, keep_room
from sketchpad.ui.compare.cells.image_source import ImageSource
from sketchpad.ui.compare.cells.layered_view import Layer
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.curve_handlers import CurveHandlers
from sketchpad.ui.compare.curve_tracks import CurveTracks
from sketchpad.ui.compare.handlers import CompareHandlers
from sketchpad.ui.compare.look_pages import LOOKS, LookPages
from sketchpad.ui.compare.matrix.matrix_bar import MatrixBar
from sketchpad.ui.compare.matrix.matrix_grid import MatrixGrid
from sketchpad.ui.compare.matrix.metrics_text import time_left
from sketchpad.ui.compare.scrubber import Scrubber
from sketchpad.ui.compare.window_parts import EXPORTS, Head, Tools
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.notice_bar import NoticeBar
from sketchpad.ui.widgets.picture_view import ViewLink

FLICKER = Qt.Key.Key_F
OPACITY_STEP = 10


class CompareWindow(Panel):
    """A window of its own, so that it can lie on another screen.

    Args:
        make: what to compare now; None when something stands in the way (it has then been told).

    Signals:
        used: the Cell whose picture and settings the user wants.
        base_wanted: the Cell whose picture is to lie under the drawing.
        branch_wanted: the Cell to leave, and the step that is looked at.
        blind_wanted: the user wants to choose without names.
        best_wanted: the user wants more seeds, and to know the best.
        export_wanted: "sheet", "steps", "record" or "bundle".
    """

    used = Signal(object)
    base_wanted = Signal(object)
    branch_wanted = Signal(object, int)
    blind_wanted = Signal()
    best_wanted = Signal()
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
        self.notice = NoticeBar()
        self._left = QLabel()
        self._left.setObjectName("note")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedHeight(4)
        keep_room(self.bar)
        self.scrubber = Scrubber()
        self.actions_ = ActionSet(self, compare_table.ACTIONS, {})
        self.head, self.tools = Head(self.actions_), Tools(self.actions_)
        self.matrix_bar = MatrixBar()
        self.sight = ImageSource(
            run, lambda: (self.scrubber.position, self.scrubber.slider.maximum())
        )
        self.grid = MatrixGrid(run, self.link, self.sight, self._wire)
        self.stage = ABViewer(self.link, self.sight)
        self.pages = LookPages(run, self.grid, self.stage, self.sight, self._overlays_of)
        self.tracks = CurveTracks()
        self.tracks.hide()
        self._build()
        self._curves = CurveHandlers(run, self.pages, self.tracks, self.notice)
        self._handlers = CompareHandlers(
            run, self.pages, self.sight, self._curves, self.notice, self
        )
        self.best = BestOf(run, self.pages, self.notice, self._sort, self)
        self._connect()
        self._connect_actions()
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
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.pages, 1)
        middle.addWidget(self.tracks)
        inner.addLayout(middle, 1)
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
        self.run.failed.connect(self._on_failed)
        self.head.again.clicked.connect(self._on_again)
        self.matrix_bar.edited.connect(self._on_edited)
        self.scrubber.moved.connect(lambda _position: self.pages.show_pictures())
        self.pages.look_changed.connect(self._show_look)
        self.tools.opacity.valueChanged.connect(self.show_overlays)
        self.tools.order.activated.connect(self.lay_out)

    def _connect_actions(self) -> None:
        handlers, export = self._handlers, self.export_wanted.emit
        handlers.used.connect(self.used)
        handlers.base_wanted.connect(self.base_wanted)
        handlers.branch_wanted.connect(self.branch_wanted)
        handlers.best_wanted.connect(self.best_wanted)
        self.best.used.connect(self.used)
        own: dict[str, Callable[..., object]] = {
            "fit": self.link.fit,
            "export": partial(export, "sheet"),
            "export_steps": partial(export, "steps"),
            "export_record": partial(export, "record"),
            "export_bundle": partial(export, "bundle"),
            "again": self.start,
            "close": self.close,
            "sketch": lambda _on: self.show_overlays(),
            "matches": lambda _on: self.show_overlays(),
            "fainter": partial(self.tools.fade, -OPACITY_STEP),
            "stronger": partial(self.tools.fade, OPACITY_STEP),
            "back": partial(self.scrubber.step, -1),
            "forth": partial(self.scrubber.step, 1),
            "play": self.scrubber.toggle,
            "order": self.tools.next_order,
            "blind": self.blind_wanted.emit,
            "shortcuts": self._show_keys,
        }
        self.actions_.connect_handlers({**own, **handlers.handlers()})

    def _wire(self, view: CellView) -> None:
        def number() -> int:
            return self.grid.cells.index(view)

        view.chosen.connect(lambda: self.pages.look_at(number(), self.pages.other))
        view.used.connect(lambda: self.used.emit(view.cell))
        view.star_wanted.connect(lambda: self.run.mark(view.cell.plan, "star"))
        view.reject_wanted.connect(lambda: self.run.mark(view.cell.plan, "reject"))
        view.stop_wanted.connect(lambda: self.run.stop_cell(view.cell.plan))
        view.menu_wanted.connect(lambda: self._show_menu(number()))
        view.view.activated.connect(lambda: self.pages.closer(number()))

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Compare – Sketchpad"))
        self.bar.setAccessibleName(self.tr("Progress"))
        if self.run.cells:
            self.lay_out()  # the headings
        self._show_state()

    # what happens

    def open_and_start(self, matrix: Matrix | None = None) -> None:
        """Show the window and compare the present drawing, or make `matrix`."""
        if self.start(matrix):
            self.open()

    def open(self) -> None:
        """Show the window as it is."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.head.again.setFocus()

    def start(self, matrix: Matrix | None = None) -> bool:
        """Make what is missing of `matrix`; without one, of what is to be compared now, and all where nothing is.

        False where something stands in the way.
        """
        if self.run.busy:
            return True
        wanted = matrix or self._make()
        if wanted is None:
            return False
        self.notice.dismiss()
        self.run.show(wanted)
        if matrix is not None and len(self.run.finished) == len(self.run.cells):
            self.run.ended.emit()
        else:
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
            self._on_failed(error)

    def _on_failed(self, error: SketchpadError) -> None:
        self.notice.tell(sentence(error), "error")

    def _on_started(self) -> None:
        if self.run.matrix is not None:
            self.matrix_bar.show_matrix(self.run.matrix)
        self.lay_out()
        self.pages.keep_within()
        self.scrubber.set_total(max((cell.total for cell in self.run.cells), default=1))
        self._show_state()

    def _sort(self, order: str) -> None:
        self.tools.choose_order(order)
        self.lay_out()

    def _show_keys(self) -> None:
        from sketchpad.ui.dialogs.shortcuts import ShortcutsDialog

        dialog = ShortcutsDialog({self.windowTitle(): self.actions_.all()}, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def lay_out(self) -> None:
        self.grid.rebuild(str(self.tools.order.currentData()))
        for number, view in enumerate(self.cells):
            view.show_cell(self.run.cells[number])
            view.set_current(number == self.pages.current)
        self.pages.show_pictures()

    def _on_cell(self, number: int) -> None:
        if number < len(self.cells):
            self.pages.show_cell(number)
            self._show_state()

    # looks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == FLICKER and not event.isAutoRepeat():
            self.pages.flicker(True)
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == FLICKER and not event.isAutoRepeat():
            self.pages.flicker(False)
            return
        super().keyReleaseEvent(event)

    def _overlays_of(self, cell: Cell) -> tuple[tuple[Layer, ...], float]:
        layers = []
        if self.actions_["matches"].isChecked():
            layers.append(self.sight.matches(cell))
        if self.actions_["sketch"].isChecked():
            layers.append(self.sight.sketch(cell))
        return tuple(layers), self.tools.opacity.value() / 100

    def show_overlays(self) -> None:
        self.tools.legend.setVisible(self.actions_["matches"].isChecked())
        self.pages.show_overlays()

    def _show_look(self, look: str) -> None:
        for name in LOOKS:
            self.actions_[name].setChecked(name == look)

    def _show_menu(self, number: int) -> None:
        self.pages.look_at(number, self.pages.other)
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
        matrix = self.run.matrix
        self.actions_["restore"].setEnabled(matrix is not None and bool(matrix.removed))
        self.tools.legend.setVisible(self.actions_["matches"].isChecked())
        self.bar.setVisible(busy)
        made, total = self.run.progress
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(made)
        self._left.setText(time_left(self.run))
        self.scrubber.set_done(not busy and done == len(self.run.cells))
        self.scrubber.set_marks(
            tuple(cell.settled for cell in self.run.cells if cell.settled is not None)
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        self.run.stop()
        self.scrubber.play.setChecked(False)
        super().closeEvent(event)
