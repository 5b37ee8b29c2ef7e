"""Where the user's own models lie. Behind one small class, so that a test can answer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget


class ModelFileDialogs(QObject):
    """Asks in dialogs; None or empty when the user thought better of it."""

    def folder(self, window: QWidget) -> Path | None:
        name = QFileDialog.getExistingDirectory(window, self.tr("Add a folder with models"))
        return Path(name) if name else None

    def file(self, window: QWidget) -> Path | None:
        kinds = f"{self.tr('Models')} (*.safetensors)"
        name, _ = QFileDialog.getOpenFileName(window, self.tr("Add a model"), "", kinds)
        return Path(name) if name else None

    def repository(self, window: QWidget) -> str:
        label = self.tr("Name of the repository, as owner/name, or its address:")
        text, chosen = QInputDialog.getText(window, self.tr("Add from the hub"), label)
        return text.strip() if chosen else ""

    def may_delete(self, window: QWidget, name: str, size: str) -> bool:
        box = QMessageBox(window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("Delete “{name}” from this computer?").format(name=name))
        more = self.tr("{size} become free. Other programs that use the hub's cache lose it, too.")
        box.setInformativeText(more.format(size=size))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Yes | buttons.Cancel)
        box.setDefaultButton(buttons.Cancel)
        box.button(buttons.Yes).setText(self.tr("Delete"))
        return box.exec() == buttons.Yes
