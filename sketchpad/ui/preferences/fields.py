"""Controls for settings, made from what settings.py says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from sketchpad import settings
from sketchpad.errors import BadSetting
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.style.messages import setting_label, setting_note
from sketchpad.ui.style.shorthand import describe
from sketchpad.ui.widgets.field import Choice
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
        choice = Choice()
        choice.activated.connect(lambda index: self._set(choice.itemData(index)))
        return choice

    def retranslate(self) -> None:
        label, note = setting_label(self.name), setting_note(self.name)
        describe(self.widget, label, note, text=label)
        self.widget.setAccessibleDescription(note)
        if isinstance(self.widget, Choice):
            words = self._words()
            names = [str(name) for name in self._setting.choices or words]
            self.widget.fill([(words.get(name, name), name) for name in names])
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
            elif isinstance(self.widget, Choice) and not self.widget.choose(value):
                self.widget.setCurrentIndex(0)

    def _set(self, value: object) -> None:
        try:
            self._store.set(self.name, value)
        except BadSetting:  # a control offers nothing else than what is allowed
            self.show_value()
