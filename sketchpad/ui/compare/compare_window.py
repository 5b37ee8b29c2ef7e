"""The comparison: one drawing, any rows and columns of changes, the same noise, side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QCloseEvent, QCursor, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from sketchpad.generation.comparison.matrix import Matrix
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.tables import compare as compare_table
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.cells.cell_view import CellView
from sketchpad.ui.compare.cells.image_source import ImageSource
from sketchpad.ui.compare.cells.layered_view import Layer
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.curve_tracks import CurveTracks
from sketchpad.ui.compare.further_cells import BestOf, CurveHandlers
from sketchpad.ui.compare.look_pages import LOOKS, ABViewer, LookPages
from sketchpad.ui.compare.matrix.matrix_bar import MatrixBar
from sketchpad.ui.compare.matrix.matrix_grid import MatrixGrid
from sketchpad.ui.compare.matrix.metrics_text import numbers_tip, time_left
from sketchpad.ui.compare.matrix.titles import cell_title
from sketchpad.ui.compare.window_parts import EXPORTS, Head, Scrubber, Tools
from sketchpad.ui.connections import errors_to
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import (
    hbox,
    label,
    named,
    open_dialog,
    progress_bar,
    resize_on_screen,
    set_progress,
    vbox,
    with_room,
)
from sketchpad.ui.widgets import curve_clipboard
from sketchpad.ui.widgets.notice_bar import NoticeBar
from sketchpad.ui.widgets.picture_view import ViewLink

MENU = (
    "one", "other", "numbers", "-", "use", "base", "repaint", "branch", "best_of", "-", "tracks",
    "copy_tracks", "paste_tracks", "-", "star", "reject", "stop_cell", "remake", "remove",
)  # fmt: skip
FLICKER = Qt.Key.Key_F
OPACITY_STEP = 10
STATE_AFTER = 100  # milliseconds


class CompareWindow(Panel):
    """A window of its own, so that it can lie on another screen.

    Args:
        make: what to compare now; None when something stands in the way, which was then reported.

    Signals:
        used: the Cell whose picture and settings the user wants.
        base_wanted: the Cell whose picture is to lie under the drawing.
        repaint_wanted: the Cell of whose picture a part is to be repainted.
        branch_wanted: the Cell to leave, and the step that is looked at.
        blind_wanted: the user wants to choose without names.
        best_wanted: the user wants more seeds, and to know the best.
        export_wanted: "sheet", "steps", "record" or "bundle".
    """

    used = Signal(object)
    base_wanted = Signal(object)
    repaint_wanted = Signal(object)
    branch_wanted = Signal(object, int)
    blind_wanted = Signal()
    best_wanted = Signal()
    export_wanted = Signal(str)

    def __init__(self, run: CompareRun, make: Callable[[], Matrix | None]) -> None:
        super().__init__()
        self.setWindowFlag(Qt.WindowType.Window)
        named(self, "compare", styled=True)
        self.run, self._make = run, make
        self.link, self.notice = ViewLink(self), NoticeBar()
        self._left, self.bar = label("note"), progress_bar(4)
        self.scrubber, self.matrix_bar, self.tracks = Scrubber(), MatrixBar(), CurveTracks()
        self.actions_ = ActionSet(self, compare_table.ACTIONS, {})
        self.head, self.tools = Head(self.actions_), Tools(self.actions_)
        self.sight = ImageSource(
            run, lambda: (self.scrubber.position, self.scrubber.slider.maximum())
        )
        self.grid = MatrixGrid(run, self.link, self.sight, self._wire)
        self.stage = ABViewer(self.link, self.sight)
        self.pages = LookPages(run, self.grid, self.stage, self.sight, self._overlays_of)
        self.tracks.hide()
        foot = hbox((self.scrubber, 1), self._left, spacing=12)
        middle = hbox((self.pages, 1), self.tracks, spacing=0)
        above = (self.head, self.matrix_bar, self.tools, self.bar)
        inner = named(QWidget(), "layout_page", styled=True)
        vbox(*above, (middle, 1), foot, on=inner, margins=(14, 12, 14, 10), spacing=8)
        vbox(self.notice, (with_room(inner), 1), on=self, spacing=0)
        self._curves = CurveHandlers(run, self.pages, self.tracks, self.notice)
        self.best = BestOf(run, self.pages, self.notice, self._sort, self)
        # Looks at all cells, and on a cluster many of them change at a time.
        self._state_timer = QTimer(self, singleShot=True, interval=STATE_AFTER)
        self._state_timer.timeout.connect(self._show_state)
        self._connect()
        self.actions_.connect_handlers({**self._own_handlers(), **self._cell_handlers()})
        resize_on_screen(self, QSize(1120, 900))
        self.actions_["grid"].setChecked(True)
        self.retranslate()

    # set up

    def _connect(self) -> None:
        self.run.started.connect(self._on_started)
        self.run.cell_changed.connect(self._on_cell)
        self.run.ended.connect(self._show_state)
        self.run.failed.connect(self.notice.tell_error)
        self.head.again.clicked.connect(self._on_again)
        self.matrix_bar.edited.connect(self._on_edited)
        self.scrubber.moved.connect(lambda _position: self.pages.show_pictures())
        self.pages.look_changed.connect(self._show_look)
        self.tools.opacity.valueChanged.connect(self.show_overlays)
        self.tools.order.activated.connect(self.lay_out)
        self.best.used.connect(self.used)

    def _own_handlers(self) -> dict[str, Callable[..., object]]:
        """Of the window, by the names of its actions."""
        run, pages, export = self.run, self.pages, self.export_wanted.emit
        return {
            "fit": self.link.fit,
            "zoom_in": partial(pages.zoom, 1),
            "zoom_out": partial(pages.zoom, -1),
            "export": partial(export, "sheet"),
            "export_steps": partial(export, "steps"),
            "export_record": partial(export, "record"),
            "export_bundle": partial(export, "bundle"),
            "again": self.start,
            "stop": run.stop,
            "close": self.close,
            **{look: partial(pages.set_look, look) for look in LOOKS},
            "sketch": lambda _on: self.show_overlays(),
            "matches": lambda _on: self.show_overlays(),
            "fainter": partial(self.tools.fade, -OPACITY_STEP),
            "stronger": partial(self.tools.fade, OPACITY_STEP),
            "back": partial(self.scrubber.step, -1),
            "forth": partial(self.scrubber.step, 1),
            "play": self.scrubber.toggle,
            "next": partial(pages.go, 1),
            "previous": partial(pages.go, -1),
            "other": pages.compare_with_present,
            "swap": lambda: pages.look_at(pages.other, pages.current),
            "restore": self._restore,
            "blind": self.blind_wanted.emit,
            "tracks": self._curves.set_wanted,
            "order": self.tools.next_order,
            "shortcuts": self._show_keys,
        }

    def _cell_handlers(self) -> dict[str, Callable[..., object]]:
        """Of the cell that is looked at, by the names of the actions."""
        run, curves = self.run, self._curves
        acts: dict[str, Callable[[Cell], object]] = {
            "star": lambda cell: run.mark(cell.plan, "star"),
            "reject": lambda cell: run.mark(cell.plan, "reject"),
            "use": partial(self._if_done, self.used),
            "base": partial(self._if_done, self.base_wanted),
            "repaint": partial(self._if_done, self.repaint_wanted),
            "branch": self._branch,
            "remake": lambda cell: run.again(cell.plan),
            "stop_cell": lambda cell: run.stop_cell(cell.plan),
            "remove": self._remove,
            "best_of": lambda _cell: self.best_wanted.emit(),
            "copy_tracks": curves.copy,
            "paste_tracks": curves.paste,
            "numbers": self._numbers,
        }

        def with_present(act: Callable[[Cell], object]) -> None:
            if (cell := self.pages.cell) is not None:
                act(cell)

        return {name: partial(with_present, act) for name, act in acts.items()}

    def _wire(self, view: CellView) -> None:
        def number() -> int:
            return self.grid.cells.index(view)

        view.chosen.connect(lambda: self.pages.look_at(number(), self.pages.other))
        view.use.clicked.connect(lambda: self.used.emit(view.cell))
        view.star.clicked.connect(lambda: self.run.mark(view.cell.plan, "star"))
        view.reject.clicked.connect(lambda: self.run.mark(view.cell.plan, "reject"))
        view.stop.clicked.connect(lambda: self.run.stop_cell(view.cell.plan))
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
        """Make what is missing of `matrix`; without one, of what is to be compared now.

        False where something stands in the way.
        """
        if self.run.busy:
            return True
        wanted = matrix or self._make()
        if wanted is None:
            return False
        self.notice.dismiss()
        self.run.show(wanted)
        if len(self.run.finished) < len(self.run.cells):
            self.run.start_all()
        else:
            self.run.ended.emit()
            if matrix is None:
                self.notice.tell(self.tr("Nothing has changed since: all pictures are there."))
        return True

    def _on_again(self) -> None:
        if self.run.busy:
            self.run.stop()
        else:
            self.start()

    def _on_edited(self, matrix: Matrix) -> None:
        with errors_to(self.notice.tell_error):
            self.run.start(matrix)

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

        open_dialog(ShortcutsDialog({self.windowTitle(): self.actions_.all()}, self))

    def lay_out(self) -> None:
        self.grid.rebuild(str(self.tools.order.currentData()))
        for number, view in enumerate(self.grid.cells):
            view.show_cell(self.run.cells[number])
            view.set_current(number == self.pages.current)
        self.pages.show_pictures()

    def _on_cell(self, number: int) -> None:
        if number < len(self.grid.cells):
            self.pages.show_cell(number)
            if not self._state_timer.isActive():
                self._state_timer.start()

    # looks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._flicker(event, True):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self._flicker(event, False):
            super().keyReleaseEvent(event)

    def _flicker(self, event: QKeyEvent, on: bool) -> bool:
        mine = event.key() == FLICKER and not event.isAutoRepeat()
        if mine:
            self.pages.flicker(on)
        return mine

    def _overlays_of(self, cell: Cell) -> tuple[tuple[Layer, ...], float]:
        kinds = {"matches": self.sight.matches, "sketch": self.sight.sketch}
        layers = (of(cell) for name, of in kinds.items() if self.actions_[name].isChecked())
        return tuple(layers), self.tools.opacity.value() / 100

    def show_overlays(self) -> None:
        self.tools.legend.setVisible(self.actions_["matches"].isChecked())
        self.pages.show_overlays()

    def _show_look(self, look: str) -> None:
        for name in LOOKS:
            self.actions_[name].setChecked(name == look)

    def _show_menu(self, number: int) -> None:
        """What can be done with a cell, at the pointer; what cannot be done with it now is grey."""
        self.pages.look_at(number, self.pages.other)
        cell, run, menu = self.run.cells[number], self.run, QMenu(self)
        busy, done = cell.phase in ("running", "waiting"), cell.phase == "done"
        several, steered = len(run.cells) > 1, bool(cell.request.methods)
        allowed = {
            "other": several,
            "numbers": done,
            "use": done,
            "base": done,
            "repaint": done,
            "branch": cell.index > 0 and cell.total > 1,
            "copy_tracks": steered,
            "paste_tracks": steered and bool(curve_clipboard.tracks()),
            "stop_cell": busy and run.busy,
            "remake": not busy or not run.busy,
            "remove": several,
        }
        for name in MENU:
            if name == "-":
                menu.addSeparator()
                continue
            action = self.actions_[name]
            shown = menu.addAction(action.icon(), action.text())
            shown.setEnabled(allowed.get(name, True))
            shown.setShortcut(action.shortcut())
            shown.triggered.connect(lambda _=False, a=action: a.trigger())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(QCursor.pos())

    # the cell that is looked at

    def _restore(self) -> None:
        matrix = self.run.matrix
        if matrix is not None and matrix.removed:
            self.run.start(replace(matrix, removed=frozenset()))

    def _numbers(self, cell: Cell) -> None:
        if tip := numbers_tip(cell):
            self.notice.tell(f"{cell_title(cell.place)}\n{tip}", stay=True)

    @staticmethod
    def _if_done(signal: SignalInstance, cell: Cell) -> None:
        if cell.phase == "done":
            signal.emit(cell)

    def _branch(self, cell: Cell) -> None:
        if cell.total > 1:
            step = self.sight.step_of(cell) or cell.total // 2
            self.branch_wanted.emit(cell, min(max(1, step), cell.total - 1))

    def _remove(self, cell: Cell) -> None:
        if self.run.matrix is not None and len(self.run.cells) > 1:
            self.run.show(self.run.matrix.without_cell(cell.place))

    # state

    def _show_state(self) -> None:
        busy = self.run.busy
        self.head.show_run(self.run)
        done = len(self.run.finished)
        self.actions_["stop"].setEnabled(busy)
        self.actions_.enable(EXPORTS, bool(done))
        self.actions_["blind"].setEnabled(done > 1)
        matrix = self.run.matrix
        self.actions_["restore"].setEnabled(matrix is not None and bool(matrix.removed))
        self.tools.legend.setVisible(self.actions_["matches"].isChecked())
        self.bar.setVisible(busy)
        done_steps, total = self.run.progress
        self.bar.setRange(0, max(1, total))
        set_progress(self.bar, done_steps)
        self._left.setText(time_left(self.run))
        self.scrubber.set_done(not busy and done == len(self.run.cells))
        settled = (cell.settled for cell in self.run.cells)
        self.scrubber.set_marks(tuple(step for step in settled if step is not None))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.run.stop()
        self.scrubber.play.setChecked(False)
        super().closeEvent(event)
