"""What a run begins with: its methods made ready, its solver, its noise, the latents of a picture to begin from."""

from __future__ import annotations

import torch

from sketchpad.generation.methods.method import load
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request.request import MethodSettings, Request
from sketchpad.generation.run.init_image import init_image_latents
from sketchpad.generation.run.passes import Pass
from sketchpad.guidance.controlnet import united
from sketchpad.models.model import Model
from sketchpad.sampling.guidance import Branch, Guidance, Strength, balance, branches_for
from sketchpad.sampling.solvers import Solver, make_solver

SEEDS_APART = 2**32
"""So far is the seed of a pass from that of the one before: no picture has such a seed."""


def branches_of(request: Request, model: Model) -> list[Branch]:
    """The branches of classifier-free guidance for the request's prompts."""
    return branches_for(
        model.text.encode(request.document.prompt),
        model.text.negative(request.document.negative_prompt),
        request.sampling.guidance_scale,
        told=model.denoiser.is_told_the_scale,
    )


def prepare(request: Request, model: Model) -> list[Guidance]:
    """The request's methods, ready for the loop; a strength of 0 is the same as absence."""
    guidance = []
    for method in request.methods:
        if method.strength == 0:
            continue
        known = METHODS[method.name]
        beside = [
            one.guidance for one, _ in method.chosen() if one.guidance and one in known.options
        ]
        kinds: list[type[Guidance]] = [load(path) for path in (known.guidance, *beside)]
        for kind in kinds:
            way = kind(_strength(method), (method.start, method.end))
            way.configure(method)
            way.prepare(model, request.document)
            guidance.append(way)
    balance(guidance, request.steps_taken)
    return united(guidance)


def _strength(method: MethodSettings) -> Strength:
    """The method's strength: a number, or a function of the share of the steps that is done."""
    if not method.curve:
        return method.strength
    return lambda share: method.strength * method.factor_at(share)


def solver_for(request: Request, model: Model, part: Pass | None = None) -> Solver:
    """The request's scheduler; the noise that some add in steps goes on where that of the start ended.

    Args:
        part: the pass that it is for, where there are several.
    """
    sampling = request.sampling
    number = part.number if part else 0
    source = _noise_source(request, model, number)[1]
    share = request.base.strength if request.base else 1.0
    return make_solver(
        sampling.scheduler,
        model.scheduler_config,
        sampling.steps,
        model.place.device,
        share=part.share if part and number else share,
        generator=source,
    )


def start_noise(request: Request, model: Model, number: int = 0) -> torch.Tensor:
    """Standard normal noise, the same for a seed, size and pass on every device and with every method."""
    return _noise_source(request, model, number)[0].to(model.place.device)


def start_latents(
    request: Request, model: Model, solver: Solver, noise: torch.Tensor
) -> torch.Tensor | None:
    """What the first step starts from where there is a picture to begin from; None: from pure noise."""
    if request.base is None:
        return None
    return solver.start_from(init_image_latents(request, model), noise)


def _noise_source(
    request: Request, model: Model, number: int = 0
) -> tuple[torch.Tensor, torch.Generator]:
    """The first noise of a pass, and the generator as it stands after that."""
    height, width = model.codec.latent_size(request.document.width, request.document.height)
    seed = request.sampling.seed + number * SEEDS_APART
    source = torch.Generator("cpu").manual_seed(seed)
    shape = (1, model.info.latent_channels, height, width)
    return torch.randn(shape, generator=source), source
