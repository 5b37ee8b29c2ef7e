"""The people of the drawing and their joints as a list: select, hide and show, by mouse or keys alone."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from sketchpad.document.model import Pose
from sketchpad.document.pose import JOINTS
from sketchpad.hints.openpose import COLOURS
from sketchpad.ui.canvas.poses.commands import PoseCommands
from sketchpad.ui.people_regions.class_chooser import PopupCard
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.layer_text import joint_label
from sketchpad.ui.style.painting import swatch
from sketchpad.ui.style.shorthand import label, vbox

ID, JOINT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
WIDTH, HEIGHT = 248, 420


class PeopleList(PopupCard):
    def __init__(self, state: DocumentState, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, HEIGHT, parent)
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
