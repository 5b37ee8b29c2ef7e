"""Generate and Stop, how far it is, and why it cannot run."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sketchpad.errors import Problem
from sketchpad.ui.connections import while_alive
from sketchpad.ui.engine.runner import Runner, RunStatus
from sketchpad.ui.panels.live_switch import LiveSwitch
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import sentence
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.problem_label import ProblemLabel

# Problems with these places are said there.
PLACED = ("prompt", "canvas", "boxes", "size", "settings", "model")


def is_placed(problem: Problem) -> bool:
    """Is it said at a control of its own?"""
    return problem.where in PLACED or problem.where.startswith("method:")


class RunPanel(Panel):
    """The foot of the side panel. The button is Generate, and while a picture is made, Stop."""

    def __init__(
        self,
        runner: Runner,
        generate: QAction,
        stop: QAction,
        compare: QAction,
        best_of: QAction,
        live: LiveSwitch,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("run_panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._runner, self._generate, self._stop = runner, generate, stop
        self.live = live
        self._problems: tuple[Problem, ...] = ()
        self._was_busy = False
        self.button = QPushButton()
        self.button.setObjectName("primary")
        self.button.setIconSize(QSize(20, 20))
        self.button.setMinimumHeight(42)
        self.compare = QToolButton()
        self.compare.setObjectName("secondary")
        self.compare.setDefaultAction(compare)
        menu = QMenu(self.compare)
        menu.addActions([compare, best_of])
        self.compare.setMenu(menu)
        self.compare.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.compare.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.compare.setIconSize(QSize(18, 18))
        self.compare.setMinimumHeight(42)
        self.compare.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedHeight(4)
        keeps_room = self.bar.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(keeps_room)
        self.words = ElidedLabel(two_lines=True)
        self.words.setObjectName("note")
        self.problem = ProblemLabel()
        state = QHBoxLayout()
        state.setSpacing(8)
        state.addWidget(self.words, 1)
        state.addWidget(live)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.button, 1)
        buttons.addWidget(self.compare)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 14)
        column.setSpacing(6)
        column.addWidget(self.problem)
        column.addLayout(state)
        column.addWidget(self.bar)
        column.addLayout(buttons)
        self.button.clicked.connect(self._on_clicked)
        runner.status_changed.connect(self._show)
        while_alive(self, live.words_changed, lambda _: self._show(runner.status))
        self.retranslate()

    def retranslate(self) -> None:
        self.bar.setAccessibleName(self.tr("Progress"))
        self._show(self._runner.status)

    def show_reasons(self, problems: tuple[Problem, ...]) -> None:
        """Why Generate cannot run, wherever that is also said."""
        self._problems = problems
        self._show(self._runner.status)

    def show_problems(self, problems: tuple[Problem, ...], urgent: bool) -> None:
        """Say those that have no other place."""
        self.problem.show_problems((p for p in problems if not is_placed(p)), urgent)

    def _on_clicked(self) -> None:
        (self._stop if self._runner.status.busy else self._generate).trigger()

    def _show(self, status: RunStatus) -> None:
        name = "stop" if status.busy else "generate"
        if self.button.property("runs") != status.busy:
            self.button.setProperty("runs", status.busy)
            self.button.style().unpolish(self.button)
            self.button.style().polish(self.button)
            icons.set_icon(self.button, name, "text" if status.busy else "on_accent")
        action = self._stop if status.busy else self._generate
        text = self.tr("Stop") if status.busy else self.tr("Generate")
        self.button.setText(text)
        self.button.setEnabled(status.phase != "stopping")
        self.button.setAccessibleName(text)
        self.button.setToolTip(self._reason(status) or f"{text} ({action.shortcut().toString()})")
        most = 0 if status.phase == "loading" else max(1, status.total)
        if self.bar.maximum() != most:
            self.bar.setRange(0, most)
        self.bar.setValue(status.index)
        self.bar.setVisible(status.busy)
        words = self.words_for(status)
        if self._was_busy and not status.busy:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        self._was_busy = status.busy
        self.words.setText(words)

    def _reason(self, status: RunStatus) -> str:
        if status.busy:
            return ""
        return "\n".join(sentence(p) for p in self._problems if p.blocking)

    def words_for(self, status: RunStatus) -> str:
        """The state of the run in words."""
        if status.phase == "loading":
            return self.tr("Getting the model ready…")
        if status.phase == "stopping":
            return self.tr("Stopping…")
        seconds = f"{status.seconds:.1f}"
        if status.phase == "running":
            if not status.index:
                return self.tr("Starting…")
            return self.tr("Step {index} of {total} · {seconds} s").format(
                index=status.index, total=status.total, seconds=seconds
            )
        if self.live.words:
            return self.live.words
        if status.index and status.index >= status.total:
            return self.tr("Done in {seconds} s").format(seconds=seconds)
        reason = next((p for p in self._problems if p.blocking and is_placed(p)), None)
        if reason is not None and not status.failed:
            return sentence(reason)
        if status.failed:
            return self.tr("Failed")
        if status.index:
            return self.tr("Stopped at step {index} of {total}").format(
                index=status.index, total=status.total
            )
        return self.tr("Ready")
