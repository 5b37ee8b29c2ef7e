"""Starts the window. Nothing here imports torch: the window is painted first, the networks are read after it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from sketchpad import __version__, atomic, display, logs, paths, startup
from sketchpad.document.io.autosave import prune
from sketchpad.ui.app.crash import CrashReporter, EndingFromOutside
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.engine.engine import Engine
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.files.recovery_keeper import recoveries_folder
from sketchpad.ui.latest_task import is_any_abandoned, leaving
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.state.run_settings import RunSettings
from sketchpad.ui.style.language import Language
from sketchpad.ui.style.theme import Choice, Theme

LATEST = 5000  # milliseconds after which a window counts as painted, even a minimised one
QUIET = 800  # milliseconds without input, before the networks are read: importing them holds the interpreter's lock
INPUT = (
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.KeyPress,
    QEvent.Type.TabletMove,
    QEvent.Type.Wheel,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window until it is closed. `argv`: files to open (the first is used), without the program's name."""
    files = list(sys.argv[1:] if argv is None else argv)
    obstacle = display.obstacle()
    if obstacle is not None:
        sys.stderr.write(f"{obstacle}\n")
        return 1
    crash = logs.start_logging()
    app = make_application()
    window = make_window(app)
    reporter = CrashReporter(window.project.recovery.flush, window)
    reporter.install()
    window.painted.connect(startup.end)
    QTimer.singleShot(LATEST, startup.end)
    window.show()
    window.news.offer_recovery(crashed=crash is not None)
    if files:
        window.project.open_now(Path(files[0]))
    WarmUp(window.painted, window.engine, window.runner, window.settings, window)
    ending = EndingFromOutside(window.rescue, window)
    ending.install()
    leftovers = window.project.recent.present(), int(window.preferences["autosave.keep"])
    threading.Thread(target=_sweep, args=leftovers, daemon=True).start()
    status = app.exec()
    ending.uninstall()
    reporter.uninstall()
    with leaving():
        window.stop_work()
    if window.engine.is_alive or is_any_abandoned():
        # In the midst of reading a library or a file. Python would wait for the thread, and Qt for its pool.
        logs.end()
        os._exit(status)
    return status


def _sweep(recent: Iterable[Path], keep: int) -> None:
    """Delete what writing left behind where it was killed."""
    own = (paths.user_config(), paths.user_state(), paths.user_data())
    for folder in {*own, *(path.parent for path in recent)}:
        atomic.sweep(folder)
    prune(recoveries_folder(), keep)


def make_application() -> QApplication:
    """The QApplication in our style, ready for `make_window`."""
    QGuiApplication.setDesktopFileName("io.sketchpad.Sketchpad")
    QCoreApplication.setApplicationName("Sketchpad")
    QCoreApplication.setApplicationVersion(__version__)
    app = QApplication.instance() or QApplication(["sketchpad"])
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    return app


def make_window(app: QApplication, engine: Engine | None = None) -> MainWindow:
    """The main window with the user's preferences; `engine` for benchmarks and tests."""
    preferences = PreferenceStore(app)
    if app.findChild(Theme) is None:
        Theme(app, _theme_choice(preferences))
    language = Language(app, str(preferences["language"]))
    return MainWindow(engine or Engine(app), language, preferences)


def _theme_choice(preferences: PreferenceStore) -> Choice:
    chosen = preferences["theme"]
    return chosen if chosen in ("light", "dark") else "system"  # type: ignore[return-value]


class WarmUp(QObject):
    """Has the engine read the networks once the window is painted and the user pauses."""

    def __init__(
        self,
        painted: SignalInstance,
        engine: Engine,
        runner: Runner,
        settings: RunSettings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._engine, self._runner, self._settings = engine, runner, settings
        self._timer = QTimer(self, singleShot=True, interval=QUIET)
        self._timer.timeout.connect(self._start)
        painted.connect(self._timer.start)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in INPUT and self._timer.isActive():
            self._timer.start()
        return super().eventFilter(watched, event)

    def _start(self) -> None:
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self)
        if not any(problem.where == "model" for problem in self._runner.problems):
            self._engine.warm_up(self._settings.values.model)
        self.deleteLater()
