"""How long the pen's ink takes to appear, timed from inside: what `sketchpad bench --ink` starts as a program.

``python -m sketchpad.benchmarks.probes.ink SECONDS PHASES`` opens the window and draws with a pen that reports `RATE`
times a second. Each of PHASES (comma-separated) is drawn for SECONDS; a phase is "empty" or "full" (a page of
`STROKES` strokes), with "+" while pictures are made by networks that have been read before (a page without a line
gives no picture: the empty one has one then). "load" is the page with one line while the networks are read, unless a
phase before it did that; "undo" takes the full page away and brings it back. As JSON it prints, for each phase, the
milliseconds from when each report was due to when the canvas had been painted with it; for "undo" those between two
turns of the window's event loop. "own" and a phase: the milliseconds of processor time that the window's thread was
busy at a time, for one report or one painting (for "undo": one turn), however busy the machine is otherwise.
"""

from __future__ import annotations

import math
import sys
import time

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtWidgets import QApplication

from sketchpad.benchmarks.probes.probe import SETTLE, Probe, open_window
from sketchpad.document.model import Document, Stroke
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.engine.runner import RunStatus

RATE = 300  # reports a second
STROKES = 10_000
LINE = 150  # reports from pen down to pen up
UNDO_SECONDS = 3.0


def full_page(document: Document, count: int = STROKES) -> Document:
    """`document` with `count` strokes such as a hand draws them: a few dozen points each, all over the page."""
    random = np.random.default_rng(7)
    size = (document.width, document.height)
    starts = random.uniform(0, size, (count, 1, 2))
    turns = random.uniform(0, 2 * math.pi, (count, 1)) + random.normal(0, 0.3, (count, 30)).cumsum(
        1
    )
    steps = np.stack((np.cos(turns), np.sin(turns)), axis=2) * (max(size) / 256)
    ways = starts + steps.cumsum(axis=1)
    pressures = random.uniform(0.4, 1, (count, 30, 1))
    points = np.concatenate((ways, pressures), axis=2)
    width = max(size) / 128
    return document.with_strokes(Stroke(one, width) for one in points)


class InkProbe(Probe):
    """Draws with a pen and times how long its ink takes to appear."""

    def __init__(self, window: MainWindow, seconds: float, phases: list[str]) -> None:
        super().__init__(window, seconds, phases)
        self._waiting: list[float] = []  # when reports were due that are not painted yet
        self._begun = self._last_own = 0.0
        self._sent = 0
        self._making = self._reading = self._warm = False
        self._steps = 0  # of pictures, in this phase
        capabilities = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
        pen = QPointingDevice.PointerType.Pen
        stylus = QInputDevice.DeviceType.Stylus
        self._pen = QPointingDevice("pen", 1, stylus, pen, capabilities, 1, 3)

    def start(self) -> None:
        self._empty = self._window.state.document.with_prompt("a cat")
        self._line = self._empty.with_stroke(Stroke([(20, 20), (90, 30)]))
        self._full = full_page(self._empty)
        self._window.runner.progressed.connect(self._on_progressed)
        self._canvas.installEventFilter(self)
        super().start()

    def _begin_phase(self) -> None:
        self._times[f"own {self._phase}"] = []
        self._making = self._phase == "load" or self._phase.endswith("+")
        if self._phase.endswith("+") and not self._warm:  # the networks are read first
            self._reading = True
            self._window.state.open(self._line)
            self._window.runner.generate()
            return
        self._open_page()

    def _open_page(self) -> None:
        pages = {"empty": self._empty, "empty+": self._line, "load": self._line}
        self._window.state.open(pages.get(self._phase, self._full))
        self._window.state.set_tool("pen")
        self._canvas.bench.ink_renderer.finish()
        self._steps = 0
        QTimer.singleShot(SETTLE, self._begin)

    def _begin(self) -> None:
        if self._phase.endswith("+") and not self._steps:  # the pen comes with the first step
            self._window.runner.generate()
            return
        self._begun = self._last = time.perf_counter()
        self._last_own = time.thread_time()
        self._sent = 0
        self._waiting.clear()
        if self._phase == "load":
            QTimer.singleShot(200, self._again)
        if self._phase == "undo":
            QTimer.singleShot(100, self._canvas.action("clear").trigger)
            QTimer.singleShot(int(UNDO_SECONDS * 500), self._canvas.action("undo").trigger)
        self._timer.start()

    def _on_status(self, status: RunStatus) -> None:
        if status.busy:
            return
        self._warm = True
        if self._reading:
            self._reading = False
            self._open_page()
        else:
            self._again()

    def _on_progressed(self) -> None:
        self._steps += 1
        if self._steps == 1 and self._phase.endswith("+") and not self._reading:
            self._begin()

    def _again(self) -> None:
        if self._making and self._timer.isActive():
            self._window.runner.generate()

    def _tick(self) -> None:
        now = time.perf_counter()
        if self._phase == "undo":
            self._times["undo"].append((now - self._last) * 1000)
            self._last = now
            own = time.thread_time()
            self._times["own undo"].append((own - self._last_own) * 1000)
            self._last_own = own
            if now - self._begun > UNDO_SECONDS:
                self._end_phase()
            return
        while self._begun + self._sent / RATE <= now:
            if now - self._begun > self._seconds and self._sent % LINE == 0:
                self._end_phase()
                return
            self._send(self._begun + self._sent / RATE)
        time.sleep(0.0003)  # as idle as an event loop that waits for the pen

    def _end_phase(self) -> None:
        self._making = False
        super()._end_phase()

    def _send(self, due: float) -> None:
        turn = self._sent / 90
        at = self._position(turn, self._sent // LINE)
        kinds = {0: QEvent.Type.TabletPress, LINE - 1: QEvent.Type.TabletRelease}
        kind = kinds.get(self._sent % LINE, QEvent.Type.TabletMove)
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        changed = none if kind == QEvent.Type.TabletMove else left
        pressed = none if kind == QEvent.Type.TabletRelease else left
        keys, pressure = Qt.KeyboardModifier.NoModifier, 0.5 + 0.4 * math.sin(turn * 3)
        tilt = (0.0, 0.0, 0.0, 0.0, 0.0)  # both ways, then wheel, rotation and height
        event = QTabletEvent(
            kind,
            self._pen,
            at,
            self._canvas.mapToGlobal(at),
            pressure,
            *tilt,
            keys,
            changed,
            pressed,
        )
        self._sent += 1
        self._waiting.append(due)
        before = time.thread_time()
        QApplication.sendEvent(self._canvas, event)
        self._note_own(before)

    def _note_own(self, before: float) -> None:
        self._times[f"own {self._phase}"].append((time.thread_time() - before) * 1000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._canvas and event.type() == QEvent.Type.Paint and self._waiting:
            due, self._waiting = self._waiting, []
            before = time.thread_time()
            self._canvas.event(event)
            self._note_own(before)
            now = time.perf_counter()
            self._times[self._phase] += [(now - one) * 1000 for one in due]
            return True
        return super().eventFilter(watched, event)


def main(seconds: str, phases: str) -> int:
    """Run the measurement; see the module."""
    return open_window(lambda window: InkProbe(window, float(seconds), phases.split(",")).start)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
