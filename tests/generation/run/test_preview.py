"""Previews: linear while steps are fast, decoded at a steady rate while they are slow."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from sketchpad.generation.run.preview import Preview
from sketchpad.sampling.guidance import Step

SLOW, FAST = 1e6, 0.0  # seconds of a step


def steps(count: int) -> list[Step]:
    noise = torch.Generator().manual_seed(0)
    zero = torch.zeros(())
    return [
        Step(n, count, zero, zero, zero, 1.0, 0.0, lambda: None, denoised=torch.randn(1, 4, 8, 8, generator=noise))
        for n in range(count)
    ]  # fmt: skip


@pytest.fixture
def codec(tiny_model):
    tiny_model.codec.decode(torch.zeros(1, 4, 8, 8))  # now it knows what that costs
    return tiny_model.codec


def test_fast_steps_are_not_decoded(codec):
    [step] = steps(1)
    shown = Preview(codec, (64, 64))(step, FAST)
    assert np.array_equal(shown, codec.preview(step.denoised))


def test_slow_steps_are_decoded_and_stay_in_sight(codec):
    first, second = steps(2)
    preview = Preview(codec, (64, 64))
    preview._next = 0.0
    shown = preview(first, SLOW)
    assert np.array_equal(shown, codec.decode(first.denoised))
    assert preview._next > 0.0
    preview._next = float("inf")
    assert preview(second, SLOW) is shown
    preview._next = 0.0
    assert np.array_equal(preview(second, SLOW), codec.decode(second.denoised))


def test_where_steps_are_kept_each_has_its_own_preview(codec):
    preview = Preview(codec, (64, 64), every_step=True)
    for step in steps(2):
        assert np.array_equal(preview(step, SLOW), codec.decode(step.denoised))


def test_previews_have_the_size_of_the_picture(codec):
    [step] = steps(1)
    for took in (FAST, SLOW):
        shown = Preview(codec, (128, 96))(step, took)
        assert shown.shape == (96, 128, 3)
        assert not shown.flags.writeable
