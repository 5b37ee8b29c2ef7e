"""What is the same tomorrow: values of the window that are kept in the preferences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, SignalInstance

from sketchpad.hints.segmentation import palette
from sketchpad.ui.state.drawing_settings import FAVOURITES, Pencil, RegionBrush
from sketchpad.ui.state.preferences import PreferenceStore


class _Binding(QObject):
    def __init__(
        self,
        preferences: PreferenceStore,
        name: str,
        get: Callable[[], Any],
        set: Callable[[Any], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._preferences, self._name, self._get, self._set = preferences, name, get, set
        preferences.changed.connect(self._on_preference)
        self.restore()

    def restore(self) -> None:
        self._set(self._preferences[self._name])

    def keep(self, *_: object) -> None:
        self._preferences.set(self._name, self._get())

    def _on_preference(self, name: str) -> None:
        if name == self._name:
            self.restore()


def bind(
    preferences: PreferenceStore,
    name: str,
    get: Callable[[], Any],
    set: Callable[[Any], object],
    signal: SignalInstance,
    parent: QObject,
) -> None:
    """Keep the setting `name` and a value alike while `parent` lives, whichever of them changes.

    The value begins as it was saved. `set` passes over what it cannot use: a file may have been written by hand.
    """
    signal.connect(_Binding(preferences, name, get, set, parent).keep)


def save_pencil(pencil: Pencil, preferences: PreferenceStore) -> None:
    """Pressure, smoothing and steadiness are saved; mirror and role begin afresh."""
    for name, read, write in (
        ("brush.pressure", lambda: pencil.pressure, pencil.set_pressure),
        ("brush.smooth", lambda: pencil.smooth, pencil.set_smooth),
        ("brush.steadiness", lambda: round(pencil.steadiness, 2), pencil.set_steadiness),
    ):
        bind(preferences, name, read, write, pencil.changed, pencil)


def save_region_brush(brush: RegionBrush, preferences: PreferenceStore) -> None:
    """The class, the classes on the keys, and brush or filling are saved."""

    def choose(name: str) -> None:
        if name in palette() and name != brush.name:
            brush.choose(name)

    def put_on_keys(names: str) -> None:
        favourites = {*names.split("\n")}
        if len(favourites) == len(FAVOURITES) and favourites <= palette().keys():
            brush.set_favourites(names.split("\n"))

    def name() -> str:
        return brush.name if brush.name in palette() else str(preferences["region.class"])

    for setting, read, write in (
        ("region.favourites", lambda: "\n".join(brush.favourites), put_on_keys),
        ("region.class", name, choose),
        ("region.mode", lambda: brush.mode, brush.set_mode),
    ):
        bind(preferences, setting, read, write, brush.changed, brush)
