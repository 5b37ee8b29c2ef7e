"""The gallery and its window: what is made goes in, and what is chosen there comes back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from sketchpad.document.io.tracing import Watch
from sketchpad.errors import SketchpadError
from sketchpad.gallery.library import Library
from sketchpad.gallery.record import Finished, Record
from sketchpad.ui.app.compare_controller import CompareController
from sketchpad.ui.app.notifications import ExportNotifications
from sketchpad.ui.app.result_commands import ResultCommands
from sketchpad.ui.compare.kept_comparison import KeptComparison
from sketchpad.ui.files.exporter import Exporter
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.gallery.gallery import Gallery
from sketchpad.ui.state.session import Result, Session
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.widgets.notice_bar import Choice, NoticeBar

if TYPE_CHECKING:  # read when first asked for
    from sketchpad.ui.gallery.gallery_window import GalleryWindow


MOST_DRAGGED = 20  # pictures at once


class GalleryController(QObject):
    """Keeps what the session and the comparison make, and opens the window of the gallery."""

    def __init__(
        self,
        gallery: Gallery,
        session: Session,
        results: ResultCommands,
        comparing: CompareController,
        exporter: Exporter,
        notice: NoticeBar,
        questions: FileDialogs,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._gallery, self._session = gallery, session
        self._results, self._comparing, self._exporter = results, comparing, exporter
        self._notice, self.questions, self._main = notice, questions, window
        self.window: GalleryWindow | None = None
        self.kept_comparison = KeptComparison(comparing.run, gallery, self)
        session.added.connect(self._keep)
        gallery.failed.connect(self._tell_error)
        gallery.pruned.connect(self._tell_pruned)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._gallery.look_for_others)

    def show(self, id: int | None = None) -> None:
        """Open the window, at the picture with this `id` or the one in sight."""
        if self.window is None:
            self.window = self._made()
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self.window.choose(id or self._gallery.id_of(self._session.current))

    def may_close(self) -> bool:
        """Asks about pictures that cannot be written."""
        count = self._gallery.unwritten()
        return not count or self.questions.loses_pictures(count)

    def close(self) -> None:
        if self.window is not None:
            self.window.details.close_task()
            self.window.close()
            self.window.deleteLater()
            self.window = None

    def _made(self) -> GalleryWindow:
        from sketchpad.ui.gallery.gallery_window import GalleryWindow

        questions = self.questions
        window = GalleryWindow(self._gallery, questions.board_name, questions.empty_bin)
        ExportNotifications(self._exporter, window.notice, window)
        window.wanted.connect(self._on_wanted)
        window.comparison_wanted.connect(self._open_comparison)
        window.export_wanted.connect(self._export)
        window.model.drag = self.mime_of
        return window

    def _keep(self, result: Result) -> None:
        finished = Finished(result.request, result.picture, result.seconds, result.wanted)
        self._gallery.keep(finished, partial(self._gallery.note, result))

    def mime_of(self, records: Sequence[Record]) -> QMimeData:
        """Pictures on their way to another program: their own files, or copies where nothing may be said in them."""
        if self._exporter.metadata:
            paths = self._gallery.read(lambda library: [library.path(one) for one in records]) or []
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
            if paths:
                data.setImageData(QImage(str(paths[0])))
            return data
        results = [self._gallery.result(record) for record in records[:MOST_DRAGGED]]
        return self._exporter.mime_of([result for result in results if result is not None])

    def _on_wanted(self, name: str, record: Record) -> None:
        if name == "folder":
            path = self._gallery.read(lambda library: library.path(record))
            if path is not None:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
            return
        result = self._gallery.result(record)
        if result is None:
            return
        results = self._results
        {
            "use_settings": results.use_settings,
            "use_drawing": results.use_drawing,
            "use_all": results.use_all,
            "make_again": results.make_again,
            "variations": results.vary,
            "look": self._session.show,
            "base": results.base_wanted.emit,
            "repaint": results.repaint_wanted.emit,
            "copy": self._exporter.copy,
        }[name](result)
        if name != "copy":
            self._main.raise_()
            self._main.activateWindow()

    def _open_comparison(self, name: str) -> None:
        if self._comparing.run.busy:
            self._notice.tell(
                self.tr("A comparison is being made. Wait until it is done, or stop it.")
            )
        elif self.kept_comparison.reopen(name):
            self._comparing.show()

    def _export(self, records: Sequence[Record]) -> None:
        folder = self._gallery.folder

        def write(into: Path, watch: Watch) -> None:
            from sketchpad.generation.export.picture import export_picture

            library = Library(folder)
            try:
                for number, record in enumerate(records):
                    watch(number / len(records))
                    request = library.request(record)
                    path = into / Path(record.file).with_suffix(suffix).name
                    said = request if metadata else None
                    export_picture(library.picture(record), said, path, quality=quality)
            finally:
                library.close()

        suffix, quality = self._exporter.suffix, self._exporter.quality
        metadata = self._exporter.metadata
        self._exporter.write_into(self.tr("Export pictures"), write)

    def _tell_error(self, error: SketchpadError) -> None:
        again = Choice(self.tr("Try again"), self._gallery.retry)
        choices = (again,) if self._gallery.holds else ()
        self._notice.tell(sentence(error), "error", *choices)

    def _tell_pruned(self, ids: list[int]) -> None:
        text = self.tr(
            "The gallery has reached its limit: its {count} oldest pictures are in the bin."
        ).format(count=len(ids))
        undo = Choice(
            self.tr("Undo"), lambda: self._gallery.write(lambda library: library.restore(ids))
        )
        self._notice.tell(text, "info", undo)
