"""Buttons of the inspector that open a menu: the colour of boxes, and the reference picture of a box."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QIcon,
    QPixmap,
)
from PySide6.QtWidgets import QColorDialog, QFileDialog, QMenu, QToolButton

from sketchpad.document.box import LARGEST_REFERENCE, LONGEST_REFERENCE
from sketchpad.errors import SketchpadError
from sketchpad.ui.canvas import reference_commands
from sketchpad.ui.canvas.view.palette import BOX_COLOURS
from sketchpad.ui.files.file_dialogs import PICTURES
from sketchpad.ui.style import icons
from sketchpad.ui.style.painting import swatch
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import clipboard_data, describe, hbox, named, open_dialog

SIDE = 52


class MenuButton(Panel):
    """A button that opens `menu`."""

    def __init__(self) -> None:
        super().__init__()
        self.button = named(QToolButton(), "secondary")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIconSize(QSize(16, 16))
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu = QMenu(self)
        self.button.setMenu(self.menu)
        hbox(self.button, on=self)


class ColourButton(MenuButton):
    """A button that chooses the colour of the selected boxes.

    Signals:
        chosen: "#rrggbb", or "" for automatic.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._colour = QColor(BOX_COLOURS[0])
        self._own = False
        self._automatic = self.menu.addAction("", lambda: self.chosen.emit(""))
        self.menu.addSeparator()
        self._colours: list[QAction] = []
        for colour in BOX_COLOURS:
            action = self.menu.addAction(swatch(colour), "")
            action.triggered.connect(lambda _=False, c=colour: self.chosen.emit(c.name()))
            self._colours.append(action)
        self.menu.addSeparator()
        self._other = self.menu.addAction("", self._ask)
        self.retranslate()

    def show_colour(self, colour: QColor, own: bool) -> None:
        """`own`: chosen by the user; else it is the one the canvas gave."""
        self._colour, self._own = colour, own
        self.button.setIcon(swatch(colour))
        self._write()

    def retranslate(self) -> None:
        names = (
            self.tr("Blue"),
            self.tr("Orange"),
            self.tr("Green"),
            self.tr("Pink"),
            self.tr("Teal"),
            self.tr("Red"),
            self.tr("Violet"),
            self.tr("Olive"),
            self.tr("Brown"),
            self.tr("Slate"),
        )
        for action, name in zip(self._colours, names, strict=True):
            action.setText(name)
        self._automatic.setText(self.tr("Automatic"))
        self._other.setText(self.tr("Other…"))
        self._write()

    def _write(self) -> None:
        names = [action.text() for action in self._colours]
        known = dict(zip((colour.name() for colour in BOX_COLOURS), names, strict=True))
        name = known.get(self._colour.name(), self._colour.name()) if self._own else ""
        text = name or self.tr("Automatic")
        spoken, tip = self.tr("Colour: {name}"), self.tr("Colour of the box on the canvas")
        describe(self.button, spoken.format(name=text), tip, text)

    def _ask(self) -> None:
        dialog = QColorDialog(self._colour, self)
        dialog.colorSelected.connect(lambda colour: self.chosen.emit(colour.name()))
        open_dialog(dialog)


class BoxImageButton(MenuButton):
    """Shows, chooses, drops, pastes and removes the reference image of a box.

    Signals:
        chosen: PNG bytes, empty for none.
        failed: SketchpadError.
    """

    chosen = Signal(object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self._picture = b""
        self.choose_action = self.menu.addAction("", self._choose)
        self.paste_action = self.menu.addAction("", self.paste)
        self.remove_action = self.menu.addAction("", lambda: self.chosen.emit(b""))
        self.menu.aboutToShow.connect(self._enable)
        icons.set_icon(self.button, "picture")
        self.show_picture(b"")
        self.retranslate()

    def show_picture(self, picture: bytes) -> None:
        self._picture = picture
        pixmap = QPixmap()
        there = bool(picture) and pixmap.loadFromData(QByteArray(picture), "PNG")
        self.button.setIconSize(QSize(SIDE, SIDE) if there else QSize(18, 18))
        self.button.setIcon(QIcon(pixmap) if there else icons.icon("picture"))
        self.remove_action.setEnabled(bool(picture))
        self._write()

    def retranslate(self) -> None:
        self.choose_action.setText(self.tr("Choose a file…"))
        self.paste_action.setText(self.tr("Paste from the clipboard"))
        self.remove_action.setText(self.tr("Remove"))
        self._write()

    def _write(self) -> None:
        describe(
            self.button,
            self.tr("Picture of what belongs in the box"),
            self.tr("What belongs in the box, shown by a picture: choose, paste or drop one"),
            self.tr("Change…") if self._picture else self.tr("Add…"),
        )

    def _enable(self) -> None:
        data = clipboard_data()
        self.paste_action.setEnabled(data.hasImage() or data.hasUrls())

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Picture of a box"), "", f"{self.tr('Pictures')} ({PICTURES})"
        )
        if name:
            self.take(Path(name))

    def paste(self) -> None:
        self.take(reference_commands.picture_of(clipboard_data()))

    def take(self, what: reference_commands.Source) -> None:
        """Read a file or a picture for the box."""
        name = self.tr("Clipboard")
        try:
            png = reference_commands.read(what, name, LONGEST_REFERENCE, LARGEST_REFERENCE)
        except SketchpadError as error:
            self.failed.emit(error)
        else:
            self.chosen.emit(png)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasImage() or event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take(reference_commands.picture_of(event.mimeData()))
