"""Random real use of the whole window: `python -m tests.reliability.chaos --seconds 3600 --seed 1`.

The engine is the real one, with a tiny model. What is done comes through events of mouse and keyboard and through the
window's actions. After each round: nothing in the log, nothing stuck, the drawing can be written and read, and the
window closes; over the rounds, memory and the number of objects stay level.
"""

from __future__ import annotations

import argparse
import gc
import logging
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMimeData,
    QPoint,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QMenu

from sketchpad.document.io import project_file
from sketchpad.ui import latest_task
from sketchpad.ui.app.app import make_application, make_window
from tests.reliability.readers import SVG, encoded, project
from tests.reliability.surroundings import allocated, resident, slope, surroundings
from tests.ui.conftest import ScriptedQuestions

ACTIONS = 40  # of a round, which ends with the window closed
SKIPPED = {
    "quit",
    "log_folder",
    "full_screen",
    "live",
}  # outside of the window; live has a gesture of its own
STUCK = 60_000  # milliseconds of events until a stopped run must have ended


@dataclass
class Report:
    """What a session found, and its figures after each round."""

    actions: int = 0
    done: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)  # megabytes of the process
    in_use: list[float] = field(default_factory=list)  # megabytes, see `allocated`
    objects: list[int] = field(default_factory=list)
    widgets: list[int] = field(default_factory=list)


class _Log(logging.Handler):
    def __init__(self, report: Report) -> None:
        super().__init__(logging.ERROR)
        self._report = report
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self._report.faults.append(self.format(record))


class Chaos:
    """One user without a plan. Every choice comes from `seed`."""

    def __init__(self, seed: int, folder: Path, model: Path, report: Report) -> None:
        self.chance = random.Random(seed)
        self.report, self.folder, self.model = report, folder, model
        self.app = make_application()
        self.files = _files(folder)
        self.window: Any = None
        self._closer = QTimer(interval=20)  # inside a dialog or menu that waits, only timers run
        self._closer.timeout.connect(self._close_modal)
        self._closer.start()
        self.gestures: tuple[Callable[[], None], ...] = (
            self.trigger, self.trigger, self.trigger, self.drag, self.drag, self.keys, self.generate, self.stop,
            self.live, self.drop, self.settings, self.undo, self.pause, self.reopen, self.compare, self.click,
        )  # fmt: skip

    def round(self) -> None:
        """Open the window, do this and that, see that all is well, close it."""
        self._open()
        for _ in range(ACTIONS):
            gesture = self.chance.choice(self.gestures)
            self.report.actions += 1
            self.report.done[gesture.__name__] += 1
            try:
                gesture()
            except Exception as error:  # noqa: BLE001 - it is what is looked for
                self.report.faults.append(f"{gesture.__name__}: {_told(error)}")
            self.app.processEvents()
        self._check()
        self._close()
        self.app.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.report.memory.append(resident())
        self.report.in_use.append(allocated())
        self.report.objects.append(len(gc.get_objects()) + gc.get_freeze_count())
        self.report.widgets.append(len(self.app.allWidgets()))

    # the window

    def _open(self) -> None:
        self.window = window = make_window(self.app)
        questions = ScriptedQuestions(window)
        questions.answer = "discard"
        window.questions = window.project._questions = window.exporter._questions = questions
        window.side.prompt.styles.questions = window.side.prompt.presets.questions = questions
        window.start.questions = window.comparing._questions = questions
        window.settings.set(replace(window.settings.values, model=str(self.model)))
        window.settings.set_sampling(steps=2)
        window.resize(1280, 720)
        window.show()
        self.app.processEvents()

    def _close(self) -> None:
        self.window.state.mark_saved()
        if not self.window.close() or self.window.isVisible():
            self.report.faults.append("the window does not close")
        if self.window.engine.is_alive:
            self.report.faults.append("the engine's thread does not end")
        for part in (
            "engine",
            "language",
            "preferences",
        ):  # made for a window by `make_window`, to live as long
            getattr(self.window, part).deleteLater()
        self.window.deleteLater()
        self.window = None

    def _check(self) -> None:
        """Stop everything; nothing may be busy then, and the drawing must be one that can be kept."""
        self._close_popups()
        self.window.live.set_on(False)
        self.stop()
        if not self._wait(lambda: not self._busy()):
            status, reading = self.window.runner.status, self.window.project.reading.busy
            self.report.faults.append(f"stuck: {status}, reading {reading}")
        document = self.window.state.document
        if project_file.load("a", project_file.to_bytes(document))[0] != document:
            self.report.faults.append("the drawing is another one when it is read again")

    def _busy(self) -> bool:
        window = self.window
        parts = (window.runner.status, window.comparing.run, window.project.reading)
        return any(part.busy for part in parts)

    def _wait(self, over: Callable[[], bool]) -> bool:
        for _ in range(STUCK // 20):
            if over():
                return True
            QTest.qWait(20)
        return False

    def _close_modal(self) -> None:
        waits = self.app.activePopupWidget() or self.app.activeModalWidget()
        if waits is not None:
            waits.close()

    def _close_popups(self) -> None:
        for shown in self.app.topLevelWidgets():
            if shown.isVisible() and isinstance(shown, QMenu | QDialog):
                shown.close()

    # what it does

    def trigger(self) -> None:
        """Any action of any part."""
        self._close_popups()
        possible = [
            a for a in self.window.findChildren(QAction) if a.isEnabled() and a.objectName()
        ]
        action = self.chance.choice([a for a in possible if a.objectName() not in SKIPPED])
        if self.chance.random() < 0.5:  # where a dialog asks for a file
            self.window.questions.path = self.chance.choice(self.files)
        self.report.done[action.objectName()] += 1
        action.trigger()

    def drag(self) -> None:
        canvas = self.window.canvas
        tool = self.chance.choice(
            ("pen", "eraser", "box", "pose", "region", "paint", "select", "strokes")
        )
        self.window.state.set_tool(tool)
        across, down = max(1, canvas.width()), max(1, canvas.height())
        places = [
            QPoint(self.chance.randrange(across), self.chance.randrange(down))
            for _ in range(self.chance.randint(2, 8))
        ]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(canvas, place)
        if self.chance.random() < 0.9:
            QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])

    def keys(self) -> None:
        focus = self.app.focusWidget() or self.window.canvas
        for _ in range(self.chance.randint(1, 6)):
            key = self.chance.choice((Qt.Key.Key_A, Qt.Key.Key_Delete, Qt.Key.Key_Escape, Qt.Key.Key_Return,
                                      Qt.Key.Key_Tab, Qt.Key.Key_Up, Qt.Key.Key_5, Qt.Key.Key_Space))  # fmt: skip
            QTest.keyClick(focus, key)
            focus = self.app.focusWidget() or self.window.canvas

    def click(self) -> None:
        """Any button in sight."""
        self._close_popups()
        buttons = self.window.findChildren(QAbstractButton)
        ready = [button for button in buttons if button.isVisible() and button.isEnabled()]
        if ready:
            QTest.mouseClick(self.chance.choice(ready), Qt.MouseButton.LeftButton)

    def generate(self) -> None:
        self.window.actions_["generate"].trigger()

    def stop(self) -> None:
        self.window.project.reading.cancel()
        self.window.runner.stop()
        self.window.comparing.run.stop()

    def live(self) -> None:
        self.window.actions_["live"].trigger()

    def compare(self) -> None:
        self.window.actions_["compare"].trigger()
        self.pause()
        if self.chance.random() < 0.5 and self.window.comparing.window is not None:
            self.window.comparing.window.close()

    def drop(self) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self.chance.choice(self.files)))])
        self.window.incoming.receive(data, QPoint(5, 5))

    def settings(self) -> None:
        settings, preferences = self.window.settings, self.window.preferences
        match self.chance.randrange(5):
            case 0:
                settings.set_sampling(steps=self.chance.randint(1, 4))
            case 1:
                preferences.set("language", self.chance.choice(("en", "zh_CN")))
            case 2:
                preferences.set("theme", self.chance.choice(("dark", "light")))
            case 3:
                method = self.chance.choice(("controlnet", "gligen", "edge_predictor"))
                settings.choose(method, self.chance.random() < 0.5)
            case _:
                self.window.state.apply(self.window.state.document.with_prompt("a cat"), "Prompt")

    def undo(self) -> None:
        for _ in range(self.chance.randint(1, 10)):
            self.chance.choice((self.window.state.undo, self.window.state.redo))()

    def pause(self) -> None:
        QTest.qWait(self.chance.choice((0, 5, 50, 200)))

    def reopen(self) -> None:
        """In whatever state it is, one time in four."""
        if self.chance.random() < 0.25:
            self._close_popups()
            self._close()
            self._open()


