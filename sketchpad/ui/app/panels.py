"""The panels of the main window and how they lie in it. What they are connected to is the window's business."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.app.workspace import Workspace
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.engine.runner import Runner
from sketchpad.ui.files.file_dialogs import FileDialogs
from sketchpad.ui.gallery.gallery import Gallery
from sketchpad.ui.gallery.thumbnails import Thumbnails
from sketchpad.ui.live.live import Live
from sketchpad.ui.methods.method_panel import MethodPanel
from sketchpad.ui.methods.preset_button import PresetButton
from sketchpad.ui.models.manager import ModelManager
from sketchpad.ui.models.model_choice import ModelChoice
from sketchpad.ui.panels.canvas_pane import CanvasPane
from sketchpad.ui.panels.history_strip import HistoryStrip
from sketchpad.ui.panels.live_switch import LiveSwitch
from sketchpad.ui.panels.prompt_panel import PromptPanel
from sketchpad.ui.panels.result_pane import ResultPane
from sketchpad.ui.panels.run_panel import RunPanel
from sketchpad.ui.panels.settings_panel import LABEL_WIDTH, SettingsPanel
from sketchpad.ui.panels.side_panel import WIDTH as SIDE_WIDTH
from sketchpad.ui.panels.side_panel import SidePanel
from sketchpad.ui.panels.start_panel import StartPanel
from sketchpad.ui.panels.tool_rail import ToolRail
from sketchpad.ui.state.document_state import DocumentState
from sketchpad.ui.state.run_settings import RunSettings, known_model
from sketchpad.ui.state.session import Session
from sketchpad.ui.widgets.notice_bar import NoticeBar


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
        of_result = ("use_settings", "use_all", "use_as_base", "enlarge", "copy", "export")
        self.result_pane = ResultPane(
            session, runner, [actions[name] for name in of_result], actions["keep_live"]
        )
        self.thumbnails = Thumbnails(self)
        self.history = HistoryStrip(session, gallery, self.thumbnails)
        self.workspace = Workspace(self.canvas_pane, self.result_pane, self.history, self.notice)
        self.side = SidePanel(
            PromptPanel(state),
            MethodPanel(settings, state),
            SettingsPanel(
                state,
                settings,
                info.width if info else 256,
                ModelChoice(models, actions["models"], LABEL_WIDTH),
            ),
            RunPanel(
                runner,
                actions["generate"],
                actions["stop"],
                actions["compare"],
                actions["best_of"],
                LiveSwitch(live, actions["live"], actions["keep_live"]),
            ),
        )
        self.presets = PresetButton(settings, questions, actions["save_preset"])
        self.side.methods.set_presets(self.presets)
        base = [actions[name] for name in ("use_as_base", "base_from_file")]
        self.side.add(StartPanel(settings, base, actions["add_lora"]))
        self.rail = ToolRail(self.canvas)
        self._arrange()

    def _arrange(self) -> None:
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.workspace)
        self.split.addWidget(self.side)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.split.setSizes([1096, SIDE_WIDTH])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.split, 1)
