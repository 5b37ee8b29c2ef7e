"""When something unexpected happens: one sentence to the user, the details to the log, and the drawing survives."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    QUrl,
    qInstallMessageHandler,
)
from PySide6.QtGui import QDesktopServices
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
    """Catches what nobody else caught.

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
