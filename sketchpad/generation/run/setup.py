"""The inputs of a run: prepared guidance, solver, initial noise, latents of the init image."""

from __future__ import annotations

from dataclasses import replace
from pkgutil import resolve_name

import torch

from sketchpad.document.prompt.known_words import in_english
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request.request import SEEDS, MethodSettings, Request
from sketchpad.generation.run.init_image import init_image_latents
from sketchpad.generation.run.passes import Pass
from sketchpad.guidance.controlnet import united
from sketchpad.guidance.spherical import slerp
from sketchpad.models.checkpoints.model_info import ModelInfo
from sketchpad.models.model import Model
from sketchpad.sampling.denoiser import Branch, branches_for
from sketchpad.sampling.guidance import Guidance, Strength, balance
from sketchpad.sampling.solvers import Solver, make_solver

SEED_STRIDE = 2**32
"""Difference between the seeds of successive passes, modulo `SEEDS` as PyTorch's generators count."""


def in_known_words(request: Request, info: ModelInfo) -> Request:
    """The request with Chinese prompt and phrases in the English words of a model that has a list of its words."""
    if not info.words:
        return request
    document = request.document
    return replace(
        request,
        document=replace(
            document,
            prompt=in_english(document.prompt),
            negative_prompt=in_english(document.negative_prompt),
            boxes=tuple(replace(box, phrase=in_english(box.phrase)) for box in document.boxes),
        ),
    )


def branches_of(request: Request, model: Model) -> list[Branch]:
    """The branches of classifier-free guidance for the request's prompts."""
    return branches_for(
        *model.text.pair(request.document.prompt, request.document.negative_prompt),
        request.sampling.guidance_scale,
        embedded=model.denoiser.takes_guidance_scale,
    )


def prepare(request: Request, model: Model) -> list[Guidance]:
    """The request's guidance, prepared and balanced, ready for the loop; a strength of 0 is the same as absence."""
    guidance = []
    for method in request.methods:
        if method.strength == 0:
            continue
        known = METHODS[method.name]
        beside = [
            one.guidance for one, _ in method.chosen() if one.guidance and one in known.options
        ]
        kinds: list[type[Guidance]] = [resolve_name(path) for path in (known.guidance, *beside)]
        for kind in kinds:
            way = kind(_strength(method), (method.start, method.end))
            way.configure(method)
            way.prepare(model, request.document)
            guidance.append(way)
    balance(guidance, request.steps_taken)
    return united(guidance)


def _strength(method: MethodSettings) -> Strength:
    """The method's strength: a number, or a function of the share of the steps already taken."""
    if not method.curve:
        return method.strength
    return lambda share: method.strength * method.factor_at(share)


def solver_for(request: Request, model: Model, part: Pass | None = None) -> Solver:
    """The request's scheduler. Those that add noise draw it from the generator of the initial noise.

    Args:
        part: its pass, where there are several.
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
    """The noisy latents of the init image; None without one."""
    if request.base is None:
        return None
    return solver.start_from(init_image_latents(request, model), noise)


def _noise_source(
    request: Request, model: Model, number: int = 0
) -> tuple[torch.Tensor, torch.Generator]:
    """The initial noise of a pass, and the generator after it was drawn."""
    height, width = model.codec.latent_size(request.document.width, request.document.height)
    shape = (1, model.info.latent_channels, height, width)

    def drawn(seed: int) -> tuple[torch.Tensor, torch.Generator]:
        source = torch.Generator("cpu").manual_seed((seed + number * SEED_STRIDE) % SEEDS)
        return torch.randn(shape, generator=source), source

    sampling = request.sampling
    noise, source = drawn(sampling.seed)
    if sampling.variation_strength == 1:
        return drawn(sampling.variation_seed)
    if sampling.variation_strength:
        noise = slerp(noise, drawn(sampling.variation_seed)[0], sampling.variation_strength)
    return noise, source
