"""The engine's thread survives whatever a run does; where it hangs, another takes its place; closing waits for none."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from threading import Event
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document
from sketchpad.errors import NoProgress, SketchpadError
from sketchpad.generation.request.request import Progress, Request, Sampling
from sketchpad.ui import latest_task
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.engine import engine as module
from sketchpad.ui.engine.engine import Engine, Run

PATIENCE = 20_000
Steps = Callable[[], Generator[tuple[int, Progress]]]
REQUEST = Request(Document(), Sampling(1, 3, 2.0))


def step(index: int, final: bool = False) -> tuple[int, Progress]:
    return 0, Progress(index, 3, np.zeros((8, 8, 3), np.uint8), 0.1, final)


def whole() -> Generator[tuple[int, Progress]]:
    yield from (step(1), step(2), step(3), step(3, True))


class Scripted:
    """What the runs do, one after the other, on the real thread; no networks are read."""

    def __init__(self) -> None:
        self.runs: list[Steps] = []
        self.go = Event()

    def hang(self) -> Generator[tuple[int, Progress]]:
        yield step(1)
        self.go.wait(60)
        yield step(2)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    made = Scripted()
    monkeypatch.setattr(module._Worker, "_get_ready", lambda *_: None)
    monkeypatch.setattr(module._Worker, "_steps", lambda *_: made.runs.pop(0)())
    yield made
    made.go.set()


@pytest.fixture
def engine(qapp: object, script: Scripted) -> Iterator[Engine]:
    made = Engine()
    yield made
    script.go.set()
    made.close()


@pytest.fixture
def impatient(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FEWEST", 2)
    engine._lookout.setInterval(5)


def ends(run: Run) -> list[Any]:
    said: list[Any] = []
    run.finished.connect(lambda: said.append("finished"))
    run.stopped.connect(lambda: said.append("stopped"))
    run.failed.connect(lambda error, _where: said.append(error))
    return said


@pytest.mark.parametrize(
    "error", [ValueError("x"), MemoryError(), SystemExit(1), KeyboardInterrupt(), GeneratorExit()]
)
@pytest.mark.usefixtures("logged_errors")
def test_any_exception_ends_the_run_and_not_the_thread(
    engine: Engine, script: Scripted, qtbot: QtBot, error: BaseException
) -> None:
    def fail() -> Generator[tuple[int, Progress]]:
        yield step(1)
        raise error

    script.runs = [fail, whole]
    first = ends(engine.start(REQUEST))
    qtbot.waitUntil(lambda: bool(first), timeout=PATIENCE)
    assert isinstance(first[0], SketchpadError)
    assert first[0].__traceback__ is None
    second = ends(engine.start(REQUEST))
    qtbot.waitUntil(lambda: bool(second), timeout=PATIENCE)
    assert second == ["finished"]


@pytest.mark.usefixtures("impatient")
def test_a_run_that_hangs_is_given_up_and_the_next_one_works(
    engine: Engine, script: Scripted, qtbot: QtBot, logged_errors: list[str]
) -> None:
    script.runs = [script.hang, whole]
    hanging = engine.start(REQUEST)
    first, steps = ends(hanging), []
    hanging.progressed.connect(lambda _cell, progress: steps.append(progress.index))
    qtbot.waitUntil(lambda: bool(first), timeout=PATIENCE)
    assert isinstance(first[0], NoProgress)
    assert "in hang" in logged_errors[0]  # the log says where it was
    second = ends(engine.start(REQUEST))
    qtbot.waitUntil(lambda: bool(second), timeout=PATIENCE)
    script.go.set()  # it wakes up after all
    (left,) = engine._left_behind
    assert left.wait(PATIENCE)
    qtbot.wait(10)
    assert (len(first), second, steps) == (1, ["finished"], [1])
    assert engine.is_alive


def test_slow_steps_are_no_hang(engine: Engine, script: Scripted) -> None:
    script.runs = [script.hang]
    engine.start(REQUEST)
    engine._lookout.stop()
    for _ in range(module.FIRST):
        engine._look()
    assert engine._left_behind == []
    engine._on_news(1, "progressed", step(1))
    for _ in range(module.LONGER * module.FIRST):
        engine._look()
    assert engine._left_behind == []


# closing


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latest_task, "LEAVE_WITHIN", 0.01)


def closed_while_it_hangs(engine: Engine) -> bool:
    """Whether the thread was still busy when closing came back."""
    with latest_task.leaving():
        engine.close()
    return engine.is_alive


@pytest.mark.usefixtures("hurried")
def test_closing_does_not_wait_for_a_step(engine: Engine, script: Scripted, qtbot: QtBot) -> None:
    script.runs = [script.hang]
    with qtbot.waitSignal(engine.start(REQUEST).progressed, timeout=PATIENCE):
        pass
    assert closed_while_it_hangs(engine)


@pytest.mark.usefixtures("hurried")
def test_closing_does_not_wait_for_networks_that_are_read(
    engine: Engine, script: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def read(*_: object) -> None:
        begun.set()
        script.go.wait(60)

    monkeypatch.setattr(module._Worker, "_get_ready", read)
    engine.warm_up()
    assert begun.wait(60)
    assert closed_while_it_hangs(engine)


@pytest.mark.usefixtures("hurried")
def test_the_window_does_not_wait_for_a_file_that_is_read(window: MainWindow) -> None:
    begun, go = Event(), Event()

    def read(_watch: object) -> None:
        begun.set()
        go.wait(60)

    window.project.reading.start("a", read, lambda _: None, lambda _: None)
    assert begun.wait(60)
    assert window.close()
    assert latest_task.is_any_abandoned()
    go.set()
    assert all(pool.waitForDone(PATIENCE) for pool in latest_task._abandoned)


PROGRAM = """
import sys, time
from PySide6.QtCore import QTimer
from sketchpad.ui.app import app
from sketchpad.ui.engine.engine import _Worker

def hang(*_):
    QTimer.singleShot(0, window, window.close)
    time.sleep(3600)

_Worker._get_ready = hang
app.QUIET = 0
make = app.make_window
def made(*arguments):
    global window
    window = make(*arguments)
    return window
app.make_window = made
sys.exit(app.main([]))
"""


@pytest.mark.slow
def test_the_program_ends_although_its_thread_does_not() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True, timeout=240)
