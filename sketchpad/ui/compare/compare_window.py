"""The comparison: one drawing, every method, the same noise, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sketchpad.errors import SketchpadError
from sketchpad.generation.request import Request
from sketchpad.ui import icons
from sketchpad.ui.compare.cell_view import CellView, keep_room
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.messages import sentence
from sketchpad.ui.panel import Panel
from sketchpad.ui.panels.notice_bar import NoticeBar
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.picture_view import ViewLink
from sketchpad.ui.words import tip_of

COLUMNS = 2
Modes = Sequence[tuple[str, Request]]


class CompareWindow(Panel):
    """A window of its own, so that it can lie on another screen.

    Args:
        make: what to compare now; empty when something stands in the way (it has then been told).

    Signals:
        used: the Cell whose picture and settings the user wants.
        export_wanted: the finished cells are to be exported.
    """

    used = Signal(object)
    export_wanted = Signal()

    def __init__(
        self, run: CompareRun, make: Callable[[], Modes], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.Window)
        self.setObjectName("compare")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.run, self._make = run, make
        self.link = ViewLink(self)
        self.cells: list[CellView] = []
        self.notice = NoticeBar()
        self._about, self._words = ElidedLabel(), QLabel()
        self._about.setObjectName("made_by")
        self._words.setObjectName("note")
        self.again = QPushButton()
        self.again.setObjectName("primary")
        self.again.setMinimumHeight(36)
        self.again.setIconSize(QSize(18, 18))
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedHeight(4)
        keep_room(self.bar)
        self._actions = self._make_actions()
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        self._build()
        run.started.connect(self._on_started)
        run.cell_changed.connect(self._on_cell)
        run.ended.connect(self._show_state)
        run.failed.connect(self._on_failed)
        self.again.clicked.connect(self._on_again)
        self.resize(980, 860)
        self.retranslate()

    def _make_actions(self) -> dict[str, QAction]:
        made = {}
        for name, keys, icon, handler in (
            ("fit", "Ctrl+0", "fit", self.link.fit),
            ("zoom_in", "Ctrl++ Ctrl+=", "zoom-in", lambda: self.link.zoom_step(1)),
            ("zoom_out", "Ctrl+-", "zoom-out", lambda: self.link.zoom_step(-1)),
            ("export", "Ctrl+E", "export", self.export_wanted.emit),
            ("again", "Ctrl+Return", "", self._start),
            ("stop", "Esc", "", self.run.stop),
            ("close", "Ctrl+W", "", self.close),
        ):
            action = QAction(self)
            action.setShortcuts([QKeySequence(k) for k in keys.split()])
            action.triggered.connect(lambda _=False, act=handler: act())
            if icon:
                icons.set_icon(action, icon)
            self.addAction(action)
            made[name] = action
        return made

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._about, 1)
        head.addWidget(self._words)
        head.addSpacing(8)
        for name in ("zoom_out", "zoom_in", "fit", "export"):
            button = QToolButton()
            button.setDefaultAction(self._actions[name])
            button.setIconSize(QSize(18, 18))
            button.setFixedSize(34, 34)
            head.addWidget(button)
            self._actions[name].changed.connect(
                lambda b=button, a=self._actions[name]: b.setAccessibleName(a.text())
            )
        head.addSpacing(4)
        head.addWidget(self.again)
        inner = QVBoxLayout()
        inner.setContentsMargins(14, 12, 14, 14)
        inner.setSpacing(10)
        inner.addLayout(head)
        inner.addWidget(self.bar)
        inner.addLayout(self._grid, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addLayout(inner, 1)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Compare methods – Sketchpad"))
        words = {
            "fit": self.tr("Whole picture"),
            "zoom_in": self.tr("Zoom in"),
            "zoom_out": self.tr("Zoom out"),
            "export": self.tr("Export comparison…"),
            "again": self.tr("Compare again"),
            "stop": self.tr("Stop"),
            "close": self.tr("Close"),
        }
        for name, text in words.items():
            action = self._actions[name]
            action.setText(text)
            action.setToolTip(tip_of(action))
        self.bar.setAccessibleName(self.tr("Progress"))
        self._show_state()

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
        modes = self._make()
        if modes:
            self.notice.dismiss()
            self.run.start(modes)
        return bool(modes)

    def _on_again(self) -> None:
        if self.run.busy:
            self.run.stop()
        else:
            self._start()

    def _on_started(self) -> None:
        for old in self.cells:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.cells = []
        for number, cell in enumerate(self.run.cells):
            view = CellView(cell, self.link)
            view.used.connect(lambda n=number: self.used.emit(self.run.cells[n]))
            self._grid.addWidget(view, number // COLUMNS, number % COLUMNS)
            self.cells.append(view)
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 1)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.link.fit()
        self._show_state()

    def _on_cell(self, number: int) -> None:
        self.cells[number].show_cell(self.run.cells[number])
        self._show_state()

    def _on_failed(self, error: SketchpadError) -> None:
        self.notice.tell(sentence(error), "error")

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
        self._actions["stop"].setEnabled(busy)
        self._actions["export"].setEnabled(bool(self.run.finished))
        self.bar.setVisible(busy)
        done, total = self.run.progress
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        if self.run.cells:
            request = self.run.cells[0].request
            self._about.setText(request.document.prompt.strip())
            self._words.setText(
                self.tr("seed {seed} · {steps} steps · same noise in every cell").format(
                    seed=request.sampling.seed, steps=request.sampling.steps
                )
            )

    def closeEvent(self, event: QCloseEvent) -> None:
        self.run.stop()
        super().closeEvent(event)
