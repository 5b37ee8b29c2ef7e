"""The canvas in words, for screen readers and the status bar: "box 2, dog, left third"."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from sketchpad.document.box import Rect
from sketchpad.document.model import Box, Document, Pose
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.style.layer_text import joint_label


class Readout(QObject):
    def box(self, document: Document, box: Box) -> str:
        number = document.boxes.index(box) + 1
        phrase = box.phrase or self.tr("no phrase yet")
        said = self.tr("box {number}, {phrase}, {place}").format(
            number=number, phrase=phrase, place=self.place(box.rect)
        )
        return self.tr("{box}, locked").format(box=said) if box.locked else said

    def place(self, rect: Rect) -> str:
        """`rect` in shares of the page."""
        x0, y0, x1, y1 = rect
        if x1 - x0 > 0.75 and y1 - y0 > 0.75:
            return self.tr("nearly the whole page")
        across = (self.tr("left third"), self.tr("middle third"), self.tr("right third"))
        down = (self.tr("top"), self.tr("half way down"), self.tr("bottom"))
        place = (
            self.tr("full width")
            if x1 - x0 > 0.75
            else across[min(max(int((x0 + x1) * 1.5), 0), 2)]
        )
        if y1 - y0 > 0.75:
            return self.tr("{place}, full height").format(place=place)
        return self.tr("{place}, {down}").format(
            place=place, down=down[min(max(int((y0 + y1) * 1.5), 0), 2)]
        )

    def selection(self, document: Document, boxes: tuple[Box, ...]) -> str:
        if not boxes:
            return self.tr("nothing selected")
        if len(boxes) == 1:
            return self.box(document, boxes[0])
        names = "; ".join(self.box(document, box) for box in boxes)
        return self.tr("{count} boxes: {names}").format(count=len(boxes), names=names)

    def people(self, document: Document, poses: tuple[Pose, ...], joint: int | None) -> str:
        if not poses:
            return self.tr("nothing selected")
        if len(poses) > 1:
            return self.tr("people selected: {count}").format(count=len(poses))
        (pose,) = poses
        number = document.poses.index(pose) + 1
        if joint is None:
            return self.tr("person {number}, {place}").format(
                number=number, place=self.place(pose.bounds)
            )
        said = self.tr("person {number}, {joint}").format(number=number, joint=joint_label(joint))
        if pose.joints[joint] is None:
            return self.tr("{joint}, hidden").format(joint=said)
        return said

    def lines(self, count: int) -> str:
        if not count:
            return self.tr("nothing selected")
        return self.tr("lines selected: {count}").format(count=count)

    def page(self, document: Document, boxes: tuple[Box, ...]) -> str:
        return self.tr(
            "Page of {width} by {height} pixels. Strokes: {strokes}. Boxes: {boxes}. People: {people}. "
            "Regions: {regions}. Selection: {selection}."
        ).format(
            width=document.width,
            height=document.height,
            strokes=len(document.strokes),
            boxes=len(document.boxes),
            people=len(document.poses),
            regions=len(document.regions),
            selection=self.selection(document, boxes),
        )


class Announcer(QObject):
    """Tells screen readers and the status bar what was selected, moved or named.

    Signals:
        announced: what has just been selected, moved or named, in words.
    """

    announced = Signal(str)

    def __init__(self, widget: QWidget, state: DocumentState) -> None:
        super().__init__(widget)
        self._widget, self._state = widget, state
        self._readout = Readout(self)
        self._boxes, self._poses = state.document.boxes, state.document.poses
        self._lines = 0  # selected
        state.document_changed.connect(self._document_changed)
        state.selection_changed.connect(self._say_selection)
        state.stroke_selection.changed.connect(self._strokes_selected)
        state.pose_selection.changed.connect(self._say_people)
        self.describe()

    def describe(self) -> None:
        state = self._state
        self._widget.setAccessibleDescription(
            self._readout.page(state.document, state.selected_boxes)
        )

    def _document_changed(self, document: Document) -> None:
        before, self._boxes = self._boxes, document.boxes
        if before != document.boxes and self._state.selection:
            self._say_selection()
        else:
            self.describe()

    def _say_people(self) -> None:
        selection = self._state.pose_selection
        words = self._readout.people(self._state.document, selection.poses, selection.joint)
        self._say(words)

    def _strokes_selected(self) -> None:
        count = len(self._state.stroke_selection.indices)
        if count != self._lines:  # not while the same ones are nudged about
            self._lines = count
            self._say(self._readout.lines(count))

    def _say_selection(self) -> None:
        self._say(self._readout.selection(self._state.document, self._state.selected_boxes))

    def _say(self, words: str) -> None:
        self.describe()
        self.announced.emit(words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._widget, words))
