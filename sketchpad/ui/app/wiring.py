"""Connects the parts of the main window: what an action does, what follows from what, which actions are possible."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QCursor

from sketchpad.errors import SketchpadError
from sketchpad.generation.methods.registry import method_names
from sketchpad.ui.app.crash import open_log_folder
from sketchpad.ui.app.result_commands import may_be_larger
from sketchpad.ui.connections import while_alive
from sketchpad.ui.state.run_settings import RunValues
from sketchpad.ui.state.session import Result

if TYPE_CHECKING:
    from sketchpad.ui.app.main_window import MainWindow

OF_RESULT = ("export", "copy", "restore_drawing", "use_as_base", "enlarge")
SHOWN = ("link_views", "show_result", "show_side", "show_history")


class WindowWiring(QObject):
    """Made when all parts of `window` are there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._actions = window, window.actions_
        self._connect_commands()
        self._connect_switches()
        self._connect_news()
        self._connect_incoming()
        self._connect_runs()
        self._connect_drawing()

    # what actions do

    def _commands(self) -> dict[str, Callable[[], object]]:
        window = self._window
        project, results, start = window.project, window.results, window.start
        comparing, dialogs, settings = window.comparing, window.dialogs, window.settings
        return {
            "new": project.new,
            "open": project.open,
            "open_sample": dialogs.choose_sample,
            "import": project.import_lines,
            "save": project.save,
            "save_as": project.save_as,
            "export": results.export_current,
            "export_comparison": comparing.export,
            "copy": results.copy_current,
            "quit": window.close,
            "paste": self._paste,
            "generate": window.runner.generate,
            "stop": self._stop,
            "compare": comparing.open,
            "best_of": comparing.best_of,
            "use_as_base": start.use_current,
            "enlarge": results.enlarge_current,
            "base_from_file": start.choose_base,
            "no_base": start.remove_base,
            "add_lora": start.add_lora,
            "choose_vae": start.choose_vae,
            "method_none": settings.choose_none,
            "new_seed": settings.new_seed,
            "restore_drawing": results.bring_current_drawing_back,
            "preferences": dialogs.show_preferences,
            "command_palette": dialogs.show_palette,
            "shortcuts": dialogs.show_shortcuts,
            "log_folder": open_log_folder,
            "about": dialogs.show_about,
        }

    def _connect_commands(self) -> None:
        for name, handler in self._commands().items():
            while_alive(self, self._actions[name].triggered, lambda *_, act=handler: act())

    def _connect_switches(self) -> None:
        window, settings = self._window, self._window.settings
        switches: dict[str, Callable[[bool], object]] = {
            "lock_seed": settings.lock_seed,
            "link_views": window.workspace.link.set_on,
            "show_result": window.result_pane.setVisible,
            "show_side": window.side.setVisible,
            "show_history": window.history.setVisible,
            "full_screen": lambda on: window.showFullScreen() if on else window.showNormal(),
            **{f"method_{name}": partial(settings.choose, name) for name in method_names()},
        }
        for name, toggled in switches.items():
            while_alive(self, self._actions[name].toggled, toggled)
        for name in SHOWN:
            self._actions[name].setChecked(True)

    def _paste(self) -> None:
        if not self._window.layout_.commands.paste():
            self._window.incoming.paste(self._paste_place())

    def _paste_place(self) -> QPoint:
        """On the screen: under the pointer if that is on the canvas, else in the middle of it."""
        canvas, at = self._window.canvas, QCursor.pos()
        if canvas.rect().contains(canvas.mapFromGlobal(at)):
            return at
        return canvas.mapToGlobal(canvas.rect().center())

    def _stop(self) -> None:
        self._window.project.reading.cancel()
        self._window.runner.stop()

    # what follows from what

    def _connect_news(self) -> None:
        window, tell = self._window, self._window.news.tell_error
        window.runner.failed.connect(self._on_failed)
        window.project.told.connect(window.notice.tell)
        window.project.failed.connect(tell)
        window.start.failed.connect(tell)
        if window.side.methods.presets is not None:
            window.side.methods.presets.failed.connect(tell)
        window.layout_.boxes.inspector.failed.connect(tell)
        window.layers.failed.connect(tell)
        window.incoming.failed.connect(tell)
        window.incoming.left.connect(window.news.tell_left)
        window.exporter.copied.connect(window.news.tell_copied)

    def _on_failed(self, error: SketchpadError, where: str) -> None:
        if not where:
            self._window.news.tell_error(error)

    def _connect_incoming(self) -> None:
        incoming, project = self._window.incoming, self._window.project
        incoming.offered.connect(self._window.drop_offer.ask)
        incoming.drawing.connect(project.open)
        incoming.lines.connect(project.import_lines)
        incoming.picture.connect(project.import_picture)
        incoming.svg.connect(project.import_svg)

    def _connect_runs(self) -> None:
        window, runner = self._window, self._window.runner
        window.side.prompt.submitted.connect(runner.generate)
        window.settings.changed.connect(self._show_values)
        window.settings.changed.connect(window.layout_.lookout.edited)
        runner.status_changed.connect(self._show_stop)
        window.result_pane.picture_changed.connect(window.canvas.set_result)
        window.live.give_way_to(window.comparing.run)
        window.live.unfinished = window.canvas.unfinished
        window.live.progressed.connect(window.result_pane.show_progress)
        runner.problems_changed.connect(window.layout_.boxes.inspector.show_problems)
        for signal in (window.project.reading.began, window.project.reading.ended):
            signal.connect(self._show_stop)
        window.session.current_changed.connect(self._show_current)
        window.history.chosen.connect(window.results.bring_back)
        window.history.menu_wanted.connect(window.results.show_menu)
        window.results.base_wanted.connect(window.start.use)
        window.results.enlarging_wanted.connect(window.runner.enlarge)
        window.comparing.used.connect(window.results.take_over)
        window.comparing.base_chosen.connect(window.start.use)
        for signal in (window.comparing.run.started, window.comparing.run.cell_changed):
            signal.connect(self._show_comparison)
        self._show_values(window.settings.values)
        self._show_stop()
        self._show_current(None)
        self._show_comparison()

    def _connect_drawing(self) -> None:
        window = self._window
        window.project.path_changed.connect(window.show_title)
        window.project.recent_changed.connect(window.menus.fill_recent)
        window.state.modified_changed.connect(window.show_title)
        window.canvas.hint_changed.connect(window.hint.setText)
        while_alive(
            self, window.canvas.announced, lambda text: window.statusBar().showMessage(text, 4000)
        )

    # what is possible, and what is in sight

    def _show_values(self, values: RunValues) -> None:
        self._actions["lock_seed"].setChecked(values.seed_locked)
        self._actions["no_base"].setEnabled(values.base is not None)
        for name in method_names():
            self._actions[f"method_{name}"].setChecked(name in values.chosen)

    def _show_stop(self) -> None:
        busy = self._window.runner.status.busy or self._window.project.reading.busy
        self._actions["stop"].setEnabled(busy)
        self._window.canvas.set_escape_reserved(busy)

    def _show_current(self, result: Result | None) -> None:
        for name in OF_RESULT:
            self._actions[name].setEnabled(result is not None)
        self._actions["enlarge"].setEnabled(result is not None and may_be_larger(result))

    def _show_comparison(self) -> None:
        finished = self._window.comparing.run.finished
        self._actions["export_comparison"].setEnabled(bool(finished))
