"""The real engine thread with a tiny model: steps arrive, stop works, the newest request wins, errors have a place."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
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
from sketchpad.generation.comparison.adherence import Adherence
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.comparison.run_plans import compare_requests
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.request.request import (
    MethodSettings,
    Progress,
    Request,
    Sampling,
)
from sketchpad.ui.engine.engine import Engine, Run
from sketchpad.ui.engine.explain import explain

pytestmark = pytest.mark.slow

PATIENCE = 60_000  # milliseconds; the first picture imports torch


class Diary:
    """What runs reported, by name and in order."""

    def __init__(self) -> None:
        self.ends: list[tuple[str, str]] = []
        self.started: list[str] = []
        self.steps: dict[str, list[tuple[int, Progress]]] = {}
        self.judged: list[tuple[int, Adherence]] = []
        self.failures: list[tuple[SketchpadError, str]] = []

    def follow(self, name: str, run: Run) -> Run:
        steps = self.steps[name] = []
        run.started.connect(lambda: self.started.append(name))
        run.progressed.connect(lambda cell, progress: steps.append((cell, progress)))
        run.judged.connect(lambda cell, adherence: self.judged.append((cell, adherence)))
        run.finished.connect(lambda: self.ends.append(("finished", name)))
        run.stopped.connect(lambda: self.ends.append(("stopped", name)))
        run.failed.connect(lambda error, where: self.failures.append((error, where)))
        run.failed.connect(lambda: self.ends.append(("failed", name)))
        return run


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


def test_where_there_is_no_cluster_one_goes_on_here(
    engine: Engine,
    request_: Request,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    logged_errors: list[str],
) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ, "SKETCHPAD_CLUSTER": "ray://127.0.0.1:1"})
    monkeypatch.setitem(sys.modules, "ray", None)
    diary, loading = Diary(), []
    engine.model_loading.connect(lambda: loading.append(True))
    engine.warm_up(request_.model)
    with qtbot.waitSignal(diary.follow("there", engine.start(request_)).failed, timeout=PATIENCE):
        pass
    [(error, _)] = diary.failures
    assert "pip install sketchpad[cluster]" in str(error)
    assert loading == []
    monkeypatch.setitem(os.environ, "SKETCHPAD_CLUSTER", "")
    with qtbot.waitSignal(diary.follow("here", engine.start(request_)).finished, timeout=PATIENCE):
        pass
    assert diary.ends == [("failed", "there"), ("finished", "here")]
    assert len(logged_errors) == 1


def test_a_picture_comes_step_by_step(engine: Engine, request_: Request, qtbot: QtBot) -> None:
    diary = Diary()
    run = diary.follow("run", engine.start(request_))
    qtbot.waitSignal(run.finished, timeout=PATIENCE).wait()
    assert diary.started == ["run"]
    steps = diary.steps["run"]
    assert [(cell, p.index, p.final) for cell, p in steps] == [
        (0, 1, False), (0, 2, False), (0, 3, False), (0, 3, True),
    ]  # fmt: skip
    assert steps[-1][1].picture.shape == (256, 256, 3)
    assert not steps[-1][1].picture.flags.writeable
    assert diary.ends == [("finished", "run")]


def test_cancelling_takes_effect_within_a_step(
    engine: Engine, request_: Request, qtbot: QtBot
) -> None:
    diary = Diary()
    run = diary.follow("run", engine.start(long(request_)))
    qtbot.waitUntil(lambda: len(diary.steps["run"]) >= 2, timeout=PATIENCE)
    run.cancel()
    qtbot.waitUntil(lambda: bool(diary.ends), timeout=PATIENCE)
    assert len(diary.steps["run"]) < 150
    run.cancel()
    assert diary.ends == [("stopped", "run")]


def test_the_newest_request_wins_and_each_run_ends_once(
    engine: Engine, request_: Request, qtbot: QtBot
) -> None:
    diary = Diary()
    for number in range(1, 6):
        diary.follow(str(number), engine.start(long(request_)))
    last = diary.follow("6", engine.start(request_))
    qtbot.waitSignal(last.finished, timeout=PATIENCE).wait()
    assert len(diary.steps["6"]) == 4
    assert sorted(run for _, run in diary.ends) == list("123456")
    assert {end for end, run in diary.ends if run != "6"} == {"stopped"}


def test_cancelling_one_run_leaves_the_others_alone(
    engine: Engine, request_: Request, qtbot: QtBot
) -> None:
    diary = Diary()
    first = diary.follow("first", engine.start(long(request_)))
    qtbot.waitSignal(first.started, timeout=PATIENCE).wait()
    waiting = diary.follow("waiting", engine.start(request_))
    waiting.cancel()
    last = diary.follow("last", engine.start(request_))
    first.cancel()
    waiting.cancel()
    qtbot.waitSignal(last.finished, timeout=PATIENCE).wait()
    assert sorted(diary.ends) == [
        ("finished", "last"),
        ("stopped", "first"),
        ("stopped", "waiting"),
    ]
    assert diary.steps["waiting"] == []


def test_a_batch_is_made_together_and_not_judged(
    engine: Engine, request_: Request, qtbot: QtBot
) -> None:
    diary, batch = Diary(), request_.batch(3)
    together = diary.follow("batch", engine.start([Plan(one) for one in batch]))
    qtbot.waitSignal(together.finished, timeout=PATIENCE).wait()
    alone = diary.follow("alone", engine.start(batch[2]))
    qtbot.waitSignal(alone.finished, timeout=PATIENCE).wait()
    assert not diary.judged
    made = {cell: step.picture for cell, step in diary.steps["batch"] if step.final}
    assert sorted(made) == [0, 1, 2]
    assert not np.array_equal(made[0], made[2])
    picture = diary.steps["alone"][-1][1].picture
    assert np.abs(made[2].astype(int) - picture).max() <= 1


def test_an_abandoned_run_is_silent(engine: Engine, request_: Request, qtbot: QtBot) -> None:
    diary = Diary()
    run = diary.follow("run", engine.start(long(request_)))
    qtbot.waitUntil(lambda: len(diary.steps["run"]) >= 1, timeout=PATIENCE)
    before = len(diary.steps["run"])
    run.abandon()
    last = diary.follow("last", engine.start(request_))
    qtbot.waitSignal(last.finished, timeout=PATIENCE).wait()
    assert len(diary.steps["run"]) == before
    assert diary.ends == [("finished", "last")]


def test_a_comparison_fills_its_cells_in_turn(
    engine: Engine, request_: Request, qtbot: QtBot
) -> None:
    diary = Diary()
    plans = [Plan(request) for _, request in compare_requests(request_)]
    steps = StepStore()
    run = diary.follow("run", engine.start(plans, steps, {1}))
    qtbot.waitSignal(run.finished, timeout=PATIENCE).wait()
    cells = [cell for cell, _ in diary.steps["run"]]
    assert cells[:3] == [0, 2, 3]
    assert set(cells) == {0, 2, 3}  # the other was dropped
    assert sum(p.final for _, p in diary.steps["run"]) == 3
    assert [cell for cell, _ in diary.judged] == [0, 2, 3]
    assert all(adherence.lines is not None for _, adherence in diary.judged)
    assert steps.steps(plans[2]) == tuple(range(1, request_.sampling.steps + 1))


def test_a_missing_model_is_one_sentence_with_its_place(
    engine: Engine, request_: Request, qtbot: QtBot, tmp_path: Path, logged_errors: list[str]
) -> None:
    diary = Diary()
    run = diary.follow("run", engine.start(replace(request_, model=str(tmp_path))))
    qtbot.waitSignal(run.failed, timeout=PATIENCE).wait()
    ((error, where),) = diary.failures
    assert (error.code, where) == ("weights_missing", "model")
    assert "not found" in str(error)
    assert diary.ends == [("failed", "run")]
    assert len(logged_errors) == 1
    qtbot.waitSignal(engine.start(request_).finished, timeout=PATIENCE).wait()  # it goes on


def test_warming_up_starts_no_run_and_loads_once(
    engine: Engine, request_: Request, qtbot: QtBot
) -> None:
    ready: list[bool] = []
    engine.model_ready.connect(lambda: ready.append(True))
    with qtbot.waitSignal(engine.model_ready, timeout=PATIENCE):
        engine.warm_up(request_.model)
    qtbot.waitSignal(engine.start(request_).finished, timeout=PATIENCE).wait()
    assert ready == [True]


def test_it_leaves_a_core_to_the_window(engine: Engine, request_: Request, qtbot: QtBot) -> None:
    import torch

    from sketchpad.models.runtime.device import usable_cores

    before = torch.get_num_threads()
    torch.set_num_threads(usable_cores())
    qtbot.waitSignal(engine.start(request_).finished, timeout=PATIENCE).wait()
    with ThreadPoolExecutor(1) as pool:  # this thread's own number stays as it was set
        assert pool.submit(torch.get_num_threads).result() == max(1, usable_cores() - 1)
    torch.set_num_threads(before)


def test_closing_in_the_middle_of_a_run_joins_the_thread(
    engine: Engine, request_: Request, qtbot: QtBot
) -> None:
    diary = Diary()
    diary.follow("run", engine.start(long(request_)))
    qtbot.waitUntil(lambda: len(diary.steps["run"]) >= 1, timeout=PATIENCE)
    engine.close()
    assert not engine.is_alive
    engine.close()  # twice is once


def test_an_engine_that_never_ran_closes_at_once(engine: Engine) -> None:
    engine.close()
    assert not engine.is_alive


@pytest.mark.parametrize(
    ("error", "code", "where"),
    [
        (OutOfMemory(), "out_of_memory", "size"),
        (MemoryError(), "out_of_memory", "size"),
        (RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"), "out_of_memory", "size"),
        (NotFinite(step=3), "not_finite", "settings"),
        (
            UnsupportedGuidance(method="gligen", missing="gated attention"),
            "unsupported_guidance",
            "method:gligen",
        ),
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
