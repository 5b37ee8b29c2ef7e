"""The main window: makes the parts and connects them. Each part does its own work."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import (
    QEvent,
    Qt,
    Signal,
)
from PySide6.QtGui import QCloseEvent, QIcon, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QSplitter, QWidget

from sketchpad import paths
from sketchpad.document.model import Document
from sketchpad.generation.defaults import fitted
from sketchpad.generation.request import METHOD_NAMES, Progress
from sketchpad.hints.registry import HINTS
from sketchpad.ui.actions import WindowActions
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.changes import ChangesView
from sketchpad.ui.command_palette import CommandPalette
from sketchpad.ui.comparing import Comparing
from sketchpad.ui.crash import open_log_folder
from sketchpad.ui.engine import Engine
from sketchpad.ui.export_news import ExportNews
from sketchpad.ui.exporting import Exporter
from sketchpad.ui.figures.figures import Figures
from sketchpad.ui.incoming import Incoming
from sketchpad.ui.language import Language
from sketchpad.ui.layers.layers import Layers
from sketchpad.ui.layers.offer import DropOffer
from sketchpad.ui.layout.layout import Layout
from sketchpad.ui.layout.memory import LayoutMemory
from sketchpad.ui.menus import Menus
from sketchpad.ui.models.joining import ModelJoining
from sketchpad.ui.models.manager import ModelManager
from sketchpad.ui.models.model_choice import ModelChoice
from sketchpad.ui.news import News
from sketchpad.ui.panels.canvas_pane import CanvasPane
from sketchpad.ui.panels.history_strip import HistoryStrip
from sketchpad.ui.panels.method_panel import MethodPanel
from sketchpad.ui.panels.notice_bar import NoticeBar
from sketchpad.ui.panels.preset_button import PresetButton
from sketchpad.ui.panels.prompt_panel import PromptPanel
from sketchpad.ui.panels.result_pane import ResultPane
from sketchpad.ui.panels.run_panel import RunPanel
from sketchpad.ui.panels.settings_panel import LABEL_WIDTH, SettingsPanel
from sketchpad.ui.panels.side_panel import WIDTH as SIDE_WIDTH
from sketchpad.ui.panels.side_panel import SidePanel
from sketchpad.ui.panels.start_panel import StartPanel
from sketchpad.ui.panels.tool_rail import ToolRail
from sketchpad.ui.pencil_memory import PencilMemory
from sketchpad.ui.pictures import to_image
from sketchpad.ui.preferences import PreferenceStore
from sketchpad.ui.preferences_effects import PreferenceEffects
from sketchpad.ui.problems import Problems
from sketchpad.ui.project import Project
from sketchpad.ui.questions import Questions
from sketchpad.ui.result_commands import ResultCommands
from sketchpad.ui.run_settings import RunSettings, RunValues, default_values, known_model
from sketchpad.ui.runner import Check, Runner, RunStatus
from sketchpad.ui.session import Result, Session
from sketchpad.ui.shortcut_store import ShortcutStore
from sketchpad.ui.start_commands import StartCommands
from sketchpad.ui.state import DocumentState
from sketchpad.ui.window_memory import WindowMemory
from sketchpad.ui.workspace import Workspace


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
        questions: Questions | None = None,
        check: Check | None = None,
    ) -> None:
        super().__init__()
        self.engine, self.language = engine, language
        self._was_painted = False
        # what is shown
        self.preferences = preferences or PreferenceStore(self)
        model = str(self.preferences["model"])
        self.settings = RunSettings(default_values(model), self)
        self.state = DocumentState(fitted(Document(), model), self)
        PencilMemory(self.state.pencil, self.preferences, self)
        self.session = Session(self)
        # what is done
        self.questions = questions or Questions(self)
        self.runner = Runner(engine, self.state, self.settings, self.session, check, self)
        self.project = Project(
            self.state, self.settings, self.session, self.preferences, self.questions, self
        )
        self.exporter = Exporter(self.questions, self.preferences, self)
        self.incoming = Incoming(self)
        self.actions_ = WindowActions(self)
        self.models = ModelManager(self, self.settings, self.state, self.preferences)
        # where it is shown
        self._make_panels()
        self.comparing = Comparing(
            self.engine,
            self.runner,
            self.exporter,
            self.project,
            self.questions,
            self,
        )
        self.problems = Problems(self.runner, self.canvas_pane, self.side)
        self.menus = Menus(
            self,
            self.actions_,
            self.canvas,
            self.project.recent.present,
            self.project.open,
            self.project.recent.clear,
            self.project.open_sample,
        )
        self.start = StartCommands(self.settings, self.session, self.questions, self)
        self.results = ResultCommands(
            self.state, self.settings, self.session, self.project, self.exporter, self
        )
        self.news = News(self.notice, self.project, self)
        ExportNews(self.exporter, self.notice, self)
        self.model_joining = ModelJoining(self)
        self.effects = PreferenceEffects(self.preferences, self.language, self.menus, self)
        splitters = {"split": self.split, "panes": self.workspace.panes}
        self.memory = WindowMemory(
            self, self.canvas, self.menus, self.language, self.preferences, splitters
        )
        self.layers = Layers(
            self,
            self.state,
            self.canvas,
            self.settings,
            self.project.reading,
            lambda folder: self.questions.reference_path(folder),  # noqa: PLW0108 - tests ask otherwise
        )
        self.drop_offer = DropOffer(
            self, self.layers.take, self.incoming.take_lines, self.start.use_picture
        )
        self.layout_ = Layout(
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
        self.figures = Figures(self, self.state, self.canvas)
        self.canvas_pane.add_bar(self.figures.region_bar)
        self.canvas_pane.add_bar(self.figures.people_bar)
        self.menus.edit.insertMenu(self.actions_["preferences"], self.figures.menu)
        self.menus.more_shortcuts.append(self.figures.shortcut_group)
        LayoutMemory(self.layout_.actions, self.preferences, self)
        self.changes = ChangesView(self, self.state, self.split, self.menus.view)
        self.menus.more_shortcuts.append(self.layout_.shortcut_group)
        self.menus.more_shortcuts.append(self.layers.shortcut_group)
        self.layout_.menu.addMenu(self.layers.menu)
        self.menus.more_shortcuts.append(self.changes.shortcut_group)
        groups = self.menus.shortcut_groups().values()
        self.shortcuts = ShortcutStore((a for actions in groups for a in actions), self)
        self._connect_actions()
        self._connect_parts()
        self.setWindowIcon(QIcon(str(paths.resources() / "icons" / "sketchpad.svg")))
        self.memory.restore()
        self.retranslate()
        self.canvas.setFocus()

    # made of

    def _make_panels(self) -> None:
        info = known_model(self.settings.values.model)
        self.canvas = CanvasWidget(self.state)
        self.canvas.set_phrase_suggestions(info.words if info else ())
        self.notice = NoticeBar()
        self.canvas_pane = CanvasPane(self.state, self.canvas, self.actions_["open_sample"])
        self.result_pane = ResultPane(
            self.session,
            self.runner,
            [self.actions_[i] for i in ("restore_drawing", "use_as_base", "copy", "export")],
        )
        self.history = HistoryStrip(self.session)
        self.workspace = Workspace(self.canvas_pane, self.result_pane, self.history, self.notice)
        self.side = SidePanel(
            PromptPanel(self.state),
            MethodPanel(self.settings, self.state),
            SettingsPanel(
                self.state,
                self.settings,
                info.width if info else 256,
                ModelChoice(self.models, self.actions_["models"], LABEL_WIDTH),
            ),
            RunPanel(
                self.runner,
                self.actions_["generate"],
                self.actions_["stop"],
                self.actions_["compare"],
                self.actions_["best_of"],
            ),
        )
        presets = PresetButton(self.settings, self.questions, self.actions_["save_preset"])
        self.side.methods.set_presets(presets)
        base = [self.actions_[name] for name in ("use_as_base", "base_from_file")]
        self.side.add(StartPanel(self.settings, base, self.actions_["add_lora"]))
        self.rail = ToolRail(self.canvas)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.workspace)
        self.split.addWidget(self.side)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.split.setSizes([1096, SIDE_WIDTH])
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.split, 1)
        self.setCentralWidget(whole)
        self._hint = QLabel()
        self.statusBar().addWidget(self._hint, 1)
        self.statusBar().setSizeGripEnabled(False)

    def _connect_actions(self) -> None:
        project, settings = self.project, self.settings
        for name, handler in {
            "new": project.new,
            "open": project.open,
            "open_sample": self.choose_sample,
            "import": project.import_lines,
            "save": project.save,
            "save_as": project.save_as,
            "export": self.results.export_current,
            "export_comparison": self.comparing.export,
            "copy": self.results.copy_current,
            "quit": self.close,
            "paste": self._paste,
            "generate": self.runner.generate,
            "stop": self._stop,
            "compare": self.comparing.open,
            "best_of": self.comparing.best_of,
            "use_as_base": self.start.use_current,
            "base_from_file": self.start.choose_base,
            "no_base": self.start.remove_base,
            "add_lora": self.start.add_lora,
            "method_none": settings.choose_none,
            "new_seed": settings.new_seed,
            "restore_drawing": self.results.bring_current_drawing_back,
            "preferences": self._show_preferences,
            "command_palette": self._show_palette,
            "shortcuts": self._show_shortcuts,
            "log_folder": open_log_folder,
            "about": self._show_about,
        }.items():
            self.actions_[name].triggered.connect(lambda _=False, act=handler: act())
        for name, toggled in {
            "lock_seed": settings.lock_seed,
            "link_views": self.workspace.link.set_on,
            "show_result": self.result_pane.setVisible,
            "show_side": self.side.setVisible,
            "show_history": self.history.setVisible,
            **{f"method_{name}": partial(settings.choose, name) for name in METHOD_NAMES},
        }.items():
            self.actions_[name].toggled.connect(toggled)
        self.actions_["full_screen"].toggled.connect(
            lambda on: self.showFullScreen() if on else self.showNormal()
        )
        for name in ("link_views", "show_result", "show_side", "show_history"):
            self.actions_[name].setChecked(True)

    def _connect_parts(self) -> None:
        self.side.prompt.submitted.connect(self.runner.generate)
        self.settings.changed.connect(self._show_values)
        self.settings.changed.connect(self.layout_.lookout.edited)
        self.runner.status_changed.connect(self._show_status)
        self.runner.progressed.connect(self._show_on_canvas)
        self.runner.failed.connect(
            lambda error, where: self.news.tell_error(error) if not where else None
        )
        self.session.current_changed.connect(self._show_current)
        self.history.chosen.connect(self.results.bring_back)
        self.history.menu_wanted.connect(self.results.show_menu)
        self.comparing.used.connect(self.results.take_over)
        self.comparing.base_chosen.connect(self.start.use)
        self.project.path_changed.connect(self._show_title)
        self.project.recent_changed.connect(self.menus.fill_recent)
        for signal in (self.comparing.run.started, self.comparing.run.cell_changed):
            signal.connect(self._show_comparison)
        self.project.told.connect(self.notice.tell)
        for signal in (self.project.reading.began, self.project.reading.ended):
            signal.connect(self._show_stop)
        self.project.failed.connect(self.news.tell_error)
        self.start.failed.connect(self.news.tell_error)
        if self.side.methods.presets is not None:
            self.side.methods.presets.failed.connect(self.news.tell_error)
        self.results.base_wanted.connect(self.start.use)
        self.layout_.boxes.inspector.failed.connect(self.news.tell_error)
        self.runner.problems_changed.connect(self.layout_.boxes.inspector.show_problems)
        self.exporter.copied.connect(self.news.tell_copied)
        self.incoming.offered.connect(self.drop_offer.ask)
        self.layers.failed.connect(self.news.tell_error)
        self.incoming.drawing.connect(self.project.open)
        self.incoming.lines.connect(self.project.import_lines)
        self.incoming.picture.connect(self.project.import_picture)
        self.incoming.svg.connect(self.project.import_svg)
        self.incoming.failed.connect(self.news.tell_error)
        self.state.modified_changed.connect(lambda _: self._show_title())
        self.canvas.hint_changed.connect(self._hint.setText)
        self.canvas.announced.connect(lambda text: self.statusBar().showMessage(text, 4000))
        self._show_values(self.settings.values)
        self._show_status(self.runner.status)
        self._show_current(None)
        self._show_comparison()

    # following the parts

    def _show_values(self, values: RunValues) -> None:
        self.actions_["lock_seed"].setChecked(values.seed_locked)
        self.actions_["no_base"].setEnabled(values.base is not None)
        for name in METHOD_NAMES:
            self.actions_[f"method_{name}"].setChecked(name in values.chosen)

    def _show_status(self, status: RunStatus) -> None:
        self._show_stop()

    def _show_stop(self) -> None:
        busy = self.runner.status.busy or self.project.reading.busy
        self.actions_["stop"].setEnabled(busy)
        self.canvas.set_escape_reserved(busy)

    def _stop(self) -> None:
        self.project.reading.cancel()
        self.runner.stop()

    def _show_on_canvas(self, progress: Progress) -> None:
        self.canvas.set_result(to_image(progress.picture))

    def _show_current(self, result: Result | None) -> None:
        for name in ("export", "copy", "restore_drawing", "use_as_base"):
            self.actions_[name].setEnabled(result is not None)
        if result is not None:
            self.canvas.set_result(to_image(result.picture))
        elif not self.runner.status.busy:
            self.canvas.set_result(None)

    def _show_comparison(self) -> None:
        self.actions_["export_comparison"].setEnabled(bool(self.comparing.run.finished))

    def _show_title(self) -> None:
        self.setWindowTitle(f"{self.project.name}[*] – Sketchpad")
        self.setWindowModified(self.state.modified)

    def retranslate(self) -> None:
        self._show_title()
        self._hint.setText(self.canvas.hint())

    def _known_words(self) -> tuple[str, ...]:
        info = known_model(self.settings.values.model)
        return info.words if info else ()

    def _use(self, name: str) -> None:
        """Turn a method on, or a control that reads images of the kind `name`."""
        if name in HINTS:
            self.settings.read_as(name)
        else:
            self.settings.choose(name, True)

    def _paste(self) -> None:
        if not self.layout_.commands.paste():
            self.incoming.paste()

    # windows of their own

    def choose_sample(self) -> None:
        """Open the gallery."""
        from sketchpad.ui.dialogs.samples import SamplesDialog

        dialog = SamplesDialog(self.language.present, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.picked.connect(self.project.open_sample)
        dialog.open()

    def _show_preferences(self) -> None:
        from sketchpad.ui.preferences_dialog import PreferencesDialog

        dialog = PreferencesDialog(self.preferences, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_palette(self) -> None:
        palette = CommandPalette(self.menus.shortcut_groups(), self)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.open_over(self)

    def _show_shortcuts(self) -> None:
        from sketchpad.ui.dialogs.shortcuts import ShortcutsDialog

        dialog = ShortcutsDialog(self.menus.shortcut_groups(), self, self.shortcuts)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_about(self) -> None:
        from sketchpad.ui.dialogs.about import AboutDialog

        dialog = AboutDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

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
        self.exporter.close()
        self.comparing.close()
        self.models.close()
        self.engine.close()
        self.project.close()
        event.accept()
