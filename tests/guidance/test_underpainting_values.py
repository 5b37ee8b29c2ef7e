"""Paint is held, then only its coarse part, then nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from sketchpad.guidance.underpainting import LONGER, Underpainting, _coarse
from tests.guidance.fakes import step_of

SHAPE = (1, 2, 12, 18)
PAINT, NOISE, NEXT = (
    torch.randn(SHAPE, generator=torch.Generator().manual_seed(seed)) for seed in range(3)
)


def hold(denoising, index, total, mask=None):
    mask = torch.ones(1, 1, *SHAPE[2:]) if mask is None else mask
    way = Underpainting(PAINT, mask, NOISE, denoising)
    return way.hold(step_of(index, total, x_next=NEXT, sigma_next=0.6))


def averaged(plane, half):
    padded = np.pad(plane, half, mode="edge")
    side = 2 * half + 1
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side))
    return windows.mean((2, 3))


@pytest.mark.parametrize(
    ("size", "half"), [((6, 9), 1), ((2, 30), 1), ((12, 18), 1), ((24, 30), 2), ((50, 36), 3)]
)
def test_the_coarse_part_is_averaged_twice_over_a_sixth_of_the_shorter_side(size, half):
    latents = torch.randn(1, 2, *size, generator=torch.Generator().manual_seed(1))
    expected = [averaged(averaged(plane, half), half) for plane in latents[0].double().numpy()]
    found = _coarse(latents)[0].double().numpy()
    np.testing.assert_allclose(found, np.stack(expected), atol=1e-5)


def kind(held):
    if held is None:
        return "nothing"
    noisy = any(torch.allclose(held, one, atol=1e-5) for one in (0.8 * PAINT + 0.6 * NOISE, PAINT))
    return "paint" if noisy else "coarse"


@pytest.mark.parametrize(
    ("denoising", "expected"),
    [
        (1.0, ["nothing"] * 8),
        (0.75, ["paint"] * 2 + ["coarse"] * 3 + ["nothing"] * 3),
        (0.6, ["paint"] * 4 + ["coarse"] * 4),
        (0.0, ["paint"] * 8),
    ],
)
def test_how_long_paint_counts(denoising, expected):
    assert LONGER == 2.5
    assert [kind(hold(denoising, index, 8)) for index in range(8)] == expected


def test_a_share_that_is_rounded_down_is_the_share_it_stands_for():
    assert 1.0 - 0.7 > 3 / 10
    assert kind(hold(0.7, 2, 10)) == "paint"
    assert kind(hold(0.7, 3, 10)) == "coarse"
    assert LONGER * (1.0 - 0.72) > 7 / 10
    assert kind(hold(0.72, 7, 10)) == "nothing"


def test_the_coarse_part_is_that_of_the_paint_and_the_rest_stays():
    known = 0.8 * PAINT + 0.6 * NOISE
    torch.testing.assert_close(hold(0.75, 2, 8), NEXT + _coarse(known - NEXT), rtol=1e-5, atol=1e-5)


def test_beside_the_mask_nothing_changes_and_at_its_rim_the_paint_is_not_thinned():
    assert torch.equal(hold(0.75, 2, 8, torch.zeros(1, 1, *SHAPE[2:])), NEXT)
    mask = torch.zeros(1, 1, *SHAPE[2:])
    mask[..., :9] = 1.0
    expected = _coarse(mask * (0.8 * PAINT + 0.6 * NOISE - NEXT)) / _coarse(mask).clamp_min(1e-3)
    found = hold(0.75, 2, 8, mask)
    torch.testing.assert_close(found[..., :9], (NEXT + expected)[..., :9], rtol=1e-5, atol=1e-5)
    assert torch.equal(found[..., 9:], NEXT[..., 9:])
