"""The gallery's window: every picture that was made, found by its words, looked at, and taken up again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu

from sketchpad.gallery.library import Library
from sketchpad.gallery.record import Record
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.actions.tables import gallery as table
from sketchpad.ui.gallery.details import Details
from sketchpad.ui.gallery.filter_bar import FilterBar, Places
from sketchpad.ui.gallery.gallery import Gallery
from sketchpad.ui.gallery.gallery_model import GalleryModel
from sketchpad.ui.gallery.side_by_side import MOST, SideBySide
from sketchpad.ui.gallery.thumbnail_delegate import ThumbnailDelegate
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import STRETCH, hbox, named, vbox
from sketchpad.ui.widgets.notice_bar import Choice, NoticeBar

SIDE = 152
MANY = 1000  # pictures, which are not laid out twice where that can be helped
OF_ONE = (
    "use_settings",
    "use_drawing",
    "use_all",
    "make_again",
    "variations",
    "look",
    "base",
    "repaint",
    "copy",
    "folder",
)
OF_SOME = ("star", "board", "export", "delete", "restore")
TOOLS = (
    "star",
    "board",
    "side_by_side",
    "comparison",
    "export",
    "folder",
    "delete",
    "restore",
    "empty_bin",
)


class GalleryWindow(Panel):
    """Choosing only looks; what changes anything is an action.

    Signals:
        wanted: name of an action of `OF_ONE`, and the Record that it is about.
        comparison_wanted: name of a comparison.
        export_wanted: the Records to export.
    """

    wanted = Signal(str, object)
    comparison_wanted = Signal(str)
    export_wanted = Signal(object)

    def __init__(
        self,
        gallery: Gallery,
        ask_board: Callable[[], str | None],
        ask_empty: Callable[[int], bool],
    ) -> None:
        super().__init__()
        self.setWindowFlag(Qt.WindowType.Window)
        named(self, "compare", styled=True)
        self._gallery, self._ask_board, self._ask_empty = gallery, ask_board, ask_empty
        self._deleted: list[list[int]] = []
        self._stale = False
        self.notice = NoticeBar()
        self.actions_ = ActionSet(self, table.ACTIONS, {})
        self.filters, self.places = FilterBar(gallery), Places(gallery)
        self.places.setFixedWidth(170)
        self.model = GalleryModel(gallery, self)
        self.list = named(QListView(), "pictures")
        self.list.setFlow(QListView.Flow.LeftToRight)
        self.list.setWrapping(True)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setItemDelegate(ThumbnailDelegate(SIDE, self.list))
        self.details = Details(gallery, [self.actions_[name] for name in OF_ONE[:4]])
        self._build()
        self.resize(1240, 800)
        self._show_bar()
        # Not before: putting the list into its place would lay out everything once more.
        self.list.setModel(self.model)
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        buttons = [action_button(self.actions_[name], 34) for name in TOOLS]
        tools = hbox(*buttons, STRETCH, self.filters.count, spacing=4)
        middle = vbox(self.filters, tools, (self.list, 1), spacing=8)
        row = hbox(self.places, (middle, 1), self.details, margins=12, spacing=12)
        vbox(self.notice, (row, 1), on=self, spacing=0)

    def _connect(self) -> None:
        self.filters.changed.connect(self._look)
        self.places.chosen.connect(self._look)
        self._gallery.changed.connect(self._on_changed)
        self.model.modelReset.connect(self._show_chosen)
        self.model.redraw.connect(self.list.viewport().update)
        self.list.selectionModel().selectionChanged.connect(self._show_chosen)
        self.list.selectionModel().currentChanged.connect(self._show_chosen)
        self.list.activated.connect(lambda _index: self.actions_["look"].trigger())
        self.list.customContextMenuRequested.connect(self._show_menu)
        handlers: dict[str, Callable[..., object]] = {
            **{name: partial(self._of_one, name) for name in OF_ONE},
            "star": self._star,
            "board": self._show_boards,
            "side_by_side": self._side_by_side,
            "comparison": self._open_comparison,
            "export": lambda: self.export_wanted.emit(self.chosen()),
            "delete": self._delete,
            "restore": self._restore,
            "empty_bin": self._empty_bin,
            "undo": self._undo,
            "search": self.filters.search.setFocus,
            "close": self.close,
        }
        self.actions_.connect_handlers(handlers)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Gallery – Sketchpad"))
        self.list.setAccessibleName(self.tr("Pictures"))
        self.places.fill()
        self._show_chosen()

    # what is chosen

    def chosen(self) -> list[Record]:
        """The chosen pictures, in their order."""
        rows = sorted(index.row() for index in self.list.selectedIndexes())
        return [record for record in map(self.model.record, rows) if record is not None]

    def chosen_ids(self) -> list[int]:
        return self.model.ids(sorted(index.row() for index in self.list.selectedIndexes()))

    def choose(self, id: int | None) -> None:
        """Choose one picture, if it is among those in sight."""
        row = self.model.row_of(id)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row, 0))

    def _look(self) -> None:
        self.model.set_wanted(self.places.narrowed(self.filters.wanted))
        self._show_bar()
        self._show_chosen()

    def _show_bar(self) -> None:
        """A scroll bar that appears only when it is needed has everything laid out anew."""
        policy, many = Qt.ScrollBarPolicy, self.model.rowCount() > MANY
        self.list.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if many else policy.ScrollBarAsNeeded
        )

    def _on_changed(self) -> None:
        self._stale = not self.isVisible()
        if not self._stale:  # of 100,000 pictures one does not ask for nobody
            self.places.fill()
            self.model.refresh()
            self._show_chosen()

    def _show_chosen(self) -> None:
        count, in_bin = len(self.list.selectedIndexes()), self.model.wanted.in_bin
        index = self.list.currentIndex()
        record = self.model.record(index.row()) if count and index.isValid() else None
        self.actions_.enable(OF_ONE, record is not None)
        self.actions_.enable(OF_SOME, count > 0)
        self.actions_["delete"].setEnabled(count > 0 and not in_bin)
        self.actions_["restore"].setEnabled(count > 0 and in_bin)
        self.actions_["empty_bin"].setEnabled(in_bin and self.model.rowCount() > 0)
        self.actions_["side_by_side"].setEnabled(1 < count <= MOST)
        self.actions_["comparison"].setEnabled(record is not None and bool(record.comparison))
        self.actions_["undo"].setEnabled(bool(self._deleted))
        self.details.show_record(record)
        words = self.tr("{count} pictures").format(count=f"{self.model.rowCount():,}")
        if count > 1:
            words = self.tr("{chosen} of {found}").format(chosen=count, found=words)
        self.filters.count.setText(words)

    # what is done with it

    def _of_one(self, name: str) -> None:
        record = self.details.record
        if record is not None:
            self.wanted.emit(name, record)

    def _star(self) -> None:
        chosen = self.chosen()
        ids, star = [one.id for one in chosen], not all(one.star for one in chosen)
        self._gallery.write(lambda library: library.set_star(ids, star))

    def _delete(self) -> None:
        ids = self.chosen_ids()
        self._gallery.write(lambda library: library.delete(ids))
        self._deleted.append(ids)
        text = self.tr("{count} pictures are in the bin.").format(count=len(ids))
        self.notice.tell(text, "info", Choice(self.tr("Undo"), self._undo))

    def _undo(self) -> None:
        if self._deleted:
            ids = self._deleted.pop()
            self._gallery.write(lambda library: library.restore(ids))

    def _restore(self) -> None:
        ids = self.chosen_ids()
        self._gallery.write(lambda library: library.restore(ids))

    def _empty_bin(self) -> None:
        if self._ask_empty(self.model.rowCount()):
            self._deleted.clear()
            self._gallery.write(lambda library: library.empty_bin())

    def _open_comparison(self) -> None:
        record = self.details.record
        if record is not None and record.comparison:
            self.comparison_wanted.emit(record.comparison)

    def _side_by_side(self) -> None:
        def look(library: Library) -> list[tuple[Record, QImage, str]]:
            return [
                (one, QImage(str(library.path(one))), f"{one.prompt or one.file} · {one.seed}")
                for one in self.chosen()[:MOST]
            ]

        if pictures := self._gallery.read(look):
            SideBySide(pictures, self).show()

    def _show_boards(self) -> None:
        menu = self.boards_menu()
        button = self.list.viewport()
        menu.popup(button.mapToGlobal(QPoint(8, 8)))

    def boards_menu(self) -> QMenu:
        """The boards, each with whether all that is chosen is on it, and a new one."""
        ids = self.chosen_ids()
        boards = self._gallery.read(lambda library: library.boards()) or []
        on = [set(self._gallery.read(partial(_boards_of, one)) or []) for one in ids]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in boards:
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(all(name in one for one in on))
            action.triggered.connect(partial(self._put_on_board, ids, name))
        menu.addSeparator()
        menu.addAction(self.tr("New board…")).triggered.connect(
            lambda _=False: self._new_board(ids)
        )
        return menu

    def _put_on_board(self, ids: list[int], name: str, on: bool) -> None:
        if on:
            self._gallery.write(lambda library: library.put_on_board(ids, name))
        else:
            self._gallery.write(lambda library: library.take_off_board(ids, name))

    def _new_board(self, ids: list[int]) -> None:
        name = (self._ask_board() or "").strip()
        if name:
            self._put_on_board(ids, name, True)

    def _show_menu(self, place: QPoint) -> None:
        if not self.list.selectedIndexes():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in (
            *OF_ONE,
            "star",
            "board",
            "side_by_side",
            "comparison",
            "export",
            "delete",
            "restore",
        ):
            if self.actions_[name].isEnabled():
                menu.addAction(self.actions_[name])
        menu.popup(self.list.viewport().mapToGlobal(place))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.filters.fill()
            self._on_changed()


def _boards_of(id: int, library: Library) -> list[str]:
    return library.boards_of(id)
