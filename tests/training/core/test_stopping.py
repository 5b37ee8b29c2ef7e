"""The same seed gives the same weights; a signal stops cleanly; a kill loses no more than since the last checkpoint."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from sketchpad.training import recipe
from sketchpad.training.core.trainer import read_meta
from sketchpad.training.diffusion import train

pytestmark = pytest.mark.xdist_group("processes")  # that take all cores: one at a time
ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
import pytest
from sketchpad.training import recipe
from tests.training.conftest import shrink
shrink(pytest.MonkeyPatch())
plan = recipe.Plan(
    Path(sys.argv[1]), Path(sys.argv[2]), ("apple", "cat"), size=64, batch=2, steps=100_000, checkpoint_every=0.0,
    scene_start=96,
)
print("finished" if recipe.train(plan, "base", 3600) else "stopped")
"""


@pytest.fixture
def plan(tiny, pack_file, tmp_path):
    """With an autoencoder of one step, so that a base can be trained."""
    made = recipe.Plan(
        pack_file,
        tmp_path / "runs",
        ("apple", "cat"),
        size=64,
        batch=2,
        steps=1,
        scene_start=48,
    )
    recipe.train(made, "vae", 600)
    recipe.load_codec(made)
    return made


def _state(plan):
    return plan.work / "base" / "state.safetensors"


def _started(plan):
    """A process that trains the base, when it has written its first checkpoints."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(plan.pack), str(plan.work)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    for _ in range(5000):
        if _state(plan).exists() and read_meta(_state(plan))["step"] >= 2:
            return process
        if process.poll() is not None:
            break
        time.sleep(0.1)
    process.kill()
    raise AssertionError(process.communicate()[0])


@pytest.mark.slow
def test_two_runs_of_one_seed_end_with_the_same_weights(plan):
    found = []
    for name in ("first", "second"):
        again = replace(plan, work=plan.work.parent / name, steps=3)
        shutil.copytree(plan.work, again.work)
        assert recipe.train(again, "base", 3600)
        found.append(load_file(_state(again)))
    first, second = found
    assert first.keys() == second.keys()
    for name, value in first.items():
        assert torch.equal(value, second[name]), name
    other = replace(plan, work=plan.work.parent / "third", steps=3, seed=1)
    shutil.copytree(plan.work, other.work)
    recipe.train(other, "base", 3600)
    third = load_file(_state(other))
    assert any(not torch.equal(value, third[name]) for name, value in first.items())


@pytest.mark.slow
def test_an_interrupted_run_ends_with_the_same_weights(plan, monkeypatch):
    whole = replace(plan, work=plan.work.parent / "whole", steps=4)
    parted = replace(plan, work=plan.work.parent / "parted", steps=4, checkpoint_every=0.0)
    for one in (whole, parted):
        shutil.copytree(plan.work, one.work)
    assert recipe.train(whole, "base", 3600)
    calls = []

    def breaks(*arguments, **options):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the power went")
        return loss_of(*arguments, **options)

    loss_of = train.loss_of
    with monkeypatch.context() as patch:
        patch.setattr(train, "loss_of", breaks)
        with pytest.raises(RuntimeError, match="power"):
            recipe.train(parted, "base", 3600)
    assert read_meta(_state(parted))["step"] == 2
    assert recipe.train(parted, "base", 3600)
    first, second = load_file(_state(whole)), load_file(_state(parted))
    assert first.keys() == second.keys()
    for name, value in first.items():
        assert torch.equal(value, second[name]), name


@pytest.mark.slow
def test_after_a_kill_it_goes_on_from_the_last_checkpoint(plan, capsys):
    process = _started(plan)
    process.kill()
    process.communicate()
    step = read_meta(_state(plan))["step"]
    assert step >= 2
    assert recipe.train(replace(plan, steps=step + 2), "base", 3600)
    assert f"goes on from step {step}" in capsys.readouterr().out
    meta = read_meta(_state(plan))
    assert meta["step"] == step + 2
    assert meta["samples"] == 2 * (step + 2)
    assert all(torch.isfinite(value).all() for value in load_file(_state(plan)).values())


@pytest.mark.slow
def test_a_signal_stops_it_cleanly(plan):
    process = _started(plan)
    process.terminate()
    said, _ = process.communicate(timeout=600)
    assert process.returncode == 0, said
    assert said.strip().endswith("stopped")
    assert read_meta(_state(plan))["step"] >= 2
