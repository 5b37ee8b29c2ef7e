"""Says in a bar above the contents how an export goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from sketchpad.errors import SketchpadError
from sketchpad.ui.files.exporter import Exporter
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.widgets.notice_bar import Choice, NoticeBar


class ExportNotifications(QObject):
    def __init__(self, exporter: Exporter, notice: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._exporter, self._notice = exporter, notice
        exporter.writing.began.connect(self._tell_writing)
        exporter.writing.progressed.connect(notice.move_progress)
        exporter.writing.ended.connect(notice.end_progress)
        exporter.exported.connect(self._tell_exported)
        exporter.failed.connect(self._tell_error)

    def _tell_writing(self, name: str) -> None:
        text = self.tr("Writing “{name}”…").format(name=name)
        stop = Choice(self.tr("Stop"), self._exporter.writing.cancel)
        self._notice.tell(text, "info", stop, stay=True)
        self._notice.show_progress(0.0)

    def _tell_exported(self, path: Path) -> None:
        def show() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

        text = self.tr("Exported as “{name}”.").format(name=path.name)
        self._notice.tell(text, "info", Choice(self.tr("Show folder"), show))

    def _tell_error(self, error: SketchpadError) -> None:
        self._notice.tell(sentence(error), "error")
