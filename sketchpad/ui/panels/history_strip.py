"""The pictures of this session, in a row; a click brings one back with its settings."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from sketchpad.ui.state.session import Result, Session
from sketchpad.ui.style.messages import methods_of
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.qimage import scaled_to, to_image
from sketchpad.ui.style.shorthand import hbox, label, named
from sketchpad.ui.style.theme import theme

SIDE = 64
CELL = 76
RESULT = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class _ThumbnailDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(CELL, CELL)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, state = theme().tokens, option.state
        box = QRectF(0, 0, SIDE, SIDE)
        box.moveCenter(QRectF(option.rect).center())
        painter.save()
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        outline = QPainterPath()
        outline.addRoundedRect(box, 6, 6)
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        painter.fillPath(outline, tokens.colour("sunken"))
        painter.setClipPath(outline)
        if isinstance(picture, QPixmap):
            scale = SIDE / max(picture.width(), picture.height(), 1)
            shown = QRectF(0, 0, picture.width() * scale, picture.height() * scale)
            shown.moveCenter(box.center())
            painter.drawPixmap(shown, picture, QRectF(picture.rect()))
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(tokens.colour("accent"), 2.5))
            painter.drawRoundedRect(box.adjusted(-2.5, -2.5, 2.5, 2.5), 8, 8)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(QPen(tokens.colour("border_strong"), 1.5))
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 8, 8)
        painter.restore()


class HistoryStrip(Panel):
    """Newest at the left.

    Signals:
        chosen: the user wants this Result back.
        menu_wanted: Result and global position, for a context menu.
    """

    chosen = Signal(object)
    menu_wanted = Signal(object, object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        named(self, "history", styled=True)
        self.setFixedHeight(CELL + 14)
        self._session = session
        self.list = QListWidget()
        self.list.setFlow(QListWidget.Flow.LeftToRight)
        self.list.setWrapping(False)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(_ThumbnailDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._empty = label("note")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.list)
        hbox(self._stack, on=self, margins=(8, 4))
        for result in session.results:
            self._add(result)
        session.added.connect(self._add)
        session.removed.connect(self._remove)
        session.current_changed.connect(self._select)
        self.list.itemClicked.connect(lambda item: self.chosen.emit(item.data(RESULT)))
        self.list.itemActivated.connect(lambda item: self.chosen.emit(item.data(RESULT)))
        self.list.customContextMenuRequested.connect(self._on_menu)
        self.retranslate()

    def retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("Pictures of this session"))
        self._empty.setText(self.tr("The pictures you make are kept here while Sketchpad is open."))
        for row in range(self.list.count()):
            self._describe(self.list.item(row))

    def _add(self, result: Result) -> None:
        item = QListWidgetItem()
        item.setData(RESULT, result)
        item.setData(Qt.ItemDataRole.DecorationRole, thumbnail(to_image(result.picture)))
        self._describe(item)
        self.list.insertItem(0, item)
        self._stack.setCurrentWidget(self.list)

    def _describe(self, item: QListWidgetItem) -> None:
        result: Result = item.data(RESULT)
        request, text = result.request, self.tr("Picture {number}: {methods}, seed {seed}")
        methods, seed = methods_of(request), request.sampling.seed
        text = text.format(number=result.number, methods=methods, seed=seed)
        prompt = request.document.prompt.strip()
        item.setToolTip(f"{text}\n{prompt}" if prompt else text)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)

    def _item(self, result: Result | None) -> QListWidgetItem | None:
        items = (self.list.item(row) for row in range(self.list.count()))
        return next((item for item in items if item.data(RESULT) is result), None)

    def _remove(self, result: Result) -> None:
        item = self._item(result)
        if item is not None:
            self.list.takeItem(self.list.row(item))
        self._stack.setCurrentWidget(self.list if self.list.count() else self._empty)

    def _select(self, result: Result | None) -> None:
        item = self._item(result)
        with QSignalBlocker(self.list):
            if item is None:
                self.list.clearSelection()
            else:
                self.list.setCurrentItem(item)
        if item is not None:
            self.list.scrollToItem(item)

    def _on_menu(self, position: QPoint) -> None:
        item = self.list.itemAt(position)
        if item is not None:
            self.menu_wanted.emit(item.data(RESULT), self.list.viewport().mapToGlobal(position))


def thumbnail(image: QImage) -> QPixmap:
    """Small, but sharp on a screen with two pixels per point."""
    return QPixmap.fromImage(scaled_to(image, 2 * SIDE))
