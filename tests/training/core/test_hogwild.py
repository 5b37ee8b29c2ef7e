"""Several processes on the same weights."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from sketchpad.training.core.hogwild import helpers
from sketchpad.training.core.trainer import AdamW

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("processes"),
]  # that take all cores: one at a time


@dataclass
class Line:
    seen: Any

    def begin(self, index):
        torch.manual_seed(index)
        self.seen.value = index
        return np.random.default_rng(index)

    def one(self, module, rng, progress):
        x = torch.randn(16, 2)
        return (module(x) - (3 * x[:, :1] - x[:, 1:])).square().mean(), {}, 16


def _cores():
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None


def test_a_helper_trains_the_weights_of_its_parent():
    before = torch.get_num_threads(), _cores()
    module = nn.Linear(2, 1)
    seen = torch.multiprocessing.get_context("spawn").Value("i", 0)
    with helpers(module, Line(seen), 1, AdamW()) as shared:
        shared.rate.value = 0.05
        deadline = time.monotonic() + 120
        while (module.weight - torch.tensor([[3.0, -1.0]])).abs().max() > 0.05:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert shared.samples.value > 0
    assert seen.value == 1
    assert not [p for p in torch.multiprocessing.active_children() if p.is_alive()]
    after = module.weight.detach().clone()
    time.sleep(0.2)
    assert torch.equal(module.weight, after)  # nobody goes on
    assert (torch.get_num_threads(), _cores()) == before


def test_without_helpers_nothing_is_shared():
    module = nn.Linear(2, 1)
    with helpers(module, Line(None), 0, AdamW()) as shared:
        assert shared is None
    assert not module.weight.is_shared()
