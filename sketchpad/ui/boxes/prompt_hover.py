"""Pointing at a word of the prompt lights the boxes that speak of it, and their lines."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QPlainTextEdit

from sketchpad.document.prompt import noun_phrases
from sketchpad.ui.canvas.boxes.interaction_state import BoxInteractionState
from sketchpad.ui.state.document_state import DocumentState


class PromptHover(QObject):
    def __init__(
        self, edit: QPlainTextEdit, state: DocumentState, habits: BoxInteractionState
    ) -> None:
        super().__init__(edit)
        self._edit, self._state, self._habits = edit, state, habits
        edit.viewport().setMouseTracking(True)
        edit.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            cursor = self._edit.cursorForPosition(event.position().toPoint())
            place = self._edit.cursorRect(cursor)
            beside = abs(event.position().x() - place.center().x()) > 2 * place.height()
            at = cursor.position() - (1 if place.center().x() > event.position().x() else 0)
            self._light(-1 if beside else at)
        elif event.type() == QEvent.Type.Leave:
            self._habits.light()
        return super().eventFilter(watched, event)

    def _light(self, position: int) -> None:
        document = self._state.document
        self._habits.light(
            noun_phrases.boxes_at(self._edit.toPlainText(), document.boxes, position)
        )
