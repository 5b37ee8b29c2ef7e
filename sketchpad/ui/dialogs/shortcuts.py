"""Every key there is, in one list that can be searched."""

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

from sketchpad.ui.words import plain


class ShortcutsDialog(QDialog):
    """`groups`: title -> actions."""

    def __init__(
        self, groups: Mapping[str, Iterable[QAction]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
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
        self.resize(560, 640)
        self.search.textChanged.connect(self._filter)

    def _gestures(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Zoom at the pointer"), self.tr("Wheel")),
            (self.tr("Brush width"), self.tr("Ctrl+wheel")),
            (self.tr("Move the page"), self.tr("Space+drag, middle button")),
            (self.tr("Straight line"), self.tr("Shift+click")),
            (self.tr("Erase"), self.tr("Other end of the pen")),
        ]

    def _add_group(self, title: str, actions: Iterable[QAction]) -> None:
        rows = []
        for action in actions:
            keys = [k.toString(QKeySequence.SequenceFormat.NativeText) for k in action.shortcuts()]
            text = action.iconText() or action.text()
            if keys and text:
                rows.append((plain(text), ", ".join(keys)))
        if rows:
            self._add_rows(title, rows)

    def _add_rows(self, title: str, rows: Iterable[tuple[str, str]]) -> None:
        group = QTreeWidgetItem([title])
        font = self.font()
        font.setBold(True)
        group.setFont(0, font)
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.tree.addTopLevelItem(group)
        for row in rows:
            group.addChild(QTreeWidgetItem(list(row)))
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
