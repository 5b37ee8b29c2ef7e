"""Make one picture: a request becomes an iterator of progress, one sampling step at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import torch

from sketchpad.errors import OutOfMemory, Problem
from sketchpad.generation.request.defaults import model_folder
from sketchpad.generation.request.request import Progress, Request
from sketchpad.generation.request.required_weights import with_nets
from sketchpad.generation.run import object_first
from sketchpad.generation.run.object_first_run import (
    first_latents,
    generate_objects,
    latent_mask_of,
)
from sketchpad.generation.run.passes import passes
from sketchpad.generation.run.preview import Preview
from sketchpad.generation.run.setup import prepare, solver_for, start_noise
from sketchpad.generation.run.timing import RunTimer
from sketchpad.models.model import STORE, Model, ModelStore
from sketchpad.models.runtime.device import is_out_of_memory
from sketchpad.models.runtime.offload import release_memory
from sketchpad.sampling.guidance import Cancelled, branches_for
from sketchpad.sampling.loop import sample_with_calls
from sketchpad.sampling.network_calls import NetworkCall, run_eagerly


def never() -> bool:
    return False


def generate(
    request: Request,
    cancelled: Callable[[], bool] = never,
    store: ModelStore = STORE,
    *,
    start: tuple[int, torch.Tensor] | None = None,
    keep: Callable[[int, torch.Tensor], None] | None = None,
    remember: bool = False,
) -> Iterator[Progress]:
    """Yield `Progress` after each step (index 1..total), then once more with the finished picture (`final`).

    Args:
        cancelled: asked many times a step, also between forward passes; True ends the iterator quietly.
        start: steps that are done already (less than all), and the latents after them, as `keep` was told them.
        keep: told the number of a step (1..total) and the latents after it, float32 in the solver's units.
        remember: things that are made first are taken from an earlier run that made the same; nothing else changes.

    Raises:
        SketchpadError: whatever stands in the way (the request is expected to have passed `preflight.check`).
    """
    asking = generate_with_calls(
        request, cancelled, store, start=start, keep=keep, remember=remember
    )
    return run_eagerly(asking)


def generate_with_calls(
    request: Request,
    cancelled: Callable[[], bool] = never,
    store: ModelStore = STORE,
    *,
    start: tuple[int, torch.Tensor] | None = None,
    keep: Callable[[int, torch.Tensor], None] | None = None,
    remember: bool = False,
) -> Iterator[Progress | NetworkCall]:
    """`generate`, with its questions to networks in between; whoever goes on has answered the last one.

    The time that passes until then does not count, but what the question says of it (`Question.seconds`) does.
    """

    def check() -> None:
        if cancelled():
            raise Cancelled

    try:
        yield from _steps(request.told, check, store, start, keep, remember)
    except Cancelled:
        return
    except (MemoryError, RuntimeError) as error:
        if is_out_of_memory(error):
            release_memory()
            raise OutOfMemory from error
        raise


def warm_up(model: str = "", store: ModelStore = STORE) -> None:
    """Load a model now, so that the first picture does not wait for it."""
    store.get(model_folder(model))


def _steps(
    request: Request,
    check: Callable[[], None],
    store: ModelStore,
    start: tuple[int, torch.Tensor] | None,
    keep: Callable[[int, torch.Tensor], None] | None,
    remember: bool,
) -> Iterator[Progress | NetworkCall]:
    clock = RunTimer()
    check()
    model = store.get(model_folder(request.model))
    request = with_nets(request, model.info)
    model.use_vae(request.vae)
    model.use_loras([(lora.path, lora.strength) for lora in request.loras])
    check()
    document, sampling = request.document, request.sampling
    branches = branches_for(
        model.text.encode(document.prompt),
        model.text.negative(document.negative_prompt),
        sampling.guidance_scale,
        told=model.denoiser.is_told_the_scale,
    )
    check()
    notes = _remarks(request, model)
    said = list(notes)
    found = yield from generate_objects(request, model, check, clock, remember)
    preview = Preview(model.codec, (document.width, document.height))
    if found:
        request = replace(request, document=object_first.tightened(document, found))
    parts = passes(request, model.info, finished=bool(request.things_first))
    done, latents = start or (0, None)
    total = sum(one.count for one in parts)
    for one in parts:
        last = one.first + one.count
        if last <= done:
            continue
        guidance = prepare(one.request, model)
        check()
        solver = solver_for(one.request, model, one)
        noise = start_noise(one.request, model, one.number)
        check()
        if found and one.number == 0:
            guidance.append(latent_mask_of(found, one, model, noise))
            check()
        clock.mark = time.perf_counter()
        if one.first >= done:
            latents = first_latents(one, latents, model, solver, noise, found)
            check()
        asking = sample_with_calls(
            model.denoiser,
            solver,
            branches,
            guidance,
            noise,
            check,
            max(0, done - one.first),
            latents,
            sampling.guidance_rescale,
            one.skipped,
        )
        for step in asking:
            if isinstance(step, NetworkCall):
                yield from clock.aside(step)
                continue
            took = time.perf_counter() - clock.mark
            notes += step.notes
            said += step.notes
            picture = preview(step, took)
            latents = step.x_next
            if keep is not None and latents is not None:
                keep(one.first + step.index + 1, latents)
            yield Progress(
                index=one.first + step.index + 1,
                total=total,
                picture=picture,
                seconds=clock.seconds,
                final=False,
                notes=tuple(notes),
            )
            notes = []
            clock.mark = time.perf_counter()
        check()
    assert latents is not None
    picture = model.codec.decode(latents, total)
    check()
    yield Progress(
        index=total,
        total=total,
        picture=picture,
        seconds=clock.seconds,
        final=True,
        notes=tuple(said),
    )


def _remarks(request: Request, model: Model) -> list[Problem]:
    prompt = request.document.prompt
    remarks = []
    ignored = model.text.ignored(prompt)
    if ignored:
        remarks.append(Problem.of("prompt_too_long", "prompt", blocking=False, ignored=ignored))
    # Only a model that says what it was trained on has words that it does not know.
    unknown = model.text.unknown(prompt) if model.info.words else ()
    if unknown:
        words = ", ".join(unknown)
        remarks.append(Problem.of("unknown_words", "prompt", blocking=False, words=words))
    return remarks
