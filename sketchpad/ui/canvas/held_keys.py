"""Keys that act while they are held, or that end something: Space, the peek key, Escape. The menu of the canvas."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.canvas.scene_painter import ResultOverlay
from sketchpad.ui.canvas.tools.router import PointerRouter
from sketchpad.ui.state.document_state import DocumentState

BARE = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class HeldKeys:
    """Keys that must not be taken by shortcuts of the window: they are claimed before those are looked up.

    Args:
        peek: the action whose shortcut, when held, shows the result alone.
    """

    def __init__(
        self, router: PointerRouter, state: DocumentState, overlay: ResultOverlay, peek: QAction
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
        is_peek = QKeySequence(event.keyCombination()) == self._peek.shortcut()
        return event.key() == Qt.Key.Key_Space or self._tool_wants(event) or is_peek

    def press(self, event: QKeyEvent) -> bool:
        """True if the key was for us."""
        if not self.claims(event):
            return False
        if event.key() == Qt.Key.Key_Escape:
            if not self._router.cancel():
                self._state.deselect()
        elif self._tool_wants(event):
            self._router.tool.key(Qt.Key(event.key()))
        elif not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_Space:
                self._router.set_panning(True)
            else:
                self._peek_at(event.key())
        return True

    def release(self, event: QKeyEvent) -> bool:
        """True if the key was for us."""
        ours = event.key() in (Qt.Key.Key_Space, self._peek_key)
        if ours and not event.isAutoRepeat():
            if event.key() == Qt.Key.Key_Space:
                self._router.set_panning(False)
            else:
                self._peek_at(None)
        return ours

    def let_go(self) -> None:
        """The keyboard belongs to another control now; releases will not be heard of."""
        self._router.set_panning(False)
        if self._peek_key is not None:
            self._peek_at(None)

    def _peek_at(self, key: int | None) -> None:
        self._peek_key = key
        self._overlay.set_peeking(key is not None)

    def _tool_wants(self, event: QKeyEvent) -> bool:
        return event.modifiers() in BARE and self._router.tool.wants(Qt.Key(event.key()))


class CanvasMenu:
    """What can be done with what is selected on the canvas.

    Attributes:
        lines, people, boxes: what is offered while such are selected. regions: with the tool for those in hand.
    """

    def __init__(self, widget: QWidget, state: DocumentState, actions: ActionSet) -> None:
        self._widget, self._state = widget, state
        copied, deleted = actions["duplicate"], actions["delete"]
        roles = [actions[f"role_{role}"] for role in ("follow", "loose", "ignore")]
        self.lines: Sequence[QAction] = [copied, deleted, *roles]
        self.people: Sequence[QAction] = [copied, deleted]
        self.boxes: Sequence[QAction] = [actions["edit_phrase"], copied, deleted]
        self.regions: Sequence[QAction] = []

    def popup(self, at: QPoint) -> None:
        """At `at` of the screen; nothing where nothing is selected."""
        if self._state.stroke_selection:
            actions = self.lines
        elif self._state.pose_selection:
            actions = self.people
        elif self._state.selection:
            actions = self.boxes
        else:
            actions = self.regions if self._state.tool == "region" else []
        if actions:
            menu = QMenu(self._widget)
            menu.addActions(actions)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)
