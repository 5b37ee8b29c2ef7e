"""A model's few-step variant, for pictures while one draws: fewer steps, often with a LoRA for that (no torch here)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sketchpad.generation.request.defaults import model_folder
from sketchpad.generation.request.request import (
    SCHEDULER_NAMES,
    Lora,
    Request,
    Sampling,
)
from sketchpad.models.checkpoints.safetensors_io import read_json

MOST_STEPS = 8
LIVE_STEPS = 8
"""Of a picture while one draws, where the model has no few-step variant."""


@dataclass(frozen=True)
class FewStepVariant:
    """How the variant is used.

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
        """`asked`, in a few steps; fewer where fewer are asked for, unless they were made to be so many."""
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
