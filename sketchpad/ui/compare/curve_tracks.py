"""The guidance of a cell over time: a track for each of its methods, drawn, copied, and tried out as a further cell."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from sketchpad.generation.comparison.matrix import Cell as Place
from sketchpad.generation.comparison.matrix import Matrix
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.matrix.matrix_edits import methods_of
from sketchpad.ui.compare.matrix.titles import cell_title
from sketchpad.ui.connections import discard
from sketchpad.ui.style.messages import hint_label, method_name
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import (
    STRETCH,
    describe,
    hbox,
    label,
    named,
    scrolled,
    tool_button,
    vbox,
)
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

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self._place: Place | None = None
        self._known: tuple[MethodSettings, ...] = ()
        self._draft: tuple[MethodSettings, ...] = ()
        self.tracks: list[CurveTrack] = []
        self._title, self._of = label("section_title"), named(ElidedLabel(), "note")
        self._none = label("note", wrap=True)
        self.add, self.instead, self.undo = QPushButton(), QPushButton(), QPushButton()
        self.add.clicked.connect(lambda: self.add_wanted.emit(self._draft))
        self.instead.clicked.connect(lambda: self.replace_wanted.emit(self._draft))
        self.undo.clicked.connect(self._forget)
        inner = named(QWidget(), "side_contents")
        buttons = (self.add, self.instead, self.undo)
        self._column = vbox(
            self._none, *buttons, STRETCH, on=inner, margins=(0, 0, 8, 0), spacing=10
        )
        area = scrolled(inner, "matrix_area")
        vbox(self._title, self._of, 4, (area, 1), on=self, margins=(12, 4, 0, 0), spacing=6)
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(self.tr("Guidance over time"))
        self._none.setText(self.tr("No method steers this cell: its prompt decides alone."))
        add = self.tr("Compare the curves as drawn here with all that is there")
        instead = self.tr("Make the cell, and all of its row or column, anew with these curves")
        for button, text, tip in (
            (self.add, self.tr("Add as a cell"), add),
            (self.instead, self.tr("Put in its place"), instead),
            (self.undo, self.tr("Back to how it was"), self.tr("Forget what was drawn here")),
        ):
            describe(button, text, tip, text=text)
        for track in self.tracks:
            track.retranslate()

    def show_cell(self, matrix: Matrix | None, cell: Cell | None) -> None:
        """The tracks of `cell`; a draft of it stays."""
        self._of.setText("" if cell is None else cell_title(cell.place))
        place = None if cell is None else cell.place
        known = () if matrix is None or place is None else methods_of(matrix, place)
        if (place, known) == (self._place, self._known):
            return
        self._place, self._known, self._draft = place, known, known
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

    def __init__(self, method: MethodSettings) -> None:
        super().__init__()
        self._method = method
        self._name, self._numbers = named(ElidedLabel(), "pane_title"), label("number")
        self.curve = CurveEditor()
        self.curve.set_curve(method.curve)
        self.curve.set_window(method.start, method.end)
        self.copy, self.paste = tool_button("copy"), tool_button("paste")
        self.copy.clicked.connect(self.curve.copy)
        self.paste.clicked.connect(self.curve.paste)
        head = hbox((self._name, 1), self.copy, self.paste, spacing=2)
        vbox(head, self.curve, self._numbers, on=self, spacing=2)
        self.retranslate()

    def retranslate(self) -> None:
        method = self._method
        kind = f" · {hint_label(method.kind)}" if method.kind else ""
        name = f"{method_name(method.name)}{kind}"
        self._name.setText(name)
        said = self.tr("Strength {strength} · {start}–{end} % of the steps")
        start, end = round(100 * method.start), round(100 * method.end)
        self._numbers.setText(said.format(strength=f"{method.strength:g}", start=start, end=end))
        for button, tip, spoken in (
            (self.copy, self.tr("Copy this track (Ctrl+C)"), self.tr("Copy the track of {name}")),
            (self.paste, self.tr("Paste a track here (Ctrl+V)"), self.tr("Paste on {name}")),
        ):
            describe(button, spoken.format(name=name), tip)
