"""Which noise levels training sees, and that the last of them is noise alone."""

from __future__ import annotations

from unittest.mock import Mock

import numpy as np
import torch
from torch import nn

from sketchpad.training.diffusion import model, networks, train
from sketchpad.training.diffusion.examples import Example


class Times(nn.Module):
    """What `Model.times` needs of a model."""

    times = model.Model.times
    _ratios = model.Model._ratios
    device = torch.device("cpu")

    def __init__(self) -> None:
        super().__init__()
        from diffusers.schedulers.scheduling_ddim import DDIMScheduler

        self.alphas_cumprod = DDIMScheduler(**networks.SCHEDULER).alphas_cumprod


def test_the_schedule_ends_without_any_picture():
    assert float(Times().alphas_cumprod[999]) == 0.0
    assert float(Times().alphas_cumprod[998]) > 0.0


def test_where_boxes_decide_many_times_are_late():
    torch.manual_seed(0)
    usual, late = Times().times(4000), Times().times(4000, noisy=0.6)
    for times in (usual, late):
        assert times.min() >= 0
        assert times.max() <= 999
    assert 0.1 < float((usual >= model.NOISY).float().mean()) < 0.4
    assert 0.6 < float((late >= model.NOISY).float().mean()) < 0.8


def test_of_twice_the_size_only_the_steps_that_finish_are_trained(monkeypatch):
    seen = []

    def loss_of(_model, examples, _rng, _frozen, _mixture, _kind, repeats, latest):
        seen.append((len(examples), repeats, latest))
        return torch.zeros(()), {}

    monkeypatch.setattr(train, "loss_of", loss_of)
    for side in (16, 24, 32):
        supply = Mock()
        supply.batch = lambda count, *_, side=side: (
            [Mock(latents=torch.zeros(8, side, side))] * count
        )
        losses = train.Losses(supply, 16, True, model.SKETCHES, 0, side=16)
        _, _, count = losses.one(Mock(), np.random.default_rng(0), 0.0)
        assert count == seen[-1][0]
    assert seen == [(16, 2, 0), (4, 2, train.FINISHED), (4, 2, train.FINISHED)]


def test_such_times_are_spread_below_that_step(tiny, tmp_path, monkeypatch):
    tokenizer = networks.build_tokenizer({"cat": 1}, tmp_path, 600)
    network = model.Model(tokenizer)
    times = []
    velocity = network.velocity
    monkeypatch.setattr(
        network,
        "velocity",
        lambda x, t, *rest, **more: times.extend(t) or velocity(x, t, *rest, **more),
    )
    example = Example(torch.zeros(8, 16, 16), np.zeros((128, 128), np.uint8), "cat", (), ())
    model.loss_of(
        network, [example] * 32, np.random.default_rng(0), True, model.SKETCHES, "lines", latest=40
    )
    assert 0 <= min(times) < 15
    assert 25 < max(times) < 40
