"""What follows from a preference as soon as it is changed, and what the window remembers from one day to the next."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QObject, QSettings, QSize
from PySide6.QtWidgets import QMainWindow, QSplitter

from sketchpad import paths
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.state.preferences import PreferenceStore, bind
from sketchpad.ui.style.language import Language
from sketchpad.ui.style.shorthand import resize_on_screen
from sketchpad.ui.style.theme import Choice, theme

if TYPE_CHECKING:
    from sketchpad.ui.app.menus import Menus

ENVIRONMENT = {
    "device": "SKETCHPAD_DEVICE",
    "precision": "SKETCHPAD_PRECISION",
    "offload": "SKETCHPAD_OFFLOAD",
    "runtime": "SKETCHPAD_RUNTIME",
    "cluster": "SKETCHPAD_CLUSTER",
}


class PreferenceEffects(QObject):
    """Language, theme, device, precision and memory follow `preferences`; the menus show what is chosen.

    What the environment says when the program starts outranks the preferences.
    """

    def __init__(
        self, preferences: PreferenceStore, language: Language, menus: Menus, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._preferences, self._language, self._menus = preferences, language, menus
        self._ours = {name for name, key in ENVIRONMENT.items() if not os.environ.get(key)}
        menus.check(menus.languages, language.choice)
        menus.check(menus.themes, theme().choice)
        menus.languages.triggered.connect(lambda act: preferences.set("language", act.data()))
        menus.themes.triggered.connect(lambda act: preferences.set("theme", act.data()))
        preferences.changed.connect(self._on_changed)
        for name in ENVIRONMENT:
            self._on_changed(name)

    def _on_changed(self, name: str) -> None:
        value = str(self._preferences[name])
        if name == "language":
            self._language.choose(value)
            self._menus.check(self._menus.languages, value)
        elif name == "theme":
            theme().choose(cast(Choice, value))
            self._menus.check(self._menus.themes, value)
        elif name in self._ours:
            if value == "auto":
                os.environ.pop(ENVIRONMENT[name], None)
            else:
                os.environ[ENVIRONMENT[name]] = value


USUAL_SIZE = QSize(1440, 900)


class WindowGeometry(QObject):
    """Stores and restores the size, place and splitters of the window.

    Args:
        splitters: by the name under which their state is kept.
    """

    def __init__(
        self,
        window: QMainWindow,
        canvas: CanvasWidget,
        preferences: PreferenceStore,
        splitters: dict[str, QSplitter],
    ) -> None:
        super().__init__(window)
        self._window, self._splitters, self._preferences = window, splitters, preferences
        overlay = canvas.overlay
        for name, read, write in (
            ("result.mode", lambda: overlay.mode, overlay.set_mode),
            ("result.opacity", lambda: round(overlay.opacity, 2), overlay.set_opacity),
        ):
            bind(preferences, name, read, write, overlay.changed, self)

    def restore(self) -> None:
        """Put the window where it was."""
        resize_on_screen(self._window, USUAL_SIZE)
        kept = _geometry()
        if isinstance(shape := kept.value("window"), QByteArray):
            self._window.restoreGeometry(shape)
            resize_on_screen(self._window, self._window.size())  # the screen may be another one
        for name, splitter in self._splitters.items():
            if isinstance(state := kept.value(name), QByteArray):
                splitter.restoreState(state)

    def keep(self) -> None:
        """Write down where it is, and the preferences that wait to be written."""
        kept = _geometry()
        kept.setValue("window", self._window.saveGeometry())
        for name, splitter in self._splitters.items():
            kept.setValue(name, splitter.saveState())
        kept.sync()
        self._preferences.flush()


def _geometry() -> QSettings:
    return QSettings(str(paths.user_state() / "window.ini"), QSettings.Format.IniFormat)
