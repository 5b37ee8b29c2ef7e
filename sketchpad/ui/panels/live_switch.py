"""The switch for live drawing, and how that stands in words."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from sketchpad.ui.live.live import Live
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.panel import Panel


class LiveSwitch(Panel):
    """A button for the action `switch`; `keep` is possible while there is a live picture to be kept.

    Signals:
        words_changed: `words`, what is to be said while nothing else is being made; empty while live drawing is off.
    """

    words_changed = Signal(str)

    def __init__(
        self, live: Live, switch: QAction, keep: QAction, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._live, self._keep = live, keep
        self.words = ""
        self.button = QToolButton()
        self.button.setObjectName("switch")
        self.button.setDefaultAction(switch)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setIconSize(QSize(18, 18))
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
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
        if status.phase == "shown":
            seconds = f"{status.seconds:.1f}"
            if status.usual:
                return self.tr("Live, without a fast variant · {seconds} s").format(seconds=seconds)
            return self.tr("Live · {seconds} s").format(seconds=seconds)
        if status.phase == "running" and status.index:
            return self.tr("Live: step {index} of {total}").format(
                index=status.index, total=status.total
            )
        return "" if status.phase == "off" else self.tr("Live: draw, the picture follows")
