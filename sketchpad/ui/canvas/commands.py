"""What the actions of the canvas do, by their ids, and which of them can be done at the moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from sketchpad.document.model import ROLES, Role
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import plain
from sketchpad.ui.canvas.boxes.commands import FAR, BoxCommands
from sketchpad.ui.canvas.poses.commands import PoseCommands
from sketchpad.ui.canvas.reference_commands import ReferenceCommands
from sketchpad.ui.canvas.scene_painter import RESULT_MODES, ResultOverlay
from sketchpad.ui.canvas.strokes.commands import StrokeCommands
from sketchpad.ui.canvas.tool_bench import ToolBench
from sketchpad.ui.state.document_state import TOOLS, DocumentState

STEADY = 0.5  # what the switch for it gives
WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


class CanvasCommands(QObject):
    def __init__(
        self, bench: ToolBench, overlay: ResultOverlay, boxes: BoxCommands, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bench, self._overlay, self._boxes, self._state = bench, overlay, boxes, bench.state
        self._strokes = StrokeCommands(bench.state, self)
        self._people = PoseCommands(bench.state, self)
        self._reference = ReferenceCommands(bench.state, self)

    def handlers(self) -> dict[str, Callable[..., object]]:
        """What each action of the canvas does, by its id."""
        viewport, overlay, state = self._bench.viewport, self._overlay, self._state
        steps: dict[str, Callable[..., object]] = {}
        for way, (dx, dy) in WAYS.items():
            for far, by in (("", 1), ("_far", FAR)):
                steps[f"nudge_{way}{far}"] = lambda x=dx * by, y=dy * by: self._chosen.nudge(x, y)
                steps[f"grow_{way}{far}"] = lambda x=dx * by, y=dy * by: self._chosen.grow(x, y)
        return {
            **{name: partial(state.set_tool, name) for name in TOOLS},
            "undo": self.undo,
            "redo": self.redo,
            "clear": self.clear,
            "select_all": self.select_all,
            "deselect": state.deselect,
            "brush_smaller": partial(self.step_brush, -1),
            "brush_larger": partial(self.step_brush, 1),
            **{f"role_{role}": partial(self.set_role, role) for role in ROLES},
            "mirror_across": lambda on: self._set_mirror(across=on),
            "mirror_down": lambda on: self._set_mirror(down=on),
            "steady": self._set_steady,
            "smooth": state.pencil.set_smooth,
            "pressure": state.pencil.set_pressure,
            "add_box": self.add_box,
            "edit_phrase": self.edit_phrase,
            "duplicate": lambda *_: self._chosen.duplicate(),
            "delete": lambda *_: self._chosen.delete(),
            "next_box": partial(self.cycle, 1),
            "previous_box": partial(self.cycle, -1),
            **steps,
            "zoom_in": partial(viewport.zoom_step, 1),
            "zoom_out": partial(viewport.zoom_step, -1),
            "fit": viewport.fit,
            "actual_size": viewport.actual_size,
            "mirror_view": viewport.mirror,
            "turn_left": partial(viewport.turn, -1),
            "turn_right": partial(viewport.turn, 1),
            "straighten": viewport.straighten,
            **{f"result_{mode}": partial(overlay.set_mode, mode) for mode in RESULT_MODES},
            "peek": overlay.set_peeking,
        }

    def undo(self) -> None:
        """What is just being drawn counts as the last step."""
        if not self._bench.router.cancel():
            self._state.undo()

    def redo(self) -> None:
        self._bench.router.cancel()
        self._state.redo()

    def clear(self) -> None:
        self._bench.router.cancel()
        self._state.apply(self._state.document.cleared(), self.tr("Clear drawing"))

    def select_all(self) -> None:
        """Lines with a tool for lines in hand, people with theirs, else boxes."""
        if self._state.tool == "pose":
            self._people.select_all()
        elif self._state.tool in ("strokes", "lasso"):
            self._strokes.select_all()
        else:
            self._take_box_tool()
            self._boxes.select_all()

    @property
    def _chosen(self) -> BoxCommands | StrokeCommands | PoseCommands | ReferenceCommands:
        """Boxes, strokes or people are selected, never two of them; the reference picture while its tool is used."""
        if _moves_reference(self._state):
            return self._reference
        if self._state.pose_selection:
            return self._people
        return self._strokes if self._state.stroke_selection else self._boxes

    def cycle(self, direction: int) -> None:
        self._take_box_tool()
        self._boxes.cycle(direction)

    def add_box(self) -> None:
        self._take_box_tool()
        new = self._boxes.add()
        if new:
            self._bench.typing.begin(new)

    def edit_phrase(self) -> None:
        if len(self._state.selection) == 1:
            self._bench.typing.begin(self._state.selection[0])

    def set_role(self, role: Role) -> None:
        """Of the selected lines, else of the lines to come."""
        if self._state.stroke_selection:
            self._strokes.set_role(role)
        else:
            self._state.pencil.set_role(role)

    def _set_steady(self, on: bool) -> None:
        pencil = self._state.pencil
        if on != (pencil.steadiness > 0):
            pencil.set_steadiness(STEADY if on else 0.0)

    def _set_mirror(self, *, across: bool | None = None, down: bool | None = None) -> None:
        pencil = self._state.pencil
        across = pencil.mirror in ("across", "both") if across is None else across
        down = pencil.mirror in ("down", "both") if down is None else down
        pencil.set_mirror(
            "both" if across and down else "across" if across else "down" if down else "off"
        )

    def step_brush(self, direction: int) -> None:
        """One step finer (-1) or broader (+1); steps grow with the width."""
        width = self._state.brush_width
        near = width + direction * 0.25  # the same steps on the way down as on the way up
        step = 0.5 if near < 3 else 1 if near < 12 else 4 if near < 48 else 8
        self._state.set_brush_width(width + direction * step)

    def _take_box_tool(self) -> None:
        if self._state.tool not in ("box", "select"):
            self._state.set_tool("select")


class ActionStates(QObject):
    """Keeps the actions in step with the state: what can be done, which tool is taken, what undo would undo."""

    def __init__(
        self, actions: ActionSet, state: DocumentState, overlay: ResultOverlay, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._actions, self._state, self._overlay = actions, state, overlay
        state.history_changed.connect(self.show_history)
        for signal in (
            state.history_changed,
            state.selection_changed,
            state.tool_changed,
            state.pencil.changed,
            state.stroke_selection.changed,
            state.pose_selection.changed,
        ):
            signal.connect(self._show_selection)
        overlay.changed.connect(self._show_overlay)
        self.show_history()
        self._show_selection()
        self._show_overlay()

    def show_history(self) -> None:
        state, document, enable = self._state, self._state.document, self._actions.enable
        enable(("undo",), state.can_undo)
        enable(("redo",), state.can_redo)
        enable(("clear",), document != document.cleared())
        enable(("next_box", "previous_box"), bool(document.boxes))
        for name, label, bare, full in (
            ("undo", state.history.undo_label, self.tr("&Undo"), self.tr("&Undo: {label}")),
            ("redo", state.history.redo_label, self.tr("&Redo"), self.tr("&Redo: {label}")),
        ):
            action = self._actions[name]
            action.setText(full.format(label=label) if label else bare)
            action.setIconText(plain(bare))

    def _show_selection(self) -> None:
        state, document, enable = self._state, self._state.document, self._actions.enable
        enable(("edit_phrase",), len(state.selection) == 1)
        anything = bool(state.selection or state.stroke_selection or state.pose_selection)
        enable(("duplicate", "deselect"), anything)
        nudges = self._actions.groups()["nudge"]
        enable(("delete", *nudges), anything or _moves_reference(state))
        lines = state.tool in ("strokes", "lasso")
        there = document.strokes if lines else document.boxes
        enable(("select_all",), bool(document.poses if state.tool == "pose" else there))
        self._actions[state.tool].setChecked(True)
        pencil = state.pencil
        roles = {stroke.role for stroke in state.stroke_selection.strokes}
        role = roles.pop() if len(roles) == 1 else pencil.role
        for name, on in {
            f"role_{role}": True,
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


def _moves_reference(state: DocumentState) -> bool:
    """Are keys for the reference picture?"""
    return state.tool == "reference" and state.document.reference is not None
