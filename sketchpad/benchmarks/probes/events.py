"""The window, timed from inside: what `sketchpad bench` starts as a program of its own.

``python -m sketchpad.benchmarks.probes.events SECONDS MODES`` draws with a pen that never rests, at first with
nothing else going on, then while the networks are read, then while pictures are made with each of MODES
(comma-separated), and prints, as JSON, the milliseconds between its ticks in each of these times. A tick is a timer of
`TICK` milliseconds that moves the pen; whatever keeps the window busy makes the next one late.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, QTimer

from sketchpad.benchmarks.probes.probe import SETTLE, Probe, open_window, send_mouse
from sketchpad.document.model import Box
from sketchpad.generation.methods.registry import METHODS, together
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.engine.runner import RunStatus
from sketchpad.ui.state.run_settings import known_model

TICK = 8  # milliseconds
STROKE = 60  # ticks from pen down to pen up


class EventProbe(Probe):
    """Draws with the mouse and times its own ticks."""

    def __init__(self, window: MainWindow, seconds: float, modes: list[str]) -> None:
        super().__init__(window, seconds, self._sequence(modes))
        self._until = 0.0
        self._ticks = 0
        self._timer.setInterval(TICK)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)

    def start(self) -> None:
        document = self._window.state.document
        document = document.with_prompt("a cat").with_box(Box("cat", (0.2, 0.2, 0.8, 0.8)))
        self._window.state.open(document)
        self._window.state.set_tool("pen")
        super().start()

    def _sequence(self, modes: list[str]) -> Iterator[str]:
        yield "idle"
        if modes and known_model(self._window.settings.values.model) is not None:
            yield "loading"
            yield from modes

    def _begin_phase(self) -> None:
        if self._phase in ("idle", "loading"):
            self._begin_ticks()
        else:
            self._choose(self._phase)
            QTimer.singleShot(SETTLE, self._begin_ticks)

    def _begin_ticks(self) -> None:
        self._ticks = 0
        self._last = time.perf_counter()
        self._until = self._last + self._seconds
        if self._phase == "loading":
            self._until = math.inf
            self._window.engine.model_ready.connect(self._on_ready)
            self._window.engine.warm_up(self._window.settings.values.model)
        self._timer.start()

    def _on_ready(self) -> None:
        self._window.engine.model_ready.disconnect(self._on_ready)
        self._until = 0.0

    def _choose(self, mode: str) -> None:
        """Make pictures with a mode from now on, as the button does."""
        chosen = {"none": (), "all": together(METHODS)}.get(mode, (mode,))
        settings = self._window.settings
        settings.set(replace(settings.values, chosen=frozenset(chosen)))
        # A stroke at least, for the methods that follow lines; the first ticks draw it.
        QTimer.singleShot(SETTLE + 2 * STROKE * TICK, self._again)

    def _on_status(self, status: RunStatus) -> None:
        if not status.busy:
            self._again()

    def _again(self) -> None:
        if self._timer.isActive() and self._phase not in ("idle", "loading"):
            self._window.runner.generate()

    def _tick(self) -> None:
        now = time.perf_counter()
        self._times[self._phase].append((now - self._last) * 1000)
        self._last = now
        self._draw()
        if now >= self._until and self._ticks % STROKE == 0:
            self._end_phase()

    def _draw(self) -> None:
        kinds = {0: QEvent.Type.MouseButtonPress, STROKE - 1: QEvent.Type.MouseButtonRelease}
        kind = kinds.get(self._ticks % STROKE, QEvent.Type.MouseMove)
        at = self._position(self._ticks / 23.0, self._ticks // STROKE)
        send_mouse(self._canvas, kind, at)
        self._ticks += 1


def main(seconds: str, modes: str) -> int:
    """Run the measurement; see the module."""
    listed = modes.split(",") if modes else []
    return open_window(lambda window: EventProbe(window, float(seconds), listed).start)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
