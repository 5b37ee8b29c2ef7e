"""The base of every panel: its words follow the language."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget


class Panel(QWidget):
    """A widget whose words are set in `retranslate`, which is called again when the language changes.

    Subclasses call `retranslate` at the end of their constructor.
    """

    def retranslate(self) -> None:
        """Set every text this panel shows."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
