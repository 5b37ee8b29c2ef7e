"""How alive the window is, measured from inside: `python -m sketchpad.ui.pulse` prints one line of JSON.

A timer ticks in the window's thread while a stroke is drawn on the canvas at every tick, first with nothing else going
on, then while a picture is made. The longest time between two ticks is what a hand would feel.

Fields, in seconds: ``first_paint`` (from the start of the process), ``idle`` and ``generating`` with ``median``,
``p99`` and ``longest`` between ticks, ``loading`` likewise while the networks are read.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from sketchpad import paths
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.window import MainWindow

TICK = 8  # milliseconds: a pen reports 125 times a second
IDLE_SECONDS = 3.0


class Pulse(QObject):
    """Ticks every `TICK` milliseconds and remembers how long it really took.

    Signals:
        ticked: once a tick, for whatever the window should be doing.
    """

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self, interval=TICK, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        self._gaps, self._last = [], time.perf_counter()
        self._timer.start()

    def stop(self) -> dict[str, float]:
        """Seconds between ticks since `start`."""
        self._timer.stop()
        gaps = sorted(self._gaps) or [0.0]
        return {
            "median": gaps[len(gaps) // 2],
            "p99": gaps[min(len(gaps) - 1, round(len(gaps) * 0.99))],
            "longest": gaps[-1],
            "ticks": len(self._gaps),
        }

    def _on_tick(self) -> None:
        now = time.perf_counter()
        self._gaps.append(now - self._last)
        self._last = now
        self.ticked.emit()


class Scribbler(QObject):
    """Draws on a canvas by the events a mouse sends: a new stroke every 100 moves."""

    def __init__(self, canvas: CanvasWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._count = 0

    def move(self) -> None:
        at = self._count % 100
        if at == 0:
            self._send(QMouseEvent.Type.MouseButtonPress)
        elif at == 99:
            self._send(QMouseEvent.Type.MouseButtonRelease)
        else:
            self._send(QMouseEvent.Type.MouseMove)
        self._count += 1

    def _send(self, kind: QMouseEvent.Type) -> None:
        across, down = self._canvas.width() * 0.5, self._canvas.height() * 0.5
        turn = self._count % 100 / 100
        where = QPointF(across * (0.7 + 0.5 * turn), down * (0.7 + (self._count * 37 % 100) / 200))
        held = Qt.MouseButton.LeftButton
        button = Qt.MouseButton.NoButton if kind == QMouseEvent.Type.MouseMove else held
        if kind == QMouseEvent.Type.MouseButtonRelease:
            held = Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind,
            where,
            self._canvas.mapToGlobal(where),
            button,
            held,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self._canvas, event)


def measure(window: MainWindow, pictures: int = 2) -> dict[str, dict[str, float]]:
    """Draw on `window` without a stop: while nothing else goes on, while the model is read, while pictures are made."""
    pulse, scribbler = Pulse(window), Scribbler(window.canvas)
    pulse.ticked.connect(scribbler.move)
    measured = {}
    pulse.start()
    _wait(lambda loop: QTimer.singleShot(round(IDLE_SECONDS * 1000), loop.quit))
    measured["idle"] = pulse.stop()
    pulse.start()
    _wait(lambda loop: window.engine.model_ready.connect(loop.quit), window.engine.warm_up)
    measured["loading"] = pulse.stop()
    pulse.start()
    for _ in range(pictures):
        _wait(lambda loop: window.session.added.connect(loop.quit), window.runner.generate)
    measured["generating"] = pulse.stop()
    return measured


def _wait(connect, begin=None, limit: float = 300.0) -> None:  # type: ignore[no-untyped-def]
    loop = QEventLoop()
    connect(loop)
    QTimer.singleShot(round(limit * 1000), loop.quit)
    if begin is not None:
        begin()
    loop.exec()


def main() -> int:
    """Open a window, measure, print."""
    from sketchpad.ui.app import make_application, make_window

    app = make_application()
    window = make_window(app)
    window.painted.connect(lambda: painted.append(time.time() - _process_started()))
    painted: list[float] = []
    window.show()
    while not painted:
        app.processEvents()
    sample = paths.resources() / "samples" / "cat.sketchpad"
    window.project.open_sample(sample)
    result = {"first_paint": round(painted[0], 3), **_rounded(measure(window))}
    window.state.mark_saved()
    window.close()
    print(json.dumps(result))  # noqa: T201
    return 0


def _rounded(measured: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    return {
        name: {key: round(value, 4) for key, value in values.items()}
        for name, values in measured.items()
    }


def _process_started() -> float:
    """When this process began, in seconds since the epoch; on systems without /proc, when this module was read."""
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        uptime = float(Path("/proc/uptime").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return _READ_AT
    return time.time() - uptime + int(fields[19]) / os.sysconf("SC_CLK_TCK")


_READ_AT = time.time()

if __name__ == "__main__":
    sys.exit(main())
