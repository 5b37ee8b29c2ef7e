"""Object-first composition: the parts that run networks (see `object_first`)."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial

import cv2
import numpy as np
import torch

from sketchpad.generation.request.request import Progress, Request
from sketchpad.generation.run import object_first
from sketchpad.generation.run.init_image import encoded
from sketchpad.generation.run.object_first import BoxObject
from sketchpad.generation.run.passes import Pass
from sketchpad.generation.run.repaint import Repaint
from sketchpad.generation.run.setup import (
    branches_of,
    prepare,
    solver_for,
    start_latents,
    start_noise,
)
from sketchpad.generation.run.timing import RunTimer
from sketchpad.generation.run.underpainting import underpainting_mask
from sketchpad.guidance.latent_mask import LatentMask
from sketchpad.models.model import Model
from sketchpad.models.networks.vae import Picture
from sketchpad.sampling.loop import SampleOptions, sample
from sketchpad.sampling.network_calls import NetworkCall
from sketchpad.sampling.solvers import Solver

JOINED = 0.8
"""Share of the steps up to which objects are kept as they are where a part is repainted."""
COVERED = 0.1
"""Coverage by an object from which a latent pixel is kept."""


def generate_objects(
    request: Request,
    model: Model,
    check: Callable[[], None],
    timer: RunTimer,
    cached: bool = False,
    repaint: Repaint | None = None,
) -> Generator[NetworkCall | Progress, None, tuple[BoxObject, ...]]:
    """Generate the objects of the request's boxes, each alone, where the request says so.

    After each of them a `Progress` of index 0 shows the objects so far on a white page.

    Args:
        repaint: of which boxes, and where the objects are shown.
        cached: take objects that were generated before from the model's cache; their network calls are then not
            yielded but computed at once.
    """
    objects: list[BoxObject] = []
    request = request if repaint is None else repaint.of_objects
    page = _page(request, repaint)
    for number, box in enumerate(object_first.object_boxes(request)):
        alone = object_first.object_request(request, box, number, model.info)
        if cached:
            compute = partial(_generate_eagerly, alone, model, check, timer)
            picture = model.kept.get(("object", alone), compute)
        else:
            picture = yield from _generate_alone(alone, model, check, timer)
        check()
        box_object = object_first.object_of(box, picture, bool(alone.document.strokes))
        if box_object is not None:
            objects.append(box_object)
            so_far, _ = object_first.composite(objects, page)
            so_far = so_far if repaint is None else repaint.pasted(so_far)
            so_far.flags.writeable = False
            yield Progress(0, request.steps_taken, so_far, timer.seconds, final=False)
    return tuple(objects)


def _page(request: Request, repaint: Repaint | None) -> Picture:
    """What objects are pasted onto: a white page, or the picture of which a part is repainted, without that part."""
    if repaint is not None:
        return repaint.cleared
    return np.full((request.document.height, request.document.width, 3), 255, np.uint8)


def _generate_alone(
    request: Request, model: Model, check: Callable[[], None], timer: RunTimer
) -> Generator[NetworkCall, None, Picture]:
    """The picture of an object in a run of its own, without previews."""
    branches, guidance = branches_of(request, model), prepare(request, model)
    solver, noise = solver_for(request, model), start_noise(request, model)
    if request.is_painted:
        guidance.append(underpainting_mask(request, model, noise))
    latents = noise
    options = SampleOptions(check=check, rescale=request.sampling.guidance_rescale)
    for step in sample(model.denoiser, solver, branches, guidance, noise, options):
        if isinstance(step, NetworkCall):
            yield from timer.aside(step)
        elif step.x_next is not None:
            latents = step.x_next
    check()
    return model.codec.decode(latents, solver.total)


def _generate_eagerly(
    request: Request, model: Model, check: Callable[[], None], timer: RunTimer
) -> Picture:
    """`_generate_alone`, its network calls computed at once."""
    run = _generate_alone(request, model, check, timer)
    while True:
        try:
            next(run).result()
        except StopIteration as end:
            picture: Picture = end.value
            return picture


def latent_mask_of(
    objects: tuple[BoxObject, ...],
    part: Pass,
    model: Model,
    noise: torch.Tensor,
    repaint: Repaint | None = None,
) -> LatentMask:
    """Guidance that keeps the latents of the objects where they are pasted; at last they are joined to what is around.

    Where nothing is repainted, the next pass joins them.
    """
    picture, covered = object_first.composite(objects, _page(part.request, repaint))
    latents = encoded(picture, model)
    size = int(latents.shape[-1]), int(latents.shape[-2])
    mask = torch.from_numpy(cv2.resize(covered, size, interpolation=cv2.INTER_AREA) > COVERED)
    until = 1.0 if repaint is None else JOINED
    return LatentMask(latents.to(noise), mask.to(noise)[None, None], noise, until)


def first_latents(
    part: Pass,
    before: torch.Tensor | None,
    model: Model,
    solver: Solver,
    noise: torch.Tensor,
    objects: tuple[BoxObject, ...] = (),
) -> torch.Tensor | None:
    """The noisy latents that a pass starts from; None: from pure noise.

    Args:
        before: the latents that the pass before it ended with, which are decoded and enlarged.
        objects: those that were generated first; pasted again, because a larger picture shows more of them.
    """
    if part.number == 0 or before is None:
        return start_latents(part.request, model, solver, noise)
    document = part.request.document
    size = document.width, document.height
    picture = cv2.resize(model.codec.decode(before), size, interpolation=cv2.INTER_CUBIC)
    picture = object_first.repaste(objects, picture)
    return solver.start_from(encoded(picture, model, noisy=True), noise)
