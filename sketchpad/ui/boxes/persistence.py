"""What the layout remembers from one day to the next: snapping and rulers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.connections import while_alive
from sketchpad.ui.state.preferences import PreferenceStore

KEPT = {"snap": "canvas.snap", "show_rulers": "canvas.rulers"}  # action -> setting


class BoxPersistence(QObject):
    """Sets the switches as they were, and keeps them when they are turned."""

    def __init__(self, actions: ActionSet, preferences: PreferenceStore, parent: QObject) -> None:
        super().__init__(parent)
        for one, setting in KEPT.items():
            actions[one].setChecked(bool(preferences[setting]))
            while_alive(self, actions[one].toggled, partial(preferences.set, setting))
