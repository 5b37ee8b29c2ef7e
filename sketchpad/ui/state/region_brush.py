"""With what regions are painted from now on: the class, those at hand, and whether by brush or by filling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from PySide6.QtCore import QObject

from sketchpad import settings
from sketchpad.ui.state.observable import Observable

Mode = Literal["brush", "fill"]
MODES: tuple[Mode, ...] = get_args(Mode)
FAVOURITES = tuple(str(settings.default("region.favourites")).split("\n"))
"""Chosen by the keys 1 to 9, as long as the user puts no others there."""


class RegionBrush(Observable):
    """Observable settings of how regions are painted.

    Attributes:
        name: of the class, also while it erases.
        favourites: classes on the keys 1 to 9.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.favourites = FAVOURITES
        self.name = str(settings.default("region.class"))
        self.erasing = False
        self.mode: Mode = "brush"

    @property
    def paints(self) -> str:
        """Name of the regions to come; empty for those that take away."""
        return "" if self.erasing else self.name

    def choose(self, name: str) -> None:
        """Paint this class. ValueError for an empty name."""
        if not name:
            raise ValueError("a class has a name")
        if name != self.name or self.erasing:
            self.name, self.erasing = name, False
            self.changed.emit()

    def set_favourites(self, names: Sequence[str]) -> None:
        """Put classes on the keys 1 to 9. ValueError unless there are nine different ones."""
        if len(names) != len(FAVOURITES) or len({*names, ""}) <= len(names):
            raise ValueError("nine different classes, one for each key")
        self._set("favourites", tuple(names))

    def put_on_key(self, name: str, key: int) -> None:
        """Put a class on a key, 1 to 9; where it was on another one, the two change places."""
        names, place = list(self.favourites), key - 1
        if name in names:
            names[names.index(name)] = names[place]
        names[place] = name
        self.set_favourites(names)

    def set_erasing(self, erasing: bool) -> None:
        self._set("erasing", erasing)

    def set_mode(self, mode: Mode) -> None:
        self._set("mode", mode, MODES)
