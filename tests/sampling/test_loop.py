"""The loop and the solvers against a denoiser whose answer is known exactly."""

from __future__ import annotations

import pytest
import torch

from sketchpad.errors import BadSetting, NotFinite
from sketchpad.sampling import loop
from sketchpad.sampling.denoiser import Branch, Prediction, Text, branches_for
from sketchpad.sampling.guidance import Cancelled, Guidance
from sketchpad.sampling.loop import SampleOptions, _FiniteCheck, sample
from sketchpad.sampling.network_calls import run_eagerly
from sketchpad.sampling.solvers import NAMES, NOISY, Solver, make_solver
from tests.sampling.gaussian import SCHEDULE, GaussianDenoiser, Towards, about

CALM = tuple(name for name in NAMES if name not in NOISY)
EPSILON = SCHEDULE
VELOCITY = SCHEDULE | {"prediction_type": "v_prediction"}
PICTURE = SCHEDULE | {"prediction_type": "sample"}


@pytest.fixture
def noise() -> torch.Tensor:
    return torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(3))


def run(
    denoiser, noise, *, name="ddim", steps=10, schedule=EPSILON, scale=1.0, guidance=(), **more
):
    solver = make_solver(name, schedule, steps)
    branches = branches_for(about(0.4), about(-0.2), scale)
    return list(
        run_eagerly(sample(denoiser, solver, branches, guidance, noise, SampleOptions(**more)))
    ), solver


@pytest.mark.parametrize("schedule", [EPSILON, VELOCITY], ids=["epsilon", "velocity"])
@pytest.mark.parametrize(
    ("name", "error"),
    [("ddim", 0.06), ("euler", 0.06), ("dpm++", 0.03), ("dpm++_karras", 0.03), ("unipc", 0.03)],
)
def test_solvers_follow_the_flow(name, error, schedule, noise):
    denoiser = GaussianDenoiser(0.5, schedule)
    steps, solver = run(denoiser, noise, name=name, steps=100, schedule=schedule)
    begin = solver.start(noise) * solver.scale(0)
    exact = denoiser.exact(begin, 0.4, solver.alpha(0), solver.sigma(0))
    assert (steps[-1].x_next - exact).abs().max() < error


@pytest.mark.parametrize("name", CALM)
def test_two_branches_are_weighted_w_and_1_minus_w(name, noise):
    denoiser = GaussianDenoiser(0.5)
    steps, solver = run(denoiser, noise, name=name, steps=100, scale=3.0)
    mean = 3.0 * 0.4 - 2.0 * -0.2
    exact = denoiser.exact(
        solver.start(noise) * solver.scale(0), mean, solver.alpha(0), solver.sigma(0)
    )
    assert (steps[-1].x_next - exact).abs().max() < 0.06
    assert set(denoiser.batches) == {2}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("schedule", [EPSILON, VELOCITY], ids=["epsilon", "velocity"])
def test_foreseen_picture_is_the_denoisers(name, schedule, noise):
    denoiser = GaussianDenoiser(0.5, schedule)
    steps, solver = run(denoiser, noise, name=name, steps=6, schedule=schedule)
    for step in steps:
        alpha, sigma = solver.alpha(step.index), solver.sigma(step.index)
        x = step.x * solver.scale(step.index)
        gain = alpha * 0.25 / (alpha * alpha * 0.25 + sigma * sigma)
        # Karras' noise levels lie between timesteps; the network is told of the nearest.
        close = 0.03 if "karras" in name else 1e-3
        assert torch.allclose(step.denoised, 0.4 + gain * (x - alpha * 0.4), atol=close)
    assert solver.sigma(solver.total) < 0.1


def test_a_scale_of_one_needs_one_branch(noise):
    denoiser = GaussianDenoiser(0.5)
    run(denoiser, noise, scale=1.0)
    assert set(denoiser.batches) == {1}


