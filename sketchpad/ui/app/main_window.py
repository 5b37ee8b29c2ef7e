"""The main window: makes the parts and connects them. `panels` says how they lie."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QCursor, QIcon, QPaintEvent
from PySide6.QtWidgets import QMainWindow

from sketchpad import paths
from sketchpad.document.model import Document
from sketchpad.errors import SketchpadError
from sketchpad.generation.methods.registry import method_names
from sketchpad.generation.request.defaults import fitted
from sketchpad.hints.registry import HINTS
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.shortcut_store import ShortcutStore
from sketchpad.ui.actions.tables import window as window_table
from sketchpad.ui.app.box_methods import BoxMethods
from sketchpad.ui.app.compare_controller import CompareController
from sketchpad.ui.app.crash import open_log_folder
from sketchpad.ui.app.dialogs import WindowDialogs
from sketchpad.ui.app.drawing_parts import DrawingParts
from sketchpad.ui.app.gallery_controller import GalleryController
from sketchpad.ui.app.init_image_commands import InitImageCommands
from sketchpad.ui.app.menus import Menus
from sketchpad.ui.app.notifications import ExportNotifications, Notifications
from sketchpad.ui.app.panels import WindowPanels
from sketchpad.ui.app.preference_effects import PreferenceEffects, WindowGeometry
from sketchpad.ui.app.problem_router import ModelWiring, ProblemRouter
from sketchpad.ui.app.repaint_commands import RepaintCommands
from sketchpad.ui.app.result_commands import ResultCommands, WindowActionStates
from sketchpad.ui.app.welcome import Welcome
from sketchpad.ui.connections import while_alive
from sketchpad.ui.engine.engine import Engine
from sketchpad.ui.engine.runner import Check, Runner
from sketchpad.ui.files.drop_and_paste import DropAndPaste
from sketchpad.ui.files.exporter import Exporter
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.files.project import Project
from sketchpad.ui.gallery.gallery import Gallery
from sketchpad.ui.latest_task import LatestTask, leaving
from sketchpad.ui.live.live import Live
from sketchpad.ui.models.manager import ModelList, ModelManager
from sketchpad.ui.panels.queue_card import QueueCard
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.preferences import (
    PreferenceStore,
    save_paint_brush,
    save_pencil,
    save_region_brush,
)
from sketchpad.ui.state.run_settings import RunSettings, default_values, known_model
from sketchpad.ui.state.session import Session
from sketchpad.ui.style.language import Language
from sketchpad.ui.style.panel import follow_language
from sketchpad.ui.style.theme import theme
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.memory_label import MemoryLabel


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
        check: Check | None = None,
    ) -> None:
        super().__init__()
        self.engine, self.language = engine, language
        self._was_painted = False
        self.preferences = preferences or PreferenceStore(self)
        self.questions = FileDialogs(self)
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
        follow_language(self, self.retranslate)
        self.canvas.setFocus()

    # made of

    def _make_values(self) -> None:
        """What is shown."""
        model = str(self.preferences["model"])
        self.settings = RunSettings(default_values(model), self)
        self.state = DocumentState(fitted(Document(), model), self)
        save_pencil(self.state.pencil, self.preferences)
        save_region_brush(self.state.region_brush, self.preferences)
        save_paint_brush(self.state.paint_brush, self.preferences)
        self.session = Session(self)
        self.gallery = Gallery(self.preferences, self)

    def _make_work(self, check: Check | None) -> None:
        """What is done without being seen."""
        self.runner = Runner(self.engine, self.state, self.settings, self.session, check, self)
        work = (self.engine, self.runner, self.state, self.settings, self.session)
        self.live = Live(*work, self.preferences, self)
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
        values = (self.state, self.settings, self.session, self.gallery)
        work = (self.runner, self.live)
        panels = WindowPanels(*values, *work, self.models, self.questions, self.actions_)
        self.canvas, self.canvas_pane = panels.canvas, panels.canvas_pane
        self.result_pane, self.history = panels.result_pane, panels.history
        self.workspace, self.side = panels.workspace, panels.side
        self.notice, self.rail, self.split = panels.notice, panels.rail, panels.split
        self.presets = panels.presets
        self.setCentralWidget(panels)
        self.hint = ElidedLabel()
        self.statusBar().addWidget(self.hint, 1)
        self.statusBar().addPermanentWidget(MemoryLabel())
        self.statusBar().setSizeGripEnabled(False)

    def _make_commands(self) -> None:
        project, questions = self.project, self.questions
        self.comparing = CompareController(
            self.engine, self.runner, self.exporter, project, questions, self
        )
        self.problems = ProblemRouter(self.runner, self.canvas_pane, self.side, self.settings)
        recent = (project.recent.present, project.open, project.recent.clear)
        self.menus = Menus(self, self.actions_, self.canvas, *recent, project.open_sample)
        self.start = InitImageCommands(self.settings, self.session, questions, self)
        self.repainting = RepaintCommands(
            self.state, self.settings, self.session, self.start, self.canvas, self
        )
        self.results = ResultCommands(
            self.state, self.settings, self.session, project, self.exporter, self.runner, self.gallery, self
        )  # fmt: skip
        self.browsing = GalleryController(
            self.gallery, self.session, self.results, self.comparing, self.exporter, self.notice, questions, self
        )  # fmt: skip
        self.news = Notifications(self.notice, project, self)
        ExportNotifications(self.exporter, self.notice, self)
        ModelWiring(self.models, self.runner, self.notice, self)
        self.box_methods = BoxMethods(self.state, self.settings, self.notice, self)
        project.sample_opened.connect(self.box_methods.look)
        self.welcome = Welcome(
            self.state, self.runner, self.live, self.result_pane, self.actions_, project, self.models, self
        )  # fmt: skip
        self.effects = PreferenceEffects(self.preferences, self.language, self.menus, self)
        splitters = {"split": self.split, "panes": self.workspace.panes}
        self.memory = WindowGeometry(self, self.canvas, self.preferences, splitters)

    def _make_layers(self) -> None:
        parts = DrawingParts(self, self._known_words, self._use)
        self.layers, self.drop_offer, self.layout_ = parts.layers, parts.drop_offer, parts.layout
        self.figures, self.paints, self.changes = parts.figures, parts.paints, parts.changes
        self.masking = parts.masking

    @cached_property
    def queue(self) -> QueueCard:
        """What waits to be made, in a card that is made when it is first wanted."""
        return QueueCard(self.runner.queue, self.side.run.queue, self)

    def _show_queue(self) -> None:
        self.queue.open()

    def _make_keys(self) -> None:
        for part in (
            self.figures, self.paints, self.masking, self.layout_, self.layers, self.changes,
        ):  # fmt: skip
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
            "import": project.import_lines,
            "save": project.save,
            "save_as": project.save_as,
            "export_comparison": comparing.export,
            "quit": self.close,
            "paste": self._paste,
            "known_words": self.side.prompt.open_words,
            "generate": self.runner.generate,
            "show_queue": self._show_queue,
            **results.handlers(),
            **dialogs.handlers(),
            **start.handlers(),
            "stop": self._stop,
            "compare": comparing.open,
            "best_of": comparing.best_of,
            "repaint": results.of_current(self.repainting.begin),
            "method_none": settings.choose_none,
            **{f"method_{name}": partial(settings.choose, name) for name in method_names()},
            "new_seed": settings.new_seed,
            "lock_seed": settings.lock_seed,
            "show_gallery": self.browsing.show,
            "link_views": self.workspace.link.set_on,
            "show_result": self.result_pane.setVisible,
            "show_side": self.side.setVisible,
            "show_history": self.history.setVisible,
            "full_screen": lambda on: self.showFullScreen() if on else self.showNormal(),
            "models": self.models.open,
            "log_folder": open_log_folder,
        }
        self.actions_.connect_handlers(handlers)
        for name in ("link_views", "show_result", "show_side", "show_history"):
            self.actions_[name].setChecked(True)
        work = (self.runner, project.reading, self.session, comparing.run)
        WindowActionStates(self.actions_, settings, *work, self.canvas.keys, self)

    def _connect_notices(self) -> None:
        tell = self.notice.tell_error
        self.runner.failed.connect(self._on_failed)
        self.project.notified.connect(self.notice.tell)
        self.models.notified.connect(self.notice.tell)
        for part in (
            self.project, self.start, self.presets, self.layout_, self.layers, self.paints, self.incoming,
            self.models,
        ):  # fmt: skip
            part.failed.connect(tell)
        self.incoming.left.connect(self.news.tell_left)
        self.exporter.copied.connect(self.news.tell_copied)
        self.news.recoveries_wanted.connect(self.dialogs.show_recoveries)

    def _connect_runs(self) -> None:
        runner, live, comparing = self.runner, self.live, self.comparing
        self.side.submitted.connect(runner.generate)
        self.side.prompt.escaped.connect(self.canvas.setFocus)
        self.repainting.follow(self.results.repaint_wanted, comparing.repaint_chosen)
        self.start.begun.connect(self.side.show_base)
        self.settings.changed.connect(self.layout_.lookout.edited)
        runner.problems_changed.connect(self.layout_.boxes.inspector.show_problems)
        self.models.models_changed.connect(runner.check_now)
        self.models.used.connect(self._show_model)
        self.painted.connect(self.gallery.start)
        live.give_way_to(comparing.run)
        live.unfinished = self.project.recovery.unfinished = self.canvas.bench.unfinished
        self.canvas.bench.pressed.connect(self.project.recovery.follow)
        live.progressed.connect(self.result_pane.show_progress)
        self.history.model.drag = self.browsing.mime_of
        self.result_pane.view.drag = self.results.mime_of_current
        self.result_pane.picture_changed.connect(self.canvas.overlay.set_picture)
        self.history.chosen.connect(self.results.look)
        self.history.menu_wanted.connect(self.results.show_menu)
        self.results.base_wanted.connect(self.start.use)
        self.results.ground_wanted.connect(self.paints.put)
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
        project.path_changed.connect(self.notice.forget_error)
        project.recent_changed.connect(self.menus.fill_recent)
        self.state.modified_changed.connect(self.show_title)
        self.canvas.hint_changed.connect(self.hint.setText)
        status = self.statusBar()
        while_alive(self, self.canvas.announced, lambda text: status.showMessage(text, 4000))

    def _paste(self) -> None:
        """Under the pointer if that is on the canvas, else in the middle of it."""
        if not self.layout_.commands.paste():
            canvas, at = self.canvas, QCursor.pos()
            inside = canvas.rect().contains(canvas.mapFromGlobal(at))
            self.incoming.paste(at if inside else canvas.mapToGlobal(canvas.rect().center()))

    def _stop(self) -> None:
        self.project.reading.cancel()
        self.runner.stop()

    def _on_failed(self, error: SketchpadError, where: str) -> None:
        if not where:
            self.notice.tell_error(error)

    def _show_model(self, reference: str) -> None:
        info = known_model(reference)
        words = info.words if info else ()
        self.canvas.suggest(words)
        self.side.prompt.set_words(words, info.folder if info else None)
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

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()
            self.welcome.begin()

    def rescue(self) -> None:
        """Bring to safety what would be lost if the program ended now."""
        self.project.recovery.flush()
        self.gallery.flush()
        self.memory.keep()

    def closeEvent(self, event: QCloseEvent) -> None:
        running = self.runner.status.busy and self.runner.status.phase != "stopping"
        busy = running or self.comparing.run.busy or bool(self.runner.queue.jobs)
        stays = busy and not self.questions.quit_running()
        if stays or not self.project.may_leave() or not self.browsing.may_close():
            event.ignore()
            return
        self.memory.keep()
        self.hide()
        self.exporter.close()
        with leaving():
            for part in (
                self.layout_, self.layers, self.live, self.comparing, self.models, self.project, self.news,
                self.browsing, self.gallery,
            ):  # fmt: skip
                part.close()
            self.stop_work()
        event.accept()

    def stop_work(self) -> None:
        """End all threads, or, within `leaving`, those that end soon."""
        for task in self.findChildren(LatestTask):
            task.cancel()
        self.engine.close()
        for task in self.findChildren(LatestTask):
            task.close()
