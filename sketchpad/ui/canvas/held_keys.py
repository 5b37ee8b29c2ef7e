"""Keys that act as long as they are held, or that end something: Space, the peek key, Escape.

They must not be taken by shortcuts of the window, so they are claimed before those are looked up.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence

from sketchpad.ui.canvas.tools.router import PointerRouter
from sketchpad.ui.state.document_state import DocumentState


class Peeked(Protocol):
    def set_peeking(self, peeking: bool) -> None: ...


class HeldKeys:
    """Keys that act while they are held, or that end something: Space, the peek key, Escape.

    Args:
        peek: the action whose shortcut, when held, shows the result alone.
    """

    def __init__(
        self, router: PointerRouter, state: DocumentState, overlay: Peeked, peek: QAction
    ) -> None:
        self._router, self._state, self._overlay, self._peek = router, state, overlay, peek
        self._peek_key: int | None = None  # that is down
        self.escape_reserved = False

    def claims(self, event: QKeyEvent) -> bool:
        """Is this key for us, whatever shortcuts there are?"""
        if event.key() == Qt.Key.Key_Escape:
            state = self._state
            selected = bool(state.selection or state.stroke_selection or state.pose_selection)
            return self._router.tool.active or (selected and not self.escape_reserved)
        return event.key() == Qt.Key.Key_Space or self._tool_wants(event) or self._is_peek(event)

    def press(self, event: QKeyEvent) -> bool:
        """True if the key was for us."""
        if not self.claims(event):
            return False
        if event.key() == Qt.Key.Key_Escape:
            if not self._router.cancel():
                self._state.select(())
                self._state.stroke_selection.select(())
                self._state.pose_selection.select(())
        elif self._tool_wants(event):
            self._router.tool.key(Qt.Key(event.key()))
        elif not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_Space:
                self._router.set_panning(True)
            else:
                self._peek_key = event.key()
                self._overlay.set_peeking(True)
        return True

    def release(self, event: QKeyEvent) -> bool:
        """True if the key was for us."""
        ours = event.key() in (Qt.Key.Key_Space, self._peek_key)
        if ours and not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_Space:
                self._router.set_panning(False)
            else:
                self._peek_key = None
                self._overlay.set_peeking(False)
        return ours

    def let_go(self) -> None:
        """The keyboard belongs to somebody else now; releases will not be heard of."""
        self._router.set_panning(False)
        if self._peek_key is not None:
            self._peek_key = None
            self._overlay.set_peeking(False)

    def _tool_wants(self, event: QKeyEvent) -> bool:
        bare = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        return bare and self._router.tool.wants(Qt.Key(event.key()))

    def _is_peek(self, event: QKeyEvent) -> bool:
        return QKeySequence(event.keyCombination()) == self._peek.shortcut()
