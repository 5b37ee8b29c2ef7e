"""Every key there is, in one list that can be searched, and changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from sketchpad.ui.actions.action_text import plain
from sketchpad.ui.actions.shortcut_store import ShortcutStore
from sketchpad.ui.dialogs.key_editor import KeyEditor


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
        self._add_rows(self.tr("With the mouse or pen"), self._gestures())
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(12)
        column.addWidget(self.search)
        column.addWidget(self.tree)
        self.editor: KeyEditor | None = None
        if store is not None:
            self.editor = KeyEditor(store)
            column.addWidget(self.editor)
            self.tree.currentItemChanged.connect(lambda now, _: self._choose(now))
            store.changed.connect(self._show_keys)
        self.resize(600, 700)
        self.search.textChanged.connect(self._filter)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        action = None if item is None else item.data(0, Qt.ItemDataRole.UserRole)
        if self.editor is not None:
            self.editor.edit(action if isinstance(action, QAction) else None)

    def _show_keys(self, name: str) -> None:
        item = self._items.get(name)
        if item is not None:
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
            text = action.iconText() or action.text()
            if text:
                item = QTreeWidgetItem([plain(text), _keys(action)])
                item.setData(0, Qt.ItemDataRole.UserRole, action)
                self._items[action.objectName()] = item
                rows.append(item)
        if rows:
            self._add_items(title, rows)

    def _add_rows(self, title: str, rows: Iterable[tuple[str, str]]) -> None:
        self._add_items(title, [QTreeWidgetItem(list(row)) for row in rows])

    def _add_items(self, title: str, rows: Iterable[QTreeWidgetItem]) -> None:
        group = QTreeWidgetItem([title])
        font = self.font()
        font.setBold(True)
        group.setFont(0, font)
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.tree.addTopLevelItem(group)
        for row in rows:
            group.addChild(row)
        group.setExpanded(True)
        group.setFirstColumnSpanned(True)

    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        for number in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(number)
            assert group is not None
            shown = 0
            for row in range(group.childCount()):
                item = group.child(row)
                assert item is not None
                hit = wanted in f"{item.text(0)} {item.text(1)}".casefold()
                item.setHidden(not hit)
                shown += hit
            group.setHidden(shown == 0)


def _keys(action: QAction) -> str:
    keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()]
    return ", ".join(keys)
