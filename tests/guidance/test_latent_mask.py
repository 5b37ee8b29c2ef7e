"""What is known is held: at the next noise level, and for a part of the steps."""

from __future__ import annotations

import pytest
import torch

from sketchpad.guidance.latent_mask import InpaintInput, LatentMask
from sketchpad.sampling.denoiser import Branch, Text
from tests.guidance.fakes import step_of

KNOWN, NOISE = torch.full((1, 2, 2, 2), 3.0), torch.full((1, 2, 2, 2), -5.0)
MASK = torch.tensor([[[[1.0, 0.25], [0.0, 1.0]]]])


def held(index, total=4, **more):
    step = step_of(index, total, x_next=torch.full((1, 2, 2, 2), 7.0), **more)
    return LatentMask(KNOWN, MASK, NOISE).hold(step)


@pytest.mark.parametrize("index", [0, 1, 2])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_mask_blends_what_is_known_at_the_next_noise_level(index, scale):
    there = (0.8 * 3 + 0.6 * -5) / scale
    expected = MASK * there + (1 - MASK) * 7
    found = held(index, sigma_next=0.6, scale_next=scale)
    torch.testing.assert_close(found, expected.expand(1, 2, 2, 2))


def test_the_last_step_leaves_no_noise_whatever_the_schedule_says():
    torch.testing.assert_close(
        held(3, sigma_next=0.6), (MASK * 3 + (1 - MASK) * 7).expand(1, 2, 2, 2)
    )


@pytest.mark.parametrize(("until", "active"), [(1.0, [0, 1, 2, 3]), (0.5, [0, 1]), (0.0, [])])
def test_it_holds_from_the_first_step_on(until, active):
    way = LatentMask(KNOWN, MASK, NOISE, until)
    assert [index for index in range(4) if way.active(index, 4)] == active
    assert way.strength == 1.0


def test_inpainting_networks_are_given_mask_and_picture_in_all_branches():
    given, free = torch.zeros(1, 5, 2, 2), torch.ones(1, 1, 2, 2)
    way = InpaintInput(given, free)
    branches = [Branch(Text(torch.zeros(1, 3, 2)), null=null) for null in (True, False)]
    way.condition(branches, step_of())
    assert all(branch.inpaint is given for branch in branches)
    assert way.free is free
