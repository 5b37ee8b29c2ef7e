"""The main window: makes the parts and connects them. `panels` says how they lie."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import QCloseEvent, QCursor, QIcon, QPaintEvent
from PySide6.QtWidgets import QLabel, QMainWindow

from sketchpad import paths
from sketchpad.document.model import Document
from sketchpad.errors import SketchpadError
from sketchpad.generation.methods.registry import method_names
from sketchpad.generation.request.defaults import fitted
from sketchpad.hints.registry import HINTS
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.shortcut_store import ShortcutStore
from sketchpad.ui.actions.tables import window as window_table
from sketchpad.ui.app.action_states import WindowActionStates
from sketchpad.ui.app.compare_controller import CompareController
from sketchpad.ui.app.crash import open_log_folder
from sketchpad.ui.app.dialogs import WindowDialogs
from sketchpad.ui.app.export_notifications import ExportNotifications
from sketchpad.ui.app.geometry import WindowGeometry
from sketchpad.ui.app.init_image_commands import InitImageCommands
from sketchpad.ui.app.menus import Menus
from sketchpad.ui.app.model_wiring import ModelWiring
from sketchpad.ui.app.notifications import Notifications
from sketchpad.ui.app.panels import WindowPanels
from sketchpad.ui.app.preference_effects import PreferenceEffects
from sketchpad.ui.app.problem_router import ProblemRouter
from sketchpad.ui.app.result_commands import ResultCommands
from sketchpad.ui.app.undo_panel import UndoPanel
from sketchpad.ui.boxes.boxes import BoxesController
from sketchpad.ui.connections import while_alive
from sketchpad.ui.engine.engine import Engine
from sketchpad.ui.engine.runner import Check, Runner
from sketchpad.ui.files.drop_and_paste import DropAndPaste
from sketchpad.ui.files.exporter import Exporter
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.files.project import Project
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.layers.layers import DropOffer, Layers
from sketchpad.ui.live.live import Live
from sketchpad.ui.models.manager import ModelList, ModelManager
from sketchpad.ui.people_regions.people_regions import PeopleRegionsController
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.preferences import PreferenceStore
from sketchpad.ui.state.run_settings import RunSettings, default_values, known_model
from sketchpad.ui.state.saved import bind, save_pencil, save_region_brush
from sketchpad.ui.state.session import Session
from sketchpad.ui.style.language import Language
from sketchpad.ui.style.theme import theme


class MainWindow(QMainWindow):
    """Everything a user sees, around the `engine`.

    Signals:
        painted: the window has been painted for the first time.
    """

    painted = Signal()

    def __init__(
        self,
        engine: Engine,
        language: Language,
        preferences: PreferenceStore | None = None,
        questions: FileDialogs | None = None,
        check: Check | None = None,
    ) -> None:
        super().__init__()
        self.engine, self.language = engine, language
        self._was_painted = False
        self.preferences = preferences or PreferenceStore(self)
        self.questions = questions or FileDialogs(self)
        with theme().styled_at_the_end():
            self._make_values()
            self._make_work(check)
            self._make_panels()
            self._make_commands()
            self._make_layers()
            self._make_keys()
            self._connect_actions()
            self._connect_notices()
            self._connect_runs()
            self._connect_drawing()
        self.setWindowIcon(QIcon(str(paths.resources() / "icons" / "sketchpad.svg")))
        self.memory.restore()
        self.retranslate()
        self.canvas.setFocus()

    # made of

    def _make_values(self) -> None:
        """What is shown."""
        model = str(self.preferences["model"])
        self.settings = RunSettings(default_values(model), self)
        self.state = DocumentState(fitted(Document(), model), self)
        save_pencil(self.state.pencil, self.preferences)
        save_region_brush(self.state.region_brush, self.preferences)
        self.session = Session(self)

    def _make_work(self, check: Check | None) -> None:
        """What is done without being seen."""
        self.runner = Runner(self.engine, self.state, self.settings, self.session, check, self)
        self.live = Live(self.engine, self.runner, self.state, self.settings, self.session, self)
        self.project = Project(
            self.state, self.settings, self.session, self.preferences, self.questions, self
        )
        self.exporter = Exporter(self.questions, self.preferences, self)
        self.incoming = DropAndPaste(self)
        self.actions_ = ActionSet(self, window_table.actions(), {})
        self.models = ModelManager(
            self, self.settings, self.state, self.preferences, self._models_dialog
        )

    def _models_dialog(self, manager: ModelManager) -> ModelList:
        from sketchpad.ui.models.models_dialog import ModelsDialog

        return ModelsDialog(manager, self)

    def _make_panels(self) -> None:
        panels = WindowPanels(
            self.state,
            self.settings,
            self.session,
            self.runner,
            self.live,
            self.models,
            self.questions,
            self.actions_,
        )
        self.canvas, self.canvas_pane = panels.canvas, panels.canvas_pane
        self.result_pane, self.history = panels.result_pane, panels.history
        self.workspace, self.side = panels.workspace, panels.side
        self.notice, self.rail, self.split = panels.notice, panels.rail, panels.split
        self.presets = panels.presets
        self.setCentralWidget(panels)
        self.hint = QLabel()
        self.statusBar().addWidget(self.hint, 1)
        self.statusBar().setSizeGripEnabled(False)

    def _make_commands(self) -> None:
        self.comparing = CompareController(
            self.engine,
            self.runner,
            self.exporter,
            self.project,
            self.questions,
            self,
        )
        self.problems = ProblemRouter(self.runner, self.canvas_pane, self.side)
        self.menus = Menus(
            self,
            self.actions_,
            self.canvas,
            self.project.recent.present,
            self.project.open,
            self.project.recent.clear,
            self.project.open_sample,
        )
        self.start = InitImageCommands(self.settings, self.session, self.questions, self)
        self.results = ResultCommands(
            self.state, self.settings, self.session, self.project, self.exporter, self
        )
        self.news = Notifications(self.notice, self.project, self)
        ExportNotifications(self.exporter, self.notice, self)
        ModelWiring(self.models, self.runner, self.notice, self)
        self.effects = PreferenceEffects(self.preferences, self.language, self.menus, self)
        splitters = {"split": self.split, "panes": self.workspace.panes}
        self.memory = WindowGeometry(
            self, self.canvas, self.menus, self.language, self.preferences, splitters
        )

    def _make_layers(self) -> None:
        """What can be drawn on beside the sketch, and the pages and bars for it."""
        self.layers = Layers(
            self,
            self.state,
            self.canvas,
            self.settings,
            self.project.reading,
            lambda folder: self.questions.reference_path(folder),  # noqa: PLW0108 - tests ask otherwise
        )
        self.drop_offer = DropOffer(
            self,
            self.layers.take,
            self.incoming.take_lines,
            self.start.use_picture,
            self.project.open,
        )
        self.layout_ = BoxesController(
            self,
            self.state,
            self.canvas,
            self.side.prompt.prompt,
            self.split,
            self.menus.view,
            self._known_words,
            lambda: self.runner.request,
            self._use,
            self.layers.page,
        )
        self.figures = PeopleRegionsController(self, self.state, self.canvas)
        self.canvas_pane.add_bar(self.figures.region_bar)
        self.canvas_pane.add_bar(self.figures.people_bar)
        self.menus.edit.insertMenu(self.actions_["preferences"], self.figures.menu)
        self.layout_.menu.addMenu(self.layers.menu)
        for name, setting in (("snap", "canvas.snap"), ("show_rulers", "canvas.rulers")):
            action = self.layout_.actions[name]
            bind(
                self.preferences, setting, action.isChecked, action.setChecked, action.toggled, self
            )
        self.changes = UndoPanel(self, self.state, self.split, self.menus.view)

    def _make_keys(self) -> None:
        for part in (self.figures, self.layout_, self.layers, self.changes):
            self.menus.more_shortcuts.append(part.shortcut_group)
        groups = self.menus.shortcut_groups().values()
        self.shortcuts = ShortcutStore((a for actions in groups for a in actions), self)
        self.dialogs = WindowDialogs(
            self, self.language, self.preferences, self.project, self.menus, self.shortcuts
        )

    # connected

    def _connect_actions(self) -> None:
        project, results, start, settings = self.project, self.results, self.start, self.settings
        comparing, dialogs = self.comparing, self.dialogs
        handlers: dict[str, Callable[..., object]] = {
            "new": project.new,
            "open": project.open,
            "open_sample": dialogs.choose_sample,
            "import": project.import_lines,
            "save": project.save,
            "save_as": project.save_as,
            "export": results.export_current,
            "export_comparison": comparing.export,
            "copy": results.copy_current,
            "quit": self.close,
            "paste": self._paste,
            "generate": self.runner.generate,
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
            **{f"method_{name}": partial(settings.choose, name) for name in method_names()},
            "new_seed": settings.new_seed,
            "lock_seed": settings.lock_seed,
            "restore_drawing": results.bring_current_drawing_back,
            "link_views": self.workspace.set_linked,
            "show_result": self.result_pane.setVisible,
            "show_side": self.side.setVisible,
            "show_history": self.history.setVisible,
            "full_screen": lambda on: self.showFullScreen() if on else self.showNormal(),
            "models": self.models.open,
            "preferences": dialogs.show_preferences,
            "command_palette": dialogs.show_palette,
            "shortcuts": dialogs.show_shortcuts,
            "log_folder": open_log_folder,
            "about": dialogs.show_about,
        }
        self.actions_.connect_handlers(handlers)
        for name in ("link_views", "show_result", "show_side", "show_history"):
            self.actions_[name].setChecked(True)
        WindowActionStates(
            self.actions_,
            settings,
            self.runner,
            project.reading,
            self.session,
            comparing.run,
            self.canvas.keys,
            self,
        )

    def _connect_notices(self) -> None:
        tell = self.news.tell_error
        self.runner.failed.connect(self._on_failed)
        self.project.told.connect(self.notice.tell)
        self.models.told.connect(self.notice.tell)
        for part in (
            self.project, self.start, self.presets, self.layout_, self.layers, self.incoming, self.models,
        ):  # fmt: skip
            part.failed.connect(tell)
        self.incoming.left.connect(self.news.tell_left)
        self.exporter.copied.connect(self.news.tell_copied)

    def _connect_runs(self) -> None:
        runner, live, comparing = self.runner, self.live, self.comparing
        self.side.submitted.connect(runner.generate)
        self.settings.changed.connect(self.layout_.lookout.edited)
        runner.problems_changed.connect(self.layout_.boxes.inspector.show_problems)
        self.models.models_changed.connect(runner.check_now)
        self.models.used.connect(self._show_model)
        live.give_way_to(comparing.run)
        live.unfinished = self.canvas.bench.unfinished
        live.progressed.connect(self.result_pane.show_progress)
        self.result_pane.picture_changed.connect(self.canvas.overlay.set_picture)
        self.history.chosen.connect(self.results.bring_back)
        self.history.menu_wanted.connect(self.results.show_menu)
        self.results.base_wanted.connect(self.start.use)
        self.results.enlarging_wanted.connect(runner.enlarge)
        comparing.used.connect(self.results.take_over)
        comparing.base_chosen.connect(self.start.use)

    def _connect_drawing(self) -> None:
        incoming, project = self.incoming, self.project
        incoming.offered.connect(self.drop_offer.ask)
        incoming.drawing.connect(project.open)
        incoming.lines.connect(project.import_lines)
        incoming.picture.connect(project.import_picture)
        incoming.svg.connect(project.import_svg)
        project.path_changed.connect(self.show_title)
        project.recent_changed.connect(self.menus.fill_recent)
        self.state.modified_changed.connect(self.show_title)
        self.canvas.hint_changed.connect(self.hint.setText)
        status = self.statusBar()
        while_alive(self, self.canvas.announced, lambda text: status.showMessage(text, 4000))

    def _paste(self) -> None:
        if not self.layout_.commands.paste():
            self.incoming.paste(self._paste_place())

    def _paste_place(self) -> QPoint:
        """On the screen: under the pointer if that is on the canvas, else in the middle of it."""
        canvas, at = self.canvas, QCursor.pos()
        if canvas.rect().contains(canvas.mapFromGlobal(at)):
            return at
        return canvas.mapToGlobal(canvas.rect().center())

    def _stop(self) -> None:
        self.project.reading.cancel()
        self.runner.stop()

    def _on_failed(self, error: SketchpadError, where: str) -> None:
        if not where:
            self.news.tell_error(error)

    def _show_model(self, reference: str) -> None:
        info = known_model(reference)
        self.canvas.suggest(info.words if info else ())
        if info is not None:
            self.side.set_base_size(info.width)

    def show_title(self) -> None:
        self.setWindowTitle(f"{self.project.name}[*] – Sketchpad")
        self.setWindowModified(self.state.modified)

    def retranslate(self) -> None:
        self.show_title()
        self.hint.setText(self.canvas.bench.hint)

    def _known_words(self) -> tuple[str, ...]:
        info = known_model(self.settings.values.model)
        return info.words if info else ()

    def _use(self, name: str) -> None:
        """Turn a method on, or a control that reads images of the kind `name`."""
        if name in HINTS:
            self.settings.read_as(name)
        else:
            self.settings.choose(name, True)

    # events

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == event.Type.LanguageChange and hasattr(self, "menus"):
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def _may_stop(self) -> bool:
        running = self.runner.status.busy and self.runner.status.phase != "stopping"
        return not (running or self.comparing.run.busy) or self.questions.quit_running()

    def rescue(self) -> None:
        """Bring to safety what would be lost if the program ended now."""
        self.project.autosave()
        self.memory.keep()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not (self._may_stop() and self.project.may_leave()):
            event.ignore()
            return
        self.memory.keep()
        self.hide()
        self.layout_.close()
        self.layers.close()
        self.live.close()
        self.exporter.close()
        self.comparing.close()
        self.models.close()
        self.engine.close()
        self.project.close()
        self.news.close()
        for task in self.findChildren(LatestTask):
            task.close()
        event.accept()
