"""The control of one option of a method, whatever its type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from sketchpad.generation.methods.method import Option
from sketchpad.settings import Value
from sketchpad.ui.style.messages import setting_text
from sketchpad.ui.widgets.field import Choice, Field
from sketchpad.ui.widgets.value_slider import ValueSlider


class OptionField(QWidget):
    """A slider for a number, a check box for a switch, a list for a choice.

    Args:
        change: is called with the option as a keyword when the user has changed it.
    """

    def __init__(self, option: Option, change: Callable[..., Any], label_width: int) -> None:
        super().__init__()
        self.option, self._width, self._value = option, label_width, option.default
        self.slider = self.check = self.choice = self._field = None
        shown: QWidget
        if option.is_switch:
            shown = self.check = QCheckBox()
            shown.setObjectName("plain")
            self.check.clicked.connect(lambda on: change(**{option.name: on}))
        elif option.is_number:
            shown = self.slider = ValueSlider(option)
            self.slider.value_changed.connect(lambda value: change(**{option.name: value}))
        else:
            choice = self.choice = Choice()
            shown = self._field = Field(choice, label_width)
            choice.activated.connect(lambda _: change(**{option.name: choice.currentData()}))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(shown)
        self.retranslate()

    def retranslate(self) -> None:
        option = self.option
        short, label, note = (
            setting_text(text) for text in (option.short, option.label, option.note)
        )
        if self.slider is not None:
            self.slider.set_words(short, label, note, self._width)
        elif self.check is not None:
            self.check.setText(label)
            self.check.setToolTip(note)
            self.check.setAccessibleDescription(note)
        elif self.choice is not None and self._field is not None:
            self.choice.fill([(setting_text(text), value) for value, text in option.labels.items()])
            self._field.set_words(short, label, note)
            self.show_value(self._value)

    def show_value(self, value: Value) -> None:
        self._value = value
        if self.slider is not None:
            self.slider.set_value(float(value))
        elif self.check is not None:
            with QSignalBlocker(self.check):
                self.check.setChecked(bool(value))
        elif self.choice is not None and not self.choice.choose(value):
            self.choice.choose(self.option.default)

    def summary(self) -> str:
        """In words, unless it is as usual or in sight anyway."""
        if self.option.in_sight or self._value == self.option.default:
            return ""
        short = setting_text(self.option.short)
        return self.choice.currentText() if self.choice is not None else f"{short} {self._value:g}"
