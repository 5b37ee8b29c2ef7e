"""The program is told to end from outside: the drawing is brought to safety first, and offered at the next start."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


class EndingFromOutside(QObject):
    """Listens to signals of the system, and to the end of the user's session.

    Python's own handlers run only between two of its instructions, and there are none while Qt waits for events: a
    signal arrives as a byte in a socket, which wakes Qt.

    Args:
        rescue: brings the drawing, and what the window remembers, to safety.
        window: hidden at once.
    """

    def __init__(self, rescue: Callable[[], object], window: QWidget) -> None:
        super().__init__(window)
        self._window, self._bring_to_safety = window, rescue
        self._here, self._there = socket.socketpair()
        for end in (self._here, self._there):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._here.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)
        self._before: dict[int, Any] = {}
        self._wakeup = -1
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.commitDataRequest.connect(self._rescue, Qt.ConnectionType.DirectConnection)

    def install(self) -> None:
        """Begin to listen to signals. To be called by the main thread."""
        self._wakeup = signal.set_wakeup_fd(self._there.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, _nothing) for number in SIGNALS}

    def uninstall(self) -> None:
        """Leave signals to whoever had them before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup)
        self._before = {}
        self._notifier.setEnabled(False)
        for end in (self._here, self._there):
            end.close()

    def _on_signal(self) -> None:
        numbers = [number for number in self._here.recv(64) if number in SIGNALS]
        if not numbers:
            return
        for number in SIGNALS:  # a second one ends the program at once
            signal.signal(number, signal.SIG_DFL)
        self._window.hide()
        self._rescue()
        QCoreApplication.exit(128 + numbers[0])

    def _rescue(self) -> None:  # takes no session manager: PySide cannot hand one over
        self._bring_to_safety()


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Take the place of Python's own handler, which would end the program."""
