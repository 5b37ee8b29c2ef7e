"""One button for several actions of a choice: a click takes the one shown, holding it down offers all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QPainter, QPaintEvent, QPalette, QPolygonF
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from sketchpad.ui.connections import while_alive

CORNER = 5.0  # pixels of the little triangle that says there is more


class FlyoutButton(QToolButton):
    """Shows the action that was taken last. A long press, a click with the right button or Alt+Down open the others."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = tuple(actions)
        self._menu = QMenu(self)
        self._menu.addActions(list(actions))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.DelayedPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        chosen = next((action for action in actions if action.isChecked()), actions[0])
        self._show(chosen)
        for action in actions:
            while_alive(self, action.toggled, partial(self._on_toggled, action))

    def choices(self) -> tuple[QAction, ...]:
        return self._choices

    def _on_toggled(self, action: QAction, on: bool) -> None:
        if on:
            self._show(action)

    def _show(self, action: QAction) -> None:
        for other in self._choices:
            if other is not action:
                self.removeAction(other)
        self.setDefaultAction(action)
        self.setMenu(self._menu)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.showMenu()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.ButtonText))
        painter.setOpacity(0.6 if self.isEnabled() else 0.3)
        x, y = self.width() - 4.0, self.height() - 4.0
        corners = QPointF(x, y), QPointF(x - CORNER, y), QPointF(x, y - CORNER)
        painter.drawPolygon(QPolygonF(corners))
