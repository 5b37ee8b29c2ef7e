"""Typing a phrase on the canvas: opens the line at its box, keeps it there, and follows changes made elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtWidgets import QWidget

from sketchpad.document.model import Document
from sketchpad.ui.canvas.boxes.phrase_editor import PhraseEditor
from sketchpad.ui.canvas.boxes.styles import BoxStyles
from sketchpad.ui.state.document_state import DocumentState


class Seen(Protocol):
    """Says what a rectangle of the straight page covers on the screen."""

    def __call__(self, straight: QRectF) -> QRectF: ...


class PhraseTyping(QObject):
    """Opens the inline editor for a box's phrase and keeps it in place.

    Signals:
        edited: id of the box, its phrase as far as it has been typed.
        ended: the line is closed.
    """

    edited = Signal(str, str)
    ended = Signal()

    def __init__(self, widget: QWidget, state: DocumentState, looks: BoxStyles, seen: Seen) -> None:
        super().__init__(widget)
        self._widget, self._state, self._looks, self._seen = widget, state, looks, seen
        self._editor = PhraseEditor(widget)
        self._editor.phrase_edited.connect(self.edited)
        self._editor.closed.connect(self._close)

    @property
    def box_id(self) -> str | None:
        """Of the box whose phrase is being typed."""
        return self._editor.box_id

    def suggest(self, words: Iterable[str]) -> None:
        self._editor.set_suggestions(words)

    def begin(self, id: str) -> None:
        look = self._looks.of(id)
        self._editor.edit(id, look.phrase, look.colour)
        self.place()

    def place(self) -> None:
        """The box is somewhere else on the screen now."""
        if self._editor.box_id is not None:
            seen = self._seen(self._looks.of(self._editor.box_id).rect)
            self._editor.place(seen, self._widget.rect())

    def follow(self, document: Document) -> None:
        """The drawing has been changed."""
        editing = self._editor.box_id
        if editing is None:
            return
        phrase = next((box.phrase for box in document.boxes if box.id == editing), None)
        if phrase is None:
            self._editor.close_editor()
        else:
            self._editor.follow(phrase)
            self.place()

    def follow_selection(self) -> None:
        if self._editor.box_id is not None and self._editor.box_id not in self._state.selection:
            self._editor.close_editor()

    def _close(self) -> None:
        self._state.seal()
        self.ended.emit()
