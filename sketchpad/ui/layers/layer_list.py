"""The layers as a list, the topmost first: seen or hidden, locked, how faint, in which order."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QDropEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from sketchpad.document.layers import Layer, LayerKind
from sketchpad.document.model import Document
from sketchpad.ui.layers.commands import LayerCommands
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style import icons, layer_text
from sketchpad.ui.style.theme import theme

ROW = 34
MARGIN = 6  # at both ends of a row
PLACE = 28  # width of the eye's place at the left, and of the lock's at the right
SIZE = 18  # of an icon
LAYER, CONTENT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
ICONS: Mapping[LayerKind, str] = {
    "reference": "picture",
    "regions": "region",
    "sketch": "pen",
    "poses": "pose",
    "boxes": "box",
}
Index = QModelIndex | QPersistentModelIndex


class LayerList(QListWidget):
    """Space shows and hides; the arrows choose; a drag reorders.

    Signals:
        reordered: kinds, the topmost last.
    """

    reordered = Signal(list)

    def __init__(
        self, state: DocumentState, commands: LayerCommands, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._state, self._commands = state, commands
        self.setObjectName("box_list")
        self.setItemDelegate(_Row(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.currentRowChanged.connect(self._on_row)
        commands.current_changed.connect(self._show_current)
        state.document_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the layers as they are now."""
        document = self._state.document
        layers = document.layers[::-1]
        with QSignalBlocker(self):
            if self.count() != len(layers):
                self.clear()
                for _ in layers:
                    item = QListWidgetItem()
                    item.setFlags(
                        Qt.ItemFlag.ItemIsEnabled
                        | Qt.ItemFlag.ItemIsSelectable
                        | Qt.ItemFlag.ItemIsDragEnabled
                    )
                    self.addItem(item)
            for row, layer in enumerate(layers):
                item = self.item(row)
                content = self.content(document, layer.kind)
                item.setData(LAYER, layer)
                item.setData(CONTENT, content)
                item.setText(layer_text.name_of(layer.kind))
                said = layer_text.spoken(layer, content)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
                item.setToolTip(self._tip(layer))
        self._show_current()
        self.viewport().update()

    def kinds(self) -> list[LayerKind]:
        """The topmost first."""
        return [self.item(row).data(LAYER).kind for row in range(self.count())]

    def content(self, document: Document, kind: LayerKind) -> str:
        """How much there is on a layer, as a number; empty for nothing."""
        if kind == "reference":
            return "1" if document.reference is not None else ""
        there = {
            "regions": document.regions,
            "sketch": document.strokes,
            "poses": document.poses,
            "boxes": document.boxes,
        }[kind]
        return str(len(there)) if there else ""

    def sizeHint(self) -> QSize:
        return QSize(240, self.count() * ROW + 12)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.count() * ROW + 12)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self.itemAt(event.position().toPoint())
        if item is not None and event.button() == Qt.MouseButton.LeftButton:
            layer: Layer = item.data(LAYER)
            row = self.visualItemRect(item)
            if eye_of(row).contains(event.position().toPoint()):
                self._commands.choose(layer.kind)
                self._commands.set_visible(layer.kind, not layer.visible)
                return
            if lock_of(row).contains(event.position().toPoint()):
                self._commands.choose(layer.kind)
                self._commands.set_locked(layer.kind, not layer.locked)
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)  # two quick clicks on an eye are two clicks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._commands.toggle_visible()
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        super().dropEvent(event)
        self.reordered.emit(self.kinds()[::-1])
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        super().changeEvent(event)

    def _tip(self, layer: Layer) -> str:
        shown = (
            self.tr("click the eye to hide it") if layer.visible else self.tr("click to show it")
        )
        return f"{layer_text.name_of(layer.kind)} · {shown}"

    def _on_row(self, row: int) -> None:
        if 0 <= row < self.count():
            self._commands.choose(self.item(row).data(LAYER).kind)

    def _show_current(self) -> None:
        kinds = self.kinds()
        if self._commands.current in kinds:
            with QSignalBlocker(self):
                self.setCurrentRow(kinds.index(self._commands.current))
            self.viewport().update()


def eye_of(row: QRect) -> QRect:
    """Where in a row the eye is clicked."""
    return QRect(row.left() + MARGIN, row.top(), PLACE, row.height())


def lock_of(row: QRect) -> QRect:
    return QRect(row.right() - MARGIN - PLACE + 1, row.top(), PLACE, row.height())


class _Row(QStyledItemDelegate):
    """Eye, icon, name and number; at the right how faint it is, and the lock."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        layer = index.data(LAYER)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        tokens = theme().tokens
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        if chosen or hovered:
            painter.setBrush(tokens.colour("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 6, 6)
        if isinstance(layer, Layer):
            self._paint_signs(painter, rect, layer, hovered or chosen)
            self._paint_words(painter, rect, layer, index.data(CONTENT))
        painter.restore()

    def _paint_signs(self, painter: QPainter, rect: QRect, layer: Layer, near: bool) -> None:
        eye = "eye" if layer.visible else "eye-off"
        self._icon(painter, eye_of(rect), eye, "text" if layer.visible else "faint")
        if layer.locked:
            self._icon(painter, lock_of(rect), "lock", "text")
        elif near:
            self._icon(painter, lock_of(rect), "unlock", "faint")
        kind = QRect(rect.left() + MARGIN + PLACE, rect.top(), PLACE, rect.height())
        self._icon(painter, kind, ICONS[layer.kind], "muted" if layer.visible else "faint")

    def _paint_words(self, painter: QPainter, rect: QRect, layer: Layer, content: str) -> None:
        tokens, metrics = theme().tokens, painter.fontMetrics()
        centre = Qt.AlignmentFlag.AlignVCenter
        left, right = rect.left() + MARGIN + 2 * PLACE + 4, lock_of(rect).left() - 4
        painter.setPen(tokens.colour("muted"))
        if layer.opacity < 1:
            percent = f"{round(100 * layer.opacity)} %"
            wide = metrics.horizontalAdvance(percent)
            painter.drawText(QRect(right - wide, rect.top(), wide, rect.height()), centre, percent)
            right -= wide + 8
        name = metrics.elidedText(
            layer_text.name_of(layer.kind), Qt.TextElideMode.ElideRight, right - left
        )
        painter.setPen(tokens.colour("text" if layer.visible else "muted"))
        painter.drawText(QRect(left, rect.top(), right - left, rect.height()), centre, name)
        left += metrics.horizontalAdvance(name) + 8
        if content and layer.kind != "reference" and left < right:
            painter.setPen(tokens.colour("muted"))
            painter.drawText(QRect(left, rect.top(), right - left, rect.height()), centre, content)

    @staticmethod
    def _icon(painter: QPainter, place: QRect, name: str, role: str) -> None:
        ratio = painter.device().devicePixelRatio()
        mark = icons.pixmap(name, theme().tokens.colour(role), SIZE, ratio)
        at = place.center()
        painter.drawPixmap(at.x() - SIZE // 2 + 1, at.y() - SIZE // 2 + 1, mark)