def _told(error: BaseException) -> str:
    return "".join(traceback.format_exception(error, limit=-4))


def _files(folder: Path) -> list[Path]:
    """Good ones and bad ones."""
    made = {"a.png": encoded("PNG"), "a.jpg": encoded("JPEG"), "a.svg": SVG, "a.sketchpad": project(),
            "bad.png": b"\x89PNG", "bad.svg": b"<svg", "bad.sketchpad": b"PK\3\4", "a.txt": b"words"}  # fmt: skip
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return [*(folder / name for name in made), folder / "gone.png", folder]


def chaos(
    seconds: float, seed: int, folder: Path, model: Path, say: Callable[[str], object] = str
) -> Report:
    """Rounds for so many seconds of the processor, until there is a fault."""
    report = Report()
    log = _Log(report)
    logging.getLogger().addHandler(log)
    latest_task.LEAVE_WITHIN = 60.0  # no end of a process follows, so threads are waited for
    before, opened = sys.excepthook, QDesktopServices.openUrl
    QDesktopServices.openUrl = lambda *_: True  # type: ignore[method-assign, assignment]
    sys.excepthook = lambda _kind, error, _trace: report.faults.append(_told(error))
    try:
        user = Chaos(seed, folder, model, report)
        until = time.process_time() + seconds
        while time.process_time() < until and not report.faults:
            user.round()
            say(
                f"{len(report.memory)} rounds, {report.actions} actions, {report.memory[-1]:.0f} MB, "
                f"{report.in_use[-1]:.0f} in use, "
                f"{report.objects[-1]} objects, {report.widgets[-1]} widgets, {len(report.faults)} faults"
            )
        user._closer.stop()
    finally:
        sys.excepthook = before
        QDesktopServices.openUrl = opened  # type: ignore[method-assign]
        logging.getLogger().removeHandler(log)
    return report


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=3600, help="of the processor")
    options.add_argument("--seed", type=int, default=int(time.time()))
    said = options.parse_args()
    with surroundings() as (folder, model):
        (folder / "files").mkdir()
        say = lambda text: print(text, flush=True)  # noqa: E731, T201
        say(f"seed {said.seed}")
        report = chaos(said.seconds, said.seed, folder / "files", model, say)
    for fault in report.faults:
        say(fault)
    say(
        f"a round adds {slope(report.memory):+.3f} MB, {slope(report.in_use):+.3f} in use, "
        f"{slope(report.objects):+.1f} objects, "
        f"{slope(report.widgets):+.2f} widgets"
    )
    return min(1, len(report.faults))


if __name__ == "__main__":
    sys.exit(main())
