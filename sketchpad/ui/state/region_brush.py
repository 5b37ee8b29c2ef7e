"""With what regions are painted from now on: the class, those at hand, and whether by brush or by filling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal

from sketchpad import settings

Mode = Literal["brush", "fill"]
MODES: tuple[Mode, ...] = get_args(Mode)
FAVOURITES = tuple(str(settings.default("region.favourites")).split("\n"))
"""Chosen by the keys 1 to 9, as long as the user puts no others there."""


class RegionBrush(QObject):
    """Observable settings of how regions are painted.

    Signals:
        changed: one of the values is another one now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._favourites = FAVOURITES
        self._name = str(settings.default("region.class"))
        self._erasing = False
        self._mode: Mode = "brush"

    @property
    def name(self) -> str:
        """Of the class, also while it erases."""
        return self._name

    @property
    def erasing(self) -> bool:
        return self._erasing

    @property
    def paints(self) -> str:
        """Name of the regions to come; empty for those that take away."""
        return "" if self._erasing else self._name

    def choose(self, name: str) -> None:
        """Paint this class. ValueError for an empty name."""
        if not name:
            raise ValueError("a class has a name")
        if name != self._name or self._erasing:
            self._name, self._erasing = name, False
            self.changed.emit()

    @property
    def favourites(self) -> tuple[str, ...]:
        """Classes on the keys 1 to 9."""
        return self._favourites

    def set_favourites(self, names: Sequence[str]) -> None:
        """Put classes on the keys 1 to 9. ValueError unless there are nine different ones."""
        if len(names) != len(FAVOURITES) or len({*names, ""}) <= len(names):
            raise ValueError("nine different classes, one for each key")
        if tuple(names) != self._favourites:
            self._favourites = tuple(names)
            self.changed.emit()

    def put_on_key(self, name: str, key: int) -> None:
        """Put a class on a key, 1 to 9; where it was on another one, the two change places."""
        names, place = list(self._favourites), key - 1
        if name in names:
            names[names.index(name)] = names[place]
        names[place] = name
        self.set_favourites(names)

    def set_erasing(self, erasing: bool) -> None:
        if erasing != self._erasing:
            self._erasing = erasing
            self.changed.emit()

    @property
    def mode(self) -> Mode:
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        if mode not in MODES:
            raise ValueError(f"no way to paint regions called {mode!r}")
        if mode != self._mode:
            self._mode = mode
            self.changed.emit()
