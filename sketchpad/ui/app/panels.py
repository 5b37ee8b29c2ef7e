"""The panels of the main window and how they lie in it. What they are connected to is the window's business."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.view.view import View
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.gallery.gallery import Gallery
from sketchpad.ui.live.live import Live
from sketchpad.ui.methods.method_panel import MethodPanel, PresetButton
from sketchpad.ui.models.manager import ModelManager
from sketchpad.ui.models.model_choice import ModelChoice
from sketchpad.ui.panels.canvas_pane import CanvasPane
from sketchpad.ui.panels.history_strip import HistoryStrip
from sketchpad.ui.panels.prompt_panel import PromptPanel
from sketchpad.ui.panels.result_pane import ResultPane
from sketchpad.ui.panels.run_panel import LiveSwitch, RunPanel
from sketchpad.ui.panels.settings_panel import LABEL_WIDTH, SettingsPanel
from sketchpad.ui.panels.side_panel import WIDTH as SIDE_WIDTH
from sketchpad.ui.panels.side_panel import SidePanel
from sketchpad.ui.panels.start_panel import StartPanel
from sketchpad.ui.panels.tool_rail import ToolRail
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings, known_model
from sketchpad.ui.state.session import Session
from sketchpad.ui.style.shorthand import hbox, named, vbox, with_room
from sketchpad.ui.widgets.notice_bar import NoticeBar
from sketchpad.ui.widgets.picture_view import Look, PictureView

MOVES = (QEvent.Type.LayoutRequest, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize)


class Workspace(QWidget):
    def __init__(
        self, canvas: CanvasPane, result: ResultPane, history: HistoryStrip, notice: NoticeBar
    ) -> None:
        super().__init__()
        self.canvas, self.result, self.history, self.notice = canvas, result, history, notice
        self.panes = named(QSplitter(Qt.Orientation.Horizontal), "panes")
        self.panes.setChildrenCollapsible(False)
        self.panes.setHandleWidth(1)
        self.panes.addWidget(canvas)
        self.panes.addWidget(result)
        self.panes.setSizes([1000, 1000])
        self.panes.setStretchFactor(0, 1)
        self.panes.setStretchFactor(1, 1)
        inner = QWidget()
        vbox((self.panes, 1), history, on=inner, spacing=0)
        vbox(with_room(inner), on=self, spacing=0)
        # Not in the layout: the drawing does not move when a notice comes or goes.
        notice.setParent(self)
        for watched in (notice, self.panes):
            watched.installEventFilter(self)
        self.link = CanvasLink(canvas.canvas, result.view)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in MOVES:
            self._place_notice()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_notice()

    def _place_notice(self) -> None:
        """At the foot of the panes, as far as they are in sight."""
        height = self.notice.heightForWidth(self.width())
        if height < 0:  # it has no words yet
            height = self.notice.sizeHint().height()
        foot = self.panes.mapTo(self, QPoint(0, self.panes.height())).y()
        self.notice.setGeometry(0, min(foot, self.height()) - height, self.width(), height)
        self.notice.raise_()
        for pane in (self.canvas, self.result):
            pane.keep_clear(0 if self.notice.isHidden() else height)


class CanvasLink:
    """Canvas and result look at the same place while `on`."""

    def __init__(self, canvas: CanvasWidget, view: PictureView) -> None:
        self._canvas, self._view = canvas, view
        self._following = False
        self.on = True
        canvas.viewport.view_changed.connect(self._follow_canvas)
        view.look_changed.connect(self._follow_view)

    def set_on(self, on: bool) -> None:
        self.on = on
        self._follow_canvas()

    def _follow_canvas(self) -> None:
        if not self.on or self._following:
            return
        if self._canvas.viewport.fitting:
            self._view.set_look(Look())
            return
        page, shown = self._canvas.state.document, self._canvas.viewport.view
        middle = shown.to_page(QPointF(self._canvas.width() / 2, self._canvas.height() / 2))
        self._view.set_look(Look(shown.zoom, middle.x() / page.width, middle.y() / page.height))

    def _follow_view(self, look: Look) -> None:
        if not self.on:
            return
        self._following = True
        try:
            if look.zoom is None:
                self._canvas.viewport.fit()
                return
            page = self._canvas.state.document
            x = self._canvas.width() / 2 - look.x * page.width * look.zoom
            y = self._canvas.height() / 2 - look.y * page.height * look.zoom
            self._canvas.viewport.set_view(View(look.zoom, x, y))
        finally:
            self._following = False


OF_RESULT = ("use_settings", "use_all", "use_as_base", "enlarge", "copy", "export")


class WindowPanels(QWidget):
    """Tools to the left, drawing and result in the middle, prompt and settings to the right."""

    def __init__(
        self,
        state: DocumentState,
        settings: RunSettings,
        session: Session,
        gallery: Gallery,
        runner: Runner,
        live: Live,
        models: ModelManager,
        questions: FileDialogs,
        actions: ActionSet,
    ) -> None:
        super().__init__()
        info = known_model(settings.values.model)
        self.canvas = CanvasWidget(state)
        self.canvas.suggest(info.words if info else ())
        self.notice = NoticeBar()
        self.canvas_pane = CanvasPane(state, self.canvas, actions["open_sample"])
        of_result = [actions[name] for name in OF_RESULT]
        beside = actions["keep_live"], actions["show_batch"]
        self.result_pane = ResultPane(session, runner, of_result, *beside)
        self.history = HistoryStrip(session, gallery)
        self.workspace = Workspace(self.canvas_pane, self.result_pane, self.history, self.notice)
        model = ModelChoice(models, actions["models"], LABEL_WIDTH)
        live_switch = LiveSwitch(live, actions["live"], actions["keep_live"])
        self.presets = PresetButton(settings, questions, actions["save_preset"])
        self.side = SidePanel(
            PromptPanel(state, actions, questions),
            MethodPanel(settings, state, self.presets),
            SettingsPanel(state, settings, info.width if info else 256, model),
            StartPanel(settings, actions),
            RunPanel(runner, settings, actions, live_switch),
        )
        self.side.prompt.set_words(info.words if info else (), info.folder if info else None)
        session.added.connect(self.side.prompt.remember)
        self.rail = ToolRail(self.canvas)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.workspace)
        self.split.addWidget(self.side)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.split.setSizes([1096, SIDE_WIDTH])
        hbox(self.rail, (self.split, 1), on=self, spacing=0)
