"""What a dropped picture may become, asked where it was dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMenu, QWidget

Take = Callable[[Path | QImage], object]


class DropOffer(QObject):
    """Args:
    reference, lines, base: get the file or picture, whatever the user chooses.
    """

    def __init__(self, window: QWidget, reference: Take, lines: Take, base: Take) -> None:
        super().__init__(window)
        self._window = window
        self._takers = reference, lines, base
        self.menu: QMenu | None = None

    def ask(self, what: Path | QImage, at: QPoint) -> None:
        """At a place of the screen; to press Escape leaves everything as it is."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        names = (
            self.tr("Use as &reference picture"),
            self.tr("Import its &lines"),
            self.tr("&Begin from this picture"),
        )
        for name, take in zip(names, self._takers, strict=True):
            action = menu.addAction(name)
            action.triggered.connect(lambda _=False, take=take: take(what))
        menu.setActiveAction(menu.actions()[0])
        self.menu = menu
        menu.popup(at)
