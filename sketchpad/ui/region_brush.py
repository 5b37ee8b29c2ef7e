"""With what regions are painted from now on: the class, and whether by brush or by filling."""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal

Mode = Literal["brush", "fill"]
MODES: tuple[Mode, ...] = get_args(Mode)
FAVOURITES = ("sky", "tree", "grass", "water", "person", "building", "road", "mountain", "animal")
"""Chosen by the keys 1 to 9."""


class RegionBrush(QObject):
    """Signals:
    changed: one of the values is another one now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = FAVOURITES[0]
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
