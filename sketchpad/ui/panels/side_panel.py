"""The right side: prompt, guidance and settings scroll; Generate stays in sight at the foot."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from sketchpad.errors import Problem
from sketchpad.generation.methods.registry import METHODS
from sketchpad.ui.methods.method_panel import MethodPanel
from sketchpad.ui.panels.prompt_panel import PromptPanel
from sketchpad.ui.panels.run_panel import RunPanel
from sketchpad.ui.panels.settings_panel import SettingsPanel
from sketchpad.ui.panels.start_panel import StartPanel

WIDTH = 344


class SidePanel(QWidget):
    """Prompt, guidance, settings and Generate.

    Signals:
        submitted: a picture is wanted, by Enter in the prompt.
    """

    submitted = Signal()

    def __init__(
        self,
        prompt: PromptPanel,
        methods: MethodPanel,
        settings: SettingsPanel,
        run: RunPanel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("side_panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.prompt, self.methods, self.settings, self.run = prompt, methods, settings, run
        prompt.submitted.connect(self.submitted)
        inner = QWidget()
        inner.setObjectName("side_contents")
        contents = QVBoxLayout(inner)
        contents.setContentsMargins(16, 12, 16, 12)
        contents.setSpacing(16)
        for panel in (prompt, methods, settings):
            contents.addWidget(panel)
        contents.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        self._scroll, self._inner, self._contents = scroll, inner, contents
        self.more: list[StartPanel] = []
        inner.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(run)
        self.setMinimumWidth(300)

    def add(self, panel: StartPanel) -> None:
        """A further panel, below the others."""
        self.more.append(panel)
        self._contents.insertWidget(self._contents.count() - 1, panel)

    def set_base_size(self, pixels: int) -> None:
        """The side of the model's usual pictures, for the sizes that are offered."""
        self.settings.size_row.set_base(pixels)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, super().sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A label in another language must not be cut off: the panel is as wide as its contents ask for.
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            bar = self._scroll.verticalScrollBar().sizeHint().width()
            self.setMinimumWidth(max(300, self._inner.minimumSizeHint().width() + bar))
        return super().eventFilter(watched, event)

    def show_problems(self, problems: tuple[Problem, ...], urgent: bool) -> None:
        """Each at the control it belongs to."""
        self.prompt.problem.show_problems((p for p in problems if p.where == "prompt"), urgent)
        self.methods.show_problems(problems, urgent)
        self.settings.show_problems(problems, urgent)
        self.run.show_problems(problems, urgent)
        for panel in self.more:
            panel.show_problems(problems, urgent)

    def reveal(self, where: str) -> QWidget | None:
        """Bring the control named `where` into sight and give it the focus; None if it is not in this panel."""
        widget: QWidget | None = None
        if where == "prompt":
            widget = self.prompt.prompt
        elif where.startswith("method:"):
            name = where.partition(":")[2]
            known = METHODS.get(name)
            card = self.methods.cards.get(known.shown_on or name if known else name)
            widget = card.check if card else None
        elif where == "model" and self.settings.model is not None:
            widget = self.settings.model.choice
        elif where == "size":
            widget = self.settings.size_row.choice
        elif where == "settings":
            widget = self.settings.steps.spin
        elif where in ("base", "loras") and self.more:
            panel = self.more[0]
            widget = panel.base.strength.spin if where == "base" else panel.add_lora
        if widget is not None:
            self._scroll.ensureWidgetVisible(widget)
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
        return widget
