"""Keeps the actions in step with the state: what can be done, which tool is taken, what undo would undo."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import plain
from sketchpad.ui.canvas.result_overlay import ResultOverlay
from sketchpad.ui.state.document_state import DocumentState


class ActionStates(QObject):
    def __init__(
        self, actions: ActionSet, state: DocumentState, overlay: ResultOverlay, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._actions, self._state, self._overlay = actions, state, overlay
        state.history_changed.connect(self.show_history)
        state.history_changed.connect(self._show_selection)
        state.selection_changed.connect(self._show_selection)
        state.tool_changed.connect(self._show_tool)
        state.pencil.changed.connect(self._show_pencil)
        state.stroke_selection.changed.connect(self._show_selection)
        state.pose_selection.changed.connect(self._show_selection)
        overlay.changed.connect(self._show_overlay)
        self.show_history()
        self._show_selection()
        self._show_tool(state.tool)
        self._show_overlay()
        self._show_pencil()

    def show_history(self) -> None:
        state, document = self._state, self._state.document
        self._actions.enable(("undo",), state.can_undo)
        self._actions.enable(("redo",), state.can_redo)
        self._name_undo(state.history.undo_label, state.history.redo_label)
        self._actions.enable(("clear",), document != document.cleared())
        self._actions.enable(("next_box", "previous_box"), bool(document.boxes))
        self._enable_select_all()

    def _name_undo(self, undo: str, redo: str) -> None:
        """Say what undo and redo would do."""
        for name, label, bare, full in (
            ("undo", undo, self.tr("&Undo"), self.tr("&Undo: {label}")),
            ("redo", redo, self.tr("&Redo"), self.tr("&Redo: {label}")),
        ):
            action = self._actions[name]
            action.setText(full.format(label=label) if label else bare)
            action.setIconText(plain(bare))

    def _enable_select_all(self) -> None:
        document, tool = self._state.document, self._state.tool
        lines = tool in ("strokes", "lasso")
        there = document.strokes if lines else document.poses if tool == "pose" else document.boxes
        self._actions.enable(("select_all",), bool(there))

    def _show_selection(self) -> None:
        selected = self._state.selection
        nudges = self._actions.groups()["nudge"]
        self._actions.enable(("edit_phrase",), len(selected) == 1)
        anything = bool(selected or self._state.stroke_selection or self._state.pose_selection)
        self._actions.enable(("duplicate", "deselect"), anything)
        under = self._state.tool == "reference" and self._state.document.reference is not None
        self._actions.enable(("delete", *nudges), anything or under)
        self._show_pencil()

    def _show_tool(self, name: str) -> None:
        self._actions[name].setChecked(True)
        self._enable_select_all()
        self._show_selection()

    def _show_pencil(self) -> None:
        pencil = self._state.pencil
        roles = {stroke.role for stroke in self._state.stroke_selection.strokes}
        role = roles.pop() if len(roles) == 1 else pencil.role
        self._actions[f"role_{role}"].setChecked(True)
        for name, on in {
            "mirror_across": pencil.mirror in ("across", "both"),
            "mirror_down": pencil.mirror in ("down", "both"),
            "steady": pencil.steadiness > 0,
            "smooth": pencil.smooth,
            "pressure": pencil.pressure,
        }.items():
            self._actions[name].setChecked(on)

    def _show_overlay(self) -> None:
        self._actions[f"result_{self._overlay.mode}"].setChecked(True)
        self._actions["peek"].setChecked(self._overlay.peeking)
