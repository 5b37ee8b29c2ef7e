"""What the user chose, and values of the window that are the same at the next start, kept in a file."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from sketchpad import paths, settings
from sketchpad.errors import SketchpadError
from sketchpad.hints.segmentation import palette
from sketchpad.ui.state.drawing_settings import FAVOURITES, PaintBrush, Pencil, RegionBrush

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


def save_paint_brush(brush: PaintBrush, preferences: PreferenceStore) -> None:
    """All but the eraser is saved."""

    def usable(use: Callable[[Any], object]) -> Callable[[Any], None]:
        def take(value: Any) -> None:
            with suppress(ValueError):  # a file may have been written by hand
                use(value)

        return take

    for setting, read, write in (
        ("paint.colour", lambda: brush.colour, usable(brush.choose)),
        (
            "paint.recent",
            lambda: "\n".join(brush.recent),
            usable(lambda v: brush.set_recent(v.split())),
        ),
        ("paint.opacity", lambda: round(brush.opacity, 2), brush.set_opacity),
        ("paint.blend", lambda: brush.blend, brush.set_blend),
        ("paint.mode", lambda: brush.mode, brush.set_mode),
        (
            "paint.pressure",
            lambda: brush.pressure or "nothing",
            lambda value: brush.set_pressure(None if value == "nothing" else value),
        ),
    ):
        bind(preferences, setting, read, write, brush.changed, brush)


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
