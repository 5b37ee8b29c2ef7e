"""What a dropped or pasted picture may become, asked where that happened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QImage, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from sketchpad.errors import SketchpadError
from sketchpad.ui.files.reading import read_saved

Take = Callable[[Path | QImage], object]


class DropOffer(QObject):
    """Asks what a dropped or pasted picture should become.

    Args:
        reference, lines, base: get the file or picture, whatever the user chooses.
        drawing: gets a picture file that Sketchpad has exported, to open the drawing in it.
    """

    def __init__(
        self,
        window: QWidget,
        reference: Take,
        lines: Take,
        base: Take,
        drawing: Callable[[Path], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._takers = reference, lines, base
        self._drawing = drawing
        self.menu: QMenu | None = None

    def ask(self, what: Path | QImage, at: QPoint) -> None:
        """At a place of the screen; to press Escape leaves everything as it is."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(what, Path) and _brings_drawing(what):
            action = menu.addAction(self.tr("&Open the drawing in it"))
            action.setStatusTip(
                self.tr("The drawing and the settings from which the picture was made")
            )
            action.triggered.connect(lambda _=False: self._drawing(what))
        for (name, tip), take in zip(self._words(), self._takers, strict=True):
            action = menu.addAction(name)
            action.setStatusTip(tip)
            action.triggered.connect(lambda _=False, take=take: take(what))
        menu.hovered.connect(lambda action: self._say(action.statusTip()))
        menu.aboutToHide.connect(lambda: self._say(""))
        menu.setActiveAction(menu.actions()[0])
        self.menu = menu
        menu.popup(at)

    def _say(self, tip: str) -> None:
        """In the status bar, which hears by itself only of menus of the menu bar."""
        QApplication.sendEvent(self._window, QStatusTipEvent(tip))

    def _words(self) -> tuple[tuple[str, str], ...]:
        return (
            (
                self.tr("Use as &reference picture"),
                self.tr(
                    "It lies under the drawing, to be traced or to steer by. Ctrl+Shift+V pastes it so at once"
                ),
            ),
            (
                self.tr("Import its &lines"),
                self.tr("Its lines become strokes, which can be edited"),
            ),
            (
                self.tr("&Begin from this picture"),
                self.tr("It is changed, instead of beginning from noise alone"),
            ),
        )


def _brings_drawing(path: Path) -> bool:
    """Has Sketchpad written the drawing into this picture?"""
    try:
        return read_saved(path) is not None
    except SketchpadError:
        return False
