"""What the window remembers from one day to the next: its place and the sizes of its parts."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, QSettings, QSize
from PySide6.QtWidgets import QMainWindow, QSplitter

from sketchpad import paths
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.state.saved import bind

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


def _geometry() -> QSettings:
    return QSettings(str(paths.user_state() / "window.ini"), QSettings.Format.IniFormat)
