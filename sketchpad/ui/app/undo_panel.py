"""Brings the list of changes into the window: its panel, its action, its place in the menu."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QSplitter

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.tables import window as window_table
from sketchpad.ui.panels.changes_panel import ChangesPanel
from sketchpad.ui.state.document_state import DocumentState


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
