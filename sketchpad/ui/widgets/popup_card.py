"""A card below its button, which a click elsewhere closes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QWidget


class PopupCard(QFrame):
    """A card below its button, which a click elsewhere closes."""

    def __init__(self, width: int, height: int, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setFixedSize(width, height)

    def retranslate(self) -> None:
        """Set every text of the card."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def show_below(self, button: QWidget, focused: QWidget) -> None:
        """Open the card, above the button where there is no room below, with the keyboard on a part of it."""
        corner = button.mapToGlobal(button.rect().bottomLeft())
        screen = button.screen().availableGeometry()
        x = min(corner.x(), screen.right() - self.width())
        y = corner.y() + 4
        if y + self.height() > screen.bottom():
            y = corner.y() - button.height() - 4 - self.height()
        self.move(max(x, screen.left()), max(y, screen.top()))
        self.show()
        focused.setFocus(Qt.FocusReason.PopupFocusReason)
