"""Pictures of the gallery as a list for Qt's views: only their ids are in memory, and what is in sight."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import (
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QStandardItemModel

from sketchpad.gallery.record import Filter, Record
from sketchpad.ui.gallery.gallery import Gallery
from sketchpad.ui.gallery.thumbnails import Key
from sketchpad.ui.style.messages import method_name

RECORD = int(Qt.ItemDataRole.UserRole)
PAGE = 64  # records that are read together
KEPT = 2048
Index = QModelIndex | QPersistentModelIndex


class GalleryModel(QStandardItemModel):
    """The pictures that fit `wanted`, the newest first, `most` of them (-1: all); `refresh` shows them anew.

    It is a model of items without any items: a view that lays out 100,000 pictures asks 200,000 times how many there
    are, which Python would take long to answer.

    Signals:
        redraw: what is in sight looks different. Qt's own signal for that lays out 100,000 pictures anew each time.
    """

    redraw = Signal()
    drag: Callable[[Sequence[Record]], QMimeData] | None = None
    """Gives the pictures that a drag takes to another window."""

    def __init__(self, gallery: Gallery, parent: QObject, most: int = -1) -> None:
        super().__init__(parent)
        self._gallery, self._most = gallery, most
        self.wanted = Filter()
        self._ids = array("q")
        self._records: OrderedDict[int, Record] = OrderedDict()
        self._asked: set[Key] = set()
        self.setColumnCount(1)
        gallery.thumbnails.loaded.connect(self._on_loaded)
        self.refresh()

    def set_wanted(self, wanted: Filter) -> None:
        if wanted != self.wanted:
            self.wanted = wanted
            self.refresh()

    def refresh(self) -> None:
        """Look anew what there is."""
        old, self._records = self._ids, OrderedDict()
        fresh = self._gallery.read(lambda library: library.ids(self.wanted, self._most))
        new = array("q") if fresh is None else fresh
        more = len(new) - len(old)
        if new == old:
            self.redraw.emit()
        elif more > 0 and new[more:] == old:  # what is selected and in sight stays so
            self._ids = new
            self._asked.clear()
            self.insertRows(0, more)
        else:
            self.beginResetModel()
            self._ids = new
            self._asked.clear()
            with QSignalBlocker(self):
                self.setRowCount(len(new))
            self.endResetModel()

    def flags(self, _index: Index) -> Qt.ItemFlag:
        can = Qt.ItemFlag
        return can.ItemIsSelectable | can.ItemIsEnabled | can.ItemIsDragEnabled

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        records = [record for index in indexes if (record := self.record(index.row())) is not None]
        return self.drag(records) if self.drag is not None else QMimeData()

    def record(self, row: int) -> Record | None:
        """What is known of the picture in a row; None where it is gone."""
        if not 0 <= row < len(self._ids):
            return None
        wanted = self._ids[row]
        if wanted not in self._records:
            start = row - row % PAGE
            some = self._ids[start : start + PAGE]
            for record in self._gallery.read(lambda library: library.records(some)) or []:
                self._records[record.id] = record
            while len(self._records) > KEPT:
                self._records.popitem(last=False)
        return self._records.get(wanted)

    def row_of(self, id: int | None) -> int:
        """In which row a picture is, -1 where it is in none."""
        try:
            return -1 if id is None else self._ids.index(id)
        except ValueError:
            return -1

    def ids(self, rows: Iterable[int]) -> list[int]:
        return [self._ids[row] for row in rows]

    # Qt's

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (
            Qt.ItemDataRole.DecorationRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
            RECORD,
        ):
            return None
        record = self.record(index.row())
        if record is None or role == RECORD:
            return record
        if role == Qt.ItemDataRole.DecorationRole:
            key = self._gallery.folder, record.file
            self._asked.add(key)
            return self._gallery.thumbnails.get(key)
        text = self._said(record)
        if role == Qt.ItemDataRole.ToolTipRole and record.prompt.strip():
            return f"{text}\n{record.prompt.strip()}"
        return text

    def _said(self, record: Record) -> str:
        names = record.method_names or ("none",)
        text = self.tr("{methods}, seed {seed}").format(
            methods=" + ".join(map(method_name, names)), seed=record.seed
        )
        return self.tr("{text}, starred").format(text=text) if record.star else text

    def _on_loaded(self, key: Key) -> None:
        if key in self._asked:
            self._asked.remove(key)
            self.redraw.emit()
