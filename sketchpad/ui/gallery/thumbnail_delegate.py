"""How pictures of the gallery are painted in a list: whole, with round corners, and a star where they have one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from sketchpad.gallery.record import Record
from sketchpad.ui.gallery.gallery_model import RECORD
from sketchpad.ui.style import icons
from sketchpad.ui.style.theme import theme

BORDER = 6
STAR = 16


class ThumbnailDelegate(QStyledItemDelegate):
    """Cells of `side` pixels and a border."""

    def __init__(self, side: int, parent: QObject) -> None:
        super().__init__(parent)
        self.side = side

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(self.side + 2 * BORDER, self.side + 2 * BORDER)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        tokens, state = theme().tokens, option.state
        box = QRectF(0, 0, self.side, self.side)
        box.moveCenter(QRectF(option.rect).center())
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        outline = QPainterPath()
        outline.addRoundedRect(box, 6, 6)
        painter.fillPath(outline, tokens.colour("sunken"))
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(picture, QPixmap) and not picture.isNull():
            scale = self.side / max(picture.width(), picture.height())
            shown = QRectF(0, 0, picture.width() * scale, picture.height() * scale)
            shown.moveCenter(box.center())
            painter.setClipPath(outline)
            painter.drawPixmap(shown, picture, QRectF(picture.rect()))
            painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(tokens.colour("accent"), 2.5))
            painter.drawRoundedRect(box.adjusted(-2.5, -2.5, 2.5, 2.5), 8, 8)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(tokens.colour("border_strong"), 1.5))
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 8, 8)
        record = index.data(RECORD)
        if isinstance(record, Record) and record.star:
            self._paint_star(painter, box)
        painter.restore()

    @staticmethod
    def _paint_star(painter: QPainter, box: QRectF) -> None:
        tokens = theme().tokens
        place = QRectF(box.right() - STAR - 8, box.top() + 4, STAR + 4, STAR + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour("surface"))
        painter.drawEllipse(place)
        ratio = painter.device().devicePixelRatioF()
        star = icons.pixmap("star", tokens.colour("accent_text"), STAR - 4, ratio)
        painter.drawPixmap(QPoint(round(place.x()) + 4, round(place.y()) + 4), star)
