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
        text = self.tr("box {number}, {phrase}, {place}")
        text = text.format(number=number, phrase=phrase, place=self.place(box.rect))
        return self.tr("{box}, locked").format(box=text) if box.locked else text

    def place(self, rect: Rect) -> str:
        """`rect` in shares of the page."""
        x0, y0, x1, y1 = rect
        if x1 - x0 > 0.75 and y1 - y0 > 0.75:
            return self.tr("nearly the whole page")
        across = (self.tr("left third"), self.tr("middle third"), self.tr("right third"))
        down = (self.tr("top"), self.tr("half way down"), self.tr("bottom"))
        column, row = (min(max(int(ends * 1.5), 0), 2) for ends in (x0 + x1, y0 + y1))
        place = self.tr("full width") if x1 - x0 > 0.75 else across[column]
        if y1 - y0 > 0.75:
            return self.tr("{place}, full height").format(place=place)
        return self.tr("{place}, {down}").format(place=place, down=down[row])

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
            text = self.tr("person {number}, {place}")
            return text.format(number=number, place=self.place(pose.bounds))
        text = self.tr("person {number}, {joint}").format(number=number, joint=joint_label(joint))
        hidden = pose.joints[joint] is None
        return self.tr("{joint}, hidden").format(joint=text) if hidden else text

    def lines(self, count: int) -> str:
        if not count:
            return self.tr("nothing selected")
        return self.tr("lines selected: {count}").format(count=count)

    def page(self, document: Document, boxes: tuple[Box, ...]) -> str:
        return self.tr(
            "Page of {width} by {height} pixels. Strokes: {strokes}. Boxes: {boxes}. People: {people}. "
            "Regions: {regions}. Patches of paint: {paints}. Selection: {selection}."
        ).format(
            width=document.width,
            height=document.height,
            strokes=len(document.strokes),
            boxes=len(document.boxes),
            people=len(document.poses),
            regions=len(document.regions),
            paints=len(document.paints),
            selection=self.selection(document, boxes),
        )


class Announcer(Readout):
    """Tells screen readers and the status bar what was selected, moved or named.

    Signals:
        announced: what has just been selected, moved or named, in words.
    """

    announced = Signal(str)

    def __init__(self, widget: QWidget, state: DocumentState) -> None:
        super().__init__(widget)
        self._widget, self._state = widget, state
        self._boxes = state.document.boxes
        self._lines = 0  # selected
        state.document_changed.connect(self._document_changed)
        state.selection_changed.connect(self._say_selection)
        state.stroke_selection.changed.connect(self._strokes_selected)
        state.pose_selection.changed.connect(self._say_people)
        self.describe()

    def describe(self) -> None:
        text = self.page(self._state.document, self._state.selected_boxes)
        self._widget.setAccessibleDescription(text)

    def _document_changed(self, document: Document) -> None:
        before, self._boxes = self._boxes, document.boxes
        if before != document.boxes and self._state.selection:
            self._say_selection()
        else:
            self.describe()

    def _say_people(self) -> None:
        selection = self._state.pose_selection
        words = self.people(self._state.document, selection.poses, selection.joint)
        self._say(words)

    def _strokes_selected(self) -> None:
        count = len(self._state.stroke_selection.indices)
        if count != self._lines:  # not while the same ones are nudged about
            self._lines = count
            self._say(self.lines(count))

    def _say_selection(self) -> None:
        self._say(self.selection(self._state.document, self._state.selected_boxes))

    def _say(self, words: str) -> None:
        self.describe()
        self.announced.emit(words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._widget, words))
