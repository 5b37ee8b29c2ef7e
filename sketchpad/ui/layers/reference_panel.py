"""The reference picture in numbers and words: what it is made into, how, and what is done with that."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from sketchpad.errors import Problem
from sketchpad.hints.reference import OPTIONS, Option
from sketchpad.hints.registry import HINTS
from sketchpad.settings import Setting
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import name_after, plain
from sketchpad.ui.canvas.reference_commands import ReferenceCommands
from sketchpad.ui.connections import discard
from sketchpad.ui.layers.live_hint import LiveHint
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import hint_label, option_label
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.problem_label import ProblemLabel
from sketchpad.ui.widgets.value_slider import ValueSlider, ignore_wheel

LABELS = 92  # width of the words at the left
SMALL = ("reference_place", "reference_fit", "reference_remove")
LARGE = ("reference_strokes", "reference_pixels")


class ReferencePanel(Panel):
    def __init__(
        self,
        state: DocumentState,
        commands: ReferenceCommands,
        actions: ActionSet,
        live: LiveHint,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._commands, self._actions, self._live = state, commands, actions, live
        self._shown = ""  # the kind whose sliders are there
        self.title = QLabel()
        self.title.setObjectName("section_title")
        self.empty = QLabel(wordWrap=True)
        self.empty.setObjectName("note")
        self.kind = QComboBox()
        self.kind.setMinimumContentsLength(6)
        ignore_wheel(self.kind)
        self._kind_label = QLabel()
        self._kind_label.setBuddy(self.kind)
        self.sliders: dict[str, ValueSlider] = {}
        self.usual = QToolButton()
        self.usual.setIconSize(QSize(16, 16))
        icons.set_icon(self.usual, "undo", "muted")
        self.usual.clicked.connect(lambda _=False: commands.usual_options())
        self.problem = ProblemLabel()
        self.note = QLabel(wordWrap=True)
        self.note.setObjectName("note")
        self._buttons = {name: self._button(actions[name], name in LARGE) for name in SMALL + LARGE}
        self._arrange()
        self.kind.activated.connect(lambda _: commands.set_kind(str(self.kind.currentData())))
        state.document_changed.connect(self.refresh)
        live.changed.connect(self._show_problem)
        self.retranslate()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addStretch(1)
        for name in SMALL:
            head.addWidget(self._buttons[name])
        row = QHBoxLayout()
        row.setSpacing(6)
        self._kind_label.setFixedWidth(LABELS)
        row.addWidget(self._kind_label)
        row.addWidget(self.kind, 1)
        row.addWidget(self.usual)
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        large = QHBoxLayout()
        large.setSpacing(6)
        for name in LARGE:
            large.addWidget(self._buttons[name], 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.empty)
        column.addLayout(row)
        column.addLayout(self._column)
        column.addWidget(self.problem)
        column.addWidget(self.note)
        column.addLayout(large)

    def _button(self, action: QAction, large: bool) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if large else style.ToolButtonIconOnly
        )
        button.setIconSize(QSize(18, 18))
        if not large:
            button.setFixedSize(30, 30)
        else:
            button.setFixedHeight(32)
            button.setSizePolicy(
                button.sizePolicy().Policy.Expanding, button.sizePolicy().verticalPolicy()
            )
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name_after(button, action)
        return button

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
        self.kind.setAccessibleName(self.tr("What the reference picture is made into"))
        self.kind.view().setAccessibleName(self.kind.accessibleName())
        self.usual.setAccessibleName(self.tr("Usual values"))
        self.usual.setToolTip(self.tr("Usual values"))
        with QSignalBlocker(self.kind):
            self.kind.clear()
            self.kind.addItem(self.tr("None"), "")
            for name in HINTS:
                self.kind.addItem(hint_label(name), name)
        for button in self._buttons.values():
            button.setAccessibleName(plain(button.defaultAction().text()))
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
            label = option_label(option)
            self.sliders[option.name].set_words(label, label, label_width=LABELS)

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


def _setting(option: Option) -> Setting:
    default = round(option.default) if option.is_whole else float(option.default)
    return Setting(option.name, default, option.low, option.high, step=option.step)