@pytest.mark.parametrize("name", CALM)
def test_pulls_move_the_picture_about_equally_with_every_solver(name, noise):
    free, _ = run(GaussianDenoiser(0.5), noise, name=name, steps=20)
    towards = Towards(2.0, 0.3, (0.0, 0.5))
    pulled, _ = run(GaussianDenoiser(0.5), noise, name=name, steps=20, guidance=[towards])
    assert towards.steps == list(range(10))
    gain = float((pulled[-1].x_next - free[-1].x_next).mean())
    # UniPC's corrector would drop every pull but the last one.
    # Karras' steps are closer together where the noise is weak, so half of them reach further.
    assert gain == pytest.approx(0.185 if "karras" in name else 0.146, abs=0.006)


@pytest.mark.parametrize("name", sorted(NOISY))
def test_pulls_are_not_lost_in_the_noise_of_the_steps(name, noise):
    free, _ = run(GaussianDenoiser(0.5), noise, name=name, steps=20)
    towards = Towards(2.0, 0.3, (0.5, 0.95))
    pulled, solver = run(GaussianDenoiser(0.5), noise, name=name, steps=20, guidance=[towards])
    change = pulled[-1].x_next - free[-1].x_next
    assert 0.3 < float(change.mean()) < 1.0
    assert (
        change.std() < 0.2
    )  # like with DDIM; the noise is the same in both, so it is not seen in the change
    assert solver.sigma(solver.total) == 0.0


@pytest.mark.parametrize("name", sorted(NOISY))
def test_noise_of_the_steps_comes_from_outside(name, noise):
    def last(seed):
        source = torch.Generator("cpu").manual_seed(seed)
        solver = make_solver(name, EPSILON, 5, generator=source)
        *_, step = run_eagerly(
            sample(GaussianDenoiser(0.5), solver, [Branch(about(0.4))], [], noise)
        )
        return step.x_next

    torch.manual_seed(1)
    first = last(3)
    torch.manual_seed(2)
    assert torch.equal(first, last(3))
    assert not torch.allclose(first, last(4), atol=1e-3)


@pytest.mark.parametrize("name", sorted(NOISY))
def test_the_length_of_a_step_is_told_without_the_noise_it_added(name, noise):
    class Watching(Towards):
        def pull(self, step, gradient):
            self.lengths = [*getattr(self, "lengths", []), step.moved]
            return super().pull(step, gradient) * 0.0

    seen, calm = Watching(0.0), Watching(0.0)
    run(GaussianDenoiser(0.5), noise, name=name, steps=10, guidance=[seen])
    run(GaussianDenoiser(0.5), noise, name="ddim", steps=10, guidance=[calm])
    assert seen.lengths[0] == pytest.approx(calm.lengths[0], rel=0.25)


@pytest.mark.parametrize("name", sorted(NOISY))
def test_a_run_that_branches_off_gets_the_noise_it_would_have_had(name, noise):
    steps, _ = run(GaussianDenoiser(0.5), noise, name=name, steps=6)
    later, _ = run(GaussianDenoiser(0.5), noise, name=name, steps=6, begin=3, latents=steps[3].x)
    assert [step.index for step in later] == [3, 4, 5]
    assert torch.equal(later[-1].x_next, steps[-1].x_next)


@pytest.mark.parametrize("name", NAMES)
def test_more_steps_than_a_scheduler_was_made_for_do_no_harm(name, noise):
    steps, solver = run(GaussianDenoiser(0.5), noise, name=name, steps=150)
    assert solver.total == len(steps) == 150
    # Karras' timesteps repeat; a scheduler that lost count would end too early or not at all.
    assert (steps[-1].x_next - steps[-1].denoised).abs().max() < 0.02


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("schedule", [EPSILON, VELOCITY], ids=["epsilon", "velocity"])
def test_beginning_from_a_picture_takes_the_last_steps(name, schedule, noise):
    solver = make_solver(name, schedule, 10, share=0.6)
    whole = make_solver(name, schedule, 10)
    assert solver.total == 6
    assert torch.equal(solver.timesteps, whole.timesteps[4:])
    assert solver.alpha(0) == whole.alpha(4)
    picture = torch.full_like(noise, 0.4)
    latents = solver.start_from(picture, noise)
    exact = solver.alpha(0) * picture + solver.sigma(0) * noise
    assert torch.allclose(latents * solver.scale(0), exact, atol=1e-4)
    denoiser = GaussianDenoiser(0.5, schedule)
    steps = list(
        run_eagerly(
            sample(
                denoiser, solver, [Branch(about(0.4))], [], noise, SampleOptions(latents=latents)
            )
        )
    )
    assert [step.index for step in steps] == list(range(6))
    assert (steps[-1].x_next - 0.4).abs().mean() < 1.0


