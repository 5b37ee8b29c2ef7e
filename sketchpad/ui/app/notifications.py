"""What the window tells above the drawing: errors, exports, what a crash left behind."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from sketchpad import own_files
from sketchpad.document.io.autosave import Recovery
from sketchpad.document.io.offers import offers
from sketchpad.own_files import PutAside
from sketchpad.ui.app.crash import open_log
from sketchpad.ui.files.exporter import Exporter
from sketchpad.ui.files.project import Project
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.widgets.notice_bar import Choice, NoticeBar


class Notifications(QObject):
    """Says what happened, in the bar above the drawing.

    Signals:
        put_aside: a PutAside; may come from any thread.
        recoveries_wanted: all of them are to be shown.
    """

    put_aside = Signal(object)
    recoveries_wanted = Signal()

    def __init__(self, notice: NoticeBar, project: Project, parent: QObject) -> None:
        super().__init__(parent)
        self._notice, self._project = notice, project
        project.reading.began.connect(self._tell_reading)
        project.reading.progressed.connect(notice.move_progress)
        project.reading.ended.connect(notice.end_progress)
        self.put_aside.connect(self._tell_put_aside)
        own_files.listen(self.put_aside.emit)
        self._looking = LatestTask(self)

    def _tell_reading(self, name: str) -> None:
        tracing = self.tr("Looking for lines in “{name}”…").format(name=name)
        text = self._project.reading.says or tracing
        cancel = Choice(self.tr("Cancel"), self._project.reading.cancel)
        self._notice.tell(text, "info", cancel, stay=True)
        self._notice.show_progress(0.0)

    def tell_copied(self) -> None:
        self._notice.tell(self.tr("The picture is on the clipboard."))

    def tell_left(self, taken: str, others: int) -> None:
        """Of several files at once, only one is worked on; where that one failed, why it did says more."""
        if not self._notice.isHidden() and self._notice.property("level") == "error":
            return
        text = self.tr("Files are taken one at a time: “{name}” was, {count} more were not.")
        self._notice.tell(text.format(name=taken, count=others))

    def _tell_put_aside(self, one: PutAside) -> None:
        if one.kept == one.path:
            text = self.tr(
                "Sketchpad's file “{name}” could not be read, nor renamed. It stays as it is, and what you change is "
                "not kept in it."
            )
        else:
            text = self.tr(
                "Sketchpad's file “{name}” could not be read. It is kept as “{kept}”, and a new one is begun."
            )
        self._notice.tell_later(text.format(name=one.path.name, kept=one.kept.name), "error")

    def close(self) -> None:
        """Nothing can be told any more."""
        own_files.listen(None)

    def offer_recovery(self, crashed: bool = False) -> None:
        """If a crash left a drawing behind, say so; the choice can wait. `crashed`: the last session left a report."""

        def offer(offered: object) -> None:
            from sketchpad.ui.dialogs.recoveries import difference, title

            assert isinstance(offered, list)
            if offered:
                text = self.tr("Sketchpad did not end as it should have. This was kept:")
                newest = f"{title(offered[0])}. {difference(offered[0])}"
                bring_back = Choice(
                    self.tr("Bring it back"), lambda: self._bring_back(offered[0].recovery)
                )
                show = Choice(self.tr("Show all…"), self.recoveries_wanted.emit)
                self._notice.tell(f"{text} {newest}", "info", bring_back, show, stay=True)
            elif crashed:
                text = self.tr(
                    "Sketchpad did not end as it should have the last time. No drawing was lost."
                )
                self._notice.tell(text, "info", Choice(self.tr("Show log"), open_log))

        folder = self._project.recovery.folder
        self._looking.start("", lambda watch: offers(folder, watch), offer, self._notice.tell_error)

    def _bring_back(self, recovery: Recovery) -> None:
        if not self._project.recover(recovery):
            self.offer_recovery()


class ExportNotifications(QObject):
    def __init__(self, exporter: Exporter, notice: NoticeBar, parent: QObject) -> None:
        super().__init__(parent)
        self._exporter, self._notice = exporter, notice
        exporter.writing.began.connect(self._tell_writing)
        exporter.writing.progressed.connect(notice.move_progress)
        exporter.writing.ended.connect(notice.end_progress)
        exporter.exported.connect(self._tell_exported)
        exporter.failed.connect(notice.tell_error)

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
