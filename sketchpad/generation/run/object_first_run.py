"""Things that are made before the picture they belong to (see `things`): the networks' part of it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial

import cv2
import numpy as np
import torch

from sketchpad.generation.request.request import Progress, Request
from sketchpad.generation.run import object_first
from sketchpad.generation.run.object_first import BoxObject
from sketchpad.generation.run.passes import Pass
from sketchpad.generation.run.setup import (
    branches_of,
    prepare,
    solver_for,
    start_latents,
    start_noise,
)
from sketchpad.generation.run.timing import RunTimer
from sketchpad.guidance.latent_mask import LatentMask
from sketchpad.models.model import Model
from sketchpad.models.networks.vae import Picture
from sketchpad.sampling.loop import SampleOptions, sample
from sketchpad.sampling.network_calls import NetworkCall
from sketchpad.sampling.solvers import Solver

COVERED = 0.1
"""From this share on that a thing covers of its place, latents are held."""


def generate_objects(
    request: Request,
    model: Model,
    check: Callable[[], None],
    clock: RunTimer,
    remember: bool = False,
) -> Generator[NetworkCall | Progress, None, tuple[BoxObject, ...]]:
    """The things of the request's boxes, each made by itself, where that is asked for.

    After each of them a `Progress` of index 0 shows those that are there, on a white page.

    `remember`: those that were made before are not made again; not where questions are counted.
    """
    found: list[BoxObject] = []
    page = np.full((request.document.height, request.document.width, 3), 255, np.uint8)
    for number, box in enumerate(object_first.wanted(request)):
        one = object_first.alone(request, box, number, model.info)
        if remember:
            picture = model.kept.get(("thing", one), partial(_at_once, one, model, check, clock))
        else:
            picture = yield from _alone(one, model, check, clock)
        check()
        thing = object_first.object_of(box, picture, object_first.is_drawn(one))
        if thing is not None:
            found.append(thing)
            so_far, _ = object_first.with_objects(found, page)
            so_far.flags.writeable = False
            total = request.steps_taken
            yield Progress(0, total, so_far, clock.seconds, final=False)
    return tuple(found)


def _alone(
    one: Request, model: Model, check: Callable[[], None], clock: RunTimer
) -> Generator[NetworkCall, None, Picture]:
    """The picture of one thing, in a run of its own."""
    branches, guidance = branches_of(one, model), prepare(one, model)
    solver, noise = solver_for(one, model), start_noise(one, model)
    latents = noise
    options = SampleOptions(check=check, rescale=one.sampling.guidance_rescale)
    for step in sample(model.denoiser, solver, branches, guidance, noise, options):
        if isinstance(step, NetworkCall):
            yield from clock.aside(step)
        elif step.x_next is not None:
            latents = step.x_next
    check()
    return model.codec.decode(latents, solver.total)


def _at_once(one: Request, model: Model, check: Callable[[], None], clock: RunTimer) -> Picture:
    """`_alone`, its questions asked here and now."""
    asking = _alone(one, model, check, clock)
    while True:
        try:
            next(asking).given()
        except StopIteration as end:
            made: Picture = end.value
            return made


def latent_mask_of(
    found: tuple[BoxObject, ...],
    part: Pass,
    model: Model,
    noise: torch.Tensor,
) -> LatentMask:
    """What holds the latents of the things in their places."""
    document = part.request.document
    page = np.full((document.height, document.width, 3), 255, np.uint8)
    picture, covered = object_first.with_objects(found, page)
    latents = model.codec.encode(picture.astype(np.float32) / np.float32(255))
    size = int(latents.shape[-1]), int(latents.shape[-2])
    mask = torch.from_numpy(cv2.resize(covered, size, interpolation=cv2.INTER_AREA) > COVERED)
    return LatentMask(latents.to(noise), mask.to(noise)[None, None], noise)


def first_latents(
    part: Pass,
    before: torch.Tensor | None,
    model: Model,
    solver: Solver,
    noise: torch.Tensor,
    found: tuple[BoxObject, ...] = (),
) -> torch.Tensor | None:
    """What a pass starts from: `before`, the latents that the one before it ended with, enlarged.

    `found`, the things that were made first, are put in anew, because a larger picture shows more of them.
    """
    if part.number == 0 or before is None:
        return start_latents(part.request, model, solver, noise)
    document = part.request.document
    size = document.width, document.height
    picture = cv2.resize(model.codec.decode(before), size, interpolation=cv2.INTER_CUBIC)
    picture = object_first.put_in(found, picture)
    latents = model.codec.encode(picture.astype(np.float32) / np.float32(255))
    return solver.start_from(latents.to(model.place.device), noise)
