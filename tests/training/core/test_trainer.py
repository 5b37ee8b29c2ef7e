from __future__ import annotations

import json
import os
import signal

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from sketchpad.training.core.trainer import (
    Budget,
    Ema,
    Run,
    average,
    read_meta,
)


def _net() -> nn.Module:
    torch.manual_seed(0)
    return nn.Linear(3, 2)


def _train(run: Run, net: nn.Module, steps: int) -> None:
    for step in run:
        x = torch.full((4, 3), 0.1 * (step + 1))
        run.update((net(x) - 1).square().mean(), 4)
        if run.step + 1 >= steps:
            run.seconds = 0


def _run(folder, net) -> Run:
    return Run(folder, net, Budget(60), lr=0.01, warmup=1, final_lr=1.0)


def test_a_stopped_run_goes_on_as_if_it_had_not_been_stopped(tmp_path):
    whole = _net()
    _train(_run(tmp_path / "whole", whole), whole, 6)
    parts = _net()
    _train(_run(tmp_path / "parts", parts), parts, 3)
    again = _net()
    run = _run(tmp_path / "parts", again)
    assert run.step == 3
    assert run.samples == 12
    run.used = 0
    _train(run, again, 6)
    assert torch.allclose(whole.weight, again.weight, atol=1e-4)


def test_a_signal_stops_cleanly_and_leaves_a_checkpoint(tmp_path):
    net = _net()
    run = _run(tmp_path, net)
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    for step in run:
        run.update(net(torch.ones(1, 3)).square().mean(), 1)
        if step == 2:
            os.kill(os.getpid(), signal.SIGTERM)
    assert run.step == 3
    assert (tmp_path / "state.safetensors").exists()
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_a_loss_that_is_not_finite_changes_nothing(tmp_path, capsys):
    net = _net()
    run = _run(tmp_path, net)
    before = net.weight.detach().clone()
    run.update(net(torch.full((1, 3), float("nan"))).mean(), 1)
    assert torch.equal(net.weight, before)
    assert "not finite" in capsys.readouterr().out


def test_the_average_can_be_looked_at_and_put_back():
    net = _net()
    average = Ema(net, 0.9)
    with torch.no_grad():
        net.weight.add_(1)
    average.update(net)
    trained = net.weight.detach().clone()
    average.swap(net)
    assert not torch.equal(net.weight, trained)
    average.swap(net)
    assert torch.equal(net.weight, trained)


def test_what_was_measured_is_kept_and_read_again(tmp_path):
    net = _net()
    run = _run(tmp_path, net)
    run._on_checkpoint = lambda averaged: run.log(found=float(run.step))
    _train(run, net, 3)
    again = _run(tmp_path, _net())
    assert [row["found"] for row in again.history] == [3.0]
    (tmp_path / "metrics.jsonl").write_text("half a li")
    assert _run(tmp_path, _net()).step == 3


def test_a_budget_of_steps_ends_and_slows_down_by_steps(tmp_path):
    net = _net()
    run = Run(tmp_path, net, Budget(3600, steps=4), lr=1.0, warmup=1, final_lr=0.0)
    rates = []
    for _ in run:
        rates.append(run.rate())
        run.update(net(torch.ones(1, 3)).square().mean(), 1)
    assert run.step == 4
    assert not run.stopped
    assert rates == pytest.approx([1.0, 0.853553, 0.5, 0.146447], abs=1e-5)


def test_only_what_is_trained_is_kept_and_put_back(tmp_path):
    torch.manual_seed(0)
    net = nn.ModuleDict({"base": nn.Linear(2, 2), "own": nn.Linear(2, 2)})
    net["base"].requires_grad_(False)
    run = Run(tmp_path, net, Budget(60), lr=0.01, kept=lambda name: name.startswith("own."))
    run.save()
    torch.manual_seed(1)
    other = nn.ModuleDict({"base": nn.Linear(2, 2), "own": nn.Linear(2, 2)})
    before = other["base"].weight.detach().clone()
    average(other, tmp_path / "state.safetensors", lambda name: name.startswith("own."))
    assert torch.equal(other["base"].weight, before)
    assert torch.equal(other["own"].weight, net["own"].weight)
    with pytest.raises(RuntimeError, match="another network"):
        average(other, tmp_path / "state.safetensors")


def test_another_choice_of_what_is_trained_begins_with_a_fresh_optimiser(tmp_path):
    net = _net()
    _train(_run(tmp_path, net), net, 2)
    again = _net()
    again.bias.requires_grad_(False)
    run = _run(tmp_path, again)
    assert run.step == 2
    assert not run.optimizer.state


def test_checkpoints_from_before_names_were_kept_go_on_with_their_optimiser(tmp_path):
    net = _net()
    _train(_run(tmp_path, net), net, 2)
    path = tmp_path / "state.safetensors"
    meta = read_meta(path)
    del meta["trained"]
    save_file(load_file(path), path, metadata={"meta": json.dumps(meta)})
    (tmp_path / "metrics.jsonl").unlink()
    run = _run(tmp_path, _net())
    assert run.step == 2
    assert len(run.optimizer.state) == 2


def test_a_damaged_checkpoint_never_replaces_a_whole_one(tmp_path):
    net = _net()
    run = _run(tmp_path, net)
    run.save()
    (tmp_path / "state.part").write_bytes(b"half")
    assert _run(tmp_path, _net()).step == 0


def test_a_long_average_is_computed_seldom_and_comes_to_the_same():
    net = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(net.weight)
    average, exact = Ema(net, 0.998), 0.0
    average.updates = 10**5
    for step in range(1, 201):
        nn.init.constant_(net.weight, step / 100)
        average.update(net)
        exact += 0.002 * (step / 100 - exact)
    assert float(average.shadow["weight"]) == pytest.approx(exact, rel=0.03)
