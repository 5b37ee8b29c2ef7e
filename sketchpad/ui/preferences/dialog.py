"""What the user prefers, on a few pages; every change counts at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sketchpad import settings
from sketchpad.models.catalogue.local import format_folders, parse_folders
from sketchpad.models.hub.cache import cache_folder
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import button_of, name_button
from sketchpad.ui.actions.tables import dialogs as table
from sketchpad.ui.preferences.fields import Field, Words
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.style.language import LANGUAGES
from sketchpad.ui.style.messages import setting_label, setting_note

PAGES: dict[str, tuple[str, ...]] = {
    "general": ("language", "theme"),
    "computing": ("device", "precision", "offload", "runtime"),
    "models": ("offline", "model.folders"),
    "saving": ("autosave.seconds", "autosave.keep", "export.format", "export.quality"),
}
SUFFIXES = {"autosave.seconds": " s", "export.quality": " %"}


class PreferencesDialog(QDialog):
    """Shows and changes `store`."""

    def __init__(self, store: PreferenceStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.pages, self._stack = QListWidget(), QStackedWidget()
        self.pages.setObjectName("page_list")
        self.pages.setFixedWidth(168)
        words: dict[str, Words] = {
            "language": self._languages,
            "theme": self._themes,
            "device": self._devices,
            "precision": self._precisions,
            "offload": self._savings,
            "runtime": lambda: {"auto": self.tr("Automatic"), "torch": "PyTorch"},
            "export.format": lambda: {"png": "PNG", "jpeg": "JPEG", "webp": "WebP"},
        }
        self.fields = {
            name: Field(name, store, words.get(name, dict), self)
            for names in PAGES.values()
            for name in names
            if name != "model.folders"
        }
        self._labels: dict[str, QLabel] = {}
        self._notes: dict[str, QLabel] = {}
        self._cache = QLabel(wordWrap=True)
        self._cache.setObjectName("note")
        self._cache.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.folders = QListWidget()
        self.folders.setObjectName("place_list")
        self.folders.setMinimumHeight(110)
        handlers = {
            "add": self._add_folder,
            "take_out": self._take_out,
            "defaults": self.restore_defaults,
        }
        actions = ActionSet(self, table.PREFERENCES, handlers).all()
        self.add, self.take_out, self.defaults = actions
        self._buttons = {action: button_of(action) for action in actions}
        self._build()
        self.pages.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.pages.setCurrentRow(0)
        self.folders.currentRowChanged.connect(lambda row: self.take_out.setEnabled(row >= 0))
        store.changed.connect(self._on_preference)
        self._show_folders()
        self.retranslate()

    def _build(self) -> None:
        for names in PAGES.values():
            self.pages.addItem("")
            self._stack.addWidget(self._page(names))
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button in close.buttons():
            button.setIcon(QIcon())
        close.rejected.connect(self.reject)
        middle = QHBoxLayout()
        middle.setSpacing(18)
        middle.addWidget(self.pages)
        middle.addWidget(self._stack, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._buttons[self.defaults])
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addLayout(middle, 1)
        column.addLayout(foot)
        self.resize(660, 430)

    def _page(self, names: tuple[str, ...]) -> QWidget:
        page = QFrame()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(14)
        for name in names:
            column.addLayout(self._folder_rows() if name == "model.folders" else self._rows(name))
        column.addStretch(1)
        return page

    def _rows(self, name: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, 130)
        grid.setColumnStretch(1, 1)
        widget = self.fields[name].widget
        note = self._notes[name] = QLabel(wordWrap=True)
        note.setObjectName("note")
        if isinstance(widget, QCheckBox):
            grid.addWidget(widget, 0, 0, 1, 2)
            grid.addWidget(note, 1, 0, 1, 2)
            return grid
        label = self._labels[name] = QLabel()
        label.setBuddy(widget)
        widget.setFixedWidth(100 if isinstance(widget, QSpinBox) else 240)
        if isinstance(widget, QSpinBox):
            widget.setSuffix(SUFFIXES.get(name, ""))
        grid.addWidget(label, 0, 0)
        grid.addWidget(widget, 0, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(note, 1, 1)
        return grid

    def _folder_rows(self) -> QVBoxLayout:
        label = self._labels["model.folders"] = QLabel()
        label.setBuddy(self.folders)
        note = self._notes["model.folders"] = QLabel(wordWrap=True)
        note.setObjectName("note")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._buttons[self.add])
        buttons.addWidget(self._buttons[self.take_out])
        buttons.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(label)
        column.addWidget(note)
        column.addWidget(self.folders)
        column.addLayout(buttons)
        column.addWidget(self._cache)
        return column

    def _on_preference(self, name: str) -> None:
        if name == "model.folders":
            self._show_folders()

    def _show_folders(self) -> None:
        self.folders.clear()
        self.folders.addItems([str(path) for path in self._present()])
        self.take_out.setEnabled(self.folders.currentRow() >= 0)
        self._buttons[self.take_out].setEnabled(bool(self._present()))

    def _present(self) -> tuple[Path, ...]:
        return parse_folders(str(self._store["model.folders"]))

    def _add_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Add a folder with models"))
        if name:
            self._store.set("model.folders", format_folders((*self._present(), Path(name))))

    def _take_out(self) -> None:
        row, kept = self.folders.currentRow(), list(self._present())
        if 0 <= row < len(kept):
            del kept[row]
            self._store.set("model.folders", format_folders(kept))

    def restore_defaults(self) -> None:
        """Everything on the pages as it was when Sketchpad was new, except the user's own folders."""
        for name in self.fields:
            self._store.set(name, settings.default(name))

    def _languages(self) -> Mapping[str, str]:
        return {"": self.tr("Like the system"), **LANGUAGES}

    def _themes(self) -> Mapping[str, str]:
        return {
            "system": self.tr("Like the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
        }

    def _devices(self) -> Mapping[str, str]:
        return {
            "auto": self.tr("Automatic"),
            "cuda": self.tr("Graphics card (CUDA)"),
            "mps": self.tr("Apple graphics (MPS)"),
            "cpu": self.tr("Processor (CPU)"),
        }

    def _precisions(self) -> Mapping[str, str]:
        return {
            "auto": self.tr("Automatic"),
            "float16": self.tr("Half (fp16)"),
            "bfloat16": self.tr("Half (bf16)"),
            "float32": self.tr("Full (fp32)"),
        }

    def _savings(self) -> Mapping[str, str]:
        return {
            "auto": self.tr("Automatic"),
            "always": self.tr("Always"),
            "layers": self.tr("Layer by layer"),
            "never": self.tr("Never"),
        }

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Preferences"))
        titles = (self.tr("General"), self.tr("Computing"), self.tr("Models"), self.tr("Saving"))
        for row, title in enumerate(titles):
            self.pages.item(row).setText(title)
        self.pages.setAccessibleName(self.tr("Pages"))
        for field in self.fields.values():
            field.retranslate()
        for name, label in self._labels.items():
            label.setText(setting_label(name))
        for name, note in self._notes.items():
            note.setText(setting_note(name))
            note.setVisible(bool(note.text()))
        self.folders.setAccessibleName(setting_label("model.folders"))
        self._cache.setText(
            self.tr(
                "Downloads go to {folder}, which all programs with the hub's library share."
            ).format(folder=cache_folder())
        )
        for action, button in self._buttons.items():
            name_button(button, action)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
