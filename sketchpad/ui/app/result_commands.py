"""What can be done with a picture once it is there, and how the window's actions keep in step with it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from sketchpad.generation.methods.registry import method_names
from sketchpad.generation.run.passes import can_upscale
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.canvas.canvas_widget import HeldKeys
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.files.exporter import Exporter
from sketchpad.ui.files.project import Project
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings, RunValues
from sketchpad.ui.state.session import Result, Session


def may_be_larger(result: Result) -> bool:
    """Whether there is room for the picture at twice its size."""
    height, width = result.picture.shape[:2]
    return can_upscale(width, height)


class ResultCommands(QObject):
    """What can be done with a generated picture: use its settings, begin from it, upscale it.

    Signals:
        base_wanted: a Result to begin the next pictures from.
        enlarging_wanted: a Result that is to be made larger.
    """

    base_wanted = Signal(object)
    enlarging_wanted = Signal(object)

    def __init__(
        self,
        state: DocumentState,
        settings: RunSettings,
        session: Session,
        project: Project,
        exporter: Exporter,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._state, self._settings, self._session = state, settings, session
        self._project, self._exporter, self._window = project, exporter, window

    def bring_back(self, result: Result) -> None:
        """Look at `result` again, with the settings and words that made it; the drawing stays."""
        self._session.show(result)
        self._settings.set(self._settings.values.like(result.wanted))
        then, now = result.request.document, self._state.document
        words = now.with_prompt(then.prompt).with_negative_prompt(then.negative_prompt)
        self._state.apply(words, self.tr("Bring settings back"))

    def bring_drawing_back(self, result: Result) -> None:
        """All of what made `result`; can be undone."""
        self.bring_back(result)
        self._state.apply(result.wanted.document, self.tr("Bring drawing back"), whole=True)

    def take_over(self, result: Result) -> None:
        """A picture from the comparison becomes one of the session, its settings those of the next."""
        self._session.add(result)
        self._settings.set(self._settings.values.like(result.request))
        self._window.raise_()
        self._window.activateWindow()

    def export(self, result: Result) -> None:
        self._exporter.export(result, self._project.name)

    # of the picture in sight

    def export_current(self) -> None:
        if self._session.current is not None:
            self.export(self._session.current)

    def copy_current(self) -> None:
        if self._session.current is not None:
            self._exporter.copy(self._session.current)

    def enlarge_current(self) -> None:
        if self._session.current is not None:
            self.enlarging_wanted.emit(self._session.current)

    def bring_current_drawing_back(self) -> None:
        if self._session.current is not None:
            self.bring_drawing_back(self._session.current)

    def show_menu(self, result: Result, position: QPoint) -> None:
        """What can be done with `result`, at a global position."""
        menu = QMenu(self._window)
        larger = self.tr("Enlarge twice")
        for text, handler in (
            (self.tr("Bring picture and settings back"), self.bring_back),
            (self.tr("Bring drawing back, too"), self.bring_drawing_back),
            (self.tr("Begin from this picture"), self.base_wanted.emit),
            (larger, self.enlarging_wanted.emit),
            (self.tr("Copy picture"), self._exporter.copy),
            (self.tr("Export picture…"), self.export),
            (self.tr("Remove"), self._session.remove),
        ):
            action = QAction(text, menu)
            action.triggered.connect(lambda _=False, act=handler: act(result))
            menu.addAction(action)
            if text == larger:
                action.setEnabled(may_be_larger(result))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(position)


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
