"""The picture leaves the program: as a file, or through the clipboard."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QGuiApplication

from sketchpad.document.io.tracing import Watch
from sketchpad.document.model import Document
from sketchpad.errors import SketchpadError
from sketchpad.ui.connections import errors_to
from sketchpad.ui.files.file_dialogs import EXPORTS, LAYERED, FileDialogs
from sketchpad.ui.files.remembered_folder import RememberedFolder
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.state.session import Result
from sketchpad.ui.style.qimage import to_image

if TYPE_CHECKING:
    from sketchpad.generation.export.sheet import SheetText


def _pictures_folder() -> Path:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return Path(folder) if folder else Path.home()


class Exporter(QObject):
    """Writes pictures with the settings that made them.

    Signals:
        exported: the path of a new file.
        copied: the picture is on the clipboard.
        failed: SketchpadError.
    """

    exported = Signal(object)
    copied = Signal()
    failed = Signal(object)
    _folder = RememberedFolder("exports", _pictures_folder)

    def __init__(
        self, questions: FileDialogs, preferences: PreferenceStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions, self._preferences = questions, preferences
        self.writing = LatestTask(self)
        self._passing: tempfile.TemporaryDirectory[str] | None = None  # files on their way out

    def export(self, result: Result, name: str) -> Path | None:
        """Ask for a file and write `result`; `name` is the drawing's. None when nothing was written."""
        from sketchpad.generation.export.file_name import file_name
        from sketchpad.generation.export.picture import export_picture

        proposed = file_name(str(self._preferences["export.name"]), result.request, name)
        path = self._questions.export_path(self._folder / f"{proposed}{self.suffix}")
        if path is None:
            return None
        request = result.request if self.metadata else None
        try:
            export_picture(result.picture, request, path, quality=self.quality)
        except SketchpadError as error:
            self.failed.emit(error)
            return None
        self._folder = path.parent
        kind = next((k for k, (_, s) in EXPORTS.items() if s == path.suffix.lower()), None)
        if kind is not None:
            self._preferences.set("export.format", kind)
        self.exported.emit(path)
        return path

    def export_cut_out(self, result: Result, name: str) -> bool:
        """Ask for a file and write the thing of `result` into it, on a transparent ground."""
        from sketchpad.generation.export.drawing_file import export_cut_out
        from sketchpad.generation.export.file_name import file_name

        trim, metadata = bool(self._preferences["export.trim"]), self.metadata

        def write(path: Path, _watch: Watch) -> None:
            export_cut_out(result.picture, result.request, path, trim=trim, metadata=metadata)

        proposed = file_name(str(self._preferences["export.name"]), result.request, name)
        kinds = (("PNG", ".png"), ("WebP", ".webp"))
        return self.write_as(self.tr("Export cut-out"), proposed, kinds, write)

    def export_drawing(self, document: Document, name: str) -> bool:
        """Ask for a file and write the lines into it."""

        def write(path: Path, _watch: Watch) -> None:
            from sketchpad.generation.export.drawing_file import export_drawing

            export_drawing(document, path)

        kinds = (("SVG", ".svg"), *EXPORTS.values())
        return self.write_as(self.tr("Export drawing"), name, kinds, write)

    def export_layers(self, document: Document, result: Result | None, name: str) -> bool:
        """Ask for a file and write the drawing over the picture of `result` into it, as layers."""

        def write(path: Path, _watch: Watch) -> None:
            from sketchpad.generation.export.drawing_file import export_layers

            export_layers(document, None if result is None else result.picture, path)

        return self.write_as(self.tr("Export layers"), name, tuple(LAYERED.values()), write)

    def mime_of(self, results: Sequence[Result]) -> QMimeData:
        """Pictures for other programs: PNG files, and the pixels of the first."""
        from sketchpad.generation.export.file_name import file_name
        from sketchpad.generation.export.picture import export_picture

        if self._passing is None:
            self._passing = tempfile.TemporaryDirectory(prefix="sketchpad-")
        data, urls = QMimeData(), []
        with errors_to(self.failed.emit):
            for result in results:
                name = file_name(str(self._preferences["export.name"]), result.request, "sketchpad")
                path = Path(self._passing.name) / f"{name}-{result.number}.png"
                export_picture(result.picture, result.request if self.metadata else None, path)
                urls.append(QUrl.fromLocalFile(str(path)))
        data.setUrls(urls)
        if results:
            data.setImageData(to_image(results[0].picture))
        return data

    def write_as(
        self,
        title: str,
        name: str,
        kinds: Sequence[tuple[str, str]],
        write: Callable[[Path, Watch], object],
    ) -> bool:
        """Ask for a file of one of `kinds`, (what it is called, suffix), and let `write` write it in the background.

        False where nothing begins: one thing is written at a time.
        """
        if self.writing.busy:
            return False
        path = self._questions.save_as(title, self._folder / f"{name}{kinds[0][1]}", kinds)
        if path is None:
            return False

        def done(_nothing: object) -> None:
            self._folder = path.parent
            self.exported.emit(path)

        self.writing.start(path.name, lambda watch: write(path, watch), done, self.failed.emit)
        return True

    def write_into(self, title: str, write: Callable[[Path, Watch], object]) -> bool:
        """Ask for a folder and let `write` fill it in the background. False where nothing begins."""
        if self.writing.busy:
            return False
        folder = self._questions.folder(title, self._folder)
        if folder is None:
            return False

        def done(_nothing: object) -> None:
            self._folder = folder
            self.exported.emit(folder)

        self.writing.start(folder.name, lambda watch: write(folder, watch), done, self.failed.emit)
        return True

    def close(self) -> None:
        """What is being written is written to its end."""
        self.writing.finish()
        if self._passing is not None:
            self._passing.cleanup()

    @property
    def suffix(self) -> str:
        """Of exported pictures."""
        return EXPORTS[str(self._preferences["export.format"])][1]

    @property
    def metadata(self) -> bool:
        """Whether pictures say what made them."""
        return bool(self._preferences["export.metadata"])

    @property
    def quality(self) -> int:
        """Of JPEG and WebP files."""
        return int(self._preferences["export.quality"])

    def sheet_words(self) -> SheetText:
        """Labels in the user's language."""
        from sketchpad.generation.export.sheet import SheetText

        return SheetText(
            sketch=self.tr("Sketch"),
            negative=self.tr("without: {text}"),
            settings=self.tr(
                "seed {seed}  ·  {steps} steps  ·  guidance {guidance}  ·  {scheduler}  ·  {width} × {height}"
            ),
            strength=self.tr("strength {strength}"),
            named_strength=self.tr("{name} {strength}"),
            part=self.tr("steps {start}–{end} %"),
            seconds=self.tr("{seconds} s"),
            no_guidance=self.tr("prompt only"),
            no_prompt=self.tr("(no prompt)"),
        )

    def copy(self, result: Result) -> None:
        QGuiApplication.clipboard().setImage(to_image(result.picture))
        self.copied.emit()
