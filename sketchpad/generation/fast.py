"""A model's few-step variant: a LoRA that came with it, for pictures while one draws (no torch here)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sketchpad.generation.defaults import model_folder
from sketchpad.generation.request import SCHEDULER_NAMES, Lora, Request, Sampling
from sketchpad.models.checkpoint import read_json

MOST_STEPS = 8
LIVE_STEPS = 8
"""Of a picture while one draws, where the model has no few-step variant."""


@dataclass(frozen=True)
class Fast:
    """How the variant is used: its file, and the steps, guidance scale and scheduler that it was made for."""

    lora: Path
    steps: int
    guidance_scale: float
    scheduler: str

    def sampling(self, seed: int = 0) -> Sampling:
        return Sampling(seed, self.steps, self.guidance_scale, self.scheduler)

    def apply(self, request: Request) -> Request:
        """`request` as the variant makes it: the same drawing, seed and methods in a few steps."""
        return replace(
            request,
            sampling=self.sampling(request.sampling.seed),
            loras=(*request.loras, Lora(str(self.lora))),
        )


def fast_variant(model: str = "") -> Fast | None:
    """What the card of a model (sketchpad.json) says about it; None where it has none or what it says makes no sense.

    Raises WeightsMissing for a model that is not on this computer, WeightsDamaged for a card that cannot be read.
    """
    folder = model_folder(model)
    card = folder / "sketchpad.json"
    found = read_json(card).get("fast") if card.is_file() else None
    try:
        assert isinstance(found, dict)
        fast = Fast(
            folder / str(found["lora"]),
            int(found["steps"]),
            float(found["guidance_scale"]),
            str(found["scheduler"]),
        )
    except (AssertionError, KeyError, TypeError, ValueError):
        return None
    inside = fast.lora.resolve().is_relative_to(folder.resolve())
    usable = inside and 1 <= fast.steps <= MOST_STEPS and 1 <= fast.guidance_scale <= 30
    known = fast.scheduler in SCHEDULER_NAMES and fast.lora.is_file()
    return fast if usable and known else None


def in_few_steps(request: Request) -> Request:
    """`request` for a model without such a variant: its own scheduler, in `LIVE_STEPS` at most."""
    steps = min(request.sampling.steps, LIVE_STEPS)
    return replace(request, sampling=replace(request.sampling, steps=steps))
