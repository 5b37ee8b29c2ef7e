"""Beneath the list of keys: gives the chosen action another one, after saying who has it now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QKeySequenceEdit, QLineEdit, QPushButton, QWidget

from sketchpad.ui.actions.action_text import name_of
from sketchpad.ui.actions.shortcut_store import ShortcutStore
from sketchpad.ui.style.shorthand import STRETCH, hbox, label, vbox


class KeyEditor(QWidget):
    def __init__(self, store: ShortcutStore) -> None:
        super().__init__()
        self._store = store
        self._action: QAction | None = None
        self.name, self.key = label("section_title"), QKeySequenceEdit()
        self.key.setMaximumSequenceLength(1)
        self.key.setClearButtonEnabled(True)
        self.key.setAccessibleName(self.tr("New key"))
        for inner in self.key.findChildren(QLineEdit):
            inner.setAccessibleName(self.tr("New key"))
            inner.setPlaceholderText(self.tr("Press a key"))
        self.warning = label("note", wrap=True, plain=True)
        self.assign = self._button(
            self.tr("Assign"), lambda n: store.assign(n, self.key.keySequence())
        )
        self.remove = self._button(self.tr("No key"), lambda n: store.assign(n, QKeySequence()))
        self.reset = self._button(self.tr("Usual key"), store.reset)
        self.reset_all = QPushButton(self.tr("All usual keys"), autoDefault=False)
        self.reset_all.clicked.connect(self._reset_all)
        buttons = (self.assign, self.remove, self.reset, STRETCH, self.reset_all)
        head = hbox((self.name, 1), self.key)
        vbox(head, self.warning, hbox(*buttons, spacing=6), on=self, spacing=8)
        self.key.keySequenceChanged.connect(self._warn)
        self.edit(None)

    def _button(self, text: str, act: Callable[[str], object]) -> QPushButton:
        """A button that calls `act` with the name of the action."""

        def on_clicked() -> None:
            if self._action is not None:
                act(self._action.objectName())
                self._show()

        button = QPushButton(text, autoDefault=False)
        button.clicked.connect(on_clicked)
        return button

    def edit(self, action: QAction | None) -> None:
        """Change the keys of `action`."""
        known = action is not None and self._store.knows(action)
        self._action = action if known else None
        self._show()

    def _show(self) -> None:
        action = self._action
        for widget in (self.key, self.assign, self.remove):
            widget.setEnabled(action is not None)
        self.key.clear()
        if action is None:
            self.name.setText(self.tr("Choose a line to change its key"))
            self.reset.setEnabled(False)
        else:
            self.name.setText(name_of(action))
            self.reset.setEnabled(self._store.is_changed(action.objectName()))
        self._warn()

    def _warn(self) -> None:
        self.assign.setEnabled(self._action is not None and not self.key.keySequence().isEmpty())
        if self._action is None:
            self.warning.clear()
            return
        users = self._store.users(self.key.keySequence(), self._action.objectName())
        names = ", ".join(name_of(user) for user in users)
        said = self.tr("This key belongs to: {names}. It will be taken from there.")
        self.warning.setText(said.format(names=names) if users else "")

    def _reset_all(self) -> None:
        self._store.reset_all()
        self._show()
