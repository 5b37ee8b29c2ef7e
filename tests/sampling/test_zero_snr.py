"""Schedules whose first step holds no picture at all: every solver keeps its numbers finite and finds the answer."""

from __future__ import annotations

import json
import math
import shutil
from functools import cache
from itertools import cycle

import pytest
import torch

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.errors import WeightsDamaged
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.generation.run.generate import generate
from sketchpad.generation.run.setup import prepare, solver_for, start_noise
from sketchpad.guidance.spherical import project_to_sphere
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.sampling.denoiser import Branch, branches_for
from sketchpad.sampling.loop import SampleOptions, sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import NAMES, NOISY, make_solver
from tests.sampling.gaussian import SCHEDULE, GaussianDenoiser, Towards, about
from tests.tiny import OneModel, load_tiny, shared_tiny_model

pytestmark = pytest.mark.slow

CALM = tuple(name for name in NAMES if name not in NOISY)
ZERO = SCHEDULE | {"prediction_type": "v_prediction", "rescale_betas_zero_snr": True}
DRAWING = Document(
    width=128,
    height=128,
    strokes=(Stroke([[20, 20, 1.0], [100, 24, 0.5], [60, 110, 1.0], [20, 20, 1.0]], 6.0),),
    boxes=(Box("cat", (0.1, 0.1, 0.9, 0.9)),),
    prompt="a red cat",
)
ALL = (
    MethodSettings("edge_predictor", 1.6, 0.0, 1.0),
    MethodSettings("controlnet", 0.8, 0.0, 1.0),
    MethodSettings("gligen", 1.0, 0.0, 1.0),
)


@pytest.fixture
def noise():
    return torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(3))


@cache
def model_that(edge_noise):
    return load_tiny(shared_tiny_model(zero_snr=True, edge_noise=edge_noise))


def run(name, noise, steps=10, guidance=(), **more):
    solver = make_solver(name, ZERO, steps)
    denoiser = GaussianDenoiser(0.5, ZERO)
    return list(
        run_eagerly(
            sample(denoiser, solver, [Branch(about(0.4))], guidance, noise, SampleOptions(**more))
        )
    ), solver


@pytest.mark.parametrize("steps", [1, 2, 7, 150])
@pytest.mark.parametrize("name", NAMES)
def test_levels_fall_from_pure_noise_to_the_picture(name, steps):
    solver = make_solver(name, ZERO, steps)
    assert int(solver.timesteps[0]) == 999
    alphas = [solver.alpha(index) for index in range(steps + 1)]
    sigmas = [solver.sigma(index) for index in range(steps + 1)]
    assert alphas[0] <= 2**-12
    assert alphas == sorted(alphas)
    assert sigmas == sorted(sigmas, reverse=True)
    assert all(a * a + s * s == pytest.approx(1.0) for a, s in zip(alphas, sigmas, strict=True))
    assert sigmas[-1] < 0.1


@pytest.mark.parametrize("name", CALM)
def test_solvers_follow_the_flow_from_pure_noise(name, noise):
    steps, solver = run(name, noise, steps=100)
    begin = solver.start(noise) * solver.scale(0)
    exact = GaussianDenoiser(0.5, ZERO).exact(begin, 0.4, solver.alpha(0), solver.sigma(0))
    assert (steps[-1].x_next - exact).abs().max() < 0.06


def test_karras_levels_are_spent_where_there_is_something_to_see(noise):
    """diffusers would spread them from a ratio of 4096 down: with 8 steps it is off by more than 0.3."""
    steps, solver = run("dpm++_karras", noise, steps=8)
    exact = GaussianDenoiser(0.5, ZERO).exact(solver.start(noise), 0.4, 0.0, 1.0)
    assert (steps[-1].x_next - exact).abs().max() < 0.1
    assert sum(solver.sigma(i) > 50 * solver.alpha(i) for i in range(8)) == 2


@pytest.mark.parametrize("steps", [1, 2, 7])
@pytest.mark.parametrize("name", NAMES)
def test_the_first_picture_foreseen_is_the_mean(name, steps, noise):
    """Of pure noise nothing can be read but what all pictures have in common."""
    made, _ = run(name, noise, steps=steps)
    assert torch.allclose(made[0].denoised, torch.full_like(noise, 0.4), atol=2e-3)
    assert all(bool(torch.isfinite(step.x_next).all()) for step in made)


class Turning(Towards):
    """A pull as the program's own: the noise that is left is turned."""

    def pull(self, step, gradient):
        self.lengths = [*getattr(self, "lengths", []), step.moved]
        # Of pure noise the foreseen picture does not depend at all; the networks' energies do.
        gradient = gradient + 1e-3 * torch.ones_like(gradient)
        return project_to_sphere(step, gradient, self.strength_at(step.share) * step.moved)


