"""How long one picture took, and what many of them come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median


@dataclass(frozen=True)
class Timing:
    """Seconds of one picture, from the request to its decoded pixels, and of one of its steps.

    A step is the mean of all but the first, which also reads the prompt: some methods work in a part of the steps.
    """

    picture: float
    step: float

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
    def step(self) -> float:
        return median(t.step for t in self.ours)

    @property
    def picture(self) -> float:
        return median(t.picture for t in self.ours)

    @property
    def stock_step(self) -> float | None:
        return median(t.step for t in self.stock) if self.stock else None

    @property
    def stock_picture(self) -> float | None:
        return median(t.picture for t in self.stock) if self.stock else None

    @property
    def ratio(self) -> float | None:
        """How many times as long the rival takes for a picture: the median over the pairs made one after the other."""
        pairs = list(zip(self.ours, self.stock, strict=False))
        return median(b.picture / a.picture for a, b in pairs) if pairs else None

    def to_json(self) -> dict[str, object]:
        return {
            "seconds_per_step": self.step,
            "seconds_per_picture": self.picture,
            "stock_seconds_per_step": self.stock_step,
            "stock_seconds_per_picture": self.stock_picture,
            "stock_to_ours": self.ratio,
            "pictures": [t.picture for t in self.ours],
            "stock_pictures": [t.picture for t in self.stock],
        }
