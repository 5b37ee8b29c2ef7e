"""What would go wrong is said before anything runs, at the place where it can be mended (no torch here)."""

from __future__ import annotations

from collections.abc import Iterator

from sketchpad import settings
from sketchpad.document.prompt.alternatives import resolved
from sketchpad.document.raster.mask_raster import masks_anything
from sketchpad.errors import (
    BadLora,
    BadPrompt,
    BadSetting,
    Problem,
    WeightsDamaged,
    WeightsMissing,
)
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.preflight import drawing
from sketchpad.generation.request import required_weights
from sketchpad.generation.request.defaults import model_info
from sketchpad.generation.request.method_settings import wrong
from sketchpad.generation.request.request import SAMPLING_NAMES, MethodSettings, Request
from sketchpad.generation.run import init_image
from sketchpad.models.checkpoints.model_info import ModelInfo
from sketchpad.models.hub.locate import entry_for, find_vae
from sketchpad.models.lora.file import inspect_lora


def check(request: Request) -> list[Problem]:
    """Everything that stands in the way of a run, and remarks that do not block. Cheap enough for every edit."""
    problems = list(_values(request))
    try:
        info = model_info(request.model)
    except (WeightsMissing, WeightsDamaged) as error:
        entry = entry_for(request.model) if isinstance(error, WeightsMissing) else None
        if entry:
            return [*problems, required_weights.needs_download(entry, "model")]
        return [*problems, Problem.from_error(error, "model")]
    return [*problems, *_model(request, info)]


def blocking(request: Request) -> list[Problem]:
    """Only what stands in the way."""
    return [problem for problem in check(request) if problem.blocking]


def _values(request: Request) -> Iterator[Problem]:
    """What shows without the model."""
    if not request.document.prompt.strip():
        yield Problem.of("empty_prompt", "prompt")
    for prompt in (request.document.prompt, request.document.negative_prompt):
        try:
            resolved(prompt, request.sampling.seed)
        except BadPrompt as error:
            yield Problem.from_error(error, "prompt")
    yield from drawing.problems(request)
    sampling = request.sampling
    for name in SAMPLING_NAMES:
        yield from _bounds(name, getattr(sampling, name), name)
    if request.base is not None:
        yield from init_image.problems(request.base)
        if request.document.seen().is_painted:
            yield Problem.of("paint_unread", "base", blocking=False)
    yield from _mask(request)
    for method in request.methods:
        if method.name not in METHODS:
            yield Problem.of("unknown_method", "methods", name=method.name)
        else:
            yield from _method(method, request.steps_taken)


def _mask(request: Request) -> Iterator[Problem]:
    document = request.visible.document
    if not document.mask:
        return
    if request.base is None:
        yield Problem.of("mask_without_picture", "base")
    if not masks_anything(document):
        yield Problem.of("empty_mask", "mask")


def _method(method: MethodSettings, steps: int) -> Iterator[Problem]:
    where = f"method:{method.name}"
    bad = [Problem.from_error(error, where) for error in wrong(method)]
    yield from bad
    if not bad and steps > 0 and method.strength != 0:
        tiny = 1e-9
        first, last = method.start - tiny, method.end + tiny
        if not any(n / steps >= first and (n + 1) / steps <= last for n in range(steps)):
            yield Problem.of("empty_window", where, blocking=False, method=method.name)


def _bounds(name: str, value: object, where: str) -> Iterator[Problem]:
    try:
        settings.check(name, value)
    except BadSetting as error:
        yield Problem.from_error(error, where)


def _model(request: Request, info: ModelInfo) -> Iterator[Problem]:
    document = request.document
    step = info.size_step
    if document.width % step or document.height % step:
        width, height = document.width, document.height
        yield Problem.of("bad_size", "size", width=width, height=height, step=step)
    yield from required_weights.problems(request, info)
    yield from required_weights.unread_pictures(request, info)
    for lora in request.loras:
        yield from _bounds("lora.strength", lora.strength, "loras")
        try:
            inspect_lora(lora.path).check_fits(info)
        except BadLora as error:
            yield Problem.from_error(error, "loras", blocking=lora.strength != 0)
    if request.vae:
        try:
            find_vae(request.vae)
        except (WeightsMissing, WeightsDamaged) as error:
            yield Problem.from_error(error, "model")
    elif not info.has_vae:
        yield Problem.of("no_vae", "model", name=info.name)
