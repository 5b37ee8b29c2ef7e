"""Generate a picture: a request becomes an iterator of progress, one sampling step at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from sketchpad.document.prompt import known_words
from sketchpad.errors import NotFinite, OutOfMemory, Problem, SketchpadError
from sketchpad.generation.request.defaults import model_folder
from sketchpad.generation.request.request import Progress, Request
from sketchpad.generation.request.required_weights import with_nets
from sketchpad.generation.run import object_first
from sketchpad.generation.run.object_first import BoxObject
from sketchpad.generation.run.object_first_run import (
    first_latents,
    generate_objects,
    latent_mask_of,
)
from sketchpad.generation.run.passes import Pass, passes
from sketchpad.generation.run.preview import Preview
from sketchpad.generation.run.repaint import Repaint, repaint_of
from sketchpad.generation.run.setup import (
    branches_of,
    in_known_words,
    prepare,
    solver_for,
    start_noise,
)
from sketchpad.generation.run.timing import RunTimer
from sketchpad.generation.run.underpainting import underpainting_mask
from sketchpad.models.model import STORE, Model, ModelStore
from sketchpad.models.networks.vae import Picture
from sketchpad.models.runtime.device import DeviceChoice, is_out_of_memory
from sketchpad.models.runtime.offload import release_memory
from sketchpad.sampling.denoiser import Branch
from sketchpad.sampling.guidance import Cancelled
from sketchpad.sampling.loop import SampleOptions, sample
from sketchpad.sampling.network_calls import NetworkCall


def never() -> bool:
    return False


@dataclass(frozen=True)
class GenerateOptions:
    """How `generate` runs; the request alone says what comes out.

    Args:
        resume_from: steps that are done already (fewer than all), and the latents after them, as `on_latents` got them.
        on_latents: called with the number of a step (1..total) and the latents after it, float32 in the solver's units.
        cache_objects: objects that are generated alone are taken from an earlier run that generated the same.
    """

    resume_from: tuple[int, torch.Tensor] | None = None
    on_latents: Callable[[int, torch.Tensor], None] | None = None
    cache_objects: bool = False


DEFAULTS = GenerateOptions()


def generate(
    request: Request,
    cancelled: Callable[[], bool] = never,
    store: ModelStore = STORE,
    options: GenerateOptions = DEFAULTS,
) -> Iterator[Progress | NetworkCall]:
    """Yield `Progress` after each step (index 1..total), then once more with the finished picture (`final`).

    Network calls are yielded in between, and have to be answered before the next item is requested: by `run_eagerly` or
    together with those of other runs. `Progress.seconds` counts `NetworkCall.seconds`, not the wait for the answer.

    Args:
        cancelled: called many times a step, also between forward passes; True ends the iterator quietly.

    Raises:
        SketchpadError: whatever stands in the way (the request is expected to have passed `preflight.check`).
    """

    def check() -> None:
        if cancelled():
            raise Cancelled

    try:
        yield from _with_second_try(request.visible, check, store, options)
    except Cancelled:
        return


def warm_up(model: str = "", store: ModelStore = STORE) -> None:
    """Load a model now, so that the first picture does not wait for it."""
    store.get(model_folder(model)).denoiser.graphs.load_latest()


def _with_second_try(
    request: Request, check: Callable[[], None], store: ModelStore, options: GenerateOptions
) -> Iterator[Progress | NetworkCall]:
    """Where a run fails for its precision or for want of memory, go on once in another way from its last good step."""
    recent: list[tuple[int, torch.Tensor]] = []

    def keep(number: int, latents: torch.Tensor) -> None:
        recent[:] = [*recent[-2:], (number, latents)]
        if options.on_latents is not None:
            options.on_latents(number, latents)

    first = replace(options, on_latents=keep)
    try:
        yield from _in_memory(request, check, store, first)
        return
    except (NotFinite, OutOfMemory) as error:
        failure = error.with_traceback(None)  # whose frames hold the model
    place = _other_place(failure, store.get(model_folder(request.model)).place)
    if place is None:
        raise failure
    again = options.resume_from
    for number, latents in recent:
        if bool(torch.isfinite(latents).all()) and number < failure.fields.get("step", number + 1):
            again = number, latents
    code = "full_precision" if isinstance(failure, NotFinite) else "offloaded"
    note = Problem.of(code, "settings", blocking=False, **failure.fields)
    second = replace(options, resume_from=again)
    yield from _in_memory(request, check, _Elsewhere(store, place), second, [note])


def _other_place(error: SketchpadError, place: DeviceChoice) -> DeviceChoice | None:
    """Where a run may succeed that has failed at `place`; None where nothing better is known."""
    if isinstance(error, NotFinite):
        return replace(place, dtype=torch.float32) if place.low_precision else None
    if place.device.type == "cpu" or place.layers:
        return None
    return replace(place, offload=True, layers=place.offload)


@dataclass
class _Elsewhere(ModelStore):
    """Models of `store` at another place."""

    store: ModelStore
    place: DeviceChoice

    def get(self, folder: Path, place: DeviceChoice | None = None) -> Model:
        return self.store.get(folder, place or self.place)


def _in_memory(
    request: Request,
    check: Callable[[], None],
    store: ModelStore,
    options: GenerateOptions,
    notes: Sequence[Problem] = (),
) -> Iterator[Progress | NetworkCall]:
    try:
        yield from _generate(request, check, store, options, notes)
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise
    else:
        return
    release_memory()  # the frames of what failed are gone
    raise OutOfMemory


def _generate(
    request: Request,
    check: Callable[[], None],
    store: ModelStore,
    options: GenerateOptions,
    notes: Sequence[Problem],
) -> Iterator[Progress | NetworkCall]:
    timer = RunTimer()
    check()
    model = store.get(model_folder(request.model))
    request, asked = with_nets(in_known_words(request, model.info), model.info), request
    model.use_vae(request.vae)
    model.use_loras([(lora.path, lora.strength) for lora in request.loras])
    check()
    branches = branches_of(request, model)
    check()
    remarks = [*_remarks(asked, model), *notes]
    repaint = repaint_of(request, model.info)
    objects = yield from generate_objects(
        request, model, check, timer, options.cache_objects, repaint
    )
    request = request if repaint is None else repaint.request
    size = request.document.width, request.document.height
    if objects:
        request = replace(
            request, document=object_first.with_tight_boxes(request.document, objects)
        )
    parts = passes(request, model.info, finished=bool(request.things_first))
    run = _Run(
        model=model,
        branches=branches,
        objects=objects,
        options=options,
        check=check,
        timer=timer,
        preview=Preview(model.codec, size, every_step=options.on_latents is not None),
        total=sum(part.count for part in parts),
        new_notes=remarks,
        notes=list(remarks),
        repaint=repaint,
    )
    done, latents = options.resume_from or (0, None)
    for part in parts:
        if part.first + part.count > done:
            latents = yield from run.run_pass(part, done, latents)
            check()
    assert latents is not None
    picture = model.codec.decode(latents, run.total)
    check()
    yield run.progress(run.total, picture, run.notes, final=True)


@dataclass
class _Run:
    """What the passes of a run share. `new_notes`: since the last progress; `notes`: all."""

    model: Model
    branches: Sequence[Branch]
    objects: tuple[BoxObject, ...]
    options: GenerateOptions
    check: Callable[[], None]
    timer: RunTimer
    preview: Preview
    total: int
    new_notes: list[Problem]
    notes: list[Problem]
    repaint: Repaint | None = None

    def run_pass(
        self, part: Pass, done: int, latents: torch.Tensor | None
    ) -> Generator[Progress | NetworkCall, None, torch.Tensor | None]:
        """Take the steps of a pass after the first `done` of the run; returns the latents it ends with.

        `latents`: those after the first `done` steps, or of the pass before this one.
        """
        guidance = prepare(part.request, self.model)
        self.check()
        solver = solver_for(part.request, self.model, part)
        noise = start_noise(part.request, self.model, part.number)
        self.check()
        if part.request.is_painted and part.number == 0:
            guidance.append(underpainting_mask(part.request, self.model, noise))
            self.check()
        if self.objects and part.number == 0:
            held = latent_mask_of(self.objects, part, self.model, noise, self.repaint)
            guidance.append(held)
            self.check()
        if self.repaint is not None:
            guidance.append(self.repaint.guidance(self.model, noise))
            self.check()
        self.timer.mark = time.perf_counter()
        if part.first >= done:
            if self.repaint is None:
                latents = first_latents(part, latents, self.model, solver, noise, self.objects)
            else:
                latents = self.repaint.first_latents(self.model, solver, noise)
            self.check()
        sampling = SampleOptions(
            check=self.check,
            begin=max(0, done - part.first),
            latents=latents,
            rescale=part.request.sampling.guidance_rescale,
            skipped=part.skipped,
        )
        for step in sample(self.model.denoiser, solver, self.branches, guidance, noise, sampling):
            if isinstance(step, NetworkCall):
                yield from self.timer.aside(step)
                continue
            number = part.first + step.index + 1
            self.new_notes += step.notes
            self.notes += step.notes
            picture = self.preview(step, time.perf_counter() - self.timer.mark)
            latents = step.x_next
            if self.options.on_latents is not None and latents is not None:
                self.options.on_latents(number, latents)
            yield self.progress(number, picture, self.new_notes)
            self.new_notes = []
            self.timer.mark = time.perf_counter()
        return latents

    def progress(
        self, index: int, picture: Picture, notes: list[Problem], final: bool = False
    ) -> Progress:
        return Progress(
            index=index,
            total=self.total,
            picture=picture if self.repaint is None else self.repaint.pasted(picture),
            seconds=self.timer.seconds,
            final=final,
            notes=tuple(notes),
        )


def _remarks(request: Request, model: Model) -> list[Problem]:
    prompt = request.document.prompt
    remarks = []
    ignored = model.text.prompts.ignored(prompt)
    if ignored:
        remarks.append(Problem.of("prompt_too_long", "prompt", blocking=False, ignored=ignored))
    # Only a model that says what it was trained on has words that it does not know.
    odd = known_words.unknown(prompt, model.info.words) if model.info.words else ()
    if odd:
        words = ", ".join(_with_nearest(word, model.info.words) for word in odd)
        fields = {"words": words, "count": len(model.info.words)}
        remarks.append(Problem.of("unknown_words", "prompt", blocking=False, **fields))
    return remarks


def _with_nearest(word: str, words: Sequence[str]) -> str:
    near = known_words.nearest(word, words)
    return f"{word} (→ {', '.join(near)})" if near else word
