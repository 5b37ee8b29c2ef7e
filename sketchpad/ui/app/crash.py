"""The program meets an error or is ended from outside: the drawing is brought to safety, the details go to the log."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    QSocketNotifier,
    Qt,
    QtMsgType,
    QUrl,
    qInstallMessageHandler,
)
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from sketchpad import logs

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashReporter(QObject):
    """Catches exceptions that no other code handles.

    Args:
        rescue: brings the drawing to safety; called before anything is shown, and may itself fail.
        parent: the window that the message belongs to.
    """

    def __init__(self, rescue: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._rescue = rescue
        self._box: QMessageBox | None = None
        self._previous = sys.excepthook

    def install(self) -> None:
        self._previous = sys.excepthook
        sys.excepthook = self._on_exception
        qInstallMessageHandler(on_qt_message)

    def uninstall(self) -> None:
        sys.excepthook = self._previous
        qInstallMessageHandler(None)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._previous(kind, error, trace)
        if not issubclass(kind, Exception):
            return
        try:
            self._rescue()
        except Exception:  # noqa: BLE001 - the message must come in any case
            _log.exception("The drawing could not be brought to safety")
        self.tell()

    def tell(self) -> None:
        """Show the sentence, once at a time: an error in a paint event must not open a hundred boxes."""
        if self._box is not None:
            return
        parent = self.parent()
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            QCoreApplication.applicationName(),
            self.tr("Something went wrong. Your drawing is safe; you can go on working."),
            QMessageBox.StandardButton.Close,
            parent if isinstance(parent, QWidget) else None,
        )
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        show = box.addButton(self.tr("Show log"), QMessageBox.ButtonRole.HelpRole)
        show.clicked.connect(open_log)
        box.finished.connect(self._on_closed)
        self._box = box
        box.open()

    def _on_closed(self) -> None:
        self._box = None


def open_log() -> None:
    """Show the log file in whatever the system opens text with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(logs.log_path())))


def open_log_folder() -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(logs.log_path().parent)))


def on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's own warnings go to the log, not to the user's terminal."""
    _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category or "default", text)


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
        """Restore the handlers there were before."""
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
