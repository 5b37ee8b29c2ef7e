"""Keeps the window's actions in step: what can be done now, and what is on."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sketchpad.generation.methods.registry import method_names
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.app.result_commands import may_be_larger
from sketchpad.ui.canvas.canvas_widget import HeldKeys
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.run_settings import RunSettings, RunValues
from sketchpad.ui.state.session import Result, Session

OF_RESULT = ("export", "copy", "restore_drawing", "use_as_base", "enlarge")


class WindowActionStates(QObject):
    """The window's actions follow settings, runs, readings, the present result and the comparison.

    Args:
        keys: of the canvas, which leave Escape to Stop while there is something to stop.
    """

    def __init__(
        self,
        actions: ActionSet,
        settings: RunSettings,
        runner: Runner,
        reading: LatestTask,
        session: Session,
        comparison: CompareRun,
        keys: HeldKeys,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._actions, self._runner, self._reading = actions, runner, reading
        self._comparison, self._keys = comparison, keys
        settings.changed.connect(self._show_values)
        for signal in (runner.status_changed, reading.began, reading.ended):
            signal.connect(self._show_stop)
        session.current_changed.connect(self._show_current)
        for signal in (comparison.started, comparison.cell_changed):
            signal.connect(self._show_comparison)
        self._show_values(settings.values)
        self._show_stop()
        self._show_current(session.current)
        self._show_comparison()

    def _show_values(self, values: RunValues) -> None:
        self._actions["lock_seed"].setChecked(values.seed_locked)
        self._actions["no_base"].setEnabled(values.base is not None)
        for name in method_names():
            self._actions[f"method_{name}"].setChecked(name in values.chosen)

    def _show_stop(self) -> None:
        busy = self._runner.status.busy or self._reading.busy
        self._actions["stop"].setEnabled(busy)
        self._keys.escape_reserved = busy

    def _show_current(self, result: Result | None) -> None:
        self._actions.enable(OF_RESULT, result is not None)
        self._actions["enlarge"].setEnabled(result is not None and may_be_larger(result))

    def _show_comparison(self) -> None:
        self._actions["export_comparison"].setEnabled(bool(self._comparison.finished))
