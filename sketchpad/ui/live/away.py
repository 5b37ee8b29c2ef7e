"""Whether live drawing rests because its pictures cannot be seen, or to save the battery."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.style.events import on_event

LOOK = 10_000  # milliseconds between two looks at the battery
Reason = Literal["", "hidden", "battery"]


class Away(QObject):
    """Looks at the window and, where the preference "live.battery" says so, at the battery.

    Signals:
        changed: `reason` is another one.

    Attributes:
        reason: why live drawing rests; empty where it does not.
    """

    changed = Signal()

    def __init__(self, window: QWidget, preferences: PreferenceStore, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._preferences = window, preferences
        self.reason: Reason = ""
        self._timer = QTimer(self, interval=LOOK)
        self._timer.timeout.connect(self.look)
        on_event(window, QEvent.Type.WindowStateChange, lambda _event: self.look())
        preferences.changed.connect(self._on_preference)

    def watch(self, on: bool) -> None:
        """Look from now on, or no longer."""
        if on:
            self._timer.start()
        else:
            self._timer.stop()
        self.look()

    def look(self) -> None:
        """Look now."""
        reason: Reason = ""
        if self._timer.isActive():
            if self._window.isMinimized():
                reason = "hidden"
            elif self._preferences["live.battery"] and on_battery():
                reason = "battery"
        if reason != self.reason:
            self.reason = reason
            self.changed.emit()

    def _on_preference(self, name: str) -> None:
        if name == "live.battery":
            self.look()


def on_battery() -> bool:
    """Whether the computer runs on its battery, as far as the system says."""
    import psutil

    try:
        battery = psutil.sensors_battery()
    except (AttributeError, OSError):  # a system that psutil cannot ask
        return False
    return battery is not None and battery.power_plugged is False
