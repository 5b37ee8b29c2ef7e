"""Cards below a button: all classes of regions, to be searched, and the people of the drawing with their joints."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from sketchpad.document.model import Pose
from sketchpad.document.pose import JOINTS
from sketchpad.document.raster.region_raster import names_of
from sketchpad.hints.openpose import COLOURS
from sketchpad.hints.segmentation import class_of, palette
from sketchpad.ui.canvas.poses.commands import PoseCommands
from sketchpad.ui.canvas.regions import layer
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.layer_text import class_label, joint_label
from sketchpad.ui.style.painting import swatch
from sketchpad.ui.style.shorthand import label, named, vbox
from sketchpad.ui.widgets.popup_card import PopupCard

NAME = Qt.ItemDataRole.UserRole
WIDTH, HEIGHT = 264, 420
SWATCH = 16
TO_LIST = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
ID, JOINT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
PEOPLE_WIDTH = 248


class ClassChooser(PopupCard):
    """Opened with `open_below`; closes when something is chosen, or by Escape.

    Signals:
        chosen: name of a class.
    """

    chosen = Signal(str)

    def __init__(self, state: DocumentState, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, HEIGHT, parent)
        self._state = state
        self.menu: QMenu | None = None  # of keys, the last one there was
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.list = named(QListWidget(), "class_list")
        self.list.setIconSize(QSize(SWATCH, SWATCH))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(False)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._offer_keys)
        self.note = label("note", wrap=True)
        vbox(self.search, (self.list, 1), self.note, on=self, margins=10, spacing=8)
        self.search.textChanged.connect(self.fill)
        self.search.returnPressed.connect(self._take_current)
        for widget in (self.search, self.list):
            widget.installEventFilter(self)
        self.list.itemClicked.connect(self._take)
        self.list.itemActivated.connect(self._take)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Classes"))
        self.search.setPlaceholderText(self.tr("Search 150 classes"))
        self.search.setAccessibleName(self.tr("Search classes"))
        self.list.setAccessibleName(self.tr("Classes"))
        self.note.setText(self.tr("Ctrl+1 to 9: put it on that key"))

    def open_below(self, button: QWidget) -> None:
        self.search.clear()
        self.fill()
        self.show_below(button, self.search)

    def fill(self) -> None:
        """Show what the search finds, else all: of the box, of the drawing, favourites, the rest."""
        wanted = self.search.text().strip().casefold()
        self.list.clear()
        if wanted:
            for name in matches(wanted):
                self._add(name)
            if not self.list.count():
                self._head(self.tr("No class is called that"))
        else:
            of_box, state = box_class(self._state), self._state
            used = [n for n in names_of(state.document.regions) if n in palette()]
            for title, names in (
                (self.tr("Of the selected box"), [of_box] if of_box else []),
                (self.tr("In this drawing"), used),
                (self.tr("Favourites, keys 1 to 9"), state.region_brush.favourites),
                (self.tr("All"), sorted(palette(), key=class_label)),
            ):
                if names:
                    self._head(title)
                for name in names:
                    self._add(name)
        self._show_current(bool(wanted))

    def names(self) -> list[str]:
        """What is offered just now, from the top."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item.data(NAME) for item in items if item.data(NAME)]

    def _show_current(self, first: bool) -> None:
        present = self._state.region_brush.name
        rows = [row for row in range(self.list.count()) if self.list.item(row).data(NAME)]
        same = [row for row in rows if self.list.item(row).data(NAME) == present]
        if rows:
            self.list.setCurrentRow(rows[0] if first or not same else same[0])

    def _head(self, title: str) -> None:
        item = QListWidgetItem(title)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.9)
        item.setFont(font)
        item.setSizeHint(QSize(0, 26))
        self.list.addItem(item)

    def _add(self, name: str) -> None:
        favourites = self._state.region_brush.favourites
        key = f"  {favourites.index(name) + 1}" if name in favourites else ""
        item = QListWidgetItem(swatch(layer.colour(name)), class_label(name) + key)
        item.setData(NAME, name)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, class_label(name))
        item.setSizeHint(QSize(0, 28))
        self.list.addItem(item)

    def _take_current(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._take(item)

    def _take(self, item: QListWidgetItem) -> None:
        name = item.data(NAME)
        if name:
            self.close()
            self.chosen.emit(name)

    # the keys 1 to 9

    def _put_on(self, name: str, key: int, _: bool = False) -> None:
        """The class has that key from now on; the list stays where it is."""
        self._state.region_brush.put_on_key(name, key)
        row, above = self.list.currentRow(), self.list.verticalScrollBar().value()
        self.fill()
        self.list.setCurrentRow(row)
        self.list.verticalScrollBar().setValue(above)

    def _offer_keys(self, at: QPoint) -> None:
        """A menu of the keys for the class at a place of the list."""
        item = self.list.itemAt(at)
        name = item.data(NAME) if item is not None else None
        if not name:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, present in enumerate(self._state.region_brush.favourites, 1):
            text = self.tr("On key {key}, instead of {name}")
            action = menu.addAction(text.format(key=f"&{key}", name=class_label(present)))
            action.setEnabled(present != name)
            action.triggered.connect(partial(self._put_on, name, key))
        self.menu = menu
        menu.popup(self.list.viewport().mapToGlobal(at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the line into the list and back without the mouse; and a class put on a key."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.search and event.key() in TO_LIST:
                self.list.event(event)
                return True
            number = event.key() - Qt.Key.Key_0
            count = len(self._state.region_brush.favourites)
            if event.modifiers() == Qt.KeyboardModifier.ControlModifier and 1 <= number <= count:
                item = self.list.currentItem()
                if item is not None and item.data(NAME):
                    self._put_on(item.data(NAME), number)
                return True
        return super().eventFilter(watched, event)


def box_class(state: DocumentState) -> str:
    """What the selected box speaks of; empty where it is no class, or none or several are selected."""
    boxes = state.selected_boxes
    return class_of(boxes[0].phrase) if len(boxes) == 1 else ""


def matches(wanted: str) -> list[str]:
    """Classes that are called so in either language, those that begin so first; and what a phrase like it names."""
    labels = {name: class_label(name).casefold() for name in palette()}
    hits = [name for name, label in labels.items() if wanted in label or wanted in name]

    def rank(name: str) -> tuple[bool, str]:
        begins = labels[name].startswith(wanted) or name.startswith(wanted)
        return not begins, labels[name]

    hits.sort(key=rank)
    meant = class_of(wanted)
    if meant and meant not in hits:
        hits.append(meant)
    return hits


class PeopleList(PopupCard):
    def __init__(self, state: DocumentState, parent: QWidget | None = None) -> None:
        super().__init__(PEOPLE_WIDTH, HEIGHT, parent)
        self._state = state
        self._commands = PoseCommands(state, self)
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setIconSize(QSize(12, 12))
        self.tree.setIndentation(16)
        self.empty = label("note", wrap=True)
        vbox(self.empty, (self.tree, 1), on=self, margins=10)
        self.tree.currentItemChanged.connect(lambda item, _: self._on_current(item))
        self.tree.itemChanged.connect(self._on_checked)
        state.document_changed.connect(self._on_document)
        state.pose_selection.changed.connect(self._on_selection)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("People"))
        self.tree.setAccessibleName(self.tr("People and their joints"))
        self.empty.setText(self.tr("Nobody is there yet. Click the page to place a person."))

    def open_below(self, button: QWidget) -> None:
        self.refresh()
        self.show_below(button, self.tree)

    def _on_document(self) -> None:
        if self.isVisible():
            self.refresh()

    def _on_selection(self) -> None:
        if self.isVisible():
            self._show_selection()

    def refresh(self) -> None:
        """Show the people as they are now."""
        poses = self._state.document.poses
        with QSignalBlocker(self.tree):
            if [pose.id for pose in poses] != self.ids():
                self.tree.clear()
                for pose in poses:
                    self._add(pose)
            for number, (person, pose) in enumerate(zip(self._people(), poses, strict=True)):
                self._fill(person, number, pose)
        self.empty.setVisible(not poses)
        self.tree.setVisible(bool(poses))
        self._show_selection()

    def ids(self) -> list[str]:
        return [person.data(0, ID) for person in self._people()]

    def _people(self) -> list[QTreeWidgetItem]:
        rows = (self.tree.topLevelItem(row) for row in range(self.tree.topLevelItemCount()))
        return [person for person in rows if person is not None]

    def _add(self, pose: Pose) -> None:
        person = QTreeWidgetItem()
        person.setData(0, ID, pose.id)
        for joint in range(len(JOINTS)):
            item = QTreeWidgetItem()
            item.setData(0, ID, pose.id)
            item.setData(0, JOINT, joint)
            item.setIcon(0, swatch(QColor(*COLOURS[joint]), 12))
            person.addChild(item)
        self.tree.addTopLevelItem(person)

    def _fill(self, person: QTreeWidgetItem, number: int, pose: Pose) -> None:
        words = self.tr("Person {number} · {seen} of {all} joints")
        person.setText(0, words.format(number=number + 1, seen=pose.seen, all=len(JOINTS)))
        joints = (person.child(joint) for joint in range(len(JOINTS)))
        for joint, (item, place) in enumerate(zip(joints, pose.joints, strict=True)):
            if item is None:
                continue
            item.setText(0, joint_label(joint))
            seen = Qt.CheckState.Checked if place is not None else Qt.CheckState.Unchecked
            item.setCheckState(0, seen)

    def _show_selection(self) -> None:
        selection = self._state.pose_selection
        if not selection:
            return
        ids = self.ids()
        if selection.ids[-1] not in ids:
            return
        person = self._people()[ids.index(selection.ids[-1])]
        item = person if selection.joint is None else person.child(selection.joint)
        with QSignalBlocker(self.tree):
            self.tree.expandItem(person)
            self.tree.setCurrentItem(item or person)

    def _on_current(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._state.pose_selection.select([item.data(0, ID)], item.data(0, JOINT))

    def _on_checked(self, item: QTreeWidgetItem) -> None:
        joint = item.data(0, JOINT)
        if joint is None:
            return
        pose = self._state.document.pose(item.data(0, ID))
        if (pose.joints[joint] is not None) != (item.checkState(0) == Qt.CheckState.Checked):
            self._state.pose_selection.select([pose.id], joint)
            self._commands.toggle_joint()
            self.refresh()  # the last joint stays
