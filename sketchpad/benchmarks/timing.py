"""How long pictures took, ours and the rivals'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import Any

RIVALS: dict[str, str] = {
    "none": "StableDiffusionPipeline",
    "edge_predictor": "plain autograd loop through features",
    "edge_quick": "plain autograd loop through features",
    "edge_features": "plain autograd loop through features",
    "controlnet": "StableDiffusionControlNetPipeline",
    "gligen": "StableDiffusionGLIGENPipeline or, for other than 4 latent channels, StableDiffusionPipeline with boxes",
}


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float | None:
    """How many times as long `theirs` take: the median over the pairs measured one after the other; None without."""
    pairs = list(zip(ours, theirs, strict=False))
    return median(b / a for a, b in pairs) if pairs else None


@dataclass(frozen=True)
class Timing:
    """Seconds of one picture, from the request to its decoded pixels, and of one of its steps.

    A step is the mean of all but the first, which also reads the prompt: some methods work in a part of the steps.
    `lines`: share of the drawn lines that the picture has (0..1).
    """

    picture: float
    step: float
    lines: float | None = None

    @classmethod
    def of(cls, marks: Sequence[float], end: float) -> Timing:
        """From clock readings: the beginning, then the end of each step; and the end of it all."""
        begun, *steps = marks
        between = [b - a for a, b in pairwise(steps)]
        return cls(end - begun, fmean(between) if between else steps[0] - begun)


@dataclass(frozen=True)
class Duel:
    """Several pictures of one mode, ours and the rival's made by turns."""

    mode: str
    ours: tuple[Timing, ...]
    stock: tuple[Timing, ...] = ()

    @property
    def ratio(self) -> float | None:
        """How many times as long the rival takes for a picture."""
        return ratio([t.picture for t in self.ours], [t.picture for t in self.stock])

    def to_json(self) -> dict[str, Any]:
        """Medians, ratio and single times."""
        content: dict[str, Any] = {}
        for name in ("step", "picture"):
            for prefix, times in (("", self.ours), ("stock_", self.stock)):
                values = [getattr(t, name) for t in times]
                content[f"{prefix}seconds_per_{name}"] = median(values) if values else None
        for prefix, times in (("", self.ours), ("stock_", self.stock)):
            found = [t.lines for t in times if t.lines is not None]
            content[f"{prefix}lines_found"] = fmean(found) if found else None
        return content | {
            "stock_to_ours": self.ratio,
            "pictures": [t.picture for t in self.ours],
            "stock_pictures": [t.picture for t in self.stock],
        }
