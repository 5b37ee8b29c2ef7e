"""The right side: prompt, guidance and settings scroll; Generate stays in sight at the foot."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from sketchpad.errors import Problem
from sketchpad.generation.methods.registry import METHODS
from sketchpad.ui.methods.method_panel import MethodPanel
from sketchpad.ui.panels.prompt_panel import PromptPanel
from sketchpad.ui.panels.run_panel import RunPanel
from sketchpad.ui.panels.settings_panel import SettingsPanel
from sketchpad.ui.panels.start_panel import StartPanel
from sketchpad.ui.style.shorthand import STRETCH, named, scrolled, vbox
from sketchpad.ui.widgets.problem_label import ProblemLabel

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
        start: StartPanel,
        run: RunPanel,
    ) -> None:
        super().__init__()
        named(self, "side_panel", styled=True)
        self.prompt, self.methods, self.settings = prompt, methods, settings
        self.start, self.run = start, run
        prompt.submitted.connect(self.submitted)
        self._inner = named(QWidget(), "side_contents")
        parts = (prompt, methods, settings, start, STRETCH)
        vbox(*parts, on=self._inner, margins=(16, 12), spacing=16)
        self._inner.installEventFilter(self)
        self._scroll = scrolled(self._inner)
        vbox((self._scroll, 1), run, on=self, spacing=0)
        self.setMinimumWidth(300)

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
        for label in self.findChildren(ProblemLabel):
            if label.places:
                label.show_problems(problems, urgent)
        self.run.show_problems(problems, urgent)

    def show_base(self) -> None:
        """Bring the picture to begin from into sight, wherever one has scrolled to."""
        self.show()
        for part in (self._inner, self):  # it may just have appeared
            if (layout := part.layout()) is not None:
                layout.activate()
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self._scroll.ensureWidgetVisible(self.start.base)

    def reveal(self, where: str) -> QWidget | None:
        """Bring the control named `where` into sight and give it the focus; None if it is not in this panel."""
        kind, _, name = where.partition(":")
        start = self.start
        widgets: dict[str, QWidget] = {
            "prompt": self.prompt.prompt,
            "model": self.settings.model.choice,
            "size": self.settings.size_row.choice,
            "settings": self.settings.steps.spin,
            "base": start.base.strength.spin if start.base.isVisible() else start.choose_base,
            "loras": start.add_lora,
        }
        if kind == "method":
            known = METHODS.get(name)
            card = self.methods.cards.get(known.shown_on or name if known else name)
            widgets |= {where: card.check} if card else {}
        widget = widgets.get(where)
        if widget is not None:
            self._scroll.ensureWidgetVisible(widget)
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
        return widget
