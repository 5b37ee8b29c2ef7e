"""Generate, Stop and the switch for live drawing, how far it is, and why it cannot run."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolButton

from sketchpad import settings
from sketchpad.errors import Problem
from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.connections import while_alive
from sketchpad.ui.engine.runner import Runner, RunStatus
from sketchpad.ui.live.live import Live
from sketchpad.ui.state.run_settings import RunSettings, RunValues
from sketchpad.ui.style import icons
from sketchpad.ui.style.messages import sentence, setting_label, setting_note
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import (
    describe,
    hbox,
    named,
    progress_bar,
    restyle,
    set_progress,
    tool_button,
    vbox,
)
from sketchpad.ui.widgets.elided_label import ElidedLabel
from sketchpad.ui.widgets.number_spin import WholeSpin
from sketchpad.ui.widgets.problem_label import ProblemLabel
from sketchpad.ui.widgets.value_slider import give_margins


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
            if self._live.away.reason == "battery":
                return self.tr("Live: waits, to save the battery")
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
            if status.behind:
                text = self.tr("Live: this picture is {behind} s older than your drawing")
            elif status.index:
                text = self.tr("Live: refining, step {index} of {total}")
            elif status.refined:
                text = self.tr("Live · refined in {seconds} s")
        elif status.phase == "running" and status.index:
            text = self.tr("Live: step {index} of {total}")
        seconds = f"{status.seconds:.1f}"
        behind = f"{status.behind:.0f}"
        return text.format(index=status.index, total=status.total, seconds=seconds, behind=behind)


# Problems with these places are said there.
PLACED = ("prompt", "canvas", "boxes", "size", "settings", "model")


def is_placed(problem: Problem) -> bool:
    """Is it said at a control of its own?"""
    return problem.where in PLACED or problem.where.startswith("method:")


class RunPanel(Panel):
    """The foot of the side panel. The button is Generate, and while a picture is made, Stop."""

    def __init__(
        self, runner: Runner, run_settings: RunSettings, actions: ActionSet, live: LiveSwitch
    ) -> None:
        super().__init__()
        named(self, "run_panel", styled=True)
        self._runner, self.live = runner, live
        self._generate, self._stop = actions["generate"], actions["stop"]
        self._problems: tuple[Problem, ...] = ()
        self._was_busy = False
        self.button = named(QPushButton(), "primary")
        self.button.setIconSize(QSize(20, 20))
        self.one_more = named(tool_button("plus", 18), "secondary")
        self.one_more.clicked.connect(actions["generate"].trigger)
        self.count = WholeSpin(prefix="× ")
        self.count.setRange(1, int(settings.setting("count").high or 1))
        self.count.setFixedWidth(64)
        give_margins(self.count)
        self.count.valueChanged.connect(run_settings.set_count)
        run_settings.changed.connect(self._show_count)
        self.queue = named(tool_button(size=18), "secondary")
        self.queue.setDefaultAction(actions["show_queue"])
        self.compare = named(tool_button(size=18), "secondary")
        self.compare.setDefaultAction(actions["compare"])
        menu = QMenu(self.compare)
        menu.addActions([actions["compare"], actions["best_of"]])
        self.compare.setMenu(menu)
        self.compare.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.compare.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        policy = QSizePolicy.Policy
        self.compare.setSizePolicy(policy.Expanding, policy.Fixed)
        for button in (self.button, self.one_more, self.count):
            button.setMinimumHeight(42)
        for button in (self.compare, self.queue, live.button):
            button.setMinimumHeight(34)
        for button in (self.one_more, self.compare, self.queue):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.bar, self.problem = progress_bar(4), ProblemLabel()
        self.words = named(ElidedLabel(two_lines=True), "note")
        buttons = hbox((self.button, 1), self.one_more, self.count, spacing=8)
        further = hbox((self.compare, 1), live, self.queue, spacing=8)
        parts = (self.problem, self.words, self.bar, buttons, further)
        vbox(*parts, on=self, margins=(16, 8, 16, 14), spacing=6)
        self.button.clicked.connect(self._on_clicked)
        runner.status_changed.connect(self._show)
        runner.queue.changed.connect(self._show_queue)
        while_alive(self, live.words_changed, lambda _: self._show(runner.status))
        self.retranslate()

    def retranslate(self) -> None:
        self.bar.setAccessibleName(self.tr("Progress"))
        describe(self.one_more, self.tr("Add to the queue"))
        describe(self.count, setting_label("count"), setting_note("count"))
        self._show_queue()

    def _show_queue(self) -> None:
        queue = self._runner.queue
        waiting = len(queue.jobs)
        describe(self.queue, self._waiting())
        style = Qt.ToolButtonStyle
        self.queue.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if waiting else style.ToolButtonIconOnly
        )
        self.queue.setText(str(waiting))
        icons.set_icon(self.queue, "pause" if queue.paused else "queue")
        self._show(self._runner.status)

    def _show_count(self, values: RunValues) -> None:
        self.count.setValue(values.count)

    def _waiting(self) -> str:
        queue = self._runner.queue
        paused, going = self.tr("Queue, paused: {count} wait"), self.tr("Queue: {count} wait")
        return (paused if queue.paused else going).format(count=len(queue.jobs))

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
        name, role = ("stop", "text") if status.busy else ("generate", "on_accent")
        if restyle(self.button, runs=status.busy):
            icons.set_icon(self.button, name, role)
        action = self._stop if status.busy else self._generate
        text = self.tr("Stop") if status.busy else self.tr("Generate")
        tip = self._reason(status) or f"{text} ({action.shortcut().toString()})"
        describe(self.button, text, tip, text=text)
        self.button.setEnabled(status.phase != "stopping")
        self.one_more.setVisible(status.busy)
        most = 0 if status.phase == "loading" else max(1, status.total)
        if self.bar.maximum() != most:
            self.bar.setRange(0, most)
        set_progress(self.bar, status.index)
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
        reason = next((p for p in self._problems if p.blocking and is_placed(p)), None)
        text = self.tr("Ready")
        if status.phase == "loading":
            text = self.tr("Getting the model ready…")
        elif status.phase == "stopping":
            text = self.tr("Stopping…")
        elif status.phase == "running":
            begun = self.tr("Step {index} of {total} · {seconds} s")
            text = begun if status.index else self.tr("Starting…")
        elif self._runner.queue.paused and self._runner.queue.jobs:
            return self._waiting()
        elif self.live.words:
            return self.live.words
        elif status.index and status.index >= status.total:
            text = self.tr("Done in {seconds} s")
        elif status.failed:
            text = self.tr("Failed")
        elif reason is not None:
            return sentence(reason)
        elif status.index:
            text = self.tr("Stopped at step {index} of {total}")
        seconds = f"{status.seconds:.1f}"
        return text.format(index=status.index, total=status.total, seconds=seconds)
