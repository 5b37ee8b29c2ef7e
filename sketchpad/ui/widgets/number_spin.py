"""Spin boxes that take numbers as people type or paste them, and say when they cannot."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QToolTip, QWidget

from sketchpad.typed_number import number_from

_AnySpin: Any = object


class _Typed(_AnySpin):
    """Any text can be typed; `number_from` reads it. What is no number within the range is refused at the field.

    Qt's own boxes drop every key that does not fit, so that "0,8" becomes 8 and a seed loses its last digits.
    """

    whole = True

    def number(self, text: str) -> int | float | None:
        """The number in `text` without prefix and suffix, in whole steps if it counts; None if it is not allowed."""
        try:
            value = number_from(
                text.removeprefix(self.prefix()).removesuffix(self.suffix()), self.whole
            )
        except ValueError:
            return None
        return value if self.minimum() <= value <= self.maximum() else None

    def validate(self, text: str, at: int) -> Any:
        fits = self.number(text) is not None
        state = QValidator.State.Acceptable if fits else QValidator.State.Intermediate
        return state, text, at

    def valueFromText(self, text: str) -> Any:
        value = self.number(text)
        return self.value() if value is None else value

    def fixup(self, text: str) -> str:
        """The former value's text; a tip at the field says that `text` was refused."""
        refuse(self, text, self.textFromValue(self.minimum()), self.textFromValue(self.maximum()))
        return self.prefix() + self.textFromValue(self.value()) + self.suffix()


class WholeSpin(_Typed, QSpinBox):
    """A whole number below 2^31."""


class FractionSpin(_Typed, QDoubleSpinBox):
    """A number with decimals."""

    whole = False


class BigSpin(QAbstractSpinBox):
    """A whole number of any size from 0 on.

    Signals:
        value_changed: the user chose another value, a Python int.
    """

    value_changed = Signal(object)

    def __init__(self, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value, self._most = 0, most
        self.editingFinished.connect(self._on_edited)
        self.set_value(0)

    def value(self) -> int:
        return self._value

    def set_value(self, value: int) -> None:
        """Show `value` without a signal."""
        self._value = min(max(value, 0), self._most)
        self.lineEdit().setText(str(self._value))

    def stepBy(self, steps: int) -> None:
        self._choose(min(max(self._value + steps, 0), self._most))

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flags = QAbstractSpinBox.StepEnabledFlag
        down = flags.StepDownEnabled if self._value > 0 else flags.StepNone
        return down | (flags.StepUpEnabled if self._value < self._most else flags.StepNone)

    def _on_edited(self) -> None:
        text = self.lineEdit().text()
        try:
            value = int(number_from(text, whole=True))
        except ValueError:
            value = -1
        if not 0 <= value <= self._most:
            refuse(self, text, "0", str(self._most))
            value = self._value
        self._choose(value)

    def _choose(self, value: int) -> None:
        changed = value != self._value
        self.set_value(value)
        if changed:
            self.value_changed.emit(value)


def refuse(widget: QWidget, text: str, low: str, high: str) -> None:
    """Say in a tip below `widget` that `text` is no number from `low` to `high`."""
    words = QCoreApplication.translate(
        "NumberSpin", "“{text}” is not a number from {low} to {high}."
    )
    tip = words.format(text=text[:40], low=low, high=high)
    QToolTip.showText(widget.mapToGlobal(QPoint(0, widget.height())), tip, widget)
