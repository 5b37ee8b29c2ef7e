"""The gallery of sample drawings."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListView,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from sketchpad import paths
from sketchpad.document.io import project_file
from sketchpad.document.io.picture import read_picture
from sketchpad.document.io.samples import Sample, list_samples
from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_lines
from sketchpad.errors import SketchpadError
from sketchpad.ui.canvas.view.palette import BOX_COLOURS
from sketchpad.ui.style.qimage import to_image
from sketchpad.ui.style.shorthand import button_box, label, named, resize_on_screen, vbox
from sketchpad.ui.style.theme import theme

SIDE = 132
INSET, MARGIN = 0.36, 3  # of the drawing within a picture: a share of its side, and points
RATIO = 2.0  # pixels for each point
PATH = Qt.ItemDataRole.UserRole


class SamplesDialog(QDialog):
    """Choose one of the drawings that come with the program.

    Signals:
        picked: the file of the chosen one.
    """

    picked = Signal(object)

    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Open sample"))
        self.list = named(QListWidget(), "gallery")
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(QSize(SIDE, SIDE))
        self.list.setGridSize(QSize(SIDE + 24, SIDE + 56))
        self.list.setUniformItemSizes(True)
        self.list.setWordWrap(True)
        self.list.setAccessibleName(self.tr("Samples"))
        for sample in list_samples(paths.resources() / "samples"):
            self._add(sample, language)
        text = self.tr(
            "Each comes with a prompt and boxes, so that all methods can be tried at once."
        )
        note, standard = label("note", text, wrap=True), QDialogButtonBox.StandardButton
        buttons = button_box(self, standard.Open | standard.Cancel, self._accept)
        self._open = named(buttons.button(standard.Open), "primary")
        self._open.setEnabled(False)
        vbox(note, (self.list, 1), buttons, on=self, margins=(20, 18, 20, 16), spacing=12)
        resize_on_screen(self, QSize(868, 640))
        self.list.currentItemChanged.connect(lambda item: self._open.setEnabled(item is not None))
        self.list.itemActivated.connect(self._accept)
        self.list.itemDoubleClicked.connect(self._accept)
        self.list.setCurrentRow(0)
        self.list.setFocus()

    def _add(self, sample: Sample, language: str) -> None:
        try:
            document, _ = project_file.load(sample.path)
        except SketchpadError:
            return
        picture = sample_card(sample, document, SIDE)
        icon = QIcon(picture)
        icon.addPixmap(picture, QIcon.Mode.Selected)  # not tinted
        item = QListWidgetItem(icon, sample.title(language))
        item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        item.setData(PATH, sample.path)
        item.setToolTip(document.prompt)
        self.list.addItem(item)

    def _accept(self) -> None:
        item = self.list.currentItem()
        if item is not None and self.result() != QDialog.DialogCode.Accepted:
            self.accept()
            self.picked.emit(item.data(PATH))


def sample_card(sample: Sample, document: Document, side: int) -> QPixmap:
    """What the embedded model makes of a sample, with its drawing in a corner; else the drawing alone."""
    try:
        picture = card(document, side, to_image(read_picture(sample.picture)))
    except SketchpadError:
        return card(document, side)
    drawing = card(replace(document, boxes=()), round(side * INSET))
    painter = QPainter(picture)
    room = side - round(side * INSET)
    painter.drawPixmap(QPointF(room - MARGIN, room - MARGIN), drawing)
    painter.end()
    return picture


def card(document: Document, side: int = SIDE, image: QImage | None = None) -> QPixmap:
    """The drawing on white paper with round corners, its boxes in their colours; or `image` on such paper."""
    width = round(side * RATIO)
    drawn = image is None
    if image is None:
        lines = render_lines(document, width, width * document.height // document.width)
        paper = 255 - lines
        height, across = paper.shape
        image = QImage(paper.data, across, height, across, QImage.Format.Format_Grayscale8)
    picture = QPixmap(width, width)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    page = QRectF(1, 1, width - 2, width - 2)
    outline = QPainterPath()
    outline.addRoundedRect(page, 8 * RATIO, 8 * RATIO)
    painter.fillPath(outline, QColor("white"))
    painter.setClipPath(outline)
    shown = QRectF(image.rect())
    scale = width / max(shown.width(), shown.height())
    shown.setSize(shown.size() * scale)
    shown.moveCenter(page.center())
    painter.drawImage(shown, image)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for index, box in enumerate(document.boxes if drawn else ()):
        x0, y0, x1, y1 = box.rect
        across, down = shown.width(), shown.height()
        rect = QRectF(x0 * across, y0 * down, (x1 - x0) * across, (y1 - y0) * down)
        painter.setPen(QPen(BOX_COLOURS[index % len(BOX_COLOURS)], 1.5 * RATIO))
        painter.drawRoundedRect(rect.translated(shown.topLeft()), 3 * RATIO, 3 * RATIO)
    painter.setClipping(False)
    painter.setPen(QPen(theme().tokens.colour("border"), 1 * RATIO))
    painter.drawPath(outline)
    painter.end()
    picture.setDevicePixelRatio(RATIO)
    return picture
