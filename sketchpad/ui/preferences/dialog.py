"""What the user prefers, on a few pages; every change counts at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sketchpad import settings
from sketchpad.errors import BadSetting
from sketchpad.gallery.library import usual_folder
from sketchpad.models.catalogue.local import format_folders, parse_folders
from sketchpad.models.hub.cache import cache_folder
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import button_of, name_button
from sketchpad.ui.actions.tables import dialogs as table
from sketchpad.ui.preferences.folder_field import FolderField
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.style.language import LANGUAGES
from sketchpad.ui.style.messages import setting_label, setting_note
from sketchpad.ui.style.panel import follow_language
from sketchpad.ui.style.shorthand import (
    STRETCH,
    button_box,
    describe,
    hbox,
    label,
    named,
    resize_on_screen,
    scrolled,
    vbox,
)
from sketchpad.ui.widgets.field import Choice
from sketchpad.ui.widgets.number_spin import WholeSpin
from sketchpad.ui.widgets.value_slider import give_margins, ignore_wheel

Words = Callable[[], Mapping[str, str]]
"""Translated names of the choices of a setting."""


class Field(QObject):
    """One setting with its control; what is changed counts at once."""

    def __init__(
        self, name: str, store: PreferenceStore, words: Words = dict, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.name = name
        self._store, self._words = store, words
        self._setting = settings.setting(name)
        self.widget = self._make()
        store.changed.connect(self._on_preference)
        self.retranslate()

    def _make(self) -> QWidget:
        one = self._setting
        if isinstance(one.default, bool):
            check = QCheckBox()
            check.toggled.connect(self._set)
            return check
        if isinstance(one.default, int):
            spin = WholeSpin()
            spin.setRange(int(one.low or 0), int(one.high or 0))
            spin.setKeyboardTracking(False)
            ignore_wheel(spin)
            give_margins(spin)
            spin.valueChanged.connect(self._set)
            return spin
        if not one.choices and not self._words():
            edit = QLineEdit()
            edit.editingFinished.connect(lambda: self._set(edit.text().strip()))
            return edit
        choice = Choice()
        choice.activated.connect(lambda index: self._set(choice.itemData(index)))
        return choice

    def retranslate(self) -> None:
        label, note = setting_label(self.name), setting_note(self.name)
        describe(self.widget, label, note, text=label)
        self.widget.setAccessibleDescription(note)
        if isinstance(self.widget, Choice):
            words = self._words()
            names = [str(name) for name in self._setting.choices or words]
            self.widget.fill([(words.get(name, name), name) for name in names])
        self.show_value()

    def _on_preference(self, name: str) -> None:
        if name == self.name:
            self.show_value()

    def show_value(self) -> None:
        value = self._store[self.name]
        with QSignalBlocker(self.widget):
            if isinstance(self.widget, QCheckBox):
                self.widget.setChecked(bool(value))
            elif isinstance(self.widget, QSpinBox):
                self.widget.setValue(int(value))
            elif isinstance(self.widget, QLineEdit):
                self.widget.setText(str(value))
            elif isinstance(self.widget, Choice) and not self.widget.choose(value):
                self.widget.setCurrentIndex(0)

    def _set(self, value: object) -> None:
        try:
            self._store.set(self.name, value)
        except BadSetting:  # a control offers nothing else than what is allowed
            self.show_value()


PAGES: dict[str, tuple[str, ...]] = {
    "general": ("language", "theme", "live.refine", "live.from_last", "live.battery"),
    "computing": ("device", "precision", "offload", "runtime", "cluster"),
    "models": ("offline", "model.folders"),
    "gallery": ("gallery.keep", "gallery.folder", "gallery.size", "gallery.days"),
    "saving": (
        "autosave.keep", "export.format", "export.quality", "export.name", "export.metadata", "export.trim",
    ),
}  # fmt: skip
SUFFIXES = {"export.quality": " %", "gallery.size": " GB"}
FOLDERS = ("model.folders", "gallery.folder")


class PreferencesDialog(QDialog):
    """Shows and changes `store`."""

    def __init__(self, store: PreferenceStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.pages, self._stack = named(QListWidget(), "page_list"), QStackedWidget()
        self.pages.setFixedWidth(168)
        self.fields = {
            name: Field(name, store, partial(self._words, name), self)
            for names in PAGES.values()
            for name in names
            if name not in FOLDERS
        }
        self._gallery = FolderField("gallery.folder", usual_folder(), store)
        self._labels: dict[str, QLabel] = {}
        self._notes: dict[str, QLabel] = {}
        self._cache = label("note", wrap=True)
        self._cache.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.folders = named(QListWidget(), "place_list")
        self.folders.setMinimumHeight(110)
        handlers = {
            "add": self._add_folder,
            "take_out": self._take_out,
            "defaults": self.restore_defaults,
        }
        actions = ActionSet(self, table.PREFERENCES, handlers).all()
        self.add, self.take_out, self.defaults = actions
        self._buttons = {action: button_of(action) for action in actions}
        for names in PAGES.values():
            self.pages.addItem("")
            self._stack.addWidget(scrolled(self._page(names)))
        foot = hbox(self._buttons[self.defaults], STRETCH, button_box(self))
        middle = hbox(self.pages, (self._stack, 1), spacing=18)
        vbox((middle, 1), foot, on=self, margins=(20, 18, 20, 16), spacing=14)
        resize_on_screen(self, QSize(660, 430))
        self.pages.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.pages.setCurrentRow(0)
        self.folders.currentRowChanged.connect(lambda row: self.take_out.setEnabled(row >= 0))
        store.changed.connect(self._on_preference)
        self._show_folders()
        follow_language(self, self.retranslate)

    def _page(self, names: tuple[str, ...]) -> QWidget:
        page = named(QWidget(), "layout_page", styled=True)
        rows = (
            self._folder_rows() if name == "model.folders" else self._rows(name) for name in names
        )
        vbox(*rows, STRETCH, on=page, margins=(0, 4, 0, 0), spacing=14)
        return page

    def _rows(self, name: str) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnMinimumWidth(0, 130)
        grid.setColumnStretch(1, 1)
        widget = self.fields[name].widget if name in self.fields else self._gallery
        note = self._notes[name] = label("note", wrap=True)
        if isinstance(widget, QCheckBox):
            grid.addWidget(widget, 0, 0, 1, 2)
            grid.addWidget(note, 1, 0, 1, 2)
            return grid
        if widget is not self._gallery:
            widget.setFixedWidth(100 if isinstance(widget, QSpinBox) else 240)
        if isinstance(widget, QSpinBox):
            widget.setSuffix(SUFFIXES.get(name, ""))
        grid.addWidget(self._titled(name, widget), 0, 0)
        if widget is self._gallery:
            grid.addWidget(widget, 0, 1)
        else:
            grid.addWidget(widget, 0, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(note, 1, 1)
        return grid

    def _folder_rows(self) -> QVBoxLayout:
        note = self._notes["model.folders"] = label("note", wrap=True)
        title = self._titled("model.folders", self.folders)
        buttons = hbox(self._buttons[self.add], self._buttons[self.take_out], STRETCH, spacing=8)
        return vbox(title, note, self.folders, buttons, self._cache, spacing=6)

    def _titled(self, name: str, widget: QWidget) -> QLabel:
        title = self._labels[name] = QLabel()
        title.setBuddy(widget)
        return title

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

    def _words(self, name: str) -> Mapping[str, str]:
        """What the choices of a setting are called."""
        system, auto = self.tr("Like the system"), self.tr("Automatic")
        words: dict[str, Mapping[str, str]] = {
            "language": {"": system, **LANGUAGES},
            "theme": {"system": system, "light": self.tr("Light"), "dark": self.tr("Dark")},
            "device": {
                "auto": auto,
                "cuda": self.tr("Graphics card (CUDA)"),
                "mps": self.tr("Apple graphics (MPS)"),
                "cpu": self.tr("Processor (CPU)"),
            },
            "precision": {
                "auto": auto,
                "float16": self.tr("Half (fp16)"),
                "bfloat16": self.tr("Half (bf16)"),
                "float32": self.tr("Full (fp32)"),
            },
            "offload": {
                "auto": auto,
                "always": self.tr("Always"),
                "layers": self.tr("Layer by layer"),
                "never": self.tr("Never"),
            },
            "runtime": {"auto": auto, "torch": "PyTorch"},
            "export.format": {"png": "PNG", "jpeg": "JPEG", "webp": "WebP"},
        }
        return words.get(name, {})

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Preferences"))
        titles = (
            self.tr("General"), self.tr("Computing"), self.tr("Models"), self.tr("Gallery"), self.tr("Saving"),
        )  # fmt: skip
        for row, text in enumerate(titles):
            self.pages.item(row).setText(text)
        self.pages.setAccessibleName(self.tr("Pages"))
        for field in self.fields.values():
            field.retranslate()
        for name, title in self._labels.items():
            title.setText(setting_label(name))
        for name, note in self._notes.items():
            note.setText(setting_note(name))
            note.setVisible(bool(note.text()))
        self.folders.setAccessibleName(setting_label("model.folders"))
        text = self.tr("Downloads go to {folder}, which all programs with the hub's library share.")
        self._cache.setText(text.format(folder=cache_folder()))
        for action, button in self._buttons.items():
            name_button(button, action)
