"""The switch for live drawing, and how that stands in words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction

from sketchpad.ui.live.live import Live
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import hbox, named, tool_button


class LiveSwitch(Panel):
    """A button for the action `switch`; `keep` is possible while there is a live picture to be kept.

    Signals:
        words_changed: `words`, what is to be said while nothing else is being made; empty while live drawing is off.
    """

    words_changed = Signal(str)

    def __init__(self, live: Live, switch: QAction, keep: QAction) -> None:
        super().__init__()
        self._live, self._keep = live, keep
        self.words = ""
        self.button = named(tool_button(size=18), "switch")
        self.button.setDefaultAction(switch)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        hbox(self.button, on=self)
        switch.toggled.connect(live.set_on)
        keep.triggered.connect(live.keep)
        live.changed.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        self.button.setAccessibleName(self.tr("Live drawing"))
        self._show()

    def _show(self) -> None:
        self._keep.setEnabled(self._live.last is not None)
        words = self._said()
        if words != self.words:
            self.words = words
            self.words_changed.emit(words)

    def _said(self) -> str:
        status = self._live.status
        if self._live.on and self._live.paused:
            return self.tr("Live: waits for the other pictures")
        if status.phase in ("blocked", "failed") and status.why is not None:
            return sentence(status.why)
        if status.phase == "loading":
            return self.tr("Getting the model ready…")
        text = self.tr("Live: draw, the picture follows")
        if status.phase == "off":
            return ""
        if status.phase == "shown":
            usual = self.tr("Live, without a fast variant · {seconds} s")
            text = usual if status.usual else self.tr("Live · {seconds} s")
        elif status.phase == "running" and status.index:
            text = self.tr("Live: step {index} of {total}")
        seconds = f"{status.seconds:.1f}"
        return text.format(index=status.index, total=status.total, seconds=seconds)
