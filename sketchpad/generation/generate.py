"""Make one picture: a request becomes an iterator of progress, one sampling step at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import torch

from sketchpad.errors import OutOfMemory, Problem
from sketchpad.generation.base_picture import base_latents
from sketchpad.generation.defaults import model_folder
from sketchpad.generation.needs import with_nets
from sketchpad.generation.request import MethodSettings, Progress, Request
from sketchpad.guidance.controlnet import ControlNetGuidance, united
from sketchpad.guidance.edge_predictor import EdgeGuidance
from sketchpad.guidance.gligen import GligenGuidance
from sketchpad.guidance.t2i_adapter import AdapterGuidance
from sketchpad.guidance.text_pull import TextPull
from sketchpad.models.codec import Codec, Picture
from sketchpad.models.device import is_out_of_memory
from sketchpad.models.model import STORE, Model, ModelStore
from sketchpad.models.offload import release_memory
from sketchpad.sampling.guidance import (
    Cancelled,
    Guidance,
    Step,
    Strength,
    branches_for,
)
from sketchpad.sampling.loop import sample_asking
from sketchpad.sampling.questions import Question, answered
from sketchpad.sampling.solvers import Solver, make_solver

METHODS: dict[str, type[Guidance]] = {
    "edge_predictor": EdgeGuidance,
    "controlnet": ControlNetGuidance,
    "gligen": GligenGuidance,
    "t2i_adapter": AdapterGuidance,
}
CHEAP = 0.2
"""A full decode is shown at every step if it takes at most this share of the first step's own time."""


def never() -> bool:
    return False


def generate(
    request: Request,
    cancelled: Callable[[], bool] = never,
    store: ModelStore = STORE,
    *,
    start: tuple[int, torch.Tensor] | None = None,
    keep: Callable[[int, torch.Tensor], None] | None = None,
) -> Iterator[Progress]:
    """Yield `Progress` after each step (index 1..total), then once more with the finished picture (`final`).

    Args:
        cancelled: asked many times a step, also between forward passes; True ends the iterator quietly.
        start: steps that are done already (less than all), and the latents after them, as `keep` was told them.
        keep: told the number of a step (1..total) and the latents after it, float32 in the solver's units.

    Raises:
        SketchpadError: whatever stands in the way (the request is expected to have passed `preflight.check`).
    """
    return answered(generate_asking(request, cancelled, store, start=start, keep=keep))


def generate_asking(
    request: Request,
    cancelled: Callable[[], bool] = never,
    store: ModelStore = STORE,
    *,
    start: tuple[int, torch.Tensor] | None = None,
    keep: Callable[[int, torch.Tensor], None] | None = None,
) -> Iterator[Progress | Question]:
    """`generate`, with its questions to networks in between; whoever goes on has answered the last one.

    The time that passes until then does not count, but what the question says of it (`Question.seconds`) does.
    """

    def check() -> None:
        if cancelled():
            raise Cancelled

    try:
        yield from _steps(request.told, check, store, start, keep)
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
) -> Iterator[Progress | Question]:
    begun = time.perf_counter()
    check()
    model = store.get(model_folder(request.model))
    request = with_nets(request, model.info)
    model.use_loras([(lora.path, lora.strength) for lora in request.loras])
    check()
    document, sampling = request.document, request.sampling
    guidance = prepare(request, model)
    check()
    branches = branches_for(
        model.text.encode(document.prompt),
        model.text.negative(document.negative_prompt),
        sampling.guidance_scale,
        told=model.denoiser.is_told_the_scale,
    )
    solver = solver_for(request, model)
    noise = start_noise(request, model)
    check()
    notes = _remarks(request, model)
    said = list(notes)
    preview = _Preview(model.codec)
    mark = time.perf_counter()
    begin, begun_from = start or (0, start_latents(request, model, solver, noise))
    asking = sample_asking(
        model.denoiser,
        solver,
        branches,
        guidance,
        noise,
        check,
        begin,
        begun_from,
        sampling.guidance_rescale,
    )
    for step in asking:
        if isinstance(step, Question):
            asked = time.perf_counter()
            yield step
            waited = time.perf_counter() - asked - step.seconds
            begun, mark = begun + waited, mark + waited
            continue
        took = time.perf_counter() - mark
        notes += step.notes
        said += step.notes
        picture = preview(step, took)
        latents = step.x_next
        if keep is not None and latents is not None:
            keep(step.index + 1, latents)
        yield Progress(
            index=step.index + 1,
            total=step.total,
            picture=picture,
            seconds=time.perf_counter() - begun,
            final=False,
            notes=tuple(notes),
        )
        notes = []
        mark = time.perf_counter()
    check()
    assert latents is not None
    picture = model.codec.decode(latents, solver.total)
    check()
    yield Progress(
        index=solver.total,
        total=solver.total,
        picture=picture,
        seconds=time.perf_counter() - begun,
        final=True,
        notes=tuple(said),
    )


def prepare(request: Request, model: Model) -> list[Guidance]:
    """The request's methods, ready for the loop; a strength of 0 is the same as absence."""
    guidance = []
    for method in request.methods:
        if method.strength == 0:
            continue
        kinds = [METHODS[method.name]]
        if method.name == EdgeGuidance.name and method.text_pull:
            kinds.append(TextPull)
        for kind in kinds:
            way = kind(_strength(method), (method.start, method.end))
            way.configure(method)
            way.prepare(model, request.document)
            guidance.append(way)
    return united(guidance)


def _strength(method: MethodSettings) -> Strength:
    """The method's strength: a number, or a function of the share of the steps that is done."""
    if not method.curve:
        return method.strength
    return lambda share: method.strength * method.factor_at(share)


def solver_for(request: Request, model: Model) -> Solver:
    """The request's scheduler; the noise that some add in steps goes on where that of the start ended."""
    sampling = request.sampling
    source = _noise_source(request, model)[1]
    return make_solver(
        sampling.scheduler,
        model.scheduler_config,
        sampling.steps,
        model.place.device,
        share=request.base.strength if request.base else 1.0,
        generator=source,
    )


def start_noise(request: Request, model: Model) -> torch.Tensor:
    """Standard normal noise, the same for a seed and size on every device and with every method."""
    return _noise_source(request, model)[0].to(model.place.device)


def start_latents(
    request: Request, model: Model, solver: Solver, noise: torch.Tensor
) -> torch.Tensor | None:
    """What the first step starts from where there is a picture to begin from; None: from pure noise."""
    if request.base is None:
        return None
    return solver.start_from(base_latents(request, model), noise)


def _noise_source(request: Request, model: Model) -> tuple[torch.Tensor, torch.Generator]:
    """The first noise, and the generator as it stands after that."""
    height, width = model.codec.latent_size(request.document.width, request.document.height)
    source = torch.Generator("cpu").manual_seed(request.sampling.seed)
    shape = (1, model.info.latent_channels, height, width)
    return torch.randn(shape, generator=source), source


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


class _Preview:
    """Pictures of the steps: all decoded in full or all roughly, so that they do not flicker between the two."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._full: bool | None = None

    def __call__(self, step: Step, took: float) -> Picture:
        assert step.denoised is not None
        if self._full is None:
            height, width = (
                side * self._codec.pixels_per_latent for side in step.denoised.shape[-2:]
            )
            cost = self._codec.decode_seconds(width, height)
            self._full = cost is not None and cost <= CHEAP * took
        quick = None if self._full else self._codec.preview(step.denoised)
        return self._codec.decode(step.denoised, step.index + 1) if quick is None else quick
