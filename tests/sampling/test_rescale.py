"""Guidance rescale as the paper has it (Lin et al., WACV 2024, section 3.4)."""

from __future__ import annotations

import pytest
import torch
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import rescale_noise_cfg

from sketchpad.sampling.denoiser import Branch, Prediction, Text
from sketchpad.sampling.loop import SampleOptions, rescaled, sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import make_solver
from tests.sampling.gaussian import SCHEDULE, GaussianDenoiser, about

LOUD = [Branch(about(-0.5), -7.0, null=True), Branch(about(0.5), 8.0)]


@pytest.fixture
def noise():
    return torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(3))


def run(noise, branches=LOUD, **more):
    denoiser = GaussianDenoiser(0.5)
    return list(
        run_eagerly(
            sample(
                denoiser,
                make_solver("ddim", SCHEDULE, 3),
                branches,
                [],
                noise,
                SampleOptions(**more),
            )
        )
    )


@pytest.mark.parametrize("loud", [3.0, 0.2])
@pytest.mark.parametrize("share", [0.25, 0.7, 1.0])
def test_it_is_the_reference(share, loud):
    asked, mixed = torch.randn(2, 1, 4, 8, 8, generator=torch.Generator().manual_seed(1)) * loud
    expected = rescale_noise_cfg(mixed, asked, share)
    assert torch.allclose(rescaled(mixed, asked, share), expected, atol=1e-6)


def test_in_full_the_spread_is_that_of_the_prompts_prediction():
    asked, mixed = torch.randn(2, 1, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    assert float(rescaled(9 * mixed, asked, 1.0).std()) == pytest.approx(float(asked.std()))


def test_a_flat_prediction_stays_finite():
    flat = torch.full((1, 4, 8, 8), 0.25)
    assert flat.std() == 0.0
    assert torch.allclose(rescaled(flat, flat, 0.7), flat)


def test_0_is_the_same_to_the_bit(noise):
    assert torch.equal(run(noise, rescale=0.0)[-1].x_next, run(noise)[-1].x_next)


def test_one_branch_has_nothing_to_rescale(noise):
    alone = [Branch(about(0.5))]
    assert torch.equal(run(noise, alone, rescale=0.7)[-1].x_next, run(noise, alone)[-1].x_next)


def test_the_order_of_branches_does_not_matter(noise):
    first, turned = (run(noise, list(b), rescale=0.7)[-1].x_next for b in (LOUD, LOUD[::-1]))
    assert torch.allclose(first, turned, atol=1e-6)


@pytest.mark.parametrize("share", [0.4, 1.0])
@pytest.mark.parametrize("turn", [1, -1])
def test_the_loop_rescales_to_the_spread_of_the_prompts_prediction(noise, turn, share):
    class Reciting:
        provides = frozenset()

        def predict(self, x, t, branches, look_at=()):
            return Prediction(torch.cat([branch.text.tokens for branch in branches]), {})

    null, asked = noise.flip(-1) * 0.3, noise
    branches = [Branch(Text(null), -2.0, null=True), Branch(Text(asked), 3.0)][::turn]
    solver = make_solver("ddim", SCHEDULE | {"prediction_type": "sample"}, 1)
    options = SampleOptions(rescale=share)
    (step,) = run_eagerly(sample(Reciting(), solver, branches, [], noise, options))
    expected = rescale_noise_cfg(3.0 * asked - 2.0 * null, asked, share)
    torch.testing.assert_close(step.denoised, expected)