@pytest.mark.parametrize("name", NAMES)
def test_pulls_work_from_the_first_step_on(name, noise):
    towards = Turning(-3.0, 0.5, (0.0, 0.9))
    pulled, _ = run(name, noise, steps=20, guidance=[towards])
    free, _ = run(name, noise, steps=20)
    assert len(towards.lengths) == 18
    assert all(0.0 < length < 100.0 for length in towards.lengths)
    assert not torch.equal(pulled[0].x_next, free[0].x_next)
    assert float((pulled[-1].x_next - free[-1].x_next).mean()) < -0.02


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("share", [1.0, 0.6])
def test_beginning_from_a_picture(name, share, noise):
    solver = make_solver(name, ZERO, 10, share=share)
    picture = torch.full_like(noise, 0.4)
    latents = solver.start_from(picture, noise)
    exact = solver.alpha(0) * picture + solver.sigma(0) * noise
    assert torch.allclose(latents * solver.scale(0), exact, atol=1e-4)
    branches = [Branch(about(0.4))]
    steps = list(
        run_eagerly(
            sample(
                GaussianDenoiser(0.5, ZERO),
                solver,
                branches,
                [],
                noise,
                SampleOptions(latents=latents),
            )
        )
    )
    assert (steps[-1].x_next - 0.4).abs().mean() < 1.0


@pytest.mark.parametrize("name", ["ddim", "euler", "euler_a", "lcm"])
@pytest.mark.parametrize("begin", [1, 4])
def test_a_run_that_branches_off_ends_like_the_whole_one(name, begin, noise):
    whole, _ = run(name, noise, steps=6)
    later, _ = run(name, noise, steps=6, begin=begin, latents=whole[begin].x)
    assert torch.equal(later[-1].x_next, whole[-1].x_next)


@pytest.mark.parametrize("name", ["dpm++", "dpm++_karras", "unipc"])
def test_a_branch_without_history_is_finite(name, noise):
    whole, _ = run(name, noise, steps=6)
    later, _ = run(name, noise, steps=6, begin=1, latents=whole[1].x)
    assert (later[-1].x_next - whole[-1].x_next).abs().max() < 0.5


@pytest.mark.parametrize(
    ("name", "edge_noise"), list(zip(NAMES, cycle(("level", "map")), strict=False))
)
def test_all_methods_on_a_real_network(name, edge_noise):
    """The edge predictor is told the noise in the latents, which here is the latents themselves at first."""
    model = model_that(edge_noise)
    request = Request(DRAWING, Sampling(7, 3, 4.0, name), ALL)
    progress = list(run_eagerly(generate(request, store=OneModel(model))))
    assert not [p for p in progress if p.notes]
    solver = solver_for(request, model)
    branches = branches_for(model.text.encode("a cat"), model.text.encode(""), 4.0)
    told = prepare(request, model)
    steps = list(
        run_eagerly(sample(model.denoiser, solver, branches, told, start_noise(request, model)))
    )
    solver, noise = solver_for(request, model), start_noise(request, model)
    plain = next(run_eagerly(sample(model.denoiser, solver, branches, [], noise)))
    assert all(bool(torch.isfinite(step.denoised).all()) for step in steps)
    assert all(math.isfinite(step.moved) and step.moved > 0 for step in steps)
    assert not torch.allclose(steps[0].x_next, plain.x_next, atol=1e-4)


@pytest.mark.parametrize(
    "settings", [{"prediction_type": "flow_prediction"}, {"beta_schedule": "exp" * 99}]
)
def test_what_no_solver_knows_is_refused_with_its_name(settings, tiny_model_dir, tmp_path):
    folder = shutil.copytree(tiny_model_dir, tmp_path / "model")
    path = folder / "scheduler" / "scheduler_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | settings))
    with pytest.raises(WeightsDamaged, match=next(iter(settings.values()))[:15]):
        inspect_model(folder)


def test_a_network_that_predicts_noise_is_refused(tiny_model_dir, tmp_path):
    folder = shutil.copytree(tiny_model_dir, tmp_path / "model")
    path = folder / "scheduler" / "scheduler_config.json"
    settings = json.loads(path.read_text()) | {"rescale_betas_zero_snr": True}
    path.write_text(json.dumps(settings))
    inspect_model(folder)
    path.write_text(json.dumps(settings | {"prediction_type": "epsilon"}))
    with pytest.raises(WeightsDamaged, match="ends in pure noise"):
        inspect_model(folder)
