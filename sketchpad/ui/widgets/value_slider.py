"""A number with a slider and a spin box that always agree."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QLabel, QLineEdit, QSlider, QWidget

from sketchpad.settings import Setting
from sketchpad.ui.style.shorthand import describe, hbox
from sketchpad.ui.widgets.number_spin import FractionSpin, WholeSpin


class IgnoreWheel(QObject):
    """Lets the wheel scroll the panel: a control only takes it once it has the focus."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QWheelEvent)
            and isinstance(watched, QWidget)
            and not watched.hasFocus()
        ):
            event.ignore()
            return True
        return False


def ignore_wheel(widget: QWidget) -> None:
    """The wheel does nothing to `widget` unless it has the focus."""
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.installEventFilter(IgnoreWheel(widget))


def give_margins(spin: QAbstractSpinBox) -> None:
    """Room between the number and the frame; a style sheet's padding does not reach in there."""
    edit = spin.findChild(QLineEdit)
    if edit is not None:
        edit.setTextMargins(6, 0, 6, 0)


class ValueSlider(QWidget):
    """Label, slider and number for one `Setting`.

    Signals:
        value_changed: the user chose another value.
    """

    value_changed = Signal(float)

    def __init__(
        self, setting: Setting, most: float | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        low, high = float(setting.low or 0), float(most if most is not None else setting.high or 1)
        self._is_whole = isinstance(setting.default, int)
        self._step = 1.0 if self._is_whole else float(setting.step or 0.05)
        self._low = low
        self.label = QLabel()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, round((high - low) / self._step))
        self.slider.setPageStep(max(1, self.slider.maximum() // 10))
        self.spin = _spin_box(self._is_whole, low, float(setting.high or high), self._step)
        for control in (self.slider, self.spin):
            ignore_wheel(control)
        self.label.setBuddy(self.spin)
        hbox(self.label, (self.slider, 1), self.spin, on=self, spacing=10)
        self.slider.valueChanged.connect(lambda at: self._on_changed(low + at * self._step))
        self.spin.valueChanged.connect(self._on_changed)
        self.set_value(float(setting.default))

    @property
    def value(self) -> float:
        return float(self.spin.value())

    def set_value(self, value: float) -> None:
        """Show `value` without a signal."""
        with QSignalBlocker(self.slider), QSignalBlocker(self.spin):
            self.slider.setValue(round((value - self._low) / self._step))
            self.spin.setValue(round(value) if self._is_whole else value)  # type: ignore[arg-type]

    def set_words(self, label: str, name: str, note: str = "", label_width: int = 0) -> None:
        """The visible label, the name for screen readers, the tool tip."""
        self.label.setText(label)
        if label_width:
            self.label.setFixedWidth(label_width)
        for control in (self.slider, self.spin):
            describe(control, name, note)
            control.setAccessibleDescription(note)
        self.label.setToolTip(note)

    def _on_changed(self, value: float) -> None:
        self.set_value(value)
        self.value_changed.emit(self.value)


def _spin_box(is_whole: bool, low: float, high: float, step: float) -> WholeSpin | FractionSpin:
    spin: WholeSpin | FractionSpin
    if is_whole:
        spin = WholeSpin()
        spin.setRange(int(low), int(high))
    else:
        spin = FractionSpin()
        spin.setDecimals(2 if step < 0.1 else 1)
        spin.setRange(low, high)
        spin.setSingleStep(step)
    spin.setAlignment(Qt.AlignmentFlag.AlignRight)
    spin.setKeyboardTracking(False)
    spin.setFixedWidth(58)
    give_margins(spin)
    return spin
