"""Pictures, SVG files and drawings that are dropped on the window or pasted into it, and what is copied from it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from sketchpad.document.io import project_file
from sketchpad.document.io.picture import MOST_PIXELS, opened, read_picture
from sketchpad.errors import BadPicture, HugePicture, SketchpadError
from sketchpad.ui.connections import errors_to
from sketchpad.ui.files.file_dialogs import LAYERED_SUFFIXES, PICTURE_SUFFIXES
from sketchpad.ui.files.mime_contents import (
    SVG,
    files_of,
    is_welcome,
    picture_of,
    svg_of,
    web_name,
)
from sketchpad.ui.style.events import on_event
from sketchpad.ui.style.qimage import scaled_to, to_array, to_image
from sketchpad.ui.style.shorthand import clipboard_data


class Clipboard:
    """Remembers what was put there, because it must not outlive the program: Qt would crash in the end."""

    def __init__(self) -> None:
        self._form, self._content = "", b""

    def put(self, form: str, data: QMimeData) -> None:
        """`form`: of our own, which `data` has."""
        self._form, self._content = form, bytes(data.data(form).data())
        QGuiApplication.clipboard().setMimeData(data)

    def let_go(self) -> None:
        """Leave only the text, if it is still ours."""
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData()
        if self._form and data is not None and data.data(self._form).data() == self._content:
            clipboard.setText(data.text())


LONGEST_SIDE = 1024  # pixels; more detail than that is not traced


class DropAndPaste(QObject):
    """Handles drops and pastes: offers a picture, opens a drawing, or adds lines.

    Signals:
        offered: a picture, a path or a QImage, and where on the screen to ask what it becomes.
        drawing: a file with a drawing or layers to open.
        lines: an SVG or another file whose lines are to be added.
        picture: a picture without a file whose lines are to be added: uint8 RGB (height, width, 3).
        svg: the text of an SVG, in bytes, whose lines are to be added.
        failed: SketchpadError.
        left: of several files only the first was taken: its name, and how many were not.
    """

    offered = Signal(object, object)
    drawing = Signal(object)
    lines = Signal(object)
    picture = Signal(object)
    svg = Signal(object)
    failed = Signal(object)
    left = Signal(str, int)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        on_event(window, QEvent.Type.DragEnter, self._on_enter)
        on_event(window, QEvent.Type.Drop, self._on_drop)

    def _on_enter(self, event: QEvent) -> bool:
        assert isinstance(event, QDragEnterEvent)
        welcome = is_welcome(event.mimeData())
        if welcome:
            event.acceptProposedAction()
        return welcome

    def _on_drop(self, event: QEvent) -> bool:
        assert isinstance(event, QDropEvent)
        if not _came_back(event, self._window):
            event.acceptProposedAction()
            self.receive(event.mimeData(), self._window.mapToGlobal(event.position().toPoint()))
        return True

    def paste(self, at: QPoint) -> None:
        """Take what is on the clipboard; what may become several things is asked at a place of the screen."""
        self.receive(clipboard_data(), at)

    def receive(self, data: QMimeData, at: QPoint) -> None:
        """A picture can become several things; a drawing is opened; of all else the lines are taken."""
        paths, drawn, image = files_of(data), svg_of(data), data.imageData()
        path = paths[0] if paths else None
        if path is not None and path.suffix.lower() in (project_file.SUFFIX, *LAYERED_SUFFIXES):
            self.drawing.emit(path)
        elif path is not None and path.suffix.lower() in PICTURE_SUFFIXES:
            self._offer(path, at)
        elif path is not None and path.is_dir():
            self.failed.emit(BadPicture(path, "folder"))
        elif path is not None:
            self.lines.emit(path)
        elif drawn is not None:
            self.svg.emit(drawn)
        elif isinstance(image, QImage):
            self._offer(image, at)
        elif (found := picture_of(data)) is not None:
            self._receive_bytes(*found, at)
        elif (name := web_name(data)) is not None:
            self.failed.emit(BadPicture(name, "on_the_web"))
        else:
            self.failed.emit(BadPicture(self.tr("Clipboard")))
        if len(paths) > 1:
            self.left.emit(paths[0].name, len(paths) - 1)

    def _receive_bytes(self, form: str, raw: bytes, at: QPoint) -> None:
        if form == SVG:
            self.svg.emit(raw)
            return
        with errors_to(self.failed.emit):
            self._offer(to_image(read_picture(self.tr("Clipboard"), data=raw)), at)

    def _offer(self, what: Path | QImage, at: QPoint) -> None:
        """What is no picture, or too large for everything, is refused without a question."""
        try:
            if isinstance(what, Path):
                with opened(what):
                    pass
            else:
                self._check(what)
        except SketchpadError as error:
            self.failed.emit(error)
        else:
            self.offered.emit(what, at)

    def _check(self, image: QImage) -> None:
        name, pixels = self.tr("Clipboard"), image.width() * image.height()
        if image.isNull():
            raise BadPicture(name)
        if pixels > MOST_PIXELS:
            raise HugePicture(name, pixels / 1e6, MOST_PIXELS / 1e6)

    def take_lines(self, what: Path | QImage) -> None:
        """Add the lines of a file or of a picture."""
        if isinstance(what, Path):
            self.lines.emit(what)
            return
        if max(what.width(), what.height()) > LONGEST_SIDE:
            what = scaled_to(what, LONGEST_SIDE)
        self.picture.emit(to_array(what))


def _came_back(event: QDropEvent, window: QWidget) -> bool:
    """Whether a picture of ours is dropped where it was taken."""
    source = event.source()
    if not isinstance(source, QWidget):
        return False
    return source.rect().contains(source.mapFrom(window, event.position().toPoint()))
