"""Brings the list of changes into the window: its panel, its action, its place in the menu."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QSplitter

from sketchpad.ui.actions.action_text import plain, tip_of
from sketchpad.ui.panels.changes_panel import ChangesPanel
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import icons


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
        self.action = QAction(self)
        self.action.setObjectName("show_changes")
        self.action.setCheckable(True)
        self.action.setShortcut(QKeySequence("Ctrl+Shift+H"))
        icons.set_icon(self.action, "history")
        self.action.setIconVisibleInMenu(False)
        self.action.toggled.connect(self.panel.setVisible)
        window.addAction(self.action)
        menu.addAction(self.action)
        window.installEventFilter(self)
        self.retranslate()

    def shortcut_group(self) -> tuple[str, list[QAction]]:
        """Title and actions, for the list of keys."""
        return self.tr("Changes"), [self.action]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange and watched is self.parent():
            self.retranslate()
        return super().eventFilter(watched, event)

    def retranslate(self) -> None:
        self.action.setText(self.tr("&Changes"))
        self.action.setIconText(plain(self.action.text()))
        self.action.setToolTip(tip_of(self.action))
        self.action.setStatusTip(self.tr("Show or hide the list of changes"))
