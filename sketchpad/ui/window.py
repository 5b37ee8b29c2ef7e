"""The main window: makes the parts and connects them. Each part does its own work."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QByteArray,
    QDateTime,
    QEvent,
    QLocale,
    QPoint,
    QSettings,
    QSize,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtGui import QAction, QCloseEvent, QDesktopServices, QIcon, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QMenu, QSplitter, QWidget

from sketchpad import paths
from sketchpad.errors import SketchpadError
from sketchpad.generation.request import METHOD_NAMES, Progress
from sketchpad.ui.actions import WindowActions
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.comparing import Comparing
from sketchpad.ui.crash import open_log, open_log_folder
from sketchpad.ui.engine import Engine
from sketchpad.ui.exporting import Exporter
from sketchpad.ui.incoming import Incoming
from sketchpad.ui.language import Language
from sketchpad.ui.menus import Menus
from sketchpad.ui.messages import sentence
from sketchpad.ui.panels.canvas_pane import CanvasPane
from sketchpad.ui.panels.history_strip import HistoryStrip
from sketchpad.ui.panels.method_panel import MethodPanel
from sketchpad.ui.panels.notice_bar import Choice, NoticeBar
from sketchpad.ui.panels.prompt_panel import PromptPanel
from sketchpad.ui.panels.result_pane import ResultPane
from sketchpad.ui.panels.run_panel import RunPanel
from sketchpad.ui.panels.settings_panel import SettingsPanel
from sketchpad.ui.panels.side_panel import WIDTH as SIDE_WIDTH
from sketchpad.ui.panels.side_panel import SidePanel
from sketchpad.ui.panels.tool_rail import ToolRail
from sketchpad.ui.pictures import to_image
from sketchpad.ui.preferences import PreferenceStore
from sketchpad.ui.problems import Problems
from sketchpad.ui.project import Project
from sketchpad.ui.questions import Questions
from sketchpad.ui.run_settings import RunSettings, RunValues, default_values, known_model
from sketchpad.ui.runner import Check, Runner, RunStatus
from sketchpad.ui.session import Result, Session
from sketchpad.ui.state import DocumentState
from sketchpad.ui.theme import theme
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
        self.state = DocumentState(parent=self)
        self.settings = RunSettings(default_values(str(self.preferences["model"])), self)
        self.session = Session(self)
        # what is done
        self.questions = questions or Questions(self)
        self.runner = Runner(engine, self.state, self.settings, self.session, check, self)
        self.project = Project(
            self.state, self.settings, self.session, self.preferences, self.questions, self
        )
        self.exporter = Exporter(self.questions, self.preferences, self)
        self.incoming = Incoming(self, lambda: self.state.document)
        self.actions_ = WindowActions(self)
        # where it is shown
        self._make_panels()
        self.comparing = Comparing(self.engine, self.runner, self.exporter, self.project, self)
        self.problems = Problems(self.runner, self.canvas_pane, self.side)
        self.menus = Menus(
            self,
            self.actions_,
            self.canvas,
            self.project.recent.present,
            self.project.open,
            self.project.recent.clear,
        )
        self._connect_actions()
        self._connect_parts()
        self._restore()
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
            [self.actions_[i] for i in ("restore_drawing", "copy", "export")],
        )
        self.history = HistoryStrip(self.session)
        self.workspace = Workspace(self.canvas_pane, self.result_pane, self.history, self.notice)
        self.side = SidePanel(
            PromptPanel(self.state),
            MethodPanel(self.settings),
            SettingsPanel(self.state, self.settings, info.width if info else 256),
            RunPanel(
                self.runner,
                self.actions_["generate"],
                self.actions_["stop"],
                self.actions_["compare"],
            ),
        )
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
            "export": self._export,
            "export_comparison": self.comparing.export,
            "copy": self._copy,
            "quit": self.close,
            "paste": self.incoming.paste,
            "generate": self.runner.generate,
            "stop": self.runner.stop,
            "compare": self.comparing.open,
            "method_none": settings.choose_none,
            "new_seed": settings.new_seed,
            "restore_drawing": lambda: self._restore_drawing(self.session.current),
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
        self.runner.status_changed.connect(self._show_status)
        self.runner.progressed.connect(self._show_on_canvas)
        self.runner.failed.connect(
            lambda error, where: self.tell_error(error) if not where else None
        )
        self.session.current_changed.connect(self._show_current)
        self.history.chosen.connect(self.bring_back)
        self.history.menu_wanted.connect(self._show_history_menu)
        self.comparing.used.connect(self._use)
        self.project.path_changed.connect(self._show_title)
        self.project.recent_changed.connect(self.menus.fill_recent)
        for signal in (self.comparing.run.started, self.comparing.run.cell_changed):
            signal.connect(self._show_comparison)
        self.project.told.connect(self.notice.tell)
        self.project.failed.connect(self.tell_error)
        self.exporter.failed.connect(self.tell_error)
        self.exporter.exported.connect(self._tell_exported)
        self.exporter.copied.connect(
            lambda: self.notice.tell(self.tr("The picture is on the clipboard."))
        )
        self.incoming.drawing.connect(self.project.open)
        self.incoming.lines.connect(self.project.import_lines)
        self.incoming.strokes.connect(self.project.add_strokes)
        self.incoming.failed.connect(self.tell_error)
        self.state.modified_changed.connect(lambda _: self._show_title())
        self.canvas.hint_changed.connect(self._hint.setText)
        self.canvas.announced.connect(lambda text: self.statusBar().showMessage(text, 4000))
        self.menus.languages.triggered.connect(lambda action: self._choose_language(action.data()))
        self.menus.themes.triggered.connect(lambda action: self._choose_theme(action.data()))
        self.canvas.result_changed.connect(self._keep_result_look)
        self._show_values(self.settings.values)
        self._show_status(self.runner.status)
        self._show_current(None)
        self._show_comparison()

    # following the parts

    def _show_values(self, values: RunValues) -> None:
        self.actions_["lock_seed"].setChecked(values.seed_locked)
        for name in METHOD_NAMES:
            self.actions_[f"method_{name}"].setChecked(name in values.chosen)

    def _show_status(self, status: RunStatus) -> None:
        self.actions_["stop"].setEnabled(status.busy)
        self.canvas.set_escape_reserved(status.busy)

    def _show_on_canvas(self, progress: Progress) -> None:
        self.canvas.set_result(to_image(progress.picture))

    def _show_current(self, result: Result | None) -> None:
        for name in ("export", "copy", "restore_drawing"):
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

    # what the user asks for

    def bring_back(self, result: Result) -> None:
        """Look at `result` again, with the settings and words that made it; the drawing stays."""
        self.session.show(result)
        self.settings.set(self.settings.values.like(result.request))
        made, present = result.request.document, self.state.document
        words = present.with_prompt(made.prompt).with_negative_prompt(made.negative_prompt)
        self.state.apply(words, self.tr("Bring settings back"))

    def _restore_drawing(self, result: Result | None) -> None:
        if result is not None:
            self.bring_back(result)
            self.state.apply(result.request.document, self.tr("Bring drawing back"))

    def _use(self, result: Result) -> None:
        self.session.add(result)
        self.settings.set(self.settings.values.like(result.request))
        self.raise_()
        self.activateWindow()

    def _show_history_menu(self, result: Result, position: QPoint) -> None:
        menu = QMenu(self)
        for text, handler in (
            (self.tr("Bring picture and settings back"), lambda: self.bring_back(result)),
            (self.tr("Bring drawing back, too"), lambda: self._restore_drawing(result)),
            (self.tr("Copy picture"), lambda: self.exporter.copy(result)),
            (self.tr("Export picture…"), lambda: self.exporter.export(result, self.project.name)),
            (self.tr("Remove"), lambda: self.session.remove(result)),
        ):
            action = QAction(text, menu)
            action.triggered.connect(handler)
            menu.addAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(position)

    def _export(self) -> None:
        if self.session.current is not None:
            self.exporter.export(self.session.current, self.project.name)

    def _copy(self) -> None:
        if self.session.current is not None:
            self.exporter.copy(self.session.current)

    def choose_sample(self) -> None:
        from sketchpad.ui.dialogs.samples import SamplesDialog

        dialog = SamplesDialog(self.language.present, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.picked.connect(self.project.open_sample)
        dialog.open()

    def _show_shortcuts(self) -> None:
        from sketchpad.ui.dialogs.shortcuts import ShortcutsDialog

        dialog = ShortcutsDialog(self.menus.shortcut_groups(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_about(self) -> None:
        from sketchpad.ui.dialogs.about import AboutDialog

        dialog = AboutDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def tell_error(self, error: SketchpadError) -> None:
        """Say what went wrong, above the drawing, until it is closed."""
        self.notice.tell(sentence(error), "error")

    def _tell_exported(self, path: Path) -> None:
        def show() -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

        text = self.tr("Exported as “{name}”.").format(name=path.name)
        self.notice.tell(text, "info", Choice(self.tr("Show folder"), show))

    def offer_recovery(self, crashed: bool = False) -> None:
        """If a crash left a drawing behind, say so; the choice can wait. `crashed`: the last session left a report."""
        recovery = self.project.recoverable()
        if recovery is None:
            if crashed:
                text = self.tr(
                    "Sketchpad did not end as it should have the last time. No drawing was lost."
                )
                self.notice.tell(text, "info", Choice(self.tr("Show log"), open_log))
            return
        written = QDateTime.fromSecsSinceEpoch(round(recovery.written.timestamp()))
        when = QLocale().toString(written, QLocale.FormatType.ShortFormat)
        self.notice.tell(
            self.tr(
                "Sketchpad did not end as it should have. The drawing of {when} was kept."
            ).format(when=when),
            "info",
            Choice(self.tr("Bring it back"), lambda: self.project.recover(recovery)),
            Choice(self.tr("Throw it away"), recovery.discard),
            stay=True,
        )

    # preferences

    def _choose_language(self, name: str) -> None:
        self.preferences.set("language", name)
        self.language.choose(name)

    def _choose_theme(self, choice: str) -> None:
        self.preferences.set("theme", choice)
        theme().choose(choice)  # type: ignore[arg-type]

    def _keep_result_look(self) -> None:
        self.preferences.set("result.mode", self.canvas.result_mode)
        self.preferences.set("result.opacity", round(self.canvas.result_opacity, 2))

    def _restore(self) -> None:
        self.canvas.set_result_mode(self.preferences["result.mode"])  # type: ignore[arg-type]
        self.canvas.set_result_opacity(float(self.preferences["result.opacity"]))
        self.menus.check(self.menus.languages, self.language.choice)
        self.menus.check(self.menus.themes, theme().choice)
        self.setWindowIcon(QIcon(str(paths.resources() / "icons" / "sketchpad.svg")))
        self.resize(QSize(1440, 900))
        kept = _geometry()
        if isinstance(shape := kept.value("window"), QByteArray):
            self.restoreGeometry(shape)
        for name, splitter in (("split", self.split), ("panes", self.workspace.panes)):
            if isinstance(state := kept.value(name), QByteArray):
                splitter.restoreState(state)

    def _keep(self) -> None:
        kept = _geometry()
        kept.setValue("window", self.saveGeometry())
        kept.setValue("split", self.split.saveState())
        kept.setValue("panes", self.workspace.panes.saveState())
        kept.sync()

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
        self._keep()
        self.hide()
        self.comparing.close()
        self.engine.close()
        self.project.close()
        event.accept()


def _geometry() -> QSettings:
    return QSettings(str(paths.user_state() / "window.ini"), QSettings.Format.IniFormat)
