"""The newest pictures of the gallery, in a row; a click looks at one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QStackedLayout

from sketchpad.ui.gallery.gallery import Gallery
from sketchpad.ui.gallery.gallery_model import RECORD, GalleryModel
from sketchpad.ui.gallery.thumbnail_delegate import BORDER, ThumbnailDelegate
from sketchpad.ui.state.session import Result, Session
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import hbox, label, named

SIDE = 64
SHOWN = 200
CELL = SIDE + 2 * BORDER


class HistoryStrip(Panel):
    """Newest at the left.

    Signals:
        chosen: the user wants to look at the picture of this Record.
        menu_wanted: Record and global position, for a context menu.
    """

    chosen = Signal(object)
    menu_wanted = Signal(object, object)

    def __init__(self, session: Session, gallery: Gallery) -> None:
        super().__init__()
        named(self, "history", styled=True)
        self.setFixedHeight(CELL + 14)
        self._session, self._gallery = session, gallery
        self.list = QListView()
        self.list.setFlow(QListView.Flow.LeftToRight)
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(ThumbnailDelegate(SIDE, self.list))
        self.list.setMouseTracking(True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.list.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.model = GalleryModel(gallery, self, SHOWN)
        self.list.setModel(self.model)
        self.model.redraw.connect(self.list.viewport().update)
        self._empty = label("note")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.list)
        hbox(self._stack, on=self, margins=(8, 4))
        gallery.changed.connect(self.model.refresh)
        for signal in (self.model.rowsInserted, self.model.modelReset):
            signal.connect(self._show)
        session.current_changed.connect(self._select)
        self.list.clicked.connect(self._on_chosen)
        self.list.activated.connect(self._on_chosen)
        self.list.customContextMenuRequested.connect(self._on_menu)
        self.retranslate()
        self._show()

    def retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("Newest pictures of the gallery"))
        self._empty.setText(self.tr("The pictures you make are kept here, and in the gallery."))

    def _show(self) -> None:
        self._stack.setCurrentWidget(self.list if self.model.rowCount() else self._empty)
        self._select(self._session.current)

    def _select(self, result: Result | None) -> None:
        row = self.model.row_of(self._gallery.id_of(result))
        with QSignalBlocker(self.list):
            if row < 0:
                self.list.clearSelection()
            else:
                self.list.setCurrentIndex(self.model.index(row, 0))
        if row >= 0:
            self.list.scrollTo(self.model.index(row, 0))

    def _on_chosen(self, index: QModelIndex) -> None:
        record = index.data(RECORD)
        if record is not None:
            self.chosen.emit(record)

    def _on_menu(self, position: QPoint) -> None:
        record = self.list.indexAt(position).data(RECORD)
        if record is not None:
            self.menu_wanted.emit(record, self.list.viewport().mapToGlobal(position))
