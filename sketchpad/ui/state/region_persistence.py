"""What the region brush remembers from one day to the next: its class, the classes on the keys, brush or filling."""

from __future__ import annotations

import logging
from typing import cast

from PySide6.QtCore import QObject

from sketchpad.hints.segmentation import palette
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.state.region_brush import Mode, RegionBrush

_log = logging.getLogger(__name__)
CLASS, MODE, FAVOURITES = "region.class", "region.mode", "region.favourites"


class RegionPersistence(QObject):
    """Keeps `brush` and `preferences` alike, whichever of them changes."""

    def __init__(self, brush: RegionBrush, preferences: PreferenceStore, parent: QObject) -> None:
        super().__init__(parent)
        self._brush, self._preferences = brush, preferences
        self._remember()
        brush.changed.connect(self._keep)
        preferences.changed.connect(self._on_preference)

    def _on_preference(self, name: str) -> None:
        if name in (CLASS, MODE, FAVOURITES):
            self._remember()

    def _remember(self) -> None:
        """Classes that nobody knows, from a file that somebody wrote, are passed over."""
        name, mode, names = (str(self._preferences[one]) for one in (CLASS, MODE, FAVOURITES))
        favourites = names.split("\n")
        if set(favourites) <= palette().keys():
            try:
                self._brush.set_favourites(favourites)
            except ValueError:
                _log.warning("The classes on the keys 1 to 9 are not nine different ones")
        if name in palette() and name != self._brush.name:
            self._brush.choose(name)
        self._brush.set_mode(cast(Mode, mode))

    def _keep(self) -> None:
        brush = self._brush
        name, mode, favourites = brush.name, brush.mode, brush.favourites
        if name in palette():
            self._preferences.set(CLASS, name)
        self._preferences.set(MODE, mode)
        self._preferences.set(FAVOURITES, "\n".join(favourites))
