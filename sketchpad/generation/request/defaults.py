"""What suits a model: from its own card where it has one, else the program's settings (no torch here)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sketchpad import paths
from sketchpad.document.model import SIZE_STEP, SMALLEST_SIZE, Document
from sketchpad.errors import SketchpadError
from sketchpad.generation.methods.method import Method
from sketchpad.generation.methods.registry import METHODS, method_names, together
from sketchpad.generation.request.request import (
    SCHEDULER_NAMES,
    Lora,
    MethodSettings,
    Request,
    Sampling,
)
from sketchpad.models.checkpoints.inspect import inspect_model
from sketchpad.models.checkpoints.model_info import ModelInfo
from sketchpad.models.checkpoints.safetensors_io import read_json
from sketchpad.models.hub.locate import locate
from sketchpad.settings import Value

MOST_STEPS = 8
LIVE_STEPS = 8
"""Of a picture while one draws, where the model has no few-step variant."""


def model_folder(model: str) -> Path:
    """Where a request's model lies (see `locate`); the empty string is the embedded one.

    Raises WeightsMissing for a model of the catalogue that is not on this computer.
    """
    return locate(model) if model else paths.weights()


def fingerprint(model: str) -> str:
    """SHA-256 over a model's configuration files, and the names and sizes of its weights.

    Weights of gigabytes are not read for this; empty where there is no such folder.
    """
    folder = model_folder(model)
    sha = hashlib.sha256()
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".json", ".safetensors"))
    for path in files:
        sha.update(path.relative_to(folder).as_posix().encode())
        if path.suffix == ".json" and path.stat().st_size < 1 << 20:
            sha.update(path.read_bytes())
        else:
            sha.update(str(path.stat().st_size).encode())
    return sha.hexdigest() if files else ""


def model_info(model: str = "") -> ModelInfo:
    """A model's card. Raises WeightsMissing or WeightsDamaged."""
    return inspect_model(model_folder(model))


def fitted(document: Document, model: str = "") -> Document:
    """`document` as large as pictures of the model are by nature, strokes scaled along, its shape kept.

    For drawings that come without a size of their own, like samples. Without a model it stays as it is.
    """
    try:
        info = model_info(model)
    except SketchpadError:
        return document
    scale = max(info.width, info.height) / max(document.width, document.height)
    width, height = (
        max(SMALLEST_SIZE, round(side * scale / SIZE_STEP) * SIZE_STEP)
        for side in (document.width, document.height)
    )
    return document.resized(width, height)


def sampling_defaults(model: str = "", seed: int = 0) -> Sampling:
    """Steps, guidance scale, its rescale and scheduler that suit the model. Raises WeightsMissing or WeightsDamaged."""
    info = model_info(model)
    scheduler = info.scheduler if info.scheduler in SCHEDULER_NAMES else SCHEDULER_NAMES[0]
    return Sampling(
        seed, info.steps, info.guidance_scale, scheduler, info.guidance_rescale, info.two_pass
    )


def method_defaults(name: str, model: str = "") -> MethodSettings:
    """Strength, share of the steps and the rest that suit a method with the model (the program's own without one)."""
    method = METHODS[name]
    usual = MethodSettings(name, method.strength, end=method.end)
    try:
        card = model_info(model).methods.get(name)
    except SketchpadError:  # preflight reports the model; only numbers are needed here
        return usual
    if card is None:
        return usual
    return usual.replaced(
        strength=card.strength, start=card.start, end=card.end, **_of_card(method, card.options)
    )


def _of_card(method: Method, said: Mapping[str, Any]) -> dict[str, Value]:
    """The switches, numbers and choices of a method that a model's card says; what is no value for one is left out."""
    options = {}
    for option in method.options:
        value = said.get(option.name)
        if option.is_switch or option.is_number or value in option.choices:
            with suppress(TypeError):
                options[option.name] = option.from_json(value)
    return options


def possible_methods(info: ModelInfo, model: str = "") -> dict[str, MethodSettings]:
    """`method_defaults` by name, of those methods that the model can do by itself."""
    names = (name for name in method_names() if not info.lacks(METHODS[name].requires))
    return {name: method_defaults(name, model) for name in names}


def usual_methods(info: ModelInfo) -> tuple[str, ...]:
    """The methods that a model uses by default, each where the drawing has something for it."""
    possible = [name for name in method_names() if not info.lacks(METHODS[name].requires)]
    return tuple(n for n in together(possible) if n in possible and METHODS[n].by_default)


def box_method(info: ModelInfo) -> str:
    """That of `usual_methods` which reads boxes."""
    return next(name for name in usual_methods(info) if METHODS[name].reads == "boxes")


def all_method_defaults(model: str = "") -> tuple[MethodSettings, ...]:
    """`method_defaults` of every method, in the order of the window."""
    return tuple(method_defaults(name, model) for name in method_names())


@dataclass(frozen=True)
class FewStepVariant:
    """A model's few-step variant, for pictures while one draws: fewer steps, often with a LoRA for that.

    Args:
        steps: it needs.
        lora: its file; None where the model itself makes pictures in so few steps.
        guidance_scale, scheduler: that it was made for; None: those that are asked for.
    """

    steps: int
    lora: Path | None = None
    guidance_scale: float | None = None
    scheduler: str | None = None

    def sampling(self, asked: Sampling) -> Sampling:
        """`asked`, in a few steps; fewer where fewer are asked for, unless the variant needs them all."""
        if self.guidance_scale is None or self.scheduler is None:
            return replace(asked, steps=min(self.steps, asked.steps))
        return Sampling(
            asked.seed, self.steps, self.guidance_scale, self.scheduler, two_pass=asked.two_pass
        )

    def apply(self, request: Request) -> Request:
        """`request` as the variant makes it: the same drawing, seed and methods in a few steps."""
        added = () if self.lora is None else (Lora(str(self.lora)),)
        return replace(
            request, sampling=self.sampling(request.sampling), loras=(*request.loras, *added)
        )


def few_step_variant(model: str = "") -> FewStepVariant | None:
    """What the card of a model (sketchpad.json) says about it; None where it has none or what it says makes no sense.

    Raises WeightsMissing for a model that is not on this computer, WeightsDamaged for a card that cannot be read.
    """
    folder = model_folder(model)
    card = folder / "sketchpad.json"
    fast: Any = read_json(card).get("fast") if card.is_file() else None
    try:
        steps = int(fast["steps"])
        if not 1 <= steps <= MOST_STEPS:
            return None
        if "lora" not in fast:
            return FewStepVariant(steps)
        lora, scale = folder / str(fast["lora"]), float(fast["guidance_scale"])
        scheduler = str(fast["scheduler"])
    except (KeyError, TypeError, ValueError):
        return None
    inside = lora.resolve().is_relative_to(folder.resolve()) and lora.is_file()
    usable = inside and scheduler in SCHEDULER_NAMES and 1 <= scale <= 30
    return FewStepVariant(steps, lora, scale, scheduler) if usable else None


def with_few_steps(request: Request) -> Request:
    """`request` for a model without such a variant: its own scheduler, in `LIVE_STEPS` at most."""
    steps = min(request.sampling.steps, LIVE_STEPS)
    return replace(request, sampling=replace(request.sampling, steps=steps))
