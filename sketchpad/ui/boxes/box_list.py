"""The boxes as a list, the topmost first: select, rename, reorder; pointing at one lights it on the canvas."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QDropEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sketchpad.document.model import Box
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.readout import Readout
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import icons
from sketchpad.ui.style.theme import theme

ROW = 30
BOX, COLOUR = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
SWATCH = 10
Index = QModelIndex | QPersistentModelIndex


class BoxList(QListWidget):
    """The boxes of the drawing as a list, the topmost first.

    Signals:
        renamed: id of a box and its new phrase.
        reordered: ids, the topmost last.
    """

    renamed = Signal(str, str)
    reordered = Signal(list)

    def __init__(
        self, state: DocumentState, canvas: CanvasWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._canvas = state, canvas
        self._readout = Readout(self)
        self.setObjectName("box_list")
        self.setItemDelegate(_Row(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.itemSelectionChanged.connect(self._on_selected)
        self.itemChanged.connect(self._on_changed)
        self.itemEntered.connect(lambda item: canvas.bench.habits.light([item.data(BOX).id]))
        state.document_changed.connect(self.refresh)
        state.selection_changed.connect(self._show_selection)
        self.refresh()

    def refresh(self) -> None:
        """Show the boxes of the drawing as they are now."""
        document = self._state.document
        boxes = document.boxes[::-1]
        with QSignalBlocker(self):
            if [box.id for box in boxes] != self.ids():
                self.clear()
                for _ in boxes:
                    item = QListWidgetItem()
                    item.setFlags(
                        Qt.ItemFlag.ItemIsEnabled
                        | Qt.ItemFlag.ItemIsSelectable
                        | Qt.ItemFlag.ItemIsEditable
                        | Qt.ItemFlag.ItemIsDragEnabled
                    )
                    self.addItem(item)
            for row, box in enumerate(boxes):
                item = self.item(row)
                assert item is not None
                item.setData(BOX, box)
                item.setData(COLOUR, self._canvas.bench.colours[box.id])
                item.setText(box.phrase)
                spoken = self._readout.box(document, box)
                item.setToolTip(spoken)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self._show_selection()
        self.viewport().update()

    def ids(self) -> list[str]:
        """Of the boxes in the list, the topmost first."""
        boxes = [self.item(row).data(BOX) for row in range(self.count())]
        return [box.id for box in boxes if box is not None]

    def sizeHint(self) -> QSize:
        return QSize(240, min(max(self.count(), 3), 9) * ROW + 14)

    def dropEvent(self, event: QDropEvent) -> None:
        super().dropEvent(event)
        self.reordered.emit(self.ids()[::-1])
        self.refresh()

    def leaveEvent(self, event: QEvent) -> None:
        self._canvas.bench.habits.light()
        super().leaveEvent(event)

    def _on_selected(self) -> None:
        rows = sorted(index.row() for index in self.selectedIndexes())
        ids = self.ids()
        self._state.select(ids[row] for row in rows)

    def _show_selection(self) -> None:
        chosen = set(self._state.selection)
        model = self.selectionModel()
        shown = {self.ids()[index.row()] for index in self.selectedIndexes()}
        if shown == chosen:
            return
        with QSignalBlocker(self):
            model.clearSelection()
            for row, one in enumerate(self.ids()):
                if one in chosen:
                    index = self.model().index(row, 0)
                    model.select(index, QItemSelectionModel.SelectionFlag.Select)
                    if len(chosen) == 1:
                        model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
                        self.scrollTo(index)

    def _on_changed(self, item: QListWidgetItem) -> None:
        box = item.data(BOX)
        if box is not None and item.text().strip() != box.phrase:
            self.renamed.emit(box.id, item.text().strip())


class _Row(QStyledItemDelegate):
    """A swatch, the phrase, and at the right what is special: picture, strength, lock."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box, colour = index.data(BOX), index.data(COLOUR)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        tokens = theme().tokens
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(tokens.colour("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 6, 6)
        if isinstance(box, Box):
            self._paint_box(painter, rect, box, colour)
        painter.restore()

    def _paint_box(self, painter: QPainter, rect: QRect, box: Box, colour: QColor) -> None:
        tokens = theme().tokens
        top = rect.center().y() - SWATCH // 2 + 1
        painter.setBrush(colour)
        painter.drawRoundedRect(QRect(rect.left() + 10, top, SWATCH, SWATCH), 3, 3)
        right = rect.right() - 8
        for name in (["lock"] if box.locked else []) + (["picture"] if box.picture else []):
            right -= 16
            mark = icons.pixmap(
                name, tokens.colour("muted"), 16, painter.device().devicePixelRatio()
            )
            painter.drawPixmap(right, rect.center().y() - 7, mark)
            right -= 4
        centre = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(tokens.colour("muted"))
        if box.strength != 1.0:
            text = f"{box.strength:g}×"
            width = painter.fontMetrics().horizontalAdvance(text)
            right -= width
            painter.drawText(QRect(right, rect.top(), width, rect.height()), centre, text)
            right -= 8
        font = painter.font()
        font.setItalic(not box.phrase)
        painter.setFont(font)
        painter.setPen(tokens.colour("text" if box.phrase else "muted"))
        room = QRect(rect.left() + 28, rect.top(), right - rect.left() - 30, rect.height())
        phrase = box.phrase or self.tr("what?")
        elided = painter.fontMetrics().elidedText(phrase, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, centre, elided)
