"""What the pencil remembers from one day to the next: pressure, smoothing, steadiness. Mirror and role begin afresh."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sketchpad.ui.state.pencil import Pencil
from sketchpad.ui.state.preferences import PreferenceStore

PRESSURE, SMOOTH, STEADINESS = "brush.pressure", "brush.smooth", "brush.steadiness"


class PencilPersistence(QObject):
    """Keeps `pencil` and `preferences` alike, whichever of them changes."""

    def __init__(self, pencil: Pencil, preferences: PreferenceStore, parent: QObject) -> None:
        super().__init__(parent)
        self._pencil, self._preferences = pencil, preferences
        self._remember()
        pencil.changed.connect(self._keep)
        preferences.changed.connect(self._on_preference)

    def _on_preference(self, name: str) -> None:
        if name in (PRESSURE, SMOOTH, STEADINESS):
            self._remember()

    def _remember(self) -> None:
        pressure, smooth, steadiness = (
            self._preferences[name] for name in (PRESSURE, SMOOTH, STEADINESS)
        )
        self._pencil.set_pressure(bool(pressure))
        self._pencil.set_smooth(bool(smooth))
        self._pencil.set_steadiness(float(steadiness))

    def _keep(self) -> None:
        pencil = self._pencil
        pressure, smooth, steadiness = pencil.pressure, pencil.smooth, pencil.steadiness
        self._preferences.set(PRESSURE, pressure)
        self._preferences.set(SMOOTH, smooth)
        self._preferences.set(STEADINESS, round(steadiness, 2))
