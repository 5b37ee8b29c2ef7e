"""The tools, in a column at the left edge."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from sketchpad.ui import icons
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.panel import Panel
from sketchpad.ui.words import plain

GROUPS = (
    ("pen", "eraser", "box", "select", "pan"),
    ("undo", "redo", "clear"),
)
FOOT = ("zoom_in", "zoom_out", "fit")
ICONS = {"zoom_in": "zoom-in", "zoom_out": "zoom-out"}


class ToolRail(Panel):
    def __init__(self, canvas: CanvasWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tool_rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._buttons: list[QToolButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 10)
        column.setSpacing(4)
        for number, group in enumerate(GROUPS):
            if number:
                column.addSpacing(4)
                column.addWidget(_line())
                column.addSpacing(4)
            for name in group:
                column.addWidget(self._button(name, canvas.action(name)))
        column.addStretch(1)
        for name in FOOT:
            column.addWidget(self._button(name, canvas.action(name)))
        self.retranslate()

    def _button(self, name: str, action: QAction) -> QToolButton:
        icons.set_icon(action, ICONS.get(name, name))
        action.setIconVisibleInMenu(False)
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setIconSize(QSize(22, 22))
        button.setFixedSize(38, 38)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        action.changed.connect(lambda: _name(button, action))
        self._buttons.append(button)
        return button

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Tools"))
        for button in self._buttons:
            _name(button, button.defaultAction())


def _name(button: QToolButton, action: QAction) -> None:
    text = plain(action.text())
    if button.accessibleName() != text:
        button.setAccessibleName(text)
        button.setAccessibleDescription(action.statusTip())


def _line() -> QFrame:
    line = QFrame()
    line.setObjectName("line")
    line.setFixedHeight(1)
    return line
