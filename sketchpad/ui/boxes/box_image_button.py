"""The reference picture of a box: shown, chosen, dropped, pasted, taken away."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QToolButton, QWidget

from sketchpad.errors import SketchpadError
from sketchpad.ui.boxes import box_image
from sketchpad.ui.files.file_dialogs import PICTURES
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel

SIDE = 52


class BoxImageButton(Panel):
    """Shows, chooses, drops, pastes and removes the reference image of a box.

    Signals:
        chosen: PNG bytes, empty for none.
        failed: SketchpadError.
    """

    chosen = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._picture = b""
        self.button = QToolButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        self.button.setObjectName("secondary")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.menu = QMenu(self)
        self.button.setMenu(self.menu)
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
        if picture and pixmap.loadFromData(QByteArray(picture), "PNG"):
            self.button.setIconSize(QSize(SIDE, SIDE))
            self.button.setIcon(QIcon(pixmap))
        else:
            self.button.setIconSize(QSize(18, 18))
            self.button.setIcon(icons.icon("picture"))
        self.remove_action.setEnabled(bool(picture))
        self._write()

    def retranslate(self) -> None:
        self.choose_action.setText(self.tr("Choose a file…"))
        self.paste_action.setText(self.tr("Paste from the clipboard"))
        self.remove_action.setText(self.tr("Remove"))
        self._write()

    def _write(self) -> None:
        self.button.setText(self.tr("Change…") if self._picture else self.tr("Add…"))
        self.button.setAccessibleName(self.tr("Picture of what belongs in the box"))
        self.button.setToolTip(
            self.tr("What belongs in the box, shown by a picture: choose, paste or drop one")
        )

    def _enable(self) -> None:
        data = QGuiApplication.clipboard().mimeData()
        self.paste_action.setEnabled(data.hasImage() or data.hasUrls())

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Picture of a box"), "", f"{self.tr('Pictures')} ({PICTURES})"
        )
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        try:
            self.chosen.emit(box_image.from_file(path))
        except SketchpadError as error:
            self.failed.emit(error)

    def paste(self) -> None:
        self._take(QGuiApplication.clipboard().mimeData())

    def _take(self, data: QMimeData) -> None:
        try:
            self.chosen.emit(box_image.from_mime(data, self.tr("Clipboard")))
        except SketchpadError as error:
            self.failed.emit(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasImage() or event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._take(event.mimeData())
