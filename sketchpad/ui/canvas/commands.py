"""What the actions of the canvas do: a table from their ids to what is called."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from sketchpad.document.model import ROLES, Role
from sketchpad.ui.canvas.boxes.commands import FAR, BoxCommands
from sketchpad.ui.canvas.poses.commands import PoseCommands
from sketchpad.ui.canvas.reference_commands import ReferenceCommands
from sketchpad.ui.canvas.result_overlay import RESULT_MODES, ResultOverlay
from sketchpad.ui.canvas.strokes.commands import StrokeCommands
from sketchpad.ui.canvas.tool_bench import ToolBench
from sketchpad.ui.state.document_state import TOOLS

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
        steps = {
            f"{verb}_{way}{far}": partial(command, dx * by, dy * by)
            for verb, command in (("nudge", self.nudge), ("grow", self.grow))
            for way, (dx, dy) in WAYS.items()
            for far, by in (("", 1), ("_far", FAR))
        }
        modes = {f"result_{mode}": partial(overlay.set_mode, mode) for mode in RESULT_MODES}
        return {
            **{name: partial(state.set_tool, name) for name in TOOLS},
            "undo": self.undo,
            "redo": self.redo,
            "clear": self.clear,
            "select_all": self.select_all,
            "deselect": self.deselect,
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
            "duplicate": self.duplicate,
            "delete": self.delete,
            "next_box": partial(self.cycle, 1),
            "previous_box": partial(self.cycle, -1),
            **steps,
            "zoom_in": viewport.zoom_in,
            "zoom_out": viewport.zoom_out,
            "fit": viewport.fit,
            "actual_size": viewport.actual_size,
            "mirror_view": viewport.mirror,
            "turn_left": viewport.turn_left,
            "turn_right": viewport.turn_right,
            "straighten": viewport.straighten,
            **modes,
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
            return
        if self._state.tool in ("strokes", "lasso"):
            self._strokes.select_all()
            return
        self._take_box_tool()
        self._boxes.select_all()

    def deselect(self) -> None:
        self._boxes.deselect()
        self._strokes.deselect()
        self._people.deselect()

    def duplicate(self) -> None:
        self._chosen.duplicate()

    def delete(self) -> None:
        self._chosen.delete()

    def nudge(self, dx: int, dy: int) -> None:
        self._chosen.nudge(dx, dy)

    def grow(self, dx: int, dy: int) -> None:
        self._chosen.grow(dx, dy)

    @property
    def _chosen(self) -> BoxCommands | StrokeCommands | PoseCommands | ReferenceCommands:
        """Boxes, strokes or people are selected, never two of them; the reference picture while its tool is used."""
        if self._reference.chosen:
            return self._reference
        if self._people.chosen:
            return self._people
        return self._strokes if self._strokes.chosen else self._boxes

    def cycle(self, direction: int) -> None:
        self._take_box_tool()
        self._boxes.cycle(direction)

    def add_box(self) -> None:
        self._take_box_tool()
        made = self._boxes.add()
        if made:
            self._bench.typing.begin(made)

    def edit_phrase(self) -> None:
        if len(self._state.selection) == 1:
            self._bench.typing.begin(self._state.selection[0])

    def set_role(self, role: Role) -> None:
        """Of the selected lines, else of the lines to come."""
        if self._strokes.chosen:
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
