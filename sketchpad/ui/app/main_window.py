"""The main window: makes the parts. `window_panels` says how they lie, `window_links` connects them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QPaintEvent
from PySide6.QtWidgets import QLabel, QMainWindow

from sketchpad import paths
from sketchpad.document.model import Document
from sketchpad.generation.request.defaults import fitted
from sketchpad.hints.registry import HINTS
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.shortcut_store import ShortcutStore
from sketchpad.ui.actions.tables import window as window_table
from sketchpad.ui.app.compare_controller import CompareController
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
from sketchpad.ui.app.wiring import WindowWiring
from sketchpad.ui.boxes.boxes import BoxesController
from sketchpad.ui.engine.engine import Engine
from sketchpad.ui.engine.runner import Check, Runner
from sketchpad.ui.files.drop_and_paste import DropAndPaste
from sketchpad.ui.files.exporter import Exporter
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.files.project import Project
from sketchpad.ui.latest_task import LatestTask
from sketchpad.ui.layers.layers import Layers
from sketchpad.ui.layers.offer import DropOffer
from sketchpad.ui.live.live import Live
from sketchpad.ui.models.manager import ModelManager
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
            self.links = WindowWiring(self)
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
        self.actions_ = ActionSet(self, window_table.ACTIONS, {})
        self.models = ModelManager(self, self.settings, self.state, self.preferences)

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
        self.model_joining = ModelWiring(self)
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

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.project.may_leave():
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
