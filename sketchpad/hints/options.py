"""What can be tuned where a control image is made from a picture: keyword options of `from_picture`, with bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Option:
    """One number.

    Args:
        name: of the keyword. label: English, translated by the window.
        default: a whole number makes all its values whole.
    """

    name: str
    label: str
    default: float
    low: float
    high: float
    step: float = 1

    @property
    def is_whole(self) -> bool:
        return isinstance(self.default, int)

    def bounded(self, value: float) -> float:
        value = min(max(value, self.low), self.high)
        return round(value) if self.is_whole else value


OPTIONS: Mapping[str, tuple[Option, ...]] = MappingProxyType(
    {
        "scribble": (Option("threshold", "Threshold", 32, 4, 160),),
        "canny": (
            Option("low", "Weak edges", 100, 0, 500),
            Option("high", "Strong edges", 200, 0, 500),
            Option("blur", "Smoothing", 0.0, 0.0, 6.0, 0.1),
        ),
        "lineart": (
            Option("sigma", "Detail", 6.0, 1.0, 20.0, 0.5),
            Option("gain", "Strength", 1.0, 0.2, 4.0, 0.1),
        ),
        "lineart_anime": (
            Option("sigma", "Detail", 3.0, 1.0, 20.0, 0.5),
            Option("gain", "Strength", 1.0, 0.2, 4.0, 0.1),
        ),
        "softedge": (
            Option("blur", "Smoothing", 1.5, 0.5, 8.0, 0.1),
            Option("gain", "Strength", 1.0, 0.2, 4.0, 0.1),
        ),
        "mlsd": (Option("shortest", "Shortest line", 0.05, 0.01, 0.4, 0.01),),
        "normal": (Option("relief", "Relief", 0.5, 0.1, 2.0, 0.1),),
        "tile": (Option("coarse", "Coarseness", 4, 2, 32),),
    }
)
"""By the name of the control image; the other kinds have none."""


def keywords(kind: str, values: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Those of `values` that this kind knows, within their bounds, as keywords for its `from_picture`."""
    known = {option.name: option for option in OPTIONS.get(kind, ())}
    return {name: known[name].bounded(value) for name, value in values if name in known}
