"""Chooses the picture to begin from, LoRA files and another VAE."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from sketchpad import settings
from sketchpad.document.io.picture import opened
from sketchpad.generation.request.request import InitImage, Lora
from sketchpad.generation.run.init_image import keep_picture
from sketchpad.models.hub.locate import find_vae
from sketchpad.ui.connections import errors_to
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.files.project import documents_folder
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.run_settings import RunSettings
from sketchpad.ui.state.session import Result, Session
from sketchpad.ui.style.qimage import to_array

ENOUGH = 256  # pixels: a JPEG is read to its end all the same


class InitImageCommands(QObject):
    """Chooses and removes the initial image, and LoRA files.

    Signals:
        failed: SketchpadError; what was chosen before is still chosen.
        begun: there is a picture to begin from, or another one.
    """

    begun = Signal()

    failed = Signal(object)

    def __init__(
        self, run_settings: RunSettings, session: Session, questions: FileDialogs, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._settings, self._session, self.questions = run_settings, session, questions
        self._folder = documents_folder()
        self._reading = LatestTask(self)

    def handlers(self) -> dict[str, Callable[[], None]]:
        """By the id of the action that each is for."""
        return {
            "use_as_base": self.use_current,
            "base_from_file": self.choose_base,
            "no_base": self.remove_base,
            "add_lora": self.add_lora,
            "choose_vae": self.choose_vae,
        }

    def use_current(self) -> None:
        """The picture in sight becomes the base."""
        if self._session.current is not None:
            self.use(self._session.current)

    def use(self, result: Result) -> None:
        """`result` becomes the base of the next pictures."""
        with errors_to(self.failed.emit):
            self._set(keep_picture(result.picture))

    def choose_base(self) -> None:
        """A picture file becomes the base."""
        path = self.questions.picture_path(self._folder)
        if path is not None:
            self.use_picture(path)

    def use_picture(self, what: Path | QImage) -> None:
        """A picture file, or a dropped picture, becomes the base."""
        if isinstance(what, Path):
            self._folder = what.parent
            self._reading.quick(what.name, lambda _: _read(what), self._set, self.failed.emit)
            return
        with errors_to(self.failed.emit):
            self._set(keep_picture(to_array(what)))

    def remove_base(self) -> None:
        self._settings.set_base(None)

    def add_lora(self) -> None:
        path = self.questions.lora_path(self._folder)
        if path is None:
            return
        self._folder = path.parent
        present = self._settings.values.loras
        if all(lora.path != str(path) for lora in present):
            self._settings.set_loras((*present, Lora(str(path))))

    def choose_vae(self) -> None:
        """A file with a VAE, which is looked at now, replaces the model's own."""
        path = self.questions.vae_path(self._folder)
        if path is None:
            return
        with errors_to(self.failed.emit):
            find_vae(str(path))
            self._folder = path.parent
            self._settings.set_vae(str(path))

    def _set(self, path: object) -> None:
        before = self._settings.values.base
        usual = float(settings.default("base.strength"))
        self._settings.set_base(InitImage(str(path), before.strength if before else usual))
        self.begun.emit()


def _read(path: Path) -> Path:
    """`path`, after its picture was decoded: a damaged one is reported now, not when a picture is made."""
    with opened(path) as image:
        image.draft("RGB", (ENOUGH, ENOUGH))
        image.load()
    return path
