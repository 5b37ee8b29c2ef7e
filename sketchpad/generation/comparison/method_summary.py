"""What tells one way of steering from another of the same name, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sketchpad.generation.methods.method import filled
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request.method_settings import Curve, MethodSettings, factor_at
from sketchpad.hints.registry import HINTS

_BLOCKS = "▁▂▃▄▅▆▇█"
_SAMPLES = 6


@dataclass(frozen=True)
class MethodSummary:
    """Translations; English where something is not in it.

    `texts`, by English text: labels of methods, and `Option.summary`. `kinds`: labels of control images, by kind.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)


def called(method: MethodSettings, words: MethodSummary | None = None) -> str:
    """Its name and what it reads."""
    words = words or MethodSummary()
    label = METHODS[method.name].label if method.name in METHODS else method.name
    name = words.texts.get(label, label)
    if not method.kind:
        return name
    kind = HINTS[method.kind].label if method.kind in HINTS else method.kind
    return f"{name} {words.kinds.get(method.kind, kind).lower()}"


def details(
    method: MethodSettings, words: MethodSummary | None = None, usual: MethodSettings | None = None
) -> list[str]:
    """All but its name, kind, strength and share of the steps, as far as it is not as usual.

    `usual`: how its options are with the model; None: as in the registry.
    """
    words = words or MethodSummary()
    curve = [sparkline(method.curve)] if method.curve else []
    said = (filled(option.summary, value, words.texts) for option, value in method.chosen(usual))
    return [*curve, *filter(None, said)]


def sparkline(curve: Curve) -> str:
    """The curve in a few letters: its heights over the steps, of 1 or of its highest where that is more."""
    highest = max(1.0, *(factor for _, factor in curve))
    heights = [factor_at(curve, n / (_SAMPLES - 1)) / highest for n in range(_SAMPLES)]
    return "".join(_BLOCKS[round(height * (len(_BLOCKS) - 1))] for height in heights)