@pytest.mark.parametrize("name", CALM)
def test_pulls_last_when_a_run_begins_from_a_picture(name, noise):
    def last(*guidance):
        solver = make_solver(name, EPSILON, 30, share=0.7)
        latents = solver.start_from(noise * 0, noise)
        branches = [Branch(about(0.4))]
        denoiser = GaussianDenoiser(0.5)
        *_, step = run_eagerly(
            sample(denoiser, solver, branches, guidance, noise, SampleOptions(latents=latents))
        )
        return step.x_next

    gain = float((last(Towards(2.0, 0.3, (0.0, 0.5))) - last()).mean())
    assert gain > 0.1  # UniPC's corrector would drop the pulls if it were told of the wrong steps


@pytest.mark.parametrize("name", NAMES)
def test_a_pull_changes_the_next_latents_by_what_it_takes(name, noise):
    free, solver = run(GaussianDenoiser(0.5), noise, name=name, steps=5)
    pulled, _ = run(
        GaussianDenoiser(0.5), noise, name=name, steps=5, guidance=[Towards(2.0, 0.3, (0, 0.2))]
    )
    alpha, sigma = solver.alpha(0), solver.sigma(0)
    gain = alpha * 0.25 / (alpha * alpha * 0.25 + sigma * sigma)
    gradient = gain * (0.4 + gain * (noise_at(free, solver) - alpha * 0.4) - 2.0)
    taken = (free[0].x_next - pulled[0].x_next) * solver.scale(1)
    assert torch.allclose(taken, 0.3 * gradient, atol=1e-4)
    assert torch.equal(pulled[1].x, pulled[0].x_next)


def noise_at(steps, solver):
    return steps[0].x * solver.scale(0)


def test_a_pull_sees_only_where_the_picture_may_change(noise):
    place = Guidance()
    place.free = torch.zeros(1, 1, 8, 8)
    place.free[..., :4] = 1
    free, _ = run(GaussianDenoiser(0.5), noise, steps=1)
    pulled, _ = run(GaussianDenoiser(0.5), noise, steps=1, guidance=[Towards(2.0), place])
    moved = free[0].x_next != pulled[0].x_next
    assert torch.equal(moved, place.free.bool().expand(1, 4, 8, 8))


def test_gradients_flow_only_through_the_prompts_branch_and_only_while_pulling(noise):
    denoiser = GaussianDenoiser(0.5)
    run(denoiser, noise, steps=4, scale=3.0, guidance=[Towards(1.0, 0.1, (0.25, 0.5))])
    assert denoiser.batches == [2, 1, 1, 2, 2]


class Foreseen(Towards):
    """Pulls what the solver foresees."""

    look_at = ()

    def energy(self, step):
        return 0.5 * (step.denoised - self.value).square().sum()


class Differentiated(GaussianDenoiser):
    """Says its gradient by itself."""

    provides = frozenset({"gradients"})

    def has_gradient(self, x, t, branch):
        return not branch.null

    def gradient(self, x, t, branches, grads):
        assert not torch.is_grad_enabled()
        rows = []
        for n, branch in enumerate(branches):
            with torch.enable_grad():
                at = x[n : n + 1].clone().requires_grad_()
                output = GaussianDenoiser.predict(self, at, t[n], [branch]).output
            rows += torch.autograd.grad(output, at, grads[n : n + 1])
        return torch.cat(rows)


@pytest.mark.parametrize(
    "schedule", [EPSILON, VELOCITY, PICTURE], ids=["epsilon", "velocity", "picture"]
)
@pytest.mark.parametrize("name", ["ddim", "euler", "unipc"])
def test_a_gradient_of_the_denoisers_own_is_that_of_autograd(name, schedule, noise):
    ends, batches = [], []
    for kind in (GaussianDenoiser, Differentiated):
        pulls = [Foreseen(0.9, 0.3, (0, 0.5)), Foreseen(-0.5, 0.1)]
        denoiser = kind(0.5, schedule)
        steps, _ = run(denoiser, noise, name=name, schedule=schedule, scale=3.0, guidance=pulls)
        ends.append(steps[-1].x_next)
        batches.append(denoiser.batches[:4])
    assert torch.allclose(*ends, atol=1e-5)
    assert batches == [
        [1, 1, 1, 1],
        [2, 1, 1, 2],
    ]  # two branches at once, then each pull's gradient


