"""A setting that is a folder: where it is now, and another one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import button_of, name_button
from sketchpad.ui.actions.tables import dialogs as table
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.style.messages import setting_label
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import hbox
from sketchpad.ui.widgets.elided_label import ElidedLabel


class FolderField(Panel):
    """The setting `name`, where an empty text means the folder `usual`."""

    def __init__(self, name: str, usual: Path, store: PreferenceStore) -> None:
        super().__init__()
        self._name, self._usual, self._store = name, usual, store
        self._place = ElidedLabel()
        handlers = {"choose_folder": self._choose, "usual_folder": lambda: store.set(name, "")}
        actions = ActionSet(self, table.FOLDER, handlers)
        self._usual_action = actions["usual_folder"]
        self._buttons = {action: button_of(action) for action in actions.all()}
        hbox((self._place, 1), *self._buttons.values(), on=self, spacing=8)
        store.changed.connect(self._on_preference)
        self.retranslate()

    @property
    def folder(self) -> Path:
        chosen = str(self._store[self._name])
        return Path(chosen) if chosen else self._usual

    def retranslate(self) -> None:
        self._place.setText(str(self.folder))
        self._place.setAccessibleName(setting_label(self._name))
        self._usual_action.setEnabled(bool(self._store[self._name]))
        for action, button in self._buttons.items():
            name_button(button, action)
            button.setEnabled(action.isEnabled())

    def _on_preference(self, name: str) -> None:
        if name == self._name:
            self.retranslate()

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, setting_label(self._name), str(self.folder))
        if chosen:
            self._store.set(self._name, chosen)
