"""Brings each problem to the control it belongs to."""

from __future__ import annotations

from PySide6.QtCore import Qt

from sketchpad.errors import Problem
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.panels.canvas_pane import CanvasPane
from sketchpad.ui.panels.side_panel import SidePanel
from sketchpad.ui.state.document_state import ToolName

# An empty prompt and an empty page show by themselves what belongs there; nobody is told twice before asking.
OBVIOUS = ("empty_prompt", "no_strokes")
MENDING: dict[str, ToolName] = {"no_boxes": "box", "no_regions": "region", "no_poses": "pose"}


class ProblemRouter:
    """Before the user has asked for a picture, problems are advice; after it was refused, they are urgent."""

    def __init__(self, runner: Runner, canvas: CanvasPane, side: SidePanel) -> None:
        self._runner, self._canvas, self._side = runner, canvas, side
        self.urgent = False
        runner.problems_changed.connect(self._show)
        runner.refused.connect(self.explain)
        runner.failed.connect(self._on_failed)
        runner.status_changed.connect(self._on_status)

    def explain(self, problem: Problem) -> None:
        """Say urgently why there is no picture, and go where it can be mended."""
        self.urgent = True
        self._show(self._runner.problems)
        if problem.where in ("canvas", "boxes"):
            self._canvas.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            if problem.code in MENDING:
                self._canvas.canvas.state.set_tool(MENDING[problem.code])
        else:
            self._side.reveal(problem.where)

    def _on_failed(self, _error: object, where: str) -> None:
        self.urgent = True
        self._show(self._runner.problems)
        self._side.reveal(where)

    def _on_status(self, _status: object) -> None:
        if self._runner.status.phase == "running" and self.urgent:
            self.urgent = False
            self._show(self._runner.problems)

    def _show(self, problems: tuple[Problem, ...]) -> None:
        if not any(p.blocking for p in problems) and not self._runner.has_failed:
            self.urgent = False
        said = problems if self.urgent else tuple(p for p in problems if p.code not in OBVIOUS)
        self._canvas.problem.show_problems(said, self.urgent)
        self._side.show_problems(said, self.urgent)
        self._side.run.show_reasons(problems)
