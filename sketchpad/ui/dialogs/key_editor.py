"""Beneath the list of keys: gives the chosen action another one, after saying who has it now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from sketchpad.ui.actions.action_text import plain
from sketchpad.ui.actions.shortcut_store import ShortcutStore


class KeyEditor(QWidget):
    def __init__(self, store: ShortcutStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._action: QAction | None = None
        self.name = QLabel()
        self.name.setObjectName("section_title")
        self.key = QKeySequenceEdit()
        self.key.setMaximumSequenceLength(1)
        self.key.setClearButtonEnabled(True)
        self.key.setAccessibleName(self.tr("New key"))
        for inner in self.key.findChildren(QLineEdit):
            inner.setAccessibleName(self.tr("New key"))
            inner.setPlaceholderText(self.tr("Press a key"))
        self.warning = QLabel(wordWrap=True)
        self.warning.setObjectName("note")
        self.warning.setTextFormat(Qt.TextFormat.PlainText)
        self.assign = QPushButton(self.tr("Assign"))
        self.remove = QPushButton(self.tr("No key"))
        self.reset = QPushButton(self.tr("Usual key"))
        self.reset_all = QPushButton(self.tr("All usual keys"))
        row = QHBoxLayout()
        row.setSpacing(6)
        for button in (self.assign, self.remove, self.reset):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.reset_all.setAutoDefault(False)
        row.addStretch(1)
        row.addWidget(self.reset_all)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(8)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.key, 0, 1)
        grid.addWidget(self.warning, 1, 0, 1, 2)
        grid.addLayout(row, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        self.key.keySequenceChanged.connect(self._warn)
        self.assign.clicked.connect(self._assign)
        self.remove.clicked.connect(self._remove)
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(self._reset_all)
        self.edit(None)

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
            self.name.setText(plain(action.iconText() or action.text()))
            self.reset.setEnabled(self._store.is_changed(action.objectName()))
        self._warn()

    def _warn(self) -> None:
        self.assign.setEnabled(self._action is not None and not self.key.keySequence().isEmpty())
        if self._action is None:
            self.warning.clear()
            return
        users = self._store.users(self.key.keySequence(), self._action.objectName())
        names = ", ".join(plain(user.iconText() or user.text()) for user in users)
        said = self.tr("This key belongs to: {names}. It will be taken from there.")
        self.warning.setText(said.format(names=names) if users else "")

    def _assign(self) -> None:
        if self._action is not None:
            self._store.assign(self._action.objectName(), self.key.keySequence())
            self._show()

    def _remove(self) -> None:
        if self._action is not None:
            self._store.assign(self._action.objectName(), QKeySequence())
            self._show()

    def _reset(self) -> None:
        if self._action is not None:
            self._store.reset(self._action.objectName())
            self._show()

    def _reset_all(self) -> None:
        self._store.reset_all()
        self._show()