def test_strength_zero_is_absence(noise):
    free, _ = run(GaussianDenoiser(0.5), noise, scale=3.0)
    weak = Towards(1.0, 0.0)
    same, _ = run(GaussianDenoiser(0.5), noise, scale=3.0, guidance=[weak])
    assert not weak.steps
    assert torch.equal(free[-1].x_next, same[-1].x_next)


def test_strength_may_be_a_curve(noise):
    towards = Towards(1.0, lambda share: 0.2 if share >= 0.5 else 0.0)
    run(GaussianDenoiser(0.5), noise, guidance=[towards])
    assert towards.steps == [5, 6, 7, 8, 9]


def test_order_of_methods_does_not_matter(noise):
    ways = [Towards(1.0, 0.1), Towards(-3.0, 0.03), Towards(7.0, 0.007)]
    for name, way in zip("cab", ways, strict=True):
        way.name = name
    one, _ = run(GaussianDenoiser(0.5), noise, guidance=ways)
    other, _ = run(GaussianDenoiser(0.5), noise, guidance=ways[::-1])
    assert torch.equal(one[-1].x_next, other[-1].x_next)


@pytest.mark.parametrize(
    ("window", "steps", "active"),
    [
        ((0, 1), 4, [0, 1, 2, 3]),
        ((0, 0.5), 4, [0, 1]),
        ((0, 0.3), 10, [0, 1, 2]),
        ((0.25, 0.74), 4, [1]),
        ((0.5, 0.6), 4, []),
    ],
)
def test_a_step_counts_when_all_of_it_lies_in_the_window(window, steps, active):
    way = Guidance(1.0, window)
    assert [index for index in range(steps) if way.active(index, steps)] == active


def test_a_pull_that_is_not_finite_is_skipped_and_said(noise):
    class Broken(Towards):
        def pull(self, step, gradient):
            return gradient * float("nan")

    free, _ = run(GaussianDenoiser(0.5), noise)
    steps, _ = run(GaussianDenoiser(0.5), noise, guidance=[Broken(1.0, 1.0, (0, 0.1))])
    assert torch.equal(steps[-1].x_next, free[-1].x_next)
    (note,) = steps[0].notes
    assert (note.code, note.where, note.blocking) == ("pull_skipped", "method:towards", False)


def test_latents_that_are_not_finite_are_an_error(noise):
    class Broken(GaussianDenoiser):
        def predict(self, x, t, branches, look_at=()):
            output, features = super().predict(x, t, branches, look_at)
            return Prediction(output * (float("nan") if float(t) < 500 else 1.0), features)

    with pytest.raises(NotFinite) as error:
        run(Broken(0.5), noise, steps=10)
    assert error.value.fields["step"] == 6


def test_on_accelerators_the_answer_is_read_a_step_later():
    good, bad = torch.zeros(1), torch.tensor([float("inf")])
    finite = _FiniteCheck(later=True)
    finite.look(good, 1, last=False)
    finite.look(bad, 2, last=False)
    with pytest.raises(NotFinite) as error:
        finite.look(good, 3, last=False)
    assert error.value.fields["step"] == 2
    with pytest.raises(NotFinite):
        _FiniteCheck(later=True).look(bad, 1, last=True)


def test_check_is_asked_between_forward_passes(noise):
    asked = 0

    def check():
        nonlocal asked
        asked += 1
        if asked == 3:
            raise Cancelled

    denoiser = GaussianDenoiser(0.5)
    with pytest.raises(Cancelled):
        run(denoiser, noise, scale=3.0, guidance=[Towards(1.0)], check=check)
    assert denoiser.batches == [1]  # stopped before the second forward pass of the first step


