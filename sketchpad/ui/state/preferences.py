"""What the user chose, kept in a file, for the whole window to read and change."""

from __future__ import annotations

import logging
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from sketchpad import paths, settings
from sketchpad.errors import SketchpadError

_log = logging.getLogger(__name__)
FILE_NAME = "preferences.json"
WRITE_AFTER = 500  # milliseconds: a slider that is dragged writes once


class PreferenceStore(QObject):
    """The user's preferences; what changes is written a moment later, and by `flush`.

    Signals:
        changed: the name of the setting that has another value now.
    """

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = paths.user_config() / FILE_NAME
        self._values = settings.Preferences.load(self._path)
        self._waiting: set[str] = set()  # names of settings that are not written yet
        self._timer = QTimer(self, singleShot=True, interval=WRITE_AFTER)
        self._timer.timeout.connect(self.flush)

    def __getitem__(self, name: str) -> settings.Value:
        return self._values[name]

    def set(self, name: str, value: Any) -> None:
        """Change one setting. Raises BadSetting, or KeyError for an unknown name."""
        before = self._values[name]
        self._values = self._values.with_value(name, value)
        if self._values[name] != before:
            self._waiting.add(name)
            self._timer.start()
            self.changed.emit(name)

    def flush(self) -> None:
        """Write now what waits to be written; what another window has written meanwhile stays.

        A disk that is full only costs the memory of it: that goes to the log.
        """
        if not self._waiting:
            return
        self._timer.stop()
        try:
            self._values.save(self._path, self._waiting)
        except SketchpadError:
            _log.warning("Preferences were not saved", exc_info=True)
        else:
            self._waiting.clear()
