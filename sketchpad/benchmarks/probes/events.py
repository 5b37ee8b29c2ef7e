"""The window, timed from inside: what `sketchpad bench` starts as a program of its own.

``python -m sketchpad.benchmarks.probes.events events SECONDS MODES`` draws with a pen that never rests, at first with
nothing else going on, then while the networks are read, then while pictures are made with each of MODES
(comma-separated), and prints, as JSON, the milliseconds between its ticks in each of these times. A tick is a timer of
`TICK` milliseconds that moves the pen; whatever keeps the window busy makes the next one late.
"""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from sketchpad.document.model import Box
from sketchpad.generation.methods.registry import method_names
from sketchpad.ui.app.app import make_application, make_window
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.engine.runner import RunStatus
from sketchpad.ui.state.run_settings import known_model

TICK = 8  # milliseconds
STROKE = 60  # ticks from pen down to pen up
SETTLE = 500  # milliseconds between a phase and the next
Done = Callable[[], None]


def main(arguments: list[str]) -> int:
    """Run the measurement; see the module."""
    app = make_application()
    window = make_window(app)
    window.resize(1280, 800)
    probe = EventProbe(window, float(arguments[1]), arguments[2].split(",") if arguments[2] else [])
    window.painted.connect(lambda: QTimer.singleShot(SETTLE, probe.start))
    window.show()
    status = app.exec()
    window.engine.close()
    return status


class EventProbe(QObject):
    """Goes through the phases one after the other; `seconds` is how long each is looked at, at least."""

    def __init__(self, window: MainWindow, seconds: float, modes: list[str]) -> None:
        super().__init__(window)
        self._window, self._seconds = window, seconds
        self._phases = self._sequence(modes)
        self._gaps: dict[str, list[float]] = {}
        self._present = ""
        self._until = 0.0
        self._last = 0.0
        self._ticks = 0
        self._timer = QTimer(self, interval=TICK)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Prepare the drawing and enter the first phase."""
        document = self._window.state.document
        document = document.with_prompt("a cat").with_box(Box("cat", (0.2, 0.2, 0.8, 0.8)))
        self._window.state.open(document)
        self._window.state.set_tool("pen")
        runner = self._window.runner
        runner.status_changed.connect(self._on_status)
        runner.failed.connect(lambda error, _where: self._fail(str(error)))
        self._next()

    def _sequence(self, modes: list[str]) -> Iterator[str]:
        yield "idle"
        if modes and known_model(self._window.settings.values.model) is not None:
            yield "loading"
            yield from modes

    def _next(self) -> None:
        phase = next(self._phases, None)
        if phase is None:
            print(json.dumps(self._gaps), flush=True)
            QCoreApplication.exit(0)  # not quit(): it would ask whether to save the drawing
            return
        self._present, self._ticks = phase, 0
        self._gaps[phase] = []
        self._last = time.perf_counter()
        self._until = self._last + self._seconds
        if phase == "loading":
            self._until = math.inf
            self._window.engine.model_ready.connect(self._on_ready)
            self._window.engine.warm_up(self._window.settings.values.model)
        elif phase != "idle":
            self._choose(phase)
        self._timer.start()

    def _on_ready(self) -> None:
        self._window.engine.model_ready.disconnect(self._on_ready)
        self._until = 0.0

    def _choose(self, mode: str) -> None:
        """Make pictures with a mode from now on, as the button does."""
        chosen = {"none": (), "all": method_names()}.get(mode, (mode,))
        settings = self._window.settings
        settings.set(replace(settings.values, chosen=frozenset(chosen)))
        # A stroke at least, for the methods that follow lines; the first ticks draw it.
        QTimer.singleShot(2 * STROKE * TICK, self._again)

    def _on_status(self, status: RunStatus) -> None:
        if not status.busy:
            self._again()

    def _again(self) -> None:
        if self._timer.isActive() and self._present not in ("idle", "loading"):
            self._window.runner.generate()

    def _fail(self, sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")
        QCoreApplication.exit(1)

    def _tick(self) -> None:
        now = time.perf_counter()
        self._gaps[self._present].append((now - self._last) * 1000)
        self._last = now
        self._draw()
        pen_is_up = self._ticks % STROKE == 0
        if now >= self._until and pen_is_up:
            self._timer.stop()
            self._window.runner.stop()
            QTimer.singleShot(SETTLE, self._next)

    def _draw(self) -> None:
        step = self._ticks % STROKE
        turn = self._ticks / 23.0
        page = self._window.canvas.viewport.page_rect()
        x = page.center().x() + page.width() * 0.4 * math.sin(turn)
        y = page.center().y() + page.height() * 0.4 * math.sin(1.3 * turn + self._ticks // STROKE)
        kinds = {0: QEvent.Type.MouseButtonPress, STROKE - 1: QEvent.Type.MouseButtonRelease}
        kind = kinds.get(step, QEvent.Type.MouseMove)
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        canvas = self._window.canvas
        at = QPointF(x, y)
        event = QMouseEvent(
            kind,
            at,
            canvas.mapToGlobal(at),
            none if kind == QEvent.Type.MouseMove else left,
            none if kind == QEvent.Type.MouseButtonRelease else left,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(canvas, event)
        self._ticks += 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
