"""The engine's thread lets the window go first."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document
from sketchpad.generation.request.request import Request, Sampling
from sketchpad.ui.engine import engine as engine_module
from sketchpad.ui.engine.engine import Engine
from sketchpad.ui.latest_task import POLITE, step_back

PATIENCE = 60_000
NOTHING = Request(Document(), Sampling(1, 2, 3.0))
Begin = Callable[[], None]


@pytest.fixture
def begins(monkeypatch: pytest.MonkeyPatch) -> list[Begin]:
    """What the thread calls where a run's work begins; nothing is read and no picture is made."""
    calls: list[Begin] = []

    def steps(_worker: object, _job: object) -> Iterator[tuple[int, object]]:
        for call in calls:
            call()
        yield from ()

    monkeypatch.setattr(engine_module._Worker, "_get_ready", lambda _worker, _model: None)
    monkeypatch.setattr(engine_module._Worker, "_steps", steps)
    return calls


@pytest.fixture
def engine(qapp: object, begins: list[Begin]) -> Iterator[Engine]:
    made = Engine()
    yield made
    made.close()


def test_the_window_shows_a_run_before_its_work_begins(
    engine: Engine, begins: list[Begin], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "MOMENT", 30.0)
    order: list[str] = []
    begins.append(lambda: order.append("work"))
    run = engine.start(NOTHING)

    def started() -> None:
        order.append("started")
        QTimer.singleShot(0, lambda: order.append("shown"))

    run.started.connect(started)
    with qtbot.waitSignal(run.finished, timeout=PATIENCE):
        pass
    assert order == ["started", "shown", "work"]


def test_a_window_that_is_busy_does_not_hold_it_up(
    engine: Engine, begins: list[Begin], qtbot: QtBot
) -> None:
    began = threading.Event()
    begins.append(began.set)
    run = engine.start(NOTHING)
    assert began.wait(30)  # while no event of the window is handled
    with qtbot.waitSignal(run.finished, timeout=PATIENCE):
        pass


def test_warming_up_waits_for_nothing(
    engine: Engine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "MOMENT", 30.0)
    ready = threading.Event()
    monkeypatch.setattr(engine_module._Worker, "_get_ready", lambda _worker, _model: ready.set())
    began = time.perf_counter()
    engine.warm_up()
    assert ready.wait(20)
    assert time.perf_counter() - began < 20


@pytest.mark.skipif(sys.platform != "linux", reason="only there threads have a niceness")
def test_threads_step_back_and_so_do_those_that_they_start() -> None:
    seen: list[int] = []

    def look() -> None:
        seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    def work() -> None:
        step_back()
        look()
        child = threading.Thread(target=look)
        child.start()
        child.join()

    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [min(before + POLITE, 19)] * 2
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == before


@pytest.mark.skipif(sys.platform != "linux", reason="only there threads have a niceness")
def test_the_thread_of_pictures_steps_back(
    engine: Engine, begins: list[Begin], qtbot: QtBot
) -> None:
    seen: list[int] = []
    begins.append(lambda: seen.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id())))
    with qtbot.waitSignal(engine.start(NOTHING).finished, timeout=PATIENCE):
        pass
    assert seen == [min(os.getpriority(os.PRIO_PROCESS, os.getpid()) + POLITE, 19)]
