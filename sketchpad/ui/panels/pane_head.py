"""The bar above the drawing or the result: a title and what one often needs there."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from sketchpad.ui.actions.action_text import name_after

HEIGHT = 44


class PaneHead(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pane_head")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.title = QLabel()
        self.title.setObjectName("pane_title")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(14, 0, 8, 0)
        self.row.setSpacing(6)
        self.row.addWidget(self.title)

    def add_action(self, action: QAction) -> QToolButton:
        """A small button for `action`; named after it."""
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setIconSize(QSize(18, 18))
        button.setFixedSize(32, 32)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name_after(button, action)
        self.row.addWidget(button)
        return button
