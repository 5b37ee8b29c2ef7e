"""The picture leaves the program: as a file, or through the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtGui import QGuiApplication

from sketchpad.errors import SketchpadError
from sketchpad.ui.pictures import to_image
from sketchpad.ui.preferences import PreferenceStore
from sketchpad.ui.questions import EXPORTS, Questions
from sketchpad.ui.session import Result


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

    def __init__(
        self, questions: Questions, preferences: PreferenceStore, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._questions, self._preferences = questions, preferences
        found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        self._folder = Path(found) if found else Path.home()

    def export(self, result: Result, name: str) -> Path | None:
        """Ask for a file and write `result`; `name` is the drawing's. None when nothing was written."""
        from sketchpad.generation.export import export_picture

        proposed = f"{name} {result.request.sampling.seed}"
        return self._write(
            proposed, lambda path: export_picture(result.picture, result.request, path)
        )

    def export_sheet(self, cells: Sequence[object], name: str) -> Path | None:
        """The finished cells of a comparison as one picture."""
        from sketchpad.generation.export import export_sheet

        return self._write(f"{name} comparison", lambda path: export_sheet(cells, path))

    def copy(self, result: Result) -> None:
        QGuiApplication.clipboard().setImage(to_image(result.picture))
        self.copied.emit()

    def _write(self, name: str, write: Callable[[Path], object]) -> Path | None:
        suffix = EXPORTS[str(self._preferences["export.format"])][1]
        path = self._questions.export_path(self._folder / f"{name}{suffix}")
        if path is None:
            return None
        try:
            write(path)
        except SketchpadError as error:
            self.failed.emit(error)
            return None
        self._folder = path.parent
        kind = next((k for k, (_, s) in EXPORTS.items() if s == path.suffix.lower()), None)
        if kind is not None:
            self._preferences.set("export.format", kind)
        self.exported.emit(path)
        return path
