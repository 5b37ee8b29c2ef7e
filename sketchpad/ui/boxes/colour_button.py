"""Chooses the colour of boxes: one of the canvas's own, any other, or whatever the canvas gives them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QColorDialog, QHBoxLayout, QMenu, QToolButton, QWidget

from sketchpad.ui.canvas.view.palette import BOX_COLOURS
from sketchpad.ui.style.panel import Panel


def swatch(colour: QColor, size: int = 16) -> QIcon:
    """A round patch of `colour`."""
    pixmap = QPixmap(size * 2, size * 2)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(1, 1, size - 2, size - 2, 4, 4)
    painter.end()
    return QIcon(pixmap)


class ColourButton(Panel):
    """A button that chooses the colour of the selected boxes.

    Signals:
        chosen: "#rrggbb", or "" for automatic.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QToolButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        self.button.setObjectName("secondary")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIconSize(QSize(16, 16))
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu = QMenu(self)
        self.button.setMenu(self.menu)
        self._colour = QColor(BOX_COLOURS[0])
        self._own = False
        self._automatic = self.menu.addAction("")
        self._automatic.triggered.connect(lambda: self.chosen.emit(""))
        self.menu.addSeparator()
        self._colours: list[QAction] = []
        for colour in BOX_COLOURS:
            action = self.menu.addAction(swatch(colour), "")
            action.triggered.connect(lambda _=False, c=colour: self.chosen.emit(c.name()))
            self._colours.append(action)
        self.menu.addSeparator()
        self._other = self.menu.addAction("")
        self._other.triggered.connect(self._ask)
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
        known = {
            colour.name(): a.text() for colour, a in zip(BOX_COLOURS, self._colours, strict=True)
        }
        name = known.get(self._colour.name(), self._colour.name()) if self._own else ""
        text = name or self.tr("Automatic")
        self.button.setText(text)
        self.button.setAccessibleName(self.tr("Colour: {name}").format(name=text))
        self.button.setToolTip(self.tr("Colour of the box on the canvas"))

    def _ask(self) -> None:
        dialog = QColorDialog(self._colour, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self.chosen.emit(colour.name()))
        dialog.open()
