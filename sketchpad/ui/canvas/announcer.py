"""Tells screen readers, and whoever listens, what the canvas shows and what has just become of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from sketchpad.document.model import Document
from sketchpad.ui.canvas.readout import Readout
from sketchpad.ui.state.document_state import DocumentState


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
