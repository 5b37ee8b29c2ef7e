"""The benchmark as a user calls it, on a tiny model; that the rivals make the same pictures; no time is asserted."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import numpy as np
import pytest
import torch

from sketchpad.benchmarks import limit, pictures, window
from sketchpad.benchmarks.stock import Stock
from sketchpad.benchmarks.timing import Duel, Timing
from sketchpad.benchmarks.window import Gaps, event_gaps, first_paint
from sketchpad.cli import bench
from sketchpad.cli import main as command_line
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run.generate import generate
from sketchpad.models.runtime.device import DeviceChoice
from sketchpad.sampling.network_calls import run_eagerly
from tests.tiny import build_tiny_model

pytestmark = pytest.mark.slow

PROCESSES = pytest.mark.xdist_group("processes")  # that take all cores: one at a time
METHODS = {
    "none": (),
    "edge_features": (MethodSettings("edge_predictor", 0.2, 0.0, 0.5, look="features"),),
    "controlnet": (MethodSettings("controlnet", 0.8, 0.0, 0.8),),
    "gligen": (MethodSettings("gligen", 1.0, 0.0, 0.5),),
}


@pytest.fixture(autouse=True)
def _tiny(monkeypatch, tiny_model_dir):
    monkeypatch.setattr(command_line.logs, "start_logging", lambda: None)
    monkeypatch.setenv("SKETCHPAD_WEIGHTS", str(tiny_model_dir))


def run(*arguments):
    options = ["--steps", 2, "--size", 128, "--repeats", 1, *arguments]
    return command_line.main(["bench", *map(str, options)])


# --- The rivals


def same_work(stock, folder, mode, monkeypatch):
    """With the pull as it was published: the program's own counts near lines and only turns the noise."""
    monkeypatch.setenv("SKETCHPAD_PRECISION", "float32")
    monkeypatch.setattr("sketchpad.guidance.edge_predictor.ELSEWHERE", 1.0)
    monkeypatch.setattr(
        "sketchpad.guidance.edge_predictor.project_to_sphere",
        lambda _step, gradient, length: gradient * (length / gradient.norm()),
    )
    drawn = pictures.drawing(0, 128, 128)
    request = Request(drawn, Sampling(5, 8, 3.0), METHODS[mode], str(folder))
    *_, last = run_eagerly(generate(request))
    stock.run(mode, request)
    return float(np.abs(stock.last - last.picture / 255.0).max())


@pytest.fixture(scope="module")
def stock(tiny_model_dir):
    return Stock(tiny_model_dir, DeviceChoice(torch.device("cpu"), torch.float32))


@pytest.mark.parametrize("mode", METHODS)
def test_a_rival_makes_the_same_picture(stock, tiny_model_dir, mode, monkeypatch):
    assert same_work(stock, tiny_model_dir, mode, monkeypatch) < 2 / 255


def test_also_with_an_edge_predictor_that_takes_the_noise_itself(tmp_path, monkeypatch):
    folder = build_tiny_model(tmp_path, edge_noise="map", edge_kind="conv")
    stock = Stock(folder, DeviceChoice(torch.device("cpu"), torch.float32))
    assert same_work(stock, folder, "edge_features", monkeypatch) < 2 / 255


def test_every_step_is_timed(stock, tiny_model_dir):
    for mode, methods in METHODS.items():
        drawn = pictures.drawing(1, 128, 128)
        timing = stock.run(mode, Request(drawn, Sampling(5, 4, 3.0), methods, str(tiny_model_dir)))
        assert 0 < timing.step < timing.picture


@pytest.mark.parametrize("mode", pictures.FORESEEING)
def test_what_foresees_the_picture_is_compared_with_the_published_loop(stock, tiny_model_dir, mode):
    usual = MethodSettings("edge_predictor", 1.6)
    modes = {mode: (usual,), pictures.FEATURES: METHODS["edge_features"]}
    request = Request(
        pictures.drawing(1, 128, 128), Sampling(5, 4, 3.0), (usual,), str(tiny_model_dir)
    )
    timing = pictures.rival(stock, mode, modes, request)
    as_published = stock.last
    stock.run("edge_features", replace(request, methods=METHODS["edge_features"]))
    np.testing.assert_array_equal(stock.last, as_published)
    assert timing.lines is not None
    assert 0 <= timing.lines <= 1
    alone = pictures.rival(
        stock, mode, {mode: (usual,)}, request
    )  # where the mode was chosen alone
    assert alone.picture > 0


def test_each_picture_asks_for_another_thing():
    drawings = [pictures.drawing(number, 128, 128) for number in range(6)]
    assert len({drawn.prompt for drawn in drawings}) == 6
    assert len({drawn.boxes for drawn in drawings}) == 6


# --- Sums


def test_timings():
    timing = Timing.of([10.0, 12.0, 13.0, 13.5], 14.0)
    assert timing == Timing(picture=4.0, step=0.75)
    assert Timing.of([0.0, 1.0], 2.0).step == 1.0


def test_a_duel_is_decided_pair_by_pair():
    ours = tuple(Timing(t, t / 10) for t in (1.0, 2.0, 4.0))
    theirs = tuple(Timing(t, t / 10) for t in (2.0, 4.0, 8.0))
    duel = Duel("none", ours, theirs)
    assert duel.ratio == 2.0
    assert duel.to_json()["seconds_per_picture"] == 2.0
    assert duel.to_json()["stock_seconds_per_step"] == pytest.approx(0.4)
    assert Duel("all", ours).ratio is None


