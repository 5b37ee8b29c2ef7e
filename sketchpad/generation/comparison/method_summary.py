"""What tells one way of steering from another of the same name, in a few words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sketchpad.generation.request.method_settings import Curve, MethodSettings, factor_at
from sketchpad.generation.request.request import METHOD_LABELS
from sketchpad.hints.registry import HINTS

_BLOCKS = "▁▂▃▄▅▆▇█"
_SAMPLES = 6


@dataclass(frozen=True)
class MethodSummary:
    """In English; a window in another language passes its own.

    `kinds`: what the kinds of control images are called, by kind; English where one is not in it.
    """

    boxes: str = "in the boxes"
    strokes: str = "near the lines"
    region: str = "in “{phrase}”"
    prompt: str = "favours the prompt"
    control: str = "favours the lines"
    guess: str = "guesses"
    decay: str = "fades over {share} %"
    things_first: str = "objects first"
    at_once: str = "all at once"
    text_pull: str = "with words"
    much_text_pull: str = "with words × {weight}"
    features: str = "through features"
    names: Mapping[str, str] = field(default_factory=lambda: METHOD_LABELS)
    kinds: Mapping[str, str] = field(default_factory=dict)


def called(method: MethodSettings, words: MethodSummary | None = None) -> str:
    """Its name and what it reads."""
    words = words or MethodSummary()
    name = words.names.get(method.name, method.name)
    if not method.kind:
        return name
    label = HINTS[method.kind].label if method.kind in HINTS else method.kind
    return f"{name} {words.kinds.get(method.kind, label).lower()}"


def details(
    method: MethodSettings, words: MethodSummary | None = None, things_first: bool = False
) -> list[str]:
    """All but its name, kind, strength and share of the steps, as far as it is not as usual.

    `things_first`: whether that is usual with the model.
    """
    words = words or MethodSummary()
    said = [sparkline(method.curve)] if method.curve else []
    if method.region:
        where = {"boxes": words.boxes, "strokes": words.strokes}.get(method.region)
        said.append(where or words.region.format(phrase=method.region))
    if method.emphasis != "balanced":
        said.append({"prompt": words.prompt, "control": words.control}[method.emphasis])
    if method.guess:
        said.append(words.guess)
    if method.things_first != things_first:
        said.append(words.things_first if method.things_first else words.at_once)
    if method.decay:
        said.append(words.decay.format(share=f"{100 * method.decay:g}"))
    if method.look == "features":
        said.append(words.features)
    if method.text_pull:
        told = words.text_pull if method.text_pull == 1 else words.much_text_pull
        said.append(told.format(weight=f"{method.text_pull:g}"))
    if method.net:
        said.append(re.split(r"[/\\]", method.net.rstrip("/\\"))[-1])
    return said


def sparkline(curve: Curve) -> str:
    """The curve in a few letters: its heights over the steps, of 1 or of its highest where that is more."""
    highest = max(1.0, *(factor for _, factor in curve))
    heights = [factor_at(curve, n / (_SAMPLES - 1)) / highest for n in range(_SAMPLES)]
    return "".join(_BLOCKS[round(height * (len(_BLOCKS) - 1))] for height in heights)
