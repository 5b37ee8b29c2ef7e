"""What follows from a preference as soon as it is changed, wherever that happened."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.style.language import Language
from sketchpad.ui.style.theme import Choice, theme

if TYPE_CHECKING:
    from sketchpad.ui.app.menus import Menus

ENVIRONMENT = {
    "device": "SKETCHPAD_DEVICE",
    "precision": "SKETCHPAD_PRECISION",
    "offload": "SKETCHPAD_OFFLOAD",
    "runtime": "SKETCHPAD_RUNTIME",
}


class PreferenceEffects(QObject):
    """Language, theme, device, precision and memory follow `preferences`; the menus show what is chosen.

    What the environment says when the program starts outranks the preferences.
    """

    def __init__(
        self, preferences: PreferenceStore, language: Language, menus: Menus, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._preferences, self._language, self._menus = preferences, language, menus
        self._ours = {name for name, key in ENVIRONMENT.items() if not os.environ.get(key)}
        preferences.changed.connect(self._on_changed)
        for name in ENVIRONMENT:
            self._on_changed(name)

    def _on_changed(self, name: str) -> None:
        value = str(self._preferences[name])
        if name == "language":
            self._language.choose(value)
            self._menus.check(self._menus.languages, value)
        elif name == "theme":
            theme().choose(cast(Choice, value))
            self._menus.check(self._menus.themes, value)
        elif name in self._ours:
            if value == "auto":
                os.environ.pop(ENVIRONMENT[name], None)
            else:
                os.environ[ENVIRONMENT[name]] = value
