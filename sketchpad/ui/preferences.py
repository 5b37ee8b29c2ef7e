"""What the user chose, kept in a file, for the whole window to read and change."""

from __future__ import annotations

import logging
from typing import Any

from PySide6.QtCore import QObject, Signal

from sketchpad import paths, settings
from sketchpad.errors import SketchpadError

_log = logging.getLogger(__name__)
FILE_NAME = "preferences.json"


class PreferenceStore(QObject):
    """The user's preferences; every change is written at once.

    Signals:
        changed: the name of the setting that has another value now.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = paths.user_config() / FILE_NAME
        self._values = settings.Preferences.load(self._path)

    def __getitem__(self, name: str) -> settings.Value:
        return self._values[name]

    def set(self, name: str, value: Any) -> None:
        """Change one setting. A disk that cannot be written only costs the memory of it: that goes to the log."""
        changed = self._values.with_value(name, value)
        if changed == self._values and changed[name] == self._values[name]:
            return
        self._values = changed
        try:
            changed.save(self._path)
        except SketchpadError:
            _log.warning("Preferences were not saved", exc_info=True)
        self.changed.emit(name)
