"""Controls for settings, made from what settings.py says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from sketchpad import settings
from sketchpad.errors import BadSetting
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.style.messages import setting_label, setting_note
from sketchpad.ui.widgets.number_spin import WholeSpin
from sketchpad.ui.widgets.value_slider import give_margins, ignore_wheel

Words = Callable[[], Mapping[str, str]]
"""Translated names of the choices of a setting."""


class Field(QObject):
    """One setting with its control; what is changed counts at once."""

    def __init__(
        self, name: str, store: PreferenceStore, words: Words = dict, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.name = name
        self._store, self._words = store, words
        self._setting = settings.setting(name)
        self.widget = self._make()
        store.changed.connect(self._on_preference)
        self.retranslate()

    def _make(self) -> QWidget:
        one = self._setting
        if isinstance(one.default, bool):
            check = QCheckBox()
            check.toggled.connect(self._set)
            return check
        if isinstance(one.default, int):
            spin = WholeSpin()
            spin.setRange(int(one.low or 0), int(one.high or 0))
            spin.setKeyboardTracking(False)
            ignore_wheel(spin)
            give_margins(spin)
            spin.valueChanged.connect(self._set)
            return spin
        if not one.choices and self._words is dict:
            line = QLineEdit()
            line.editingFinished.connect(lambda: self._set(line.text()))
            return line
        combo = QComboBox()
        ignore_wheel(combo)
        combo.activated.connect(lambda index: self._set(combo.itemData(index)))
        return combo

    def retranslate(self) -> None:
        label, note = setting_label(self.name), setting_note(self.name)
        self.widget.setAccessibleName(label)
        self.widget.setAccessibleDescription(note)
        self.widget.setToolTip(note)
        if isinstance(self.widget, QCheckBox):
            self.widget.setText(label)
        if isinstance(self.widget, QComboBox):
            self.widget.view().setAccessibleName(label)
            words = self._words()
            with QSignalBlocker(self.widget):
                self.widget.clear()
                for choice in self._setting.choices or words:
                    self.widget.addItem(words.get(choice, choice), choice)
        self.show_value()

    def _on_preference(self, name: str) -> None:
        if name == self.name:
            self.show_value()

    def show_value(self) -> None:
        value = self._store[self.name]
        with QSignalBlocker(self.widget):
            if isinstance(self.widget, QCheckBox):
                self.widget.setChecked(bool(value))
            elif isinstance(self.widget, QSpinBox):
                self.widget.setValue(int(value))
            elif isinstance(self.widget, QLineEdit):
                self.widget.setText(str(value))
            elif isinstance(self.widget, QComboBox):
                self.widget.setCurrentIndex(max(0, self.widget.findData(value)))

    def _set(self, value: object) -> None:
        try:
            self._store.set(self.name, value)
        except BadSetting:  # a control offers nothing else than what is allowed
            self.show_value()
