"""All changes of the drawing in a list: those done, and those undone that can be done again."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMainWindow, QMenu, QSplitter, QWidget

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.tables import window as window_table
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import describe, label, named, vbox
from sketchpad.ui.style.theme import theme

WIDTH = 220
LOOK = """
    QListView { background: transparent; }
    QListView::item { padding: 5px 8px; border-radius: 6px; }
    QListView::item:hover { background: palette(midlight); }
    QListView::item:selected { background: palette(highlight); color: palette(highlighted-text); }
"""
Index = QModelIndex | QPersistentModelIndex


class Changes(QAbstractListModel):
    """A row for the drawing as it was opened, and one for each step since."""

    def __init__(self, state: DocumentState, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = state
        self._theme = theme()  # made here if there is none yet: not while a list is being laid out
        self._labels: tuple[str, ...] = ()
        self._done = 0

    def look(self) -> None:
        """Take over what the history says."""
        labels, done = self._state.history.labels, self._state.history.index
        old = self._labels
        if labels == old:
            first, last = sorted((self._done, done))
            self._done = done
            self.dataChanged.emit(self.index(first), self.index(last))
        elif len(labels) == len(old) + 1 and labels[: len(old)] == old:
            self.beginInsertRows(QModelIndex(), len(labels), len(labels))
            self._labels, self._done = labels, done
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._labels, self._done = labels, done
            self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        return 0 if parent.isValid() else len(self._labels) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if not 0 <= row <= len(self._labels):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._labels[row - 1] if row else self.tr("Opened")
        if role == Qt.ItemDataRole.ForegroundRole and row > self._done:
            return self._theme.tokens.colour("faint")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            done, undone = self.tr("{step}, done"), self.tr("{step}, undone")
            text = done if row < self._done else undone
            text = self.tr("{step}, present") if row == self._done else text
            return text.format(step=self.data(index))
        return None


class ChangesPanel(Panel):
    """A click, or the arrow keys, go to where the drawing was after a step."""

    def __init__(self, state: DocumentState) -> None:
        super().__init__()
        named(self, "changes_panel", styled=True)
        self._state = state
        self._model = Changes(state, self)
        self._looking = False  # following the history, not leading it
        self._title = label("pane_title")
        self._title.setIndent(8)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setUniformItemSizes(True)  # ten thousand steps are listed at once
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setStyleSheet(LOOK)
        self._title.setBuddy(self.list)
        vbox(self._title, (self.list, 1), on=self, margins=(8, 12, 8, 8), spacing=8)
        self.setMinimumWidth(160)
        self.setMaximumWidth(360)
        self.list.selectionModel().currentChanged.connect(self._go)
        state.history_changed.connect(self._follow)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, super().sizeHint().height())

    def retranslate(self) -> None:
        self._title.setText(self.tr("Changes"))
        describe(self.list, self.tr("Changes"), self.tr("Click a step to go back or forth to it"))

    def showEvent(self, event: QShowEvent) -> None:
        self._look()
        super().showEvent(event)

    def _follow(self) -> None:
        if self.isVisible():
            self._look()

    def _look(self) -> None:
        self._looking = True
        try:
            self._model.look()
            present = self._model.index(self._state.history.index)
            self.list.setCurrentIndex(present)
        finally:
            self._looking = False
        self.list.scrollTo(present)

    def _go(self, present: QModelIndex, _before: QModelIndex) -> None:
        if not self._looking and present.isValid():
            self._state.go_to(present.row())


class UndoPanel(QObject):
    """The dockable list of all changes, for undo and redo.

    Args:
        split: gets the panel as its first part.
        menu: gets the action that shows and hides it.
    """

    def __init__(
        self, window: QMainWindow, state: DocumentState, split: QSplitter, menu: QMenu
    ) -> None:
        super().__init__(window)
        self.panel = ChangesPanel(state)
        split.insertWidget(0, self.panel)
        split.setStretchFactor(0, 0)
        self.panel.hide()
        show = {"show_changes": self.panel.setVisible}
        self.action = ActionSet(window, window_table.CHANGES, show)["show_changes"]
        menu.addAction(self.action)

    def shortcut_group(self) -> tuple[str, list[QAction]]:
        """Title and actions, for the list of keys."""
        return self.tr("Changes"), [self.action]
