"""The reference picture in numbers and words: what it is converted to, how, and what is done with that."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QSizePolicy, QToolButton

from sketchpad.errors import Problem
from sketchpad.hints.reference import OPTIONS, Option
from sketchpad.hints.registry import HINTS
from sketchpad.settings import Setting
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.canvas.reference_commands import ReferenceCommands
from sketchpad.ui.connections import discard
from sketchpad.ui.layers.live_hint import LiveHint
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.messages import hint_label, option_label
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import STRETCH, describe, hbox, label, tool_button, vbox
from sketchpad.ui.widgets.problem_label import ProblemLabel
from sketchpad.ui.widgets.value_slider import ValueSlider, ignore_wheel

LABELS = 92  # width of the words at the left
SMALL = ("reference_place", "reference_fit", "reference_remove")
LARGE = ("reference_strokes", "reference_pixels")


class ReferencePanel(Panel):
    def __init__(
        self, state: DocumentState, commands: ReferenceCommands, actions: ActionSet, live: LiveHint
    ) -> None:
        super().__init__()
        self._state, self._commands, self._actions, self._live = state, commands, actions, live
        self._shown = ""  # the kind whose sliders are there
        self.title = label("section_title")
        self.empty = label("note", wrap=True)
        self.kind = QComboBox()
        self.kind.setMinimumContentsLength(6)
        ignore_wheel(self.kind)
        self._kind_label = QLabel()
        self._kind_label.setBuddy(self.kind)
        self.sliders: dict[str, ValueSlider] = {}
        self.usual = tool_button("undo", role="muted")
        self.usual.clicked.connect(lambda _=False: commands.usual_options())
        self.problem = ProblemLabel()
        self.note = label("note", wrap=True)
        self._buttons = {name: _button(actions[name], name in LARGE) for name in SMALL + LARGE}
        self._arrange()
        self.kind.activated.connect(lambda _: commands.set_kind(str(self.kind.currentData())))
        state.document_changed.connect(self.refresh)
        live.changed.connect(self._show_problem)
        self.retranslate()

    def _arrange(self) -> None:
        self._kind_label.setFixedWidth(LABELS)
        small, large = ([self._buttons[name] for name in names] for names in (SMALL, LARGE))
        self._column = vbox(spacing=4)
        vbox(
            hbox(self.title, STRETCH, *small, spacing=2),
            self.empty,
            hbox(self._kind_label, (self.kind, 1), self.usual, spacing=6),
            self._column,
            self.problem,
            self.note,
            hbox(*((button, 1) for button in large), spacing=6),
            on=self,
            spacing=8,
        )

    def refresh(self) -> None:
        """Show the reference picture of the drawing as it is now."""
        reference = self._commands.reference
        there = reference is not None
        kind = reference.kind if reference is not None else ""
        self.empty.setVisible(not there)
        shown = (
            self.kind, self._kind_label, *(self._buttons[name] for name in (*LARGE, *SMALL[1:])),
        )  # fmt: skip
        for widget in shown:
            widget.setVisible(there)
        with QSignalBlocker(self.kind):
            self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        if kind != self._shown:
            self._build(kind)
        given = dict(reference.options) if reference is not None else {}
        for option in OPTIONS.get(kind, ()):
            slider = self.sliders[option.name]
            slider.set_value(option.bounded(given.get(option.name, option.default)))
        self.usual.setVisible(bool(self.sliders) and there)
        self.usual.setEnabled(bool(given))
        self.note.setVisible(bool(kind) and there)
        self._write_note(kind)
        self._show_problem()

    def retranslate(self) -> None:
        self.title.setText(self.tr("Reference picture"))
        self.empty.setText(
            self.tr("Drop or paste a picture here to trace it, or to steer by its lines or depth.")
        )
        self._kind_label.setText(self.tr("Convert to"))
        describe(self.kind, self.tr("What the reference picture is made into"), "")
        describe(self.usual, self.tr("Usual values"))
        with QSignalBlocker(self.kind):
            self.kind.clear()
            self.kind.addItem(self.tr("None"), "")
            for name in HINTS:
                self.kind.addItem(hint_label(name), name)
        self._name_sliders()
        self.refresh()

    def _build(self, kind: str) -> None:
        for old in self.sliders.values():
            self._column.removeWidget(old)
            discard(old)
        self._shown, self.sliders = kind, {}
        for option in OPTIONS.get(kind, ()):
            slider = ValueSlider(_setting(option), parent=self)
            slider.value_changed.connect(
                lambda value, name=option.name: self._commands.set_option(name, value)
            )
            self.sliders[option.name] = slider
            self._column.addWidget(slider)
            slider.show()
        self._name_sliders()

    def _name_sliders(self) -> None:
        for option in OPTIONS.get(self._shown, ()):
            name = option_label(option)
            self.sliders[option.name].set_words(name, name, label_width=LABELS)

    def _write_note(self, kind: str) -> None:
        if kind in HINTS:
            text = self.tr(
                "A ControlNet for “{kind}” reads this. What is drawn is added, the eraser takes away."
            )
            self.note.setText(text.format(kind=hint_label(kind)))

    def _show_problem(self) -> None:
        error = self._live.error
        self.problem.show_problems(
            [Problem.from_error(error, "reference")] if error is not None else [], urgent=False
        )
        if error is not None:
            self.note.hide()


def _button(action: QAction, large: bool) -> QToolButton:
    button = action_button(action, 0 if large else 30)
    if large:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFixedHeight(32)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _setting(option: Option) -> Setting:
    default = round(option.default) if option.is_whole else float(option.default)
    return Setting(option.name, default, option.low, option.high, step=option.step)
