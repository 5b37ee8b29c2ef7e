"""The guidance of a cell over time: a track for each of its methods, drawn, copied, and tried out as a further cell."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sketchpad.generation.comparison.matrix import Matrix
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.matrix.matrix_edits import methods_of
from sketchpad.ui.compare.matrix.titles import cell_title
from sketchpad.ui.connections import discard
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import hint_label, method_name
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.curve_editor import CurveEditor
from sketchpad.ui.widgets.elided_label import ElidedLabel

WIDTH = 264


class CurveTracks(Panel):
    """What is drawn here is a draft, until it is added or put in the place of what the cell has.

    Signals:
        add_wanted, replace_wanted: the methods with their curves, tuple of MethodSettings.
    """

    add_wanted = Signal(object)
    replace_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        self._cell: Cell | None = None
        self._known: tuple[MethodSettings, ...] = ()
        self._draft: tuple[MethodSettings, ...] = ()
        self.tracks: list[CurveTrack] = []
        self._title, self._of, self._none = QLabel(), ElidedLabel(), QLabel(wordWrap=True)
        self._title.setObjectName("section_title")
        self._of.setObjectName("note")
        self._none.setObjectName("note")
        self.add, self.instead, self.undo = QPushButton(), QPushButton(), QPushButton()
        self.add.clicked.connect(lambda: self.add_wanted.emit(self._draft))
        self.instead.clicked.connect(lambda: self.replace_wanted.emit(self._draft))
        self.undo.clicked.connect(self._forget)
        self._build()
        self.retranslate()

    def _build(self) -> None:
        inner = QWidget()
        inner.setObjectName("side_contents")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(10)
        self._column.addWidget(self._none)
        for button in (self.add, self.instead, self.undo):
            self._column.addWidget(button)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setObjectName("matrix_area")
        scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._of)
        column.addSpacing(4)
        column.addWidget(scroll, 1)

    def retranslate(self) -> None:
        self._title.setText(self.tr("Guidance over time"))
        self._none.setText(self.tr("No method steers this cell: its prompt decides alone."))
        for button, text, tip in (
            (
                self.add,
                self.tr("Add as a cell"),
                self.tr("Compare the curves as drawn here with all that is there"),
            ),
            (
                self.instead,
                self.tr("Put in its place"),
                self.tr("Make the cell, and all of its row or column, anew with these curves"),
            ),
            (self.undo, self.tr("Back to how it was"), self.tr("Forget what was drawn here")),
        ):
            button.setText(text)
            button.setAccessibleName(text)
            button.setToolTip(tip)
        for track in self.tracks:
            track.retranslate()

    def show_cell(self, matrix: Matrix | None, cell: Cell | None) -> None:
        """The tracks of `cell`; a draft of it stays."""
        self._of.setText("" if cell is None else cell_title(cell.place))
        known = () if matrix is None or cell is None else methods_of(matrix, cell.place)
        same = self._cell is not None and cell is not None and self._cell.place == cell.place
        self._cell = cell
        if same and known == self._known:
            return
        self._known = self._draft = known
        self._fill()

    def _fill(self) -> None:
        for track in self.tracks:
            discard(track)
        self.tracks = [CurveTrack(method) for method in self._known]
        for number, track in enumerate(self.tracks):
            track.curve.curve_changed.connect(lambda curve, n=number: self._on_drawn(n, curve))
            self._column.insertWidget(number, track)
        self._none.setVisible(not self.tracks)
        self._show()

    def _on_drawn(self, number: int, curve: object) -> None:
        draft = list(self._draft)
        draft[number] = replace(draft[number], curve=curve)  # type: ignore[arg-type]
        self._draft = tuple(draft)
        self._show()

    def _forget(self) -> None:
        self._draft = self._known
        for track, method in zip(self.tracks, self._known, strict=True):
            track.curve.set_curve(method.curve)
        self._show()

    def _show(self) -> None:
        changed = self._draft != self._known
        for button in (self.add, self.instead, self.undo):
            button.setEnabled(changed)
            button.setVisible(bool(self.tracks))


class CurveTrack(Panel):
    """One method: its name, strength and share of the steps, and the curve."""

    def __init__(self, method: MethodSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._method = method
        self._name, self._numbers = ElidedLabel(), QLabel()
        self._name.setObjectName("pane_title")
        self._numbers.setObjectName("number")
        self.curve = CurveEditor()
        self.curve.set_curve(method.curve)
        self.curve.set_window(method.start, method.end)
        self.copy, self.paste = QToolButton(), QToolButton()
        for button, icon, deed in (
            (self.copy, "copy", self.curve.copy),
            (self.paste, "paste", self.curve.paste),
        ):
            button.setIconSize(QSize(16, 16))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            icons.set_icon(button, icon)
            button.clicked.connect(deed)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._name, 1)
        head.addWidget(self.copy)
        head.addWidget(self.paste)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self.curve)
        column.addWidget(self._numbers)
        self.retranslate()

    def retranslate(self) -> None:
        method = self._method
        name = method_name(method.name)
        if method.kind:
            name = f"{name} · {hint_label(method.kind)}"
        self._name.setText(name)
        said = self.tr("Strength {strength} · {start}–{end} % of the steps")
        self._numbers.setText(
            said.format(
                strength=f"{method.strength:g}",
                start=round(100 * method.start),
                end=round(100 * method.end),
            )
        )
        for button, tip, spoken in (
            (self.copy, self.tr("Copy this track (Ctrl+C)"), self.tr("Copy the track of {name}")),
            (self.paste, self.tr("Paste a track here (Ctrl+V)"), self.tr("Paste on {name}")),
        ):
            button.setToolTip(tip)
            button.setAccessibleName(spoken.format(name=name))
