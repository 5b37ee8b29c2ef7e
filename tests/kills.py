"""Kills the window at random times while it is drawn in, starts it again, and measures how much drawing was lost.

    python -m tests.kills --kills 200

Each run brings back, by the button of the notice, what the run before left, begins a new drawing, and draws with the
mouse until it is killed (SIGKILL) between 0.2 and 6 seconds after that: strokes of 0.1 to 4 seconds, an event every
10 ms, with rests of up to 2 seconds. Lost are the seconds of drawing (not of rest) whose ink is not in the drawing that
is offered. POSIX only.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton

from sketchpad import paths
from sketchpad.document.io.autosave import recoveries
from sketchpad.document.model import Document
from sketchpad.ui.app import app
from sketchpad.ui.app.main_window import MainWindow
from tests.ui.fake_engine import FakeEngine

INTERVAL = 10  # milliseconds between two events of the hand
MARGIN = 8.0  # page pixels
TYPES = {
    "press": QEvent.Type.MouseButtonPress,
    "move": QEvent.Type.MouseMove,
    "release": QEvent.Type.MouseButtonRelease,
}


class Hand(QObject):
    """Brings back what is offered, then draws line below line, from left to right; logs all that it does."""

    def __init__(self, window: MainWindow, log: int, seed: int, expects: bool) -> None:
        super().__init__(window)
        self._window, self._log = window, log
        self._random = random.Random(f"hand {seed}")
        self._expects = expects
        self._left = self._rest = 0  # events of this stroke, and of the rest after it
        self._stroke, self._x = -1, 0.0
        self._timer = QTimer(self, interval=INTERVAL)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._begin)
        self._timer.start()

    def _say(self, **what: object) -> None:
        os.write(self._log, (json.dumps(what | {"at": time.monotonic()}) + "\n").encode())

    def _begin(self) -> None:
        window = self._window
        if self._expects:
            buttons = [b for b in window.notice.findChildren(QPushButton) if b.isVisible()]
            if not buttons:
                return
            buttons[0].click()
            self._say(recovered=summary(window.state.document))
            window.project.recovery.flush()
            window.questions.unsaved = lambda _name: "discard"  # type: ignore[method-assign]
            window.actions_["new"].trigger()
            window.project.recovery.flush()
        self._timer.timeout.disconnect(self._begin)
        self._timer.timeout.connect(self._draw)
        self._say(begun=True)

    def _draw(self) -> None:
        if self._left == 0 and self._rest > 0:
            self._rest -= 1
            return
        if self._left == 0:
            self._left = self._random.randint(10, 400)
            self._rest = self._random.randint(0, 200)
            self._stroke, self._x = self._stroke + 1, MARGIN
            self._send("press")
            return
        self._left -= 1
        self._x += 0.5
        self._send("move" if self._left else "release")

    def _send(self, kind: str) -> None:
        canvas = self._window.canvas
        y = MARGIN + 5 * (self._stroke % 45)
        place = canvas.bench.viewport.view.to_widget(QPointF(self._x, y))
        button = Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if kind == "release" else button
        screen = canvas.mapToGlobal(place)
        none = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(TYPES[kind], place, screen, button, held, none)
        QApplication.sendEvent(canvas, event)
        self._say(stroke=self._stroke, x=self._x, kind=kind)


def summary(document: Document) -> list[Any]:
    """How many strokes there are, and how far the last one goes."""
    strokes = document.strokes
    return [len(strokes), round(float(strokes[-1].points[:, 0].max()), 1) if strokes else 0]


def lost(events: list[dict[str, Any]], kept: list[Any]) -> float:
    """The seconds of drawing in `events` that are not in the drawing of which `kept` is the `summary`."""
    strokes, reach = kept
    total, before = 0.0, None
    for event in events:
        if event["kind"] != "press" and before is not None:
            there = event["stroke"] < strokes - 1 or (
                event["stroke"] == strokes - 1 and event["x"] <= reach + 1
            )
            total += 0.0 if there else event["at"] - before
        before = event["at"]
    return total


def run(log: Path, seed: int, expects: bool) -> int:
    """Start the window in a process of its own, forked before there is anything of Qt's: its number."""
    process = os.fork()
    if process:
        return process
    faulthandler.register(signal.SIGUSR1)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    make = app.make_window

    def make_window(application: QApplication) -> MainWindow:
        window = make(application, FakeEngine())  # type: ignore[arg-type]
        window.painted.connect(lambda: Hand(window, handle, seed, expects))
        return window

    app.make_window = make_window  # type: ignore[assignment]
    os._exit(app.main([]))


def read(log: Path) -> list[dict[str, Any]]:
    lines = log.read_text().split("\n")[:-1] if log.exists() else []
    return [json.loads(line) for line in lines]


def kill_once(folder: Path, seed: int, expected: list[Any] | None) -> tuple[float, list[Any]]:
    """Draw, kill and look: the seconds lost, and what is left. `expected`: what the run before left."""
    log, chance = folder / f"{seed}.log", random.Random(f"kill {seed}")
    process = run(log, seed, expected is not None)
    deadline = time.monotonic() + 120
    while not any("begun" in line for line in read(log)):
        time.sleep(0.05)
        if ended := os.waitpid(process, os.WNOHANG)[0]:
            raise SystemExit(f"the window ended: {ended}")
        if time.monotonic() > deadline:
            os.kill(process, signal.SIGUSR1)  # says where it stands
            time.sleep(1)
            os.kill(process, signal.SIGKILL)
            left = [path.name for path in (paths.user_data() / "recoveries").iterdir()]
            raise SystemExit(f"the window did not begin: {read(log)}; recoveries: {left}")
    time.sleep(chance.uniform(0.2, 6.0))
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    lines = read(log)
    if expected is not None:
        (offered,) = [line["recovered"] for line in lines if "recovered" in line]
        if offered != expected:
            raise SystemExit(f"{expected} was left, and {offered} offered")
    left = recoveries(paths.user_data() / "recoveries")
    kept = summary(left[0].load()[0]) if left else None
    if len(left) > 1:
        raise SystemExit(f"{len(left)} recoveries are left of one drawing")
    return lost([line for line in lines if "stroke" in line], kept or [0, 0]), kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    os.environ |= {"SKETCHPAD_HOME": str(folder / "home"), "QT_QPA_PLATFORM": "offscreen"}
    losses, kept = [], None
    try:
        for number in range(arguments.kills):
            loss, kept = kill_once(folder, arguments.seed + number, kept)
            losses.append(loss)
            strokes = kept[0] if kept else 0
            sys.stderr.write(f"{number + 1}: {loss:.2f} s lost, {strokes} strokes left\n")
    finally:
        shutil.rmtree(folder)
    ordered = sorted(losses)
    figures = {
        "kills": len(losses),
        "median": statistics.median(losses),
        "p99": ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))],
        "longest": ordered[-1],
    }
    sys.stdout.write(json.dumps({name: round(value, 2) for name, value in figures.items()}) + "\n")


if __name__ == "__main__":
    main()