def test_gaps():
    gap = Gaps.of("idle", [8.0] * 99 + [50.0])
    assert (gap.count, gap.p50, gap.longest) == (100, 8.0, 50.0)


def test_operations_of_a_step_are_counted_for_each_row(tiny_model_dir, monkeypatch):
    request = Request(pictures.drawing(0, 128, 128), Sampling(5, 9, 1.0), (), str(tiny_model_dir))
    guided = replace(request, sampling=replace(request.sampling, guidance_scale=3.0))
    monkeypatch.setenv("SKETCHPAD_RUNTIME", "auto")
    counted = limit.operations(request)
    assert counted > 0
    assert 1.9 < limit.operations(guided) / counted <= 2  # the time is read once for both rows
    assert os.environ["SKETCHPAD_RUNTIME"] == "auto"


# --- The command


def test_pictures(tmp_path, capsys):
    path, table = tmp_path / "bench.json", tmp_path / "bench.md"
    assert (
        run("--modes", "none,controlnet,all", "--no-window", "--json", path, "--markdown", table)
        == 0
    )
    content = json.loads(path.read_text())
    assert set(content["pictures"]) == {"none", "controlnet", "all"}
    assert content["pictures"]["none"]["stock_to_ours"] > 0
    assert content["pictures"]["all"]["stock_to_ours"] is None
    assert len(content["pictures"]["none"]["pictures"]) == 1
    assert "GFLOP" in table.read_text()
    compared = content["comparison"]
    assert compared["cells"] == 6
    assert compared["methods"] == ["none", "controlnet"]
    assert [len(compared[name]) for name in ("together", "alone", "stock")] == [1, 1, 1]
    assert compared["stock_to_ours"] == pytest.approx(
        compared["stock"][0] / compared["together"][0]
    )
    printed = capsys.readouterr().out
    assert "A comparison: 3 seeds of no guidance, ControlNet" in printed
    assert "StableDiffusionControlNetPipeline" in printed
    assert "CPU cores" in printed
    assert "by turns" in table.read_text()


def test_without_rivals(capsys):
    assert run("--modes", "none", "--no-window", "--no-stock") == 0
    assert "StableDiffusionPipeline" not in capsys.readouterr().out


@PROCESSES
def test_the_window_is_painted():
    [taken] = first_paint(1)
    assert taken > 0


@PROCESSES
def test_the_window_is_drawn_in_while_pictures_are_made():
    gaps = {gap.phase: gap for gap in event_gaps(0.4, ["all"])}
    assert list(gaps) == ["idle", "loading", "all"]
    assert all(gap.count >= 30 for gap in gaps.values())


def test_the_window_alone(monkeypatch, capsys):
    monkeypatch.setattr(window, "first_paint", lambda repeats, on_screen: [0.3, 0.2, 0.4])
    monkeypatch.setattr(
        window,
        "event_gaps",
        lambda seconds, modes, on_screen: [
            Gaps("idle", 100, 8.0, 9.0, 10.0),
            Gaps("gligen", 90, 8.0, 12.0, 20.0),
        ],
    )
    assert run("--no-pictures") == 0
    printed = capsys.readouterr().out
    assert "first paint after 0.30 s (of 3: 0.20 to 0.40 s)" in printed
    assert "GLIGEN" in printed


def test_a_window_that_does_not_open_is_said(monkeypatch, capsys):
    monkeypatch.setattr(window, "PAINT_PROBE", "sketchpad.ui.nothing")
    assert run("--no-pictures") == command_line.MISUSED
    assert "could not be opened" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--modes", "magic"], "no such mode: magic"), (["--json", "nowhere/a.json"], "is not there")],
)
def test_misuse_is_said_before_anything_runs(capsys, arguments, said):
    assert run(*arguments) == command_line.MISUSED
    assert said in capsys.readouterr().err


def test_a_model_without_controlnet_is_not_asked_for_it(tmp_path, tiny_model_dir):
    import shutil

    folder = tmp_path / "model"
    shutil.copytree(tiny_model_dir, folder, ignore=shutil.ignore_patterns("controlnet"))
    args = command_line.build_parser("bench").parse_args(["bench", "--model", str(folder)])
    modes, _, _ = bench._plan(args)
    assert "controlnet" not in modes
    assert "all" not in modes
    assert replace(modes["gligen"][0], strength=1.0).name == "gligen"


@PROCESSES
def test_random_weights_of_every_shape_are_models_that_ours_and_stock_can_run(monkeypatch, capsys):
    monkeypatch.setenv("SKETCHPAD_PRECISION", "float32")
    monkeypatch.delenv("SKETCHPAD_WEIGHTS")
    assert run("--gpu", "tiny") == 0
    rows = [
        line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("tiny")
    ]
    assert len(rows) == 4
    assert all(float(row[-3]) > 0 for row in rows)


@PROCESSES
def test_live_drawing_is_timed_and_filmed(tmp_path):
    film = tmp_path / "live.webp"
    found = {one.phase: one for one in window.live_times(["apple"], film)}
    assert list(found) == list(window.LIVE_TITLES)
    assert found["changed"].count >= found["current"].count >= 1
    assert "pen up" in window.live_table(list(found.values())).text()
    assert film.stat().st_size > 1000
