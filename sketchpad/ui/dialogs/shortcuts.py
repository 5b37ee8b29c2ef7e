"""Every key there is, in one list that can be searched, and changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from sketchpad.ui.actions.action_text import name_of
from sketchpad.ui.actions.shortcut_store import ShortcutStore
from sketchpad.ui.style.shorthand import STRETCH, hbox, label, resize_on_screen, vbox


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


class ShortcutsDialog(QDialog):
    """Lists all keyboard shortcuts, searchable, and edits them.

    Args:
        groups: title -> actions.
        store: to change keys; without one they can only be looked at.
    """

    def __init__(
        self,
        groups: Mapping[str, Iterable[QAction]],
        parent: QWidget | None = None,
        store: ShortcutStore | None = None,
    ) -> None:
        super().__init__(parent)
        self._items: dict[str, QTreeWidgetItem] = {}
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self.tree.setAccessibleName(self.tr("Keyboard shortcuts"))
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        for title, actions in groups.items():
            self._add_group(title, actions)
        gestures = [QTreeWidgetItem(list(row)) for row in self._gestures()]
        self._add_items(self.tr("With the mouse or pen"), gestures)
        self.editor = None if store is None else KeyEditor(store)
        vbox(self.search, self.tree, self.editor, on=self, margins=(20, 18), spacing=12)
        if store is not None:
            self.tree.currentItemChanged.connect(lambda now, _: self._choose(now))
            store.changed.connect(self._show_keys)
        resize_on_screen(self, QSize(600, 700))
        self.search.textChanged.connect(self._filter)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        action = None if item is None else item.data(0, Qt.ItemDataRole.UserRole)
        if self.editor is not None:
            self.editor.edit(action if isinstance(action, QAction) else None)

    def _show_keys(self, name: str) -> None:
        if (item := self._items.get(name)) is not None:
            item.setText(1, _keys(item.data(0, Qt.ItemDataRole.UserRole)))

    def _gestures(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Zoom at the pointer"), self.tr("Wheel")),
            (self.tr("Brush width"), self.tr("Ctrl+wheel, Alt+drag")),
            (self.tr("Move the page"), self.tr("Space+drag, middle button")),
            (self.tr("Straight line"), self.tr("Shift+click")),
            (self.tr("Erase"), self.tr("Other end of the pen")),
            (self.tr("Square box"), self.tr("Shift+drag with the box tool")),
            (self.tr("Box from its centre"), self.tr("Alt+drag with the box tool")),
            (self.tr("Box over another box"), self.tr("Ctrl+drag with the box tool")),
            (self.tr("Box with its lines"), self.tr("Ctrl+drag with the select tool")),
            (self.tr("The box beneath"), self.tr("Click again, Alt+click or Tab")),
            (self.tr("Type what is in a box"), self.tr("Double-click")),
        ]

    def _add_group(self, title: str, actions: Iterable[QAction]) -> None:
        rows = []
        for action in actions:
            if text := name_of(action):
                item = self._items[action.objectName()] = QTreeWidgetItem([text, _keys(action)])
                item.setData(0, Qt.ItemDataRole.UserRole, action)
                rows.append(item)
        if rows:
            self._add_items(title, rows)

    def _add_items(self, title: str, rows: Iterable[QTreeWidgetItem]) -> None:
        group, font = QTreeWidgetItem([title]), self.font()
        font.setBold(True)
        group.setFont(0, font)
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.tree.addTopLevelItem(group)
        group.addChildren(list(rows))
        group.setExpanded(True)
        group.setFirstColumnSpanned(True)

    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        groups = (self.tree.topLevelItem(n) for n in range(self.tree.topLevelItemCount()))
        for group in filter(None, groups):
            shown = False
            for item in filter(None, (group.child(n) for n in range(group.childCount()))):
                hit = wanted in f"{item.text(0)} {item.text(1)}".casefold()
                item.setHidden(not hit)
                shown |= hit
            group.setHidden(not shown)


def _keys(action: QAction) -> str:
    keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()]
    return ", ".join(keys)
