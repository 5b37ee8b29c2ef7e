"""Asks for another size of the page: the drawing scaled along, or the page cropped and extended around it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QRadioButton,
    QWidget,
)

from sketchpad.document.edit.recrop import recropped
from sketchpad.document.model import SIZE_STEP, Document
from sketchpad.ui.panels.size_row import SizeSpin
from sketchpad.ui.style.shorthand import (
    STRETCH,
    button_box,
    describe,
    hbox,
    label,
    named,
    tool_button,
    vbox,
)
from sketchpad.ui.style.theme import theme

PARTS = (0.0, 0.5, 1.0)
PREVIEW = 150


class PageDialog(QDialog):
    """Asks for another page size, scaled or cropped, with a preview.

    Signals:
        chosen: the Document on its new page.
    """

    chosen = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Size of the page"))
        self._document = document
        self._anchor = (0.5, 0.5)
        self.width_spin, self.height_spin = SizeSpin(), SizeSpin()
        self.width_spin.setValue(document.width)
        self.height_spin.setValue(document.height)
        self.width_spin.setAccessibleName(self.tr("Width"))
        self.height_spin.setAccessibleName(self.tr("Height"))
        self.scale = QRadioButton(self.tr("Scale the drawing along"))
        self.crop = QRadioButton(self.tr("Crop or extend the page"))
        self.crop.setChecked(True)
        self.preview = _Preview(document)
        self.anchors = self._make_anchors()
        text = self.tr("Multiples of {step} pixels. Where the drawing stays:")
        note = label("note", text.format(step=SIZE_STEP))
        sizes = hbox((self.width_spin, 1), QLabel("×"), (self.height_spin, 1), spacing=8)
        anchors = (self.anchors, 0, Qt.AlignmentFlag.AlignLeft)
        left = vbox(sizes, self.crop, self.scale, note, anchors, STRETCH, spacing=10)
        standard = QDialogButtonBox.StandardButton
        buttons = button_box(self, standard.Ok | standard.Cancel, self._accept)
        both = hbox((left, 1), self.preview, spacing=22)
        vbox(both, buttons, on=self, margins=(20, 18, 20, 16), spacing=16)
        for spin in (self.width_spin, self.height_spin):
            spin.valueChanged.connect(self._show)
        self.crop.toggled.connect(self._show)
        self._show()

    def result_document(self) -> Document:
        """What `OK` would make."""
        width, height = self.width_spin.value(), self.height_spin.value()
        if self.scale.isChecked():
            return self._document.resized(width, height)
        return recropped(self._document, width, height, self._anchor)

    def _make_anchors(self) -> QWidget:
        names = (
            (self.tr("top left"), self.tr("top"), self.tr("top right")),
            (self.tr("left"), self.tr("in the middle"), self.tr("right")),
            (self.tr("bottom left"), self.tr("bottom"), self.tr("bottom right")),
        )
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(3)
        group = QButtonGroup(self)
        for row, y in enumerate(PARTS):
            for column, x in enumerate(PARTS):
                button = named(tool_button(square=26, checkable=True), "anchor")
                describe(button, names[row][column])
                button.setChecked((x, y) == self._anchor)
                button.clicked.connect(lambda _=False, at=(x, y): self._set_anchor(at))
                group.addButton(button)
                grid.addWidget(button, row, column)
        return box

    def _set_anchor(self, anchor: tuple[float, float]) -> None:
        self._anchor = anchor
        self._show()

    def _show(self) -> None:
        self.anchors.setEnabled(self.crop.isChecked())
        anchor = self._anchor if self.crop.isChecked() else None
        self.preview.show_page(self.width_spin.value(), self.height_spin.value(), anchor)

    def _accept(self) -> None:
        self.chosen.emit(self.result_document())
        self.accept()


class _Preview(QWidget):
    """The old page on the new one."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._old = (document.width, document.height)
        self._new, self._anchor = self._old, (0.5, 0.5)
        self._scaled = False
        self.setFixedSize(QSize(PREVIEW, PREVIEW))
        self.setAccessibleName(self.tr("Preview"))

    def show_page(self, width: int, height: int, anchor: tuple[float, float] | None) -> None:
        """`anchor` None: the drawing is scaled along."""
        self._new = (width, height)
        self._anchor = anchor or (0.5, 0.5)
        self._scaled = anchor is None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme().tokens
        old = self._new if self._scaled else self._old
        left, top = ((n - o) * a for n, o, a in zip(self._new, old, self._anchor, strict=True))
        new_rect = QRectF(0, 0, *self._new)
        old_rect = QRectF(left, top, *old)
        around = new_rect.united(old_rect)
        factor = (PREVIEW - 8) / max(around.width(), around.height())
        painter.translate(PREVIEW / 2, PREVIEW / 2)
        painter.scale(factor, factor)
        painter.translate(-around.center())
        page = QPen(tokens.colour("border_strong"), 1)
        frame = QPen(tokens.colour("accent"), 1.5, Qt.PenStyle.DashLine)
        for pen, brush, rect in (
            (page, QBrush(tokens.colour("surface")), new_rect),
            (frame, QBrush(), old_rect),
        ):
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.setBrush(brush)
            painter.drawRect(rect)
