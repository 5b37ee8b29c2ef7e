"""Questions that need an answer before anything goes on: which file, and what about unsaved changes.

Behind one small class, so that a test can answer them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox, QWidget

from sketchpad import settings
from sketchpad.document.io import project_file

PICTURES = "*.png *.jpg *.jpeg *.webp *.avif *.bmp *.gif *.tif *.tiff *.heic *.heif"
PICTURE_SUFFIXES = tuple(pattern[1:] for pattern in PICTURES.split())
LAYERED = {"psd": ("Photoshop", ".psd"), "ora": ("OpenRaster", ".ora")}
LAYERED_SUFFIXES = tuple(suffix for _, suffix in LAYERED.values())
_ALL = f"*.svg *.svgz *.psd *.ora {PICTURES}"
EXPORTS = {"png": ("PNG", ".png"), "jpeg": ("JPEG", ".jpg"), "webp": ("WebP", ".webp")}
EXPORT_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")

Answer = Literal["save", "discard", "cancel"]
Replace = Literal["replace", "save_as", "cancel"]


class FileDialogs(QObject):
    """Asks the user, in dialogs on `window`. A path is None when the user thought better of it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._main = window

    @property
    def _window(self) -> QWidget:
        """The one that the user works in: to ask on another would bring that to the front."""
        active = QApplication.activeWindow()
        return active if active is not None and active.isVisible() else self._main

    def unsaved(self, name: str) -> Answer:
        """There are unsaved changes: what about them?"""
        text = self.tr("Save the changes to “{name}”?").format(name=name)
        box = QMessageBox(QMessageBox.Icon.Question, "", text, parent=self._window)
        box.setInformativeText(self.tr("Otherwise they are lost."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        return _ANSWERS.get(buttons(box.exec()), "cancel")

    def quit_running(self) -> bool:
        """Is the window to close although pictures are being made?"""
        text = self.tr("A picture is still being made. Quit all the same?")
        more = self.tr("What is not finished is lost.")
        return self._ask(text, more, self.tr("Quit"), icon=QMessageBox.Icon.Question) == "replace"

    def loses_pictures(self, count: int) -> bool:
        """Is the window to close although pictures cannot be written into the gallery?"""
        text = self.tr("{count} pictures could not be put into the gallery. Quit all the same?")
        more = self.tr("They are lost then. Export them, or make room on the disk.")
        return self._ask(text.format(count=count), more, self.tr("Quit")) == "replace"

    def changed_outside(self, name: str) -> Replace:
        """The file was changed by another program since it was opened: what now?"""
        text = self.tr("“{name}” was changed by another program or window since you opened it.")
        more = self.tr("If you save it here, those changes are lost.")
        return self._ask(text.format(name=name), more, self.tr("Save anyway"), self.tr("Save as…"))

    def protected(self, name: str) -> Replace:
        """The file may not be written to: what now?"""
        text = self.tr("“{name}” is write-protected.").format(name=name)
        more = self.tr("You can replace it all the same, or save under another name.")
        return self._ask(text, more, self.tr("Replace"), self.tr("Save as…"))

    def _ask(
        self,
        text: str,
        more: str,
        replace: str,
        other: str = "",
        icon: QMessageBox.Icon = QMessageBox.Icon.Warning,
    ) -> Replace:
        """Ask with a button that destroys, perhaps one that saves as, and Cancel; the harmless one is the default."""
        box = QMessageBox(icon, "", text, parent=self._window)
        box.setInformativeText(more)
        answers: dict[object, Replace] = {}
        answers[box.addButton(replace, QMessageBox.ButtonRole.DestructiveRole)] = "replace"
        default = box.addButton(QMessageBox.StandardButton.Cancel)
        if other:
            default = box.addButton(other, QMessageBox.ButtonRole.AcceptRole)
            answers[default] = "save_as"
        box.setDefaultButton(default)
        box.exec()
        return answers.get(box.clickedButton(), "cancel")

    def open_path(self, folder: Path) -> Path | None:
        drawings, own = self.tr("Drawings and pictures"), f"*{project_file.SUFFIX}"
        all_, mine = f"{own} {_ALL}", self.tr("Sketchpad drawings")
        return self._ask_open(self.tr("Open"), folder, f"{drawings} ({all_});;{mine} ({own})")

    def import_path(self, folder: Path) -> Path | None:
        kinds = self.tr("Pictures and SVG files")
        return self._ask_open(self.tr("Import lines"), folder, f"{kinds} ({_ALL})")

    def picture_path(self, folder: Path) -> Path | None:
        """A picture to begin from."""
        kinds = self.tr("Pictures")
        return self._ask_open(self.tr("Begin from a picture"), folder, f"{kinds} ({PICTURES})")

    def reference_path(self, folder: Path) -> Path | None:
        """A picture to lay under the drawing."""
        kinds = self.tr("Pictures")
        return self._ask_open(self.tr("Place reference picture"), folder, f"{kinds} ({PICTURES})")

    def palette_path(self, folder: Path) -> Path | None:
        return self._ask_open(self.tr("Open palette"), folder, self.tr("Palettes") + " (*.gpl)")

    def preset_name(self) -> str | None:
        """A name for the present way of steering."""
        title, label = self.tr("Save guidance preset"), self.tr("Name")
        name, given = QInputDialog.getText(self._window, title, label)
        return name if given else None

    def style_name(self) -> str | None:
        """A name for the words of the prompt as a style."""
        title, label = self.tr("Save style"), self.tr("Name")
        name, given = QInputDialog.getText(self._window, title, label)
        return name if given else None

    def styles_path(self, folder: Path) -> Path | None:
        """A table of styles."""
        kinds = self.tr("Tables of styles")
        return self._ask_open(self.tr("Import styles"), folder, f"{kinds} (*.csv)")

    def board_name(self) -> str | None:
        """A name for a new board of the gallery."""
        title, label = self.tr("New board"), self.tr("Name")
        name, given = QInputDialog.getText(self._window, title, label)
        return name if given else None

    def empty_bin(self, count: int) -> bool:
        """Are so many pictures to be deleted for good?"""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(self.tr("Delete {count} pictures for good?").format(count=count))
        box.setInformativeText(self.tr("Their files are deleted from the disk."))
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        return box.clickedButton() is delete

    def folder(self, title: str, folder: Path) -> Path | None:
        """A folder to write into."""
        window = self._window
        name = QFileDialog.getExistingDirectory(window, title, str(folder))
        return Path(name) if name else None

    def how_many(self, usual: int, most: int, window: QWidget | None = None) -> int | None:
        """How many pictures to choose the best of."""
        title, label = self.tr("Best of several seeds"), self.tr("Pictures to make")
        count, given = QInputDialog.getInt(window or self._window, title, label, usual, 2, most)
        return count if given else None

    def lora_path(self, folder: Path) -> Path | None:
        kinds = self.tr("LoRA files")
        return self._ask_open(self.tr("Add a LoRA"), folder, f"{kinds} (*.safetensors)")

    def vae_path(self, folder: Path) -> Path | None:
        kinds = self.tr("VAE files")
        return self._ask_open(self.tr("Choose a VAE"), folder, f"{kinds} (*.safetensors)")

    def save_path(self, proposed: Path) -> Path | None:
        kind = self.tr("Sketchpad drawings")
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save drawing"), str(proposed), f"{kind} (*{project_file.SUFFIX})"
        )
        return self._chosen(name, (project_file.SUFFIX,), project_file.SUFFIX)

    def export_path(self, proposed: Path) -> Path | None:
        """A path that ends in one of `EXPORT_SUFFIXES`."""
        filters = [f"{label} (*{suffix})" for label, suffix in EXPORTS.values()]
        fallback = EXPORTS[str(settings.default("export.format"))][1]
        chosen = next(
            (f for f in filters if proposed.suffix and f"*{proposed.suffix})" in f), filters[0]
        )
        name, used = QFileDialog.getSaveFileName(
            self._window, self.tr("Export picture"), str(proposed), ";;".join(filters), chosen
        )
        suffix = next((s for label, s in EXPORTS.values() if used.startswith(label)), fallback)
        return self._chosen(name, EXPORT_SUFFIXES, suffix)

    def save_as(self, title: str, proposed: Path, kinds: Sequence[tuple[str, str]]) -> Path | None:
        """A path to write to that ends in the suffix of one of `kinds`, (what it is called, suffix)."""
        filters = [f"{label} (*{suffix})" for label, suffix in kinds]
        name, used = QFileDialog.getSaveFileName(
            self._window, title, str(proposed), ";;".join(filters)
        )
        suffix = next(
            (s for (_, s), f in zip(kinds, filters, strict=True) if f == used), kinds[0][1]
        )
        return self._chosen(name, tuple(suffix for _, suffix in kinds), suffix)

    def _chosen(self, name: str, allowed: tuple[str, ...], suffix: str) -> Path | None:
        """Return the path that `name` means. The dialog asked about `name`, but not about what a suffix makes of it."""
        path = _with_suffix(name, allowed, suffix)
        if path is None or path == Path(name) or not path.exists() or self._replaces(path.name):
            return path
        return None

    def throws_away(self, name: str) -> bool:
        """Is a recovery wanted no more?"""
        text = self.tr("Throw “{name}” away?").format(name=name)
        more = self.tr("It is in no other file and cannot be brought back.")
        return self._ask(text, more, self.tr("Throw away")) == "replace"

    def _replaces(self, name: str) -> bool:
        text = self.tr("“{name}” exists already. Replace it?").format(name=name)
        return self._ask(text, "", self.tr("Replace")) == "replace"

    def _ask_open(self, title: str, folder: Path, kinds: str) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self._window, title, str(folder), kinds)
        return Path(name) if name else None


_ANSWERS: dict[QMessageBox.StandardButton, Answer] = {
    QMessageBox.StandardButton.Save: "save",
    QMessageBox.StandardButton.Discard: "discard",
}


def _with_suffix(name: str, allowed: tuple[str, ...], suffix: str) -> Path | None:
    if not name:
        return None
    path = Path(name)
    return path if path.suffix.lower() in allowed else path.with_name(path.name + suffix)