def test_nothing_leaks_into_the_caller_while_it_waits(noise):
    solver = make_solver("ddim", EPSILON, 3)
    steps = run_eagerly(
        sample(GaussianDenoiser(0.5), solver, [Branch(about(0.0))], [Towards(1.0)], noise)
    )
    for step in steps:
        assert torch.is_grad_enabled()
        assert not step.x_next.requires_grad
        assert not step.features
    assert not torch.is_inference_mode_enabled()


def test_an_unknown_scheduler_is_refused():
    with pytest.raises(BadSetting):
        make_solver("magic", EPSILON, 4)


RECITING = SCHEDULE | {"prediction_type": "sample"}


class Reciting:
    """Each branch's text is its prediction, a picture; the feature is the network's input."""

    provides = frozenset({"features"})

    def predict(self, x, t, branches, look_at=()):
        output = torch.cat([branch.text.tokens for branch in branches])
        return Prediction(output, dict.fromkeys(look_at, x))


class Doing(Guidance):
    """Does at one step what it is made with, a function of the step."""

    name = "doing"

    def __init__(self, *, improve=None, hold=None):
        super().__init__(1.0, (0.0, 0.5))
        self.ways = improve, hold

    def improve(self, step):
        return self.ways[0] and self.ways[0](step)

    def hold(self, step):
        return self.ways[1] and self.ways[1](step)


class Shifting(Towards):
    """A pull by a given shift."""

    def __init__(self, shift, window=(0.0, 0.5)):
        super().__init__(0.0, 1.0, window)
        self.shift = shift
        self.gradients = []

    def pull(self, step, gradient):
        self.gradients.append(gradient)
        return None if self.shift is None else torch.full_like(gradient, self.shift)


def recite(noise, *guidance, name="ddim", steps=2, branches=None, **more):
    solver = make_solver(name, RECITING, steps)
    branches = branches or [Branch(Text(noise.flip(-1)))]
    options = SampleOptions(**more)
    return list(run_eagerly(sample(Reciting(), solver, branches, guidance, noise, options)))


@pytest.mark.parametrize("pull", [[], [Shifting(None)]], ids=["free", "pulled"])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_the_prediction_is_the_weighted_sum_of_the_branches(noise, order, pull):
    answers, weights = [noise, noise.flip(-1), noise * noise], [-1.5, 3.0, -0.5]
    nulls = [True, False, True]
    whole = [
        Branch(Text(answer), weight, null)
        for answer, weight, null in zip(answers, weights, nulls, strict=True)
    ]
    steps = recite(noise, *pull, branches=[whole[n] for n in order])
    expected = -1.5 * answers[0] + 3.0 * answers[1] - 0.5 * answers[2]
    torch.testing.assert_close(steps[0].denoised, expected, rtol=1e-5, atol=1e-5)
    assert steps[0].denoised.shape == noise.shape


@pytest.mark.parametrize("name", ["ddim", "euler"])
def test_a_step_knows_its_levels(noise, name):
    solver = make_solver(name, RECITING, 4)
    for index, step in enumerate(recite(noise, name=name, steps=4, skipped=1)):
        assert (step.index, step.total, step.skipped) == (index, 4, 1)
        assert step.t == solver.timesteps[index]
        assert (step.alpha, step.sigma) == (solver.alpha(index), solver.sigma(index))
        assert step.sigma_next == solver.sigma(index + 1)
        assert step.scale_next == solver.scale(index + 1)
        torch.testing.assert_close(step.x_in, step.x * solver.scale(index))


@pytest.mark.parametrize(
    ("window", "taken"), [((0.0, 0.5), []), ((0.5, 0.75), [0]), ((0.75, 1), [1])]
)
def test_windows_are_of_the_whole_schedule_where_steps_were_skipped(noise, window, taken):
    pull = Shifting(None, window)
    steps = recite(noise, pull, skipped=2)
    moved = [step.index for step in steps if step.moved]
    assert moved == taken
    assert len(pull.gradients) == len(taken)


