"""Everything about the selected boxes in numbers and words."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit

from sketchpad.document.box import STRONGEST
from sketchpad.errors import Problem
from sketchpad.settings import Setting
from sketchpad.ui.boxes.box_buttons import BoxImageButton, ColourButton
from sketchpad.ui.boxes.commands import BoxActionHandlers
from sketchpad.ui.canvas.boxes.phrase_editor import suggest
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import describe, label, vbox
from sketchpad.ui.widgets.number_spin import FractionSpin
from sketchpad.ui.widgets.problem_label import ProblemLabel
from sketchpad.ui.widgets.value_slider import ValueSlider, give_margins, ignore_wheel

LABELS = 62  # width of the words at the left
UNREAD = "picture_unread"
PAUSE = 1200  # milliseconds without a key, after which undo takes back what follows separately
STRENGTH = Setting("box.strength", 1.0, 0.0, STRONGEST, step=0.05)


class Inspector(Panel):
    """Shows what the selected boxes have in common, and changes all of them.

    Signals:
        failed: SketchpadError of a picture that cannot be read.
    """

    failed = Signal(object)

    def __init__(
        self, state: DocumentState, canvas: CanvasWidget, commands: BoxActionHandlers
    ) -> None:
        super().__init__()
        self._state, self._canvas, self._commands = state, canvas, commands
        self.phrase = QLineEdit()
        self.phrase.setMaxLength(200)
        self.unit = QComboBox()
        self.unit.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.unit.addItems(["px", "%"])
        ignore_wheel(self.unit)
        self.edges = [_spin() for _ in range(4)]
        self.strength = ValueSlider(STRENGTH)
        self.colour = ColourButton()
        self.picture = BoxImageButton()
        self.problem = ProblemLabel()
        self._problems: tuple[Problem, ...] = ()
        self.locked = QCheckBox()
        self._labels = {name: QLabel() for name in ("phrase", "place", "colour", "picture")}
        self._letters = [label("note") for _ in range(4)]
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(state.seal)
        self._arrange()
        self.phrase.textEdited.connect(self._on_phrase)
        self.phrase.editingFinished.connect(state.seal)
        self.unit.currentIndexChanged.connect(self._show_unit)
        for index, spin in enumerate(self.edges):
            spin.valueChanged.connect(
                lambda value, i=index: commands.set_edge(i, value / self._unit(i))
            )
        change = commands.change
        self.strength.value_changed.connect(
            lambda value: change(self.tr("Change strength"), "strength", strength=value)
        )
        self.colour.chosen.connect(lambda name: change(self.tr("Change colour"), colour=name))
        self.picture.chosen.connect(
            lambda picture: change(self.tr("Change picture of a box"), picture=picture)
        )
        self.picture.failed.connect(self.failed)
        self.locked.clicked.connect(lambda *_: commands.lock())
        state.document_changed.connect(self.refresh)
        state.selection_changed.connect(self.refresh)
        self.retranslate()
        self.refresh()

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(7)
        grid.setColumnMinimumWidth(0, LABELS)
        for column in (2, 4):
            grid.setColumnStretch(column, 1)
        grid.addWidget(self._labels["phrase"], 0, 0)
        grid.addWidget(self.phrase, 0, 1, 1, 4)
        grid.addWidget(self._labels["place"], 1, 0)
        for index, (letter, spin) in enumerate(zip(self._letters, self.edges, strict=True)):
            row, column = 1 + index // 2, 1 + index % 2 * 2
            letter.setBuddy(spin)
            grid.addWidget(letter, row, column)
            grid.addWidget(spin, row, column + 1)
        grid.addWidget(self.unit, 2, 0)
        grid.addWidget(self._labels["colour"], 4, 0)
        grid.addWidget(self.colour, 4, 1, 1, 4, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self._labels["picture"], 5, 0)
        grid.addWidget(self.picture, 5, 1, 1, 4, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.problem, 6, 0, 1, 5)
        grid.addWidget(self.strength, 3, 0, 1, 5)
        self.strength.label.setFixedWidth(LABELS - 4)
        self._labels["phrase"].setBuddy(self.phrase)
        self._labels["picture"].setBuddy(self.picture.button)
        vbox(grid, self.locked, on=self, spacing=8)

    def retranslate(self) -> None:
        names = {
            "phrase": self.tr("Phrase"),
            "place": self.tr("Place"),
            "colour": self.tr("Colour"),
            "picture": self.tr("Picture"),
        }
        for name, text in names.items():
            self._labels[name].setText(text)
        self.phrase.setAccessibleName(self.tr("Phrase of the box"))
        self.phrase.setPlaceholderText(self.tr("What goes here?"))
        self.strength.set_words(
            self.tr("Strength"),
            self.tr("Strength of the box"),
            self.tr("How strongly this box is obeyed; 0 is as if it were not there"),
        )
        self.locked.setText(self.tr("Locked"))
        self.locked.setToolTip(self.tr("Not moved, resized or deleted by accident"))
        letters = (self.tr("X"), self.tr("Y"), self.tr("W"), self.tr("H"))
        full = (self.tr("Left edge"), self.tr("Top edge"), self.tr("Width"), self.tr("Height"))
        for shown, letter, spin, name in zip(self._letters, letters, self.edges, full, strict=True):
            shown.setText(letter)
            describe(spin, name)
        describe(self.unit, self.tr("Unit of the numbers"), "")
        self.unit.setItemText(0, self.tr("px"))

    def set_suggestions(self, words: Iterable[str]) -> None:
        suggest(self.phrase, words, self._on_phrase)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Say at the box what of `problems` speaks of the selected ones."""
        self._problems = problems
        self._show_problems()

    # following the drawing

    def refresh(self) -> None:
        boxes = self._state.selected_boxes
        self.setEnabled(bool(boxes))
        self._show_problems()
        if not boxes:
            self.phrase.clear()
            return
        first = boxes[0]
        phrase = first.phrase if len({box.phrase for box in boxes}) == 1 else ""
        if self.phrase.text().strip() != phrase:
            self.phrase.setText(phrase)
        self.strength.set_value(first.strength)
        self.colour.show_colour(self._canvas.bench.colours[first.id], bool(first.colour))
        self.picture.show_picture(first.picture)
        self.locked.setChecked(all(box.locked for box in boxes))
        self._show_unit()
        free = any(not box.locked for box in boxes)
        for spin in self.edges:
            spin.setEnabled(free)

    def _show_problems(self) -> None:
        chosen = {box.id for box in self._state.selected_boxes}
        unread = (p for p in self._problems if p.code == UNREAD and p.fields.get("id") in chosen)
        self.problem.show_problems(unread, urgent=False)

    def _show_unit(self) -> None:
        boxes = self._state.selected_boxes
        if not boxes:
            return
        x0, y0, x1, y1 = boxes[0].rect
        values = (x0, y0, x1 - x0, y1 - y0)
        for index, (spin, value) in enumerate(zip(self.edges, values, strict=True)):
            with QSignalBlocker(spin):
                unit = self._unit(index)
                spin.setRange(0.0, unit)
                spin.setDecimals(0 if unit > 100 else 1)
                spin.setSingleStep(1.0)
                spin.setValue(value * unit)

    def _unit(self, index: int) -> float:
        """How many of the chosen unit the page is wide (even) or high (odd)."""
        page = self._state.document
        if self.unit.currentIndex() == 1:
            return 100.0
        return float(page.height if index % 2 else page.width)

    # changing it

    def _on_phrase(self, text: str) -> None:
        self._commands.change(self.tr("Name box"), "phrase", phrase=text.strip())
        self._pause.start()


def _spin() -> FractionSpin:
    spin = FractionSpin()
    spin.setKeyboardTracking(False)
    spin.setAlignment(Qt.AlignmentFlag.AlignRight)
    spin.setMinimumWidth(64)
    ignore_wheel(spin)
    give_margins(spin)
    return spin
