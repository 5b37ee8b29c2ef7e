"""The only sampling loop. Every guidance method plugs into it; it is never subclassed."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from sketchpad.errors import NotFinite, Problem
from sketchpad.sampling.denoiser import Branch, Denoiser, Prediction
from sketchpad.sampling.guidance import Guidance, Step
from sketchpad.sampling.network_calls import DenoiserCall, GradientCall, NetworkCall
from sketchpad.sampling.solvers import Solver


def _go_on() -> None:
    pass


@dataclass(frozen=True)
class SampleOptions:
    """How `sample` goes through the schedule; by default all of it, from pure noise.

    Args:
        check: called between any two forward passes; raises `Cancelled` to stop.
        begin: the first step to take, 0 up to the solver's total - 1; those before it are left out.
        latents: what step `begin` starts from, in the solver's units; by default those of pure noise.
        rescale: 0..1, how far the mixed prediction is brought back to the spread of the prompt's own, see `rescaled`.
        skipped: steps of the schedule, left out by the solver, that count as done in shares of the schedule.
    """

    check: Callable[[], None] = _go_on
    begin: int = 0
    latents: Tensor | None = None
    rescale: float = 0.0
    skipped: int = 0


DEFAULTS = SampleOptions()


@torch.no_grad()
def sample(
    denoiser: Denoiser,
    solver: Solver,
    branches: Sequence[Branch],
    guidance: Sequence[Guidance],
    noise: Tensor,
    options: SampleOptions = DEFAULTS,
) -> Iterator[Step | NetworkCall]:
    """Turn noise into latents, one yielded `Step` at a time; the last step's `x_next` are the picture's latents.

    Network calls are yielded in between, and have to be answered before the next item is requested: by `run_eagerly` or
    together with those of other runs. A prediction that autograd has to go through is computed here at once.

    Args:
        branches: the conditions before guidance; at least one is not null.
        guidance: prepared, in any order.
        noise: standard normal, (1, channels, height, width), float32.

    Raises:
        NotFinite: the latents turned into NaN or infinity.
    """
    check, skipped = options.check, options.skipped
    # Sums of floats depend on their order, so it must not depend on the caller's.
    guidance = sorted(guidance, key=lambda g: (g.name, g.order))
    x = solver.start(noise) if options.latents is None else options.latents
    finite = _FiniteCheck(later=x.device.type != "cpu")
    solver.begin(options.begin)
    for index in range(options.begin, solver.total):
        check()
        step = Step(
            index=index,
            total=solver.total,
            t=solver.timesteps[index],
            x=x,
            x_in=solver.model_input(x, index),
            alpha=solver.alpha(index),
            sigma=solver.sigma(index),
            sigma_next=solver.sigma(index + 1),
            scale_next=solver.scale(index + 1),
            check=check,
            skipped=skipped,
        )
        active = [g for g in guidance if g.active(index + skipped, solver.total + skipped)]
        conditioned = [branch.fresh() for branch in branches]
        for call in [c for g in active for c in g.network_calls(conditioned, step)]:
            yield call
            check()
        for method in active:
            method.condition(conditioned, step)
            check()
        pulling = [g for g in active if g.pulls_in(step)]
        if pulling:
            output, gradients = yield from _with_gradients(
                denoiser, solver, conditioned, pulling, step
            )
        else:
            prediction = DenoiserCall(denoiser, step.x_in, step.t, conditioned)
            yield prediction
            check()
            output, gradients = prediction.output, []
        combined = _combine(output, conditioned, options.rescale)
        step.denoised = solver.denoised(combined, x, index)
        step.x_next = solver.step(combined, x, index)
        if gradients:
            # What is held would make the gradient longer, and so the move shorter where it counts.
            for part in [g.free for g in active if g.free is not None]:
                gradients = [gradient * part for gradient in gradients]
            _pull(solver, step, zip(pulling, gradients, strict=True))
        _improve(solver, step, active)
        for method in active:
            held = method.hold(step)
            if held is not None:
                step.x_next = held
                solver.edited(index)
        finite.look(step.x_next, index + 1, last=index + 1 == solver.total)
        x = step.x_next
        yield step


class _FiniteCheck:
    """Raises NotFinite; on accelerators a step `later`, because reading the answer at once would stop their queue."""

    def __init__(self, *, later: bool) -> None:
        self._later = later
        self._asked: list[tuple[int, Tensor]] = []

    def look(self, x: Tensor, step: int, *, last: bool) -> None:
        self._asked.append((step, torch.isfinite(x).all()))
        while len(self._asked) > (1 if self._later and not last else 0):
            number, answer = self._asked.pop(0)
            if not bool(answer):
                raise NotFinite(step=number)


def _combine(output: Tensor, branches: Sequence[Branch], rescale: float) -> Tensor:
    weights = torch.tensor([branch.weight for branch in branches], dtype=output.dtype)
    mixed = (output * weights.to(output.device).view(-1, 1, 1, 1)).sum(0, keepdim=True)
    if rescale == 0.0 or len(branches) == 1:
        return mixed
    prompt = next(n for n, branch in enumerate(branches) if not branch.null)
    return rescaled(mixed, output[prompt : prompt + 1], rescale)


def rescaled(mixed: Tensor, conditional: Tensor, share: float) -> Tensor:
    """Guidance rescale: bring the standard deviation of `mixed`, by `share`, to that of the `conditional` prediction.

    A high guidance scale gives predictions of a larger standard deviation than the network was trained on; where a
    schedule ends in pure noise the picture is overexposed then. Both are (1, channels, height, width).
    Lin et al., "Common Diffusion Noise Schedules and Sample Steps are Flawed", WACV 2024, section 3.4.
    """
    spread = float(mixed.std())
    factor = float(conditional.std()) / spread if spread > 0.0 else 1.0
    return share * (mixed * factor) + (1.0 - share) * mixed


def _with_gradients(
    denoiser: Denoiser,
    solver: Solver,
    branches: Sequence[Branch],
    pulling: Sequence[Guidance],
    step: Step,
) -> Generator[NetworkCall, None, tuple[Tensor, list[Tensor]]]:
    """Predict with gradients through the conditional branch only; the others are predicted without."""
    conditional = next(branch for branch in branches if not branch.null)
    layers = list(dict.fromkeys(name for method in pulling for name in method.look_at))
    if (
        not layers
        and "gradients" in denoiser.provides
        and denoiser.has_gradient(step.x_in, step.t, conditional)
    ):
        return (yield from _without_autograd(denoiser, solver, branches, pulling, step))
    gradients: list[Tensor] = []
    with torch.enable_grad():
        x = step.x.detach().requires_grad_()
        scaled = solver.model_input(x, step.index)
        prediction: Prediction = denoiser.predict(scaled, step.t, [conditional], layers)
        step.check()
        step.features = prediction.features
        step.denoised = solver.denoised(prediction.output, x, step.index)
        for number, method in enumerate(pulling, 1):
            energy = method.energy(step)
            (gradient,) = torch.autograd.grad(energy, x, retain_graph=number < len(pulling))
            # Solvers differ in the units of their latents; `Guidance.pull` gets gradients in the same ones.
            gradients.append(gradient.float() / solver.scale(step.index))
            step.check()
    step.features = {}  # the graph hangs on them
    others = [branch for branch in branches if branch is not conditional]
    outputs = {id(conditional): prediction.output.detach()}
    if others:
        call = DenoiserCall(denoiser, step.x_in, step.t, others)
        yield call
        step.check()
        outputs |= {id(branch): part for branch, part in zip(others, call.result(), strict=True)}
    return torch.cat([outputs[id(branch)] for branch in branches]), gradients


def _without_autograd(
    denoiser: Denoiser,
    solver: Solver,
    branches: Sequence[Branch],
    pulling: Sequence[Guidance],
    step: Step,
) -> Generator[NetworkCall, None, tuple[Tensor, list[Tensor]]]:
    """As `_with_gradients`: all branches are predicted at once, and the denoiser gives its gradient by itself."""
    number = next(n for n, branch in enumerate(branches) if not branch.null)
    prediction = DenoiserCall(denoiser, step.x_in, step.t, branches)
    yield prediction
    step.check()
    output = prediction.output
    with torch.enable_grad():
        x = step.x.detach().requires_grad_()
        foreseen = output[number : number + 1].detach().requires_grad_()
        step.denoised = solver.denoised(foreseen, x, step.index)
        # A network that predicts the picture itself leaves nothing to do with the latents.
        slopes = [
            torch.autograd.grad(
                method.energy(step), (x, foreseen), retain_graph=left > 1, materialize_grads=True
            )
            for left, method in zip(range(len(pulling), 0, -1), pulling, strict=True)
        ]
    step.check()
    call = GradientCall(denoiser, step.x_in, step.t, branches[number], [g for _, g in slopes])
    yield call
    step.check()
    with torch.enable_grad():
        scaled = solver.model_input(x, step.index)
    gradients = [
        direct + torch.autograd.grad(scaled, x, through, retain_graph=True)[0]
        for (direct, _), through in zip(slopes, call.result(), strict=True)
    ]
    return output, [gradient.float() / solver.scale(step.index) for gradient in gradients]


def _pull(solver: Solver, step: Step, pulls: Iterator[tuple[Guidance, Tensor]]) -> None:
    assert step.x_next is not None
    assert step.denoised is not None
    after = solver.scale(step.index + 1)
    step.moved = solver.moved(step.x, step.x_next, step.denoised, step.index)
    edited = False
    for method, gradient in pulls:
        shift = method.pull(step, gradient)
        if shift is None:
            continue
        if not _is_usable(shift, method, step):
            continue
        step.x_next = step.x_next - shift / after
        edited = True
    if edited:
        solver.edited(step.index)


def _improve(solver: Solver, step: Step, active: Sequence[Guidance]) -> None:
    """Carry what guidance changes in the predicted clean latents over to the next ones, the noise held fixed."""
    assert step.x_next is not None
    for method in active:
        change = method.improve(step)
        step.check()
        if change is not None and _is_usable(change, method, step):
            share = math.sqrt(max(1.0 - step.sigma_next**2, 0.0)) / step.scale_next
            step.x_next = step.x_next + share * change
            solver.edited(step.index)


def _is_usable(change: Tensor, method: Guidance, step: Step) -> bool:
    """Whether all of it is finite; else the user is told that it is left out."""
    if bool(torch.isfinite(change).all()):
        return True
    where = f"method:{method.name}"
    step.notes.append(Problem.of("pull_skipped", where, blocking=False, step=step.index + 1))
    return False
