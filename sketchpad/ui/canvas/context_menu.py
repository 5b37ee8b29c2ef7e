"""The menu of the canvas: what can be done with what is selected there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.state.document_state import DocumentState

LINES = ("duplicate", "delete", "role_follow", "role_loose", "role_ignore")
PEOPLE = ("duplicate", "delete")
BOXES = ("edit_phrase", "duplicate", "delete")


class CanvasMenu:
    def __init__(self, widget: QWidget, state: DocumentState, actions: ActionSet) -> None:
        self._widget, self._state = widget, state
        self._lines = [actions[one] for one in LINES]
        self._boxes = [actions[one] for one in BOXES]
        self._people = [actions[one] for one in PEOPLE]
        self._regions: list[QAction] = []

    def set_of_boxes(self, actions: Sequence[QAction]) -> None:
        self._boxes = [*actions]

    def add_of_boxes(self, actions: Sequence[QAction]) -> None:
        self._boxes += actions

    def set_of_regions(self, actions: Sequence[QAction]) -> None:
        self._regions = [*actions]

    def set_of_people(self, actions: Sequence[QAction]) -> None:
        self._people = [*actions]

    def popup(self, at: QPoint) -> None:
        """At `at` of the screen; nothing where nothing is selected."""
        if self._state.stroke_selection:
            actions = self._lines
        elif self._state.pose_selection:
            actions = self._people
        elif self._state.selection:
            actions = self._boxes
        elif self._state.tool == "region" and self._regions:
            actions = self._regions
        else:
            return
        menu = QMenu(self._widget)
        menu.addActions(actions)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)
