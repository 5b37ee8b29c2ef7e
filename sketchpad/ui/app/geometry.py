"""What the window remembers from one day to the next: its place, its parts' sizes, language, theme."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, QSettings, QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QSplitter

from sketchpad import paths
from sketchpad.ui.app.menus import Menus
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.state.saved import bind
from sketchpad.ui.style.language import Language
from sketchpad.ui.style.theme import Choice, theme

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
        menus: Menus,
        language: Language,
        preferences: PreferenceStore,
        splitters: dict[str, QSplitter],
    ) -> None:
        super().__init__(window)
        self._window, self._splitters = window, splitters
        self._language, self._preferences = language, preferences
        for name, read, write in (
            ("result.mode", lambda: canvas.overlay.mode, canvas.overlay.set_mode),
            (
                "result.opacity",
                lambda: round(canvas.overlay.opacity, 2),
                canvas.overlay.set_opacity,
            ),
        ):
            bind(preferences, name, read, write, canvas.overlay.changed, self)
        menus.check(menus.languages, language.choice)
        menus.check(menus.themes, theme().choice)
        menus.languages.triggered.connect(self._choose_language)
        menus.themes.triggered.connect(self._choose_theme)

    def restore(self) -> None:
        """Put the window where it was."""
        self._window.resize(USUAL_SIZE)
        kept = _geometry()
        if isinstance(shape := kept.value("window"), QByteArray):
            self._window.restoreGeometry(shape)
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

    def _choose_language(self, action: QAction) -> None:
        name = action.data()
        self._preferences.set("language", name)
        self._language.choose(name)

    def _choose_theme(self, action: QAction) -> None:
        choice: Choice = action.data()
        self._preferences.set("theme", choice)
        theme().choose(choice)


def _geometry() -> QSettings:
    return QSettings(str(paths.user_state() / "window.ini"), QSettings.Format.IniFormat)
