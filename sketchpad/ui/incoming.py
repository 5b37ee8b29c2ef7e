"""Pictures, SVG files and drawings that are dropped on the window or pasted into it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QCursor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from sketchpad.document import files
from sketchpad.errors import BadPicture
from sketchpad.ui.pictures import to_array
from sketchpad.ui.questions import PICTURE_SUFFIXES

SVG = "image/svg+xml"
LARGEST_SVG = 32 << 20  # bytes
LONGEST_SIDE = 1024  # pixels; more detail than that is not traced


class Incoming(QObject):
    """Signals:
    offered: a picture that was dropped, a path or a QImage, and where on the screen; it may become several things.
    drawing: a .sketchpad file to open.
    lines: a picture or SVG file whose lines are to be added.
    picture: a picture without a file whose lines are to be added: uint8 RGB (height, width, 3).
    svg: the text of an SVG, in bytes, whose lines are to be added.
    failed: SketchpadError.
    """

    offered = Signal(object, object)
    drawing = Signal(object)
    lines = Signal(object)
    picture = Signal(object)
    svg = Signal(object)
    failed = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.DragEnter:
            if is_welcome(event.mimeData()):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            event.acceptProposedAction()
            self._drop(event)
            return True
        return super().eventFilter(watched, event)

    def _drop(self, event: QDropEvent) -> None:
        """A picture can become several things; all else is taken."""
        path = _path(event.mimeData())
        image = None if path is not None else event.mimeData().imageData()
        window, at = self.parent(), QCursor.pos()
        if isinstance(window, QWidget):
            at = window.mapToGlobal(event.position().toPoint())
        if path is not None and path.suffix.lower() in PICTURE_SUFFIXES:
            self.offered.emit(path, at)
        elif isinstance(image, QImage) and not image.isNull() and svg_of(event.mimeData()) is None:
            self.offered.emit(image, at)
        else:
            self.take(event.mimeData())

    def paste(self) -> None:
        """Take what is on the clipboard."""
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, data: QMimeData) -> None:
        """Use a file, else a picture; what is neither is told."""
        path = _path(data)
        if path is not None and path.suffix.lower() == files.SUFFIX:
            self.drawing.emit(path)
        elif path is not None:
            self.lines.emit(path)
        elif (drawn := svg_of(data)) is not None:
            self.svg.emit(drawn)
        else:
            self._trace(data.imageData())

    def take_lines(self, what: Path | QImage) -> None:
        """Add the lines of a file or of a picture."""
        if isinstance(what, Path):
            self.lines.emit(what)
        else:
            self._trace(what)

    def _trace(self, image: object) -> None:
        if not isinstance(image, QImage) or image.isNull():
            self.failed.emit(BadPicture(self.tr("Clipboard")))
            return
        if max(image.width(), image.height()) > LONGEST_SIDE:
            image = image.scaled(
                LONGEST_SIDE,
                LONGEST_SIDE,
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        self.picture.emit(to_array(image))


def _path(data: QMimeData) -> Path | None:
    local = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return local[0] if local else None


def is_welcome(data: QMimeData) -> bool:
    """Is it something the window can take?"""
    path = _path(data)
    if path is not None:
        return path.suffix.lower() in (files.SUFFIX, ".svg", *PICTURE_SUFFIXES)
    return data.hasImage() or svg_of(data) is not None


def svg_of(data: QMimeData) -> bytes | None:
    """The SVG in `data`, as such or as text; None where there is none, or far too much."""
    if data.hasFormat(SVG):
        raw = data.data(SVG)
        return bytes(raw.data()) if 0 < raw.size() <= LARGEST_SVG else None
    text = data.text().lstrip("\ufeff \t\r\n") if data.hasText() else ""
    is_svg = text.startswith("<svg") or (text.startswith(("<?xml", "<!")) and "<svg" in text)
    return text.encode("utf-8", "replace") if is_svg and len(text) <= LARGEST_SVG else None
