"""Words that follow the language of the window: the base of every panel, and the same for other objects."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from sketchpad.ui.style.events import on_event


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


def follow_language(widget: QWidget, retranslate: Callable[[], object]) -> None:
    """Call `retranslate` now, and whenever the language of `widget` changes."""

    def follow(_event: QEvent) -> None:
        retranslate()

    on_event(widget, QEvent.Type.LanguageChange, follow)
    retranslate()
