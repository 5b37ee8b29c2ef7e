"""The one sampling loop. Every way of steering plugs into it; nobody subclasses it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from sketchpad.errors import NotFinite, Problem
from sketchpad.sampling.guidance import Branch, Denoiser, Guidance, Prediction, Step
from sketchpad.sampling.network_calls import DenoiserCall, NetworkCall
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
    together with those of other runs. A prediction that needs gradients is computed here at once.

    Args:
        branches: the conditions before guidance; at least one is not null.
        guidance: prepared, in any order.
        noise: standard normal, (1, channels, height, width), float32.

    Raises:
        NotFinite: the latents turned into NaN or infinity.
    """
    check, skipped = options.check, options.skipped
    # Sums of floats depend on their order, so the order is made the same whatever the caller's was.
    guidance = sorted(guidance, key=lambda g: (g.name, g.order))
    x = solver.start(noise) if options.latents is None else options.latents
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
        told = [branch.fresh() for branch in branches]
        for question in [q for way in active for q in way.questions(told, step)]:
            yield question
            check()
        for way in active:
            way.condition(told, step)
            check()
        pulling = [g for g in active if g.pulls]
        if pulling:
            output, gradients = yield from _look_back(denoiser, solver, told, pulling, step)
        else:
            ask = DenoiserCall(denoiser, step.x_in, step.t, told)
            yield ask
            check()
            output, gradients = ask.output, []
        combined = _combine(output, told, options.rescale)
        step.denoised = solver.denoised(combined, x, index)
        step.x_next = solver.step(combined, x, index)
        if gradients:
            _pull(solver, step, zip(pulling, gradients, strict=True))
        for way in active:
            held = way.hold(step)
            if held is not None:
                step.x_next = held
                solver.edited(index)
        if not bool(torch.isfinite(step.x_next).all()):
            raise NotFinite(index + 1)
        x = step.x_next
        yield step


def _combine(output: Tensor, branches: Sequence[Branch], rescale: float) -> Tensor:
    weights = torch.tensor([branch.weight for branch in branches], dtype=output.dtype)
    mixed = (output * weights.to(output.device).view(-1, 1, 1, 1)).sum(0, keepdim=True)
    if rescale == 0.0 or len(branches) == 1:
        return mixed
    asked = next(n for n, branch in enumerate(branches) if not branch.null)
    return rescaled(mixed, output[asked : asked + 1], rescale)


def rescaled(mixed: Tensor, asked: Tensor, share: float) -> Tensor:
    """`mixed` with its spread brought, by `share` of the way, to that of the prompt's own prediction `asked`.

    A high guidance scale makes predictions louder than any that the network was trained on; where a schedule ends in
    pure noise the picture is overexposed then. Both are (1, channels, height, width).
    Lin et al., "Common Diffusion Noise Schedules and Sample Steps are Flawed", WACV 2024, section 3.4.
    """
    loud = float(mixed.std())
    factor = float(asked.std()) / loud if loud > 0.0 else 1.0
    return share * (mixed * factor) + (1.0 - share) * mixed


def _look_back(
    denoiser: Denoiser,
    solver: Solver,
    branches: Sequence[Branch],
    pulling: Sequence[Guidance],
    step: Step,
) -> Generator[NetworkCall, None, tuple[Tensor, list[Tensor]]]:
    """Predict with gradients, but only through the branch of the prompt; the other one is predicted beside it."""
    asked = next(branch for branch in branches if not branch.null)
    wanted = list(dict.fromkeys(name for way in pulling for name in way.look_at))
    gradients: list[Tensor] = []
    with torch.enable_grad():
        x = step.x.detach().requires_grad_()
        scaled = solver.model_input(x, step.index)
        prediction: Prediction = denoiser.predict(scaled, step.t, [asked], wanted)
        step.check()
        step.features = prediction.features
        step.denoised = solver.denoised(prediction.output, x, step.index)
        for number, way in enumerate(pulling, 1):
            energy = way.energy(step)
            (gradient,) = torch.autograd.grad(energy, x, retain_graph=number < len(pulling))
            # Solvers differ in the units of their latents; pulls are told all in the same ones.
            gradients.append(gradient.float() / solver.scale(step.index))
            step.check()
    step.features = {}  # the graph hangs on them
    others = [branch for branch in branches if branch is not asked]
    outputs = {id(asked): prediction.output.detach()}
    if others:
        beside = DenoiserCall(denoiser, step.x_in, step.t, others)
        yield beside
        step.check()
        given = beside.given()
        outputs |= {id(branch): part for branch, part in zip(others, given, strict=True)}
    return torch.cat([outputs[id(branch)] for branch in branches]), gradients


def _pull(solver: Solver, step: Step, pulls: Iterator[tuple[Guidance, Tensor]]) -> None:
    assert step.x_next is not None
    assert step.denoised is not None
    after = solver.scale(step.index + 1)
    step.moved = solver.moved(step.x, step.x_next, step.denoised, step.index)
    edited = False
    for way, gradient in pulls:
        taken = way.pull(step, gradient)
        if taken is None:
            continue
        if not bool(torch.isfinite(taken).all()):
            where = f"method:{way.name}"
            step.notes.append(
                Problem.of("pull_skipped", where, blocking=False, step=step.index + 1)
            )
            continue
        step.x_next = step.x_next - taken / after
        edited = True
    if edited:
        solver.edited(step.index)