@pytest.mark.parametrize("name", ["ddim", "euler"])
def test_pulls_get_their_own_gradient_in_variance_preserving_units(noise, name):
    first, second = Shifting(0.25), Shifting(0.5)
    first.order, second.order, second.value = "a", "b", 3.0
    free, pulled = (recite(noise, *way, name=name) for way in ([], [second, first]))
    for way in (first, second):
        torch.testing.assert_close(way.gradients, [free[0].x_in - way.value])
    shift = (free[0].x_next - pulled[0].x_next) * free[0].scale_next
    torch.testing.assert_close(shift, torch.full_like(noise, 0.75), rtol=1e-4, atol=1e-4)
    assert pulled[0].moved > 0.0
    assert free[0].moved == pulled[1].moved == 0.0


@pytest.mark.parametrize(
    ("way", "edited"),
    [
        (lambda: Shifting(0.1), [0]),
        (lambda: Shifting(None), []),
        (lambda: Shifting(float("nan")), []),
        (Doing, []),
        (lambda: Doing(improve=lambda step: step.x * 0.1), [0]),
        (lambda: Doing(improve=lambda step: step.x * float("inf")), []),
        (lambda: Doing(hold=lambda step: step.x_next * 0.9), [0]),
    ],
    ids=["pull", "no pull", "bad pull", "none", "improve", "bad improve", "hold"],
)
def test_the_solver_hears_of_edits_and_of_nothing_else(noise, monkeypatch, way, edited):
    told = []
    monkeypatch.setattr(Solver, "edited", lambda self, index: told.append(index))
    free, steps = recite(noise), recite(noise, way())
    assert told == edited
    assert torch.equal(free[0].x_next, steps[0].x_next) is not bool(edited)
    assert torch.equal(steps[1].x, steps[0].x_next)


@pytest.mark.parametrize("name", ["ddim", "euler"])
def test_a_change_of_the_foreseen_picture_moves_the_next_latents_along(noise, name):
    """As if the network had foreseen the changed picture and the same noise."""
    solver, answer = make_solver(name, RECITING, 2), noise.flip(-1)
    change = Doing(improve=lambda step: torch.full_like(step.x, 0.5))
    step = next(run_eagerly(sample(Reciting(), solver, [Branch(Text(answer))], [change], noise)))
    left = (step.x * solver.scale(0) - step.alpha * answer) / step.sigma
    expected = solver.alpha(1) * (answer + 0.5) + solver.sigma(1) * left
    torch.testing.assert_close(step.x_next * step.scale_next, expected, rtol=1e-3, atol=1e-3)


def test_what_is_held_replaces_the_next_latents(noise):
    known = torch.full_like(noise, 0.5)
    held = recite(noise, Doing(hold=lambda step: torch.where(noise > 0, known, step.x_next)))
    free = recite(noise)
    expected = torch.where(noise > 0, known, free[0].x_next)
    assert torch.equal(held[0].x_next, expected)
    assert torch.equal(held[1].x, expected)


@pytest.mark.parametrize("way", [Shifting(float("nan")), Doing(improve=lambda s: s.x / 0.0)])
def test_a_note_says_which_step_was_left_out(noise, way):
    first, second = recite(noise, way)
    (note,) = first.notes
    assert (note.code, note.where) == ("pull_skipped", f"method:{way.name}")
    assert (note.blocking, dict(note.fields)) == (False, {"step": 1})
    assert second.notes == []


@pytest.mark.parametrize(
    ("accelerator", "broken", "given"), [(False, 1, 1), (True, 1, 2), (True, 2, 2), (False, 2, 2)]
)
def test_broken_latents_are_never_handed_out_as_the_picture(
    noise, monkeypatch, accelerator, broken, given
):
    """Elsewhere than on the CPU the latents of one step may be out before they were looked at, but not the last."""
    if accelerator:
        monkeypatch.setattr(loop, "_FiniteCheck", lambda later: _FiniteCheck(later=True))
    way = Doing(hold=lambda s: s.x_next / 0.0 if s.index == broken else None)
    way.window = (0.0, 1.0)
    solver = make_solver("ddim", RECITING, 3)
    steps = run_eagerly(sample(Reciting(), solver, [Branch(Text(noise))], [way], noise))
    assert [next(steps).index for _ in range(given)] == list(range(given))
    with pytest.raises(NotFinite) as error:
        next(steps)
    assert error.value.fields["step"] == broken + 1
