"""Solvers against plain formulas and diffusers' own schedulers: levels, single steps, noise, starts."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from diffusers.configuration_utils import FrozenDict
from diffusers.schedulers.scheduling_euler_ancestral_discrete import EulerAncestralDiscreteScheduler
from diffusers.schedulers.scheduling_lcm import LCMScheduler

from sketchpad.sampling.solvers import NAMES, NOISY, Solver, ends_in_noise, make_solver
from tests.sampling.gaussian import SCHEDULE

CALM = tuple(name for name in NAMES if name not in NOISY)
ZERO = SCHEDULE | {"prediction_type": "v_prediction", "rescale_betas_zero_snr": True}
SAYS_PICTURE = SCHEDULE | {"prediction_type": "sample"}
# Beyond -1..1, where pixels would be cut off.
PICTURE = torch.tensor([3.0, -2.0, 0.5, 0.0]).view(1, 1, 2, 2)
NOISE = torch.tensor([0.3, -1.2, 1.5, 0.8]).view(1, 1, 2, 2)


def table(schedule):
    """The share of the picture at each timestep."""
    first, last = schedule["beta_start"] ** 0.5, schedule["beta_end"] ** 0.5
    betas = np.linspace(first, last, schedule["num_train_timesteps"]) ** 2
    alpha = np.sqrt(np.cumprod(1 - betas))
    if schedule.get("rescale_betas_zero_snr"):
        alpha = (alpha - alpha[-1]) * alpha[0] / (alpha[0] - alpha[-1])
    return alpha


def ratios(schedule):
    alpha = table(schedule)
    with np.errstate(divide="ignore"):
        return np.sqrt(1 - alpha**2) / alpha


def levels(solver):
    return [(solver.alpha(i), solver.sigma(i)) for i in range(solver.total + 1)]


def noised(solver, index):
    """The picture at the level before step `index`, in variance preserving units."""
    return solver.alpha(index) * PICTURE + solver.sigma(index) * NOISE


def perfect(solver, index):
    """The output of a network that knows picture and noise."""
    velocity = solver.alpha(index) * NOISE - solver.sigma(index) * PICTURE
    return {"epsilon": NOISE, "v_prediction": velocity, "sample": PICTURE}[solver.prediction]


def close(one, other, tolerance=2e-4):
    return torch.allclose(one, other, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(
    ("name", "prediction"),
    [(name, prediction) for name in NAMES for prediction in ("epsilon", "v_prediction", "sample")],
)
def test_a_perfect_network_leads_from_each_level_to_the_next(name, prediction):
    config = SCHEDULE | {"prediction_type": prediction, "clip_sample": True}
    for index in (0, 2):
        solver = make_solver(name, config, 5, share=0.6)
        if index:
            solver.begin(index)
        x = noised(solver, index) / solver.scale(index)
        output = perfect(solver, index)
        assert close(solver.model_input(x, index), noised(solver, index))
        foreseen = solver.denoised(output, x, index)
        assert close(foreseen, PICTURE)
        following = solver.step(output, x, index)
        if name not in NOISY:
            assert close(following * solver.scale(index + 1), noised(solver, index + 1))
        moved = torch.linalg.vector_norm(noised(solver, index + 1) - noised(solver, index))
        told = solver.moved(x, following, foreseen, index)
        assert told == pytest.approx(float(moved), rel=1e-3)


@pytest.mark.parametrize("schedule", [SCHEDULE, ZERO], ids=["usual", "zero"])
@pytest.mark.parametrize("name", [name for name in NAMES if name != "dpm++_karras"])
def test_levels_are_those_of_the_timesteps_and_end_with_the_picture(name, schedule):
    solver = make_solver(name, schedule, 4)
    alpha = [*table(schedule)[solver.timesteps.long().numpy()], 1.0]
    assert [a for a, _ in levels(solver)] == pytest.approx(alpha, abs=3e-4)
    assert [a * a + s * s for a, s in levels(solver)] == pytest.approx([1.0] * 5)
    assert levels(solver)[-1] == (1.0, 0.0)


@pytest.mark.parametrize("schedule", [SCHEDULE, ZERO], ids=["usual", "zero"])
@pytest.mark.parametrize("train", [1000, 20])
def test_karras_levels(train, schedule):
    """Karras et al., "Elucidating the Design Space", 2022, equation 5 with rho = 7."""
    known = ratios(schedule | {"num_train_timesteps": train})
    solver = make_solver("dpm++_karras", schedule | {"num_train_timesteps": train}, 6)
    got = [sigma / alpha for alpha, sigma in levels(solver)]
    pure = bool(schedule.get("rescale_betas_zero_snr"))
    top = min(80.0, known[-2]) if pure else known[-1]
    roots = np.linspace(top ** (1 / 7), known[0] ** (1 / 7), 5 if pure else 6)
    assert got[pure:] == pytest.approx([*roots**7, 0.0], rel=5e-3)
    assert int(solver.timesteps[0]) == train - 1
    if pure:
        assert got[0] == pytest.approx(2**12, rel=1e-3)
        nearest = [int(np.abs(np.log(known[:-1] / r)).argmin()) for r in roots**7]
        assert np.abs(solver.timesteps[1:].numpy() - nearest).max() <= 1


@pytest.mark.parametrize(
    ("settings", "pure"),
    [({}, False), ({"rescale_betas_zero_snr": False}, False), (ZERO, True)],
)
def test_schedules_that_end_in_pure_noise(settings, pure):
    assert ends_in_noise(settings) is pure


@pytest.mark.parametrize("name", NAMES)
def test_starts_are_at_the_first_level(name):
    solver = make_solver(name, SCHEDULE, 5, share=0.6)
    begun = solver.start_from(PICTURE, NOISE)
    assert begun.shape == PICTURE.shape
    assert close(begun * solver.scale(0), noised(solver, 0), 1e-3)
    for spacing in ("leading", "trailing"):
        solver = make_solver(name, SCHEDULE | {"timestep_spacing": spacing}, 5)
        assert close(solver.start(NOISE) * solver.scale(0), NOISE, 2e-2)


@pytest.mark.parametrize("steps", [1, 4, 51, 111, 700])
def test_lcm_begins_with_the_noisiest_level(steps):
    solver = make_solver("lcm", SCHEDULE, steps)
    assert (solver.total, int(solver.timesteps[0])) == (steps, 999)


@pytest.mark.parametrize("one", [True, False])
@pytest.mark.parametrize("steps", [3, 4])
def test_ddim_ends_where_diffusers_ends(steps, one):
    """Of 20 timesteps, the last of 3 steps leads to timestep 0; the last of 4 to the level that the schedule names."""
    schedule = SAYS_PICTURE | {"num_train_timesteps": 20, "set_alpha_to_one": one}
    solver = make_solver("ddim", schedule, steps)
    last = steps - 1
    x = noised(solver, last)
    assert close(solver.step(PICTURE, x, last), noised(solver, steps), 1e-6)
    expected = 1.0 if one and steps == 4 else table(schedule)[0]
    assert solver.alpha(steps) == pytest.approx(expected, abs=1e-6)


class Drawing:
    """A scheduler whose steps give nothing but the noise that they draw."""

    config = FrozenDict(prediction_type="sample")
    begun = None

    def set_timesteps(self, steps, device):
        self.timesteps = torch.arange(steps).flip(0)
        self.sigmas = torch.arange(steps + 1.0).flip(0)

    def set_begin_index(self, index):
        self.begun = index

    def step(self, output, t, x, generator=None, return_dict=True):
        return (torch.randn(x.shape, generator=generator),)


class DrawingAncestral(Drawing):
    """Says by its name that it adds the noise."""


@pytest.mark.parametrize(
    ("share", "taken"), [(2.0, 5), (1.0, 5), (0.6, 3), (0.59, 2), (0.05, 1), (0.0, 1), (-1.0, 1)]
)
def test_a_share_of_the_schedule_is_its_last_steps(share, taken):
    solver = Solver(Drawing(), 5, torch.device("cpu"), share=share)
    assert solver.total == taken
    assert solver.timesteps.tolist() == [4, 3, 2, 1, 0][5 - taken :]
    ratios = [sigma / alpha for alpha, sigma in levels(solver)]
    assert ratios == pytest.approx([5, 4, 3, 2, 1, 0][5 - taken :])


@pytest.mark.parametrize(("seed", "kind"), [(None, Drawing), (5, Drawing), (5, DrawingAncestral)])
@pytest.mark.parametrize("begin", [None, 2])
def test_noise_is_that_of_the_generator_and_of_the_step(kind, seed, begin):
    """Where a run begins later, noisy steps get the noise that they would have had; others draw none."""
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    scheduler = kind()
    solver = Solver(scheduler, 6, torch.device("cpu"), share=0.5, generator=generator)
    if begin is not None:
        solver.begin(begin)
    assert scheduler.begun == 3 + (begin or 0)
    drawn = torch.Generator().manual_seed(seed or 0)
    noise = [torch.randn(NOISE.shape, generator=drawn) for _ in range(4)]
    left_out = (begin or 0) if kind is DrawingAncestral else 0
    made = [solver.step(PICTURE, NOISE, begin or 0), solver.step(PICTURE, NOISE, 2)]
    assert torch.equal(torch.cat(made), torch.cat(noise[left_out : left_out + 2]))


@pytest.mark.parametrize(
    ("name", "kind"), [("euler_a", EulerAncestralDiscreteScheduler), ("lcm", LCMScheduler)]
)
def test_noisy_steps_are_those_of_diffusers(name, kind):
    stock = kind.from_config({k: v for k, v in SCHEDULE.items() if k != "steps_offset"})
    stock.set_timesteps(3)
    x = NOISE * stock.init_noise_sigma
    solver = make_solver(name, SCHEDULE, 3)
    ours = solver.start(NOISE)
    generator = torch.Generator().manual_seed(0)
    for index, t in enumerate(stock.timesteps):
        assert close(solver.model_input(ours, index), stock.scale_model_input(x, t), 1e-6)
        x = stock.step(PICTURE, t, x, generator=generator).prev_sample
        ours = solver.step(PICTURE, ours, index)
    assert close(ours, x, 1e-6)


def test_of_two_equal_timesteps_the_step_that_was_asked_for_is_taken():
    steps = 60
    solver = make_solver("dpm++_karras", SAYS_PICTURE, steps)
    double = next(i for i in range(steps) if solver.timesteps[i] == solver.timesteps[i + 1])
    solver.begin(double)
    x = solver.step(PICTURE, noised(solver, double), double)
    assert close(x, noised(solver, double + 1), 1e-5)


@pytest.mark.parametrize("share", [1.0, 0.6])
def test_unipc_does_not_correct_away_what_was_edited(share):
    def second(change, *, told):
        solver = make_solver("unipc", SAYS_PICTURE, 5, share=share)
        x = solver.step(PICTURE, noised(solver, 0), 0)
        if told:
            solver.edited(0)
        return solver.step(PICTURE, x + change, 1)

    solver = make_solver("unipc", SAYS_PICTURE, 5, share=share)
    kept = second(0.5, told=True) - second(0.0, told=True)
    assert close(kept, torch.full_like(NOISE, 0.5 * solver.sigma(2) / solver.sigma(1)))
    assert close(second(0.5, told=False), second(0.0, told=False))


@pytest.mark.parametrize("name", NAMES)
def test_settings_of_other_schedulers_are_left_out(name):
    """The scheduler_config.json of a latent consistency model."""
    config = SCHEDULE | {"_class_name": "LCMScheduler", "original_inference_steps": 50}
    assert make_solver(name, config, 3).total == 3
