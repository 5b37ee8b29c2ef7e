"""The real engine thread with a tiny model: steps arrive, stop works, the newest request wins, errors have a place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document
from sketchpad.errors import (
    BadSetting,
    NotFinite,
    OutOfMemory,
    SketchpadError,
    UnsupportedGuidance,
    WeightsDamaged,
)
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.comparison.run_plans import compare_requests
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.request.request import (
    MethodSettings,
    Progress,
    Request,
    Sampling,
)
from sketchpad.ui.engine.engine import Engine, explain

PATIENCE = 60_000  # milliseconds; the first picture imports torch


class Diary:
    """What the engine said, in order."""

    def __init__(self, engine: Engine) -> None:
        self.ends: list[tuple[str, int]] = []
        self.started: list[int] = []
        self.steps: dict[int, list[tuple[int, Progress]]] = {}
        self.failures: list[tuple[int, str, str]] = []
        engine.started.connect(self.started.append)
        engine.progressed.connect(self._on_step)
        engine.finished.connect(lambda run: self.ends.append(("finished", run)))
        engine.stopped.connect(lambda run: self.ends.append(("stopped", run)))
        engine.failed.connect(self._on_failed)

    def _on_step(self, run: int, cell: int, progress: Progress) -> None:
        self.steps.setdefault(run, []).append((cell, progress))

    def _on_failed(self, run: int, sentence: str, where: str) -> None:
        self.failures.append((run, sentence, where))
        self.ends.append(("failed", run))


@pytest.fixture
def engine(qapp: object) -> Iterator[Engine]:
    made = Engine()
    yield made
    made.close()


@pytest.fixture
def request_(tiny_model_dir: Path, drawing: Document) -> Request:
    methods = (MethodSettings("controlnet", 1.0),)
    return Request(drawing, Sampling(1, 3, 2.0), methods, model=str(tiny_model_dir))


def long(request: Request) -> Request:
    return replace(request, sampling=replace(request.sampling, steps=150))


def test_a_picture_comes_step_by_step_with_its_run_number(
    engine: Engine, request_: Request, qtbot: QtBot
) -> None:
    diary = Diary(engine)
    with qtbot.waitSignal(engine.finished, timeout=PATIENCE):
        engine.generate(7, request_)
    assert diary.started == [7]
    steps = diary.steps[7]
    assert [(cell, p.index, p.final) for cell, p in steps] == [
        (0, 1, False), (0, 2, False), (0, 3, False), (0, 3, True),
    ]  # fmt: skip
    assert steps[-1][1].picture.shape == (256, 256, 3)
    assert not steps[-1][1].picture.flags.writeable
    assert diary.ends == [("finished", 7)]


def test_stop_takes_effect_within_a_step(engine: Engine, request_: Request, qtbot: QtBot) -> None:
    diary = Diary(engine)
    with qtbot.waitSignal(engine.stopped, timeout=PATIENCE):
        engine.generate(1, long(request_))
        qtbot.waitUntil(lambda: len(diary.steps.get(1, ())) >= 2, timeout=PATIENCE)
        engine.stop()
    assert len(diary.steps[1]) < 150
    assert diary.ends == [("stopped", 1)]


def test_the_newest_request_wins_and_each_run_ends_once(
    engine: Engine, request_: Request, qtbot: QtBot
) -> None:
    diary = Diary(engine)
    for run in range(1, 6):
        engine.generate(run, long(request_))
    engine.generate(6, request_)
    qtbot.waitUntil(lambda: ("finished", 6) in diary.ends, timeout=PATIENCE)
    assert len(diary.steps[6]) == 4
    assert sorted(run for _, run in diary.ends) == [1, 2, 3, 4, 5, 6]
    assert {end for end, run in diary.ends if run < 6} == {"stopped"}


def test_a_comparison_fills_its_cells_in_turn(
    engine: Engine, request_: Request, qtbot: QtBot
) -> None:
    diary = Diary(engine)
    plans = [Plan(request) for _, request in compare_requests(request_)]
    steps, judged = StepStore(), []
    engine.judged.connect(lambda run, cell, found: judged.append((run, cell, found)))
    with qtbot.waitSignal(engine.finished, timeout=PATIENCE):
        engine.compare(3, plans, steps, {1})
    cells = [cell for cell, _ in diary.steps[3]]
    assert cells[:3] == [0, 2, 3]
    assert set(cells) == {0, 2, 3}  # the other was dropped
    assert sum(p.final for _, p in diary.steps[3]) == 3
    assert [(run, cell) for run, cell, _ in judged] == [(3, 0), (3, 2), (3, 3)]
    assert all(found.lines is not None for _, _, found in judged)
    assert steps.steps(plans[2]) == tuple(range(1, request_.sampling.steps + 1))


def test_a_missing_model_is_one_sentence_with_its_place(
    engine: Engine, request_: Request, qtbot: QtBot, tmp_path: Path, logged_errors: list[str]
) -> None:
    diary = Diary(engine)
    with qtbot.waitSignal(engine.failed, timeout=PATIENCE):
        engine.generate(1, replace(request_, model=str(tmp_path)))
    (logged,) = logged_errors
    assert "Run 1 failed" in logged
    ((run, sentence, where),) = diary.failures
    assert (run, where) == (1, "model")
    assert "not found" in sentence
    with qtbot.waitSignal(engine.finished, timeout=PATIENCE):
        engine.generate(2, request_)  # it goes on


def test_warming_up_makes_no_run_and_loads_once(
    engine: Engine, request_: Request, qtbot: QtBot
) -> None:
    diary = Diary(engine)
    ready: list[bool] = []
    engine.model_ready.connect(lambda: ready.append(True))
    with qtbot.waitSignal(engine.model_ready, timeout=PATIENCE):
        engine.warm_up(request_.model)
    assert diary.started == []
    with qtbot.waitSignal(engine.finished, timeout=PATIENCE):
        engine.generate(1, request_)
    assert ready == [True]


def test_it_leaves_a_core_to_the_window(engine: Engine, request_: Request, qtbot: QtBot) -> None:
    with qtbot.waitSignal(engine.finished, timeout=PATIENCE):
        engine.generate(1, request_)
    import torch

    assert torch.get_num_threads() == max(1, (os.cpu_count() or 2) - 1)


def test_closing_in_the_middle_of_a_run_joins_the_thread(
    engine: Engine, request_: Request, qtbot: QtBot
) -> None:
    diary = Diary(engine)
    engine.generate(1, long(request_))
    qtbot.waitUntil(lambda: len(diary.steps.get(1, ())) >= 1, timeout=PATIENCE)
    engine.close()
    assert not engine.is_alive
    engine.close()  # twice is once


def test_an_engine_that_never_ran_closes_at_once(engine: Engine) -> None:
    engine.close()
    assert not engine.is_alive


@pytest.mark.parametrize(
    ("error", "code", "where"),
    [
        (OutOfMemory(1), "out_of_memory", "size"),
        (MemoryError(), "out_of_memory", "size"),
        (RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"), "out_of_memory", "size"),
        (NotFinite(3), "not_finite", "settings"),
        (UnsupportedGuidance("gligen", "gated attention"), "unsupported_guidance", "method:gligen"),
        (WeightsDamaged("x", "torn"), "weights_damaged", "model"),
        (BadSetting("width", 3, 128, 2048), "bad_setting", "size"),
        (BadSetting("controlnet.strength", 9, 0, 2), "bad_setting", "method:controlnet"),
        (BadSetting("steps", 0, 1, 150), "bad_setting", "settings"),
        (ZeroDivisionError(), "error", ""),
    ],
)
def test_every_error_has_a_sentence_and_a_place(error: Exception, code: str, where: str) -> None:
    found, place = explain(error)
    assert isinstance(found, SketchpadError)
    assert (found.code, place) == (code, where)
    assert "Traceback" not in str(found)
