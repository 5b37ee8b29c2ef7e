"""What lies on the page as a list, the topmost first: painted rows that are chosen and dragged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QDropEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from sketchpad.ui.style import icons
from sketchpad.ui.style.painting import smoothly
from sketchpad.ui.style.theme import theme

Index = QModelIndex | QPersistentModelIndex
PaintRow = Callable[[QPainter, QRect, Any, bool], None]
THING = Qt.ItemDataRole.UserRole
FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled


class RowList(QListWidget):
    """A list whose rows a drag reorders.

    Args:
        height: of a row. paint: paints one: painter, place, what is listed there, is it chosen or under the pointer?
        key: attribute of what is listed by which it is known.

    Signals:
        reordered: keys, the topmost last.
    """

    reordered = Signal(list)

    def __init__(self, height: int, paint: PaintRow, key: str) -> None:
        super().__init__()
        self._key = key
        self.setObjectName("box_list")
        self.setItemDelegate(_Row(self, height, paint))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)

    def keys(self) -> list[Any]:
        """Of what is listed, the topmost first."""
        things = [self.item(row).data(THING) for row in range(self.count())]
        return [getattr(thing, self._key) for thing in things if thing is not None]

    def fill(self, things: Sequence[object], flags: Qt.ItemFlag = FLAGS) -> list[QListWidgetItem]:
        """List `things`; the rows, whose words are to be set."""
        if self.count() != len(things):
            self.clear()
            for _ in things:
                item = QListWidgetItem()
                item.setFlags(flags)
                self.addItem(item)
        items = [self.item(row) for row in range(self.count())]
        for item, thing in zip(items, things, strict=True):
            item.setData(THING, thing)
        return items

    def refresh(self) -> None:
        """Show what there is now."""

    def dropEvent(self, event: QDropEvent) -> None:
        super().dropEvent(event)
        self.reordered.emit(self.keys()[::-1])
        self.refresh()


class _Row(QStyledItemDelegate):
    def __init__(self, rows: RowList, height: int, paint: PaintRow) -> None:
        super().__init__(rows)
        self._height, self._paint = height, paint

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        near = chosen or bool(state & QStyle.StateFlag.State_MouseOver)
        with smoothly(painter):
            if near:
                painter.setBrush(theme().tokens.colour("accent_soft" if chosen else "hover"))
                painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 6, 6)
            self._paint(painter, rect, index.data(THING), near)


def paint_mark(painter: QPainter, place: QRect, name: str, role: str, size: int) -> None:
    """An icon in the middle of `place`, in the theme's colour `role`."""
    mark = icons.pixmap(
        name, theme().tokens.colour(role), size, painter.device().devicePixelRatio()
    )
    at = place.center()
    painter.drawPixmap(at.x() - size // 2 + 1, at.y() - size // 2 + 1, mark)


def paint_text(painter: QPainter, place: QRect, text: str, colour: QColor) -> None:
    """In the height's middle, with an ellipsis where there is no room; its rounded width is room enough."""
    painter.setPen(colour)
    width = place.width() + 1
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
    painter.drawText(place.adjusted(0, 0, 1, 0), Qt.AlignmentFlag.AlignVCenter, elided)
