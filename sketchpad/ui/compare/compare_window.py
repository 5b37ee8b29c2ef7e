"""The comparison: one drawing, any rows and columns of changes, the same noise, side by side."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QCursor, QImage, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QSlider,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sketchpad.errors import SketchpadError
from sketchpad.generation.matrix import Matrix
from sketchpad.ui import icons
from sketchpad.ui.compare import compare_actions
from sketchpad.ui.compare.cell_view import CellView, keep_room
from sketchpad.ui.compare.compare_run import Cell, CompareRun
from sketchpad.ui.compare.matrix_bar import MatrixBar
from sketchpad.ui.compare.matrix_grid import MatrixGrid
from sketchpad.ui.compare.numbers import ORDERS, order_name
from sketchpad.ui.compare.overlays import (
    INVENTED,
    MATCHED,
    MISSED,
    match_overlay,
    sketch_overlay,
)
from sketchpad.ui.compare.scrubber import Scrubber
from sketchpad.ui.compare.stage import Stage
from sketchpad.ui.messages import sentence
from sketchpad.ui.panel import Panel
from sketchpad.ui.panels.notice_bar import NoticeBar
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.picture_view import ViewLink

LOOKS = ("grid", "one", "swipe", "difference")
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
        self._overlays: dict[tuple[str, int], tuple[object, QImage | None]] = {}
        self.notice = NoticeBar()
        self._about, self._words, self._left = ElidedLabel(), QLabel(), QLabel()
        self._about.setObjectName("made_by")
        for label in (self._words, self._left):
            label.setObjectName("note")
        self.again = QPushButton()
        self.again.setObjectName("primary")
        self.again.setMinimumHeight(36)
        self.again.setIconSize(QSize(18, 18))
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedHeight(4)
        keep_room(self.bar)
        self.actions_ = self._make_actions()
        self.matrix_bar = MatrixBar()
        self.grid = MatrixGrid(run, self.link, self._wire)
        self.stage = Stage(self.link, self.shown)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.grid)
        self.pages.addWidget(self.stage)
        self.scrubber = Scrubber()
        self.order = QComboBox()
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 100)
        self.opacity.setValue(80)
        self.opacity.setFixedWidth(90)
        self._legend = QLabel()
        self._legend.setTextFormat(Qt.TextFormat.RichText)
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

    def _make_actions(self) -> dict[str, QAction]:
        handlers: dict[str, Callable[[], object]] = {
            "fit": self.link.fit,
            "zoom_in": lambda: self.link.zoom_step(1),
            "zoom_out": lambda: self.link.zoom_step(-1),
            "export": lambda: self.export_wanted.emit("sheet"),
            "export_steps": lambda: self.export_wanted.emit("steps"),
            "export_record": lambda: self.export_wanted.emit("record"),
            "export_bundle": lambda: self.export_wanted.emit("bundle"),
            "again": self._start,
            "stop": self.run.stop,
            "close": self.close,
            **{look: self._looking(look) for look in LOOKS},
            "sketch": self._show_overlays,
            "matches": self._show_overlays,
            "fainter": lambda: self.opacity.setValue(self.opacity.value() - 10),
            "stronger": lambda: self.opacity.setValue(self.opacity.value() + 10),
            "back": lambda: self.scrubber.step(-1),
            "forth": lambda: self.scrubber.step(1),
            "play": self._play,
            "next": lambda: self._go(1),
            "previous": lambda: self._go(-1),
            "other": lambda: self._look_at(self.current, self.current, move=True),
            "swap": lambda: self._look_at(self.other, self.current),
            "star": lambda: self._with_cell(lambda c: self.run.mark(c.plan, "star")),
            "reject": lambda: self._with_cell(lambda c: self.run.mark(c.plan, "reject")),
            "use": lambda: self._with_cell(self._use),
            "base": lambda: self._with_cell(self.base_wanted.emit),
            "branch": lambda: self._with_cell(self._branch),
            "remake": lambda: self._with_cell(lambda c: self.run.again(c.plan)),
            "stop_cell": lambda: self._with_cell(lambda c: self.run.stop_cell(c.plan)),
            "remove": lambda: self._with_cell(self._remove),
            "blind": self.blind_wanted.emit,
        }
        return compare_actions.make_actions(self, handlers)

    def _button(self, name: str) -> QToolButton:
        button, action = QToolButton(), self.actions_[name]
        button.setDefaultAction(action)
        button.setIconSize(QSize(18, 18))
        button.setFixedSize(34, 34)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        action.changed.connect(lambda: button.setAccessibleName(action.text()))
        return button

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._about, 1)
        head.addWidget(self._words)
        head.addSpacing(8)
        self._export = self._button("export")
        menu = QMenu(self._export)
        for name in ("export", "export_steps", "export_record", "export_bundle"):
            menu.addAction(self.actions_[name])
        self._export.setMenu(menu)
        self._export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        head.addWidget(self._button("blind"))
        head.addWidget(self._export)
        head.addSpacing(4)
        head.addWidget(self.again)
        tools = QHBoxLayout()
        tools.setSpacing(2)
        for name in (*LOOKS, "", "sketch", "matches"):
            if name:
                tools.addWidget(self._button(name))
            else:
                tools.addSpacing(14)
        tools.addSpacing(6)
        tools.addWidget(self.opacity)
        tools.addSpacing(8)
        tools.addWidget(self._legend)
        tools.addStretch(1)
        for name in ("zoom_out", "zoom_in", "fit"):
            tools.addWidget(self._button(name))
        tools.addSpacing(10)
        tools.addWidget(self.order)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.scrubber, 1)
        foot.addWidget(self._left)
        inner = QVBoxLayout()
        inner.setContentsMargins(14, 12, 14, 10)
        inner.setSpacing(8)
        inner.addLayout(head)
        inner.addWidget(self.matrix_bar)
        inner.addLayout(tools)
        inner.addWidget(self.bar)
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
        self.again.clicked.connect(self._on_again)
        self.matrix_bar.edited.connect(self._on_edited)
        self.scrubber.moved.connect(lambda _position: self._show_pictures())
        self.stage.chosen.connect(self._look_at)
        self.stage.view.activated.connect(lambda: self.set_look("grid"))
        self.opacity.valueChanged.connect(lambda _value: self._show_overlays())
        self.order.activated.connect(lambda _n: self._lay_out())

    def _wire(self, view: CellView) -> None:
        def number() -> int:
            return self.grid.cells.index(view)

        view.chosen.connect(lambda: self._look_at(number(), self.other))
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
        self.opacity.setAccessibleName(self.tr("Opacity of what lies over the pictures"))
        self.opacity.setToolTip(self.tr("Opacity of what lies over the pictures ([ and ])"))
        self.order.setAccessibleName(self.tr("Order of the cells"))
        self.order.view().setAccessibleName(self.tr("Order of the cells"))
        self.order.setToolTip(self.tr("Order of the cells"))
        at = max(0, self.order.currentIndex())
        self.order.clear()
        for order in ORDERS:
            self.order.addItem(order_name(order), order)
        self.order.setCurrentIndex(at)
        names = (self.tr("matched"), self.tr("missed"), self.tr("invented"))
        self._legend.setText(
            " &nbsp; ".join(
                f'<span style="color:rgb{colour}">●</span> {name}'
                for colour, name in zip((MATCHED, MISSED, INVENTED), names, strict=True)
            )
        )
        if self.run.cells:
            self._lay_out()  # the headings
        self._show_state()

    # what happens

    def open_and_start(self) -> None:
        """Show the window and compare the present drawing."""
        if self._start():
            self.show()
            self.raise_()
            self.activateWindow()
            self.again.setFocus()

    def _start(self) -> bool:
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
            self._start()

    def _on_edited(self, matrix: Matrix) -> None:
        try:
            self.run.start(matrix)
        except SketchpadError as error:
            self.notice.tell(sentence(error), "error")

    def _on_started(self) -> None:
        if self.run.matrix is not None:
            self.matrix_bar.show_matrix(self.run.matrix)
        self._overlays.clear()
        self._lay_out()
        last = len(self.run.cells) - 1
        self._look_at(min(self.current, max(0, last)), min(self.other, max(0, last)))
        self.scrubber.set_total(max((cell.total for cell in self.run.cells), default=1))
        self._show_pictures()
        self._show_state()

    def _lay_out(self) -> None:
        self.grid.rebuild(str(self.order.currentData()))
        for number, view in enumerate(self.cells):
            view.show_cell(self.run.cells[number])
            view.set_current(number == self.current)

    def _on_cell(self, number: int) -> None:
        if number >= len(self.cells):
            return
        cell = self.run.cells[number]
        view = self.cells[number]
        view.show_cell(cell)
        view.show_picture(self.shown(cell))
        if cell.phase == "done":
            self._show_overlays_of(number)
            self.grid.reorder()
        if self.pages.currentWidget() is self.stage and number in (self.current, self.other):
            self._refresh_stage()
        self._show_state()

    def shown(self, cell: Cell) -> np.ndarray | None:
        """What is looked at of `cell` now: its newest picture, or the preview of the scrubber's step."""
        position = self.scrubber.position
        if position is None:
            return cell.picture
        # Cells with fewer steps are shown where they are as far as the others.
        step = max(1, round(position * cell.total / max(1, self.scrubber.slider.maximum())))
        for near in range(step, 0, -1):
            picture = self.run.steps.picture(cell.plan, near)
            if picture is not None:
                return picture
        return cell.picture if cell.plan.origin is None else self._before(cell, step)

    def _before(self, cell: Cell, step: int) -> np.ndarray | None:
        """A branch's own past is that of the cell it left."""
        plan = cell.plan
        while plan.origin is not None:
            plan = plan.origin
            for near in range(step, 0, -1):
                picture = self.run.steps.picture(plan, near)
                if picture is not None:
                    return picture
        return cell.picture

    def _show_pictures(self) -> None:
        for number, view in enumerate(self.cells):
            view.show_picture(self.shown(self.run.cells[number]))
        self._show_overlays()
        self._refresh_stage()

    # looks

    def _looking(self, look: str) -> Callable[[], None]:
        return lambda: self.set_look(look)

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
        self._look_at(number, self.other)
        self.set_look("one")

    def _look_at(self, one: int, other: int, *, move: bool = False) -> None:
        """The cell keys act on, and the one it is compared with (`move`: the first goes on to the next cell)."""
        if move and len(self.run.cells) > 1:
            one = (other + 1) % len(self.run.cells)
        self.current, self.other = one, other
        for number, view in enumerate(self.cells):
            view.set_current(number == one)
        self._refresh_stage()

    def _go(self, by: int) -> None:
        if not self.run.cells:
            return
        self._look_at((self.current + by) % len(self.run.cells), self.other)
        if self.pages.currentWidget() is self.grid:
            view = self.cells[self.current]
            view.view.setFocus()
            self.grid.ensureWidgetVisible(view)

    def _play(self) -> None:
        self.scrubber.toggle()

    def _refresh_stage(self) -> None:
        if self.pages.currentWidget() is self.stage and self.run.cells:
            self.stage.set_cells(self.run.cells, self.current, self.other)
            number = self.stage.on_view
            if 0 <= number < len(self.run.cells):
                self.stage.show_overlays(self._overlays_of(number), self.opacity.value() / 100)

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
            view.show_picture(self.shown(self.run.cells[self.current if on else number]))

    # overlays

    def _overlays_of(self, number: int) -> tuple[QImage, ...]:
        cell = self.run.cells[number]
        images = []
        if self.actions_["matches"].isChecked():
            images.append(self._overlay("matches", number, self.shown(cell)))
        if self.actions_["sketch"].isChecked():
            images.append(self._overlay("sketch", number, cell.request.document))
        return tuple(image for image in images if image is not None)

    def _overlay(self, kind: str, number: int, of: object) -> QImage | None:
        known = self._overlays.get((kind, number))
        if known is None or known[0] is not of:
            cell = self.run.cells[number]
            image = None
            if kind == "sketch":
                image = sketch_overlay(cell.request.document)
            elif isinstance(of, np.ndarray):
                image = match_overlay(of, cell.request)
            known = self._overlays[kind, number] = (of, image)
        return known[1]

    def _show_overlays(self) -> None:
        for number in range(len(self.cells)):
            self._show_overlays_of(number)
        self._legend.setVisible(self.actions_["matches"].isChecked())
        self._refresh_stage()

    def _show_overlays_of(self, number: int) -> None:
        self.cells[number].show_overlays(self._overlays_of(number), self.opacity.value() / 100)

    # deeds

    def _with_cell(self, deed: Callable[[Cell], object]) -> None:
        if self.current < len(self.run.cells):
            deed(self.run.cells[self.current])

    def _use(self, cell: Cell) -> None:
        if cell.phase == "done":
            self.used.emit(cell)

    def _branch(self, cell: Cell) -> None:
        if cell.total > 1:
            position = self.scrubber.position or cell.total // 2
            self.branch_wanted.emit(cell, min(max(1, position), cell.total - 1))

    def _remove(self, cell: Cell) -> None:
        if self.run.matrix is not None and len(self.run.cells) > 1:
            self.run.show(self.run.matrix.without_cell(cell.place))

    def _show_menu(self, number: int) -> None:
        self._look_at(number, self.other)
        cell = self.run.cells[number]
        menu = QMenu(self)
        busy = cell.phase in ("running", "waiting")
        for name, allowed in (
            ("one", True),
            ("other", len(self.run.cells) > 1),
            ("", True),
            ("use", cell.phase == "done"),
            ("base", cell.phase == "done"),
            ("branch", cell.index > 0 and cell.total > 1),
            ("", True),
            ("stop_cell", busy and self.run.busy),
            ("remake", not busy or not self.run.busy),
            ("remove", len(self.run.cells) > 1),
        ):
            if not name:
                menu.addSeparator()
                continue
            action = self.actions_[name]
            shown = menu.addAction(action.icon(), action.text())
            shown.setEnabled(allowed)
            shown.triggered.connect(lambda _=False, a=action: a.trigger())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(QCursor.pos())

    # state

    def _show_state(self) -> None:
        busy = self.run.busy
        text = self.tr("Stop") if busy else self.tr("Compare again")
        if self.again.text() != text or self.again.property("runs") != busy:
            self.again.setText(text)
            self.again.setAccessibleName(text)
            self.again.setProperty("runs", busy)
            self.again.style().unpolish(self.again)
            self.again.style().polish(self.again)
            icons.set_icon(
                self.again, "stop" if busy else "compare", "text" if busy else "on_accent"
            )
        done = len(self.run.finished)
        self.actions_["stop"].setEnabled(busy)
        for name in ("export", "export_steps", "export_record", "export_bundle"):
            self.actions_[name].setEnabled(bool(done))
        self.actions_["blind"].setEnabled(done > 1)
        self._export.setEnabled(bool(done))
        self._legend.setVisible(self.actions_["matches"].isChecked())
        self.bar.setVisible(busy)
        made, total = self.run.progress
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(made)
        self._left.setText(self._time_left())
        self.scrubber.set_done(not busy)
        self.scrubber.set_marks(
            tuple(cell.settled for cell in self.run.cells if cell.settled is not None)
        )
        if self.run.matrix is not None:
            request = self.run.matrix.base
            self._about.setText(request.document.prompt.strip())
            self._words.setText(
                self.tr("seed {seed} · {steps} steps · same noise for each seed").format(
                    seed=request.sampling.seed, steps=request.sampling.steps
                )
            )

    def _time_left(self) -> str:
        done, count = len(self.run.finished), len(self.run.cells)
        if not self.run.busy:
            return self.tr("{done} of {count} cells").format(done=done, count=count)
        left = self.run.seconds_left()
        if left is None:
            return self.tr("Measuring…")
        if left < 90:
            return self.tr("about {seconds} s left").format(seconds=max(1, round(left)))
        return self.tr("about {minutes} min left").format(minutes=round(left / 60))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.run.stop()
        self.scrubber.play.setChecked(False)
        super().closeEvent(event)
