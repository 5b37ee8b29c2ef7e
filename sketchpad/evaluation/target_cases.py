"""What the table of targets is measured on: words, people's drawings, layouts of boxes with drawings in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sketchpad.document.io.quickdraw import from_quickdraw
from sketchpad.document.model import Box, Document
from sketchpad.evaluation.cases import DRAWN, make_cases, with_article
from sketchpad.generation.methods.gligen import GLIGEN
from sketchpad.generation.methods.registry import reads_of
from sketchpad.generation.request.defaults import FewStepVariant
from sketchpad.generation.request.request import MethodSettings, Request, Sampling

WORDS, DRAWINGS, LAYOUTS, TIMES = "words", "drawings", "layouts", "times"
SEEDS, MOST_DRAWINGS, MOST_LAYOUTS, TIMED = 4, 500, 300, 7
MOST_BOXES = 4
TIMED_SIZE = 256
FAST = "fast"
AT_ONCE = "at once"
MODES: Mapping[str, tuple[str, ...]] = {
    WORDS: ("none", FAST),
    DRAWINGS: ("none", "edge_predictor", "controlnet", f"{FAST}+controlnet"),
    LAYOUTS: ("none", GLIGEN.name, f"{AT_ONCE}+gligen", "gligen+controlnet"),
    TIMES: ("none", "controlnet", "edge_predictor", GLIGEN.name, f"{FAST}+controlnet"),
}
"""Of each suite: names of methods joined by +; with "fast" the few-step variant makes the picture, and "at once" no
thing is made first."""
_SIDES = {1: (0.45, 0.8), 2: (0.36, 0.5), 3: (0.32, 0.44), 4: (0.28, 0.4)}
_GAP = 0.02


@dataclass(frozen=True)
class Target:
    """One drawing of a suite, and the words that its whole picture, or each of its boxes, is to show."""

    suite: str
    name: str
    document: Document
    words: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    """One picture to make."""

    target: Target
    mode: str
    request: Request

    @property
    def key(self) -> str:
        seed = self.request.sampling.seed
        return f"{self.target.suite}/{self.target.name}/{self.mode}/{seed}"


def words_targets(words: Sequence[str], width: int, height: int) -> list[Target]:
    """ "a WORD" for each word, nothing drawn."""
    return [
        Target(WORDS, word, Document(width, height, prompt=with_article(word)), (word,))
        for word in words
    ]


def drawing_targets(drawings: Sequence[dict[str, Any]], width: int, height: int) -> list[Target]:
    """Drawings that fill the picture, with their words as prompts."""
    return [
        Target(DRAWINGS, case.name, replace(case.document, boxes=()), (case.word,))
        for case in make_cases(drawings, width, height, DRAWN)
    ]


def layout_targets(
    drawings: Sequence[Mapping[str, Any]], count: int, width: int, height: int
) -> list[Target]:
    """Layouts of 1, 2, 3, 4, 1, ... boxes that do not overlap, a drawing scaled into each. Always the same ones."""
    rng = np.random.default_rng(2026)
    targets = []
    for number in range(count):
        boxes = _apart(rng, 1 + number % MOST_BOXES)
        picks = [drawings[int(n)] for n in rng.integers(0, len(drawings), len(boxes))]
        words = tuple(str(drawing["word"]).lower() for drawing in picks)
        document = Document(width, height, prompt=_listed(words))
        for drawing, word, rect in zip(picks, words, boxes, strict=True):
            drawn = from_quickdraw(drawing, width, height, rect=rect)
            document = document.with_strokes((*document.strokes, *drawn.strokes))
            document = document.with_box(Box(word, rect))
        targets.append(Target(LAYOUTS, f"{number:03}", document, words))
    return targets


def jobs(
    targets: Sequence[Target],
    methods: Mapping[str, MethodSettings],
    sampling: Sampling,
    fast: FewStepVariant | None,
    seeds: int,
    model: str,
) -> Iterator[Job]:
    """Every picture that the model can make, suite by suite; of words as many seeds as said, else one."""
    for target in targets:
        for mode in MODES[target.suite]:
            names = [name for name in mode.split("+") if name not in ("none", FAST, AT_ONCE)]
            quick, at_once = FAST in mode.split("+"), AT_ONCE in mode.split("+")
            if any(name not in methods for name in names) or (quick and fast is None):
                continue
            if at_once and not any(methods[name].things_first for name in names):
                continue
            used = tuple(
                m.replaced(things_first=m.things_first and not at_once)
                for m in (methods[name] for name in names)
            )
            document = target.document
            if names and all(reads_of(name) == "boxes" for name in names):
                document = document.with_strokes(())  # gates alone see boxes alone
            for seed in range(seeds if target.suite == WORDS else 1):
                request = Request(document, replace(sampling, seed=seed), used, model)
                if quick and fast is not None:
                    request = fast.apply(request)
                yield Job(target, mode, request)


def _apart(rng: np.random.Generator, count: int) -> list[tuple[float, float, float, float]]:
    low, high = _SIDES[count]
    while True:
        placed: list[tuple[float, float, float, float]] = []
        for _ in range(60):
            width, height = rng.uniform(low, high, 2)
            x, y = rng.uniform(0, 1 - width), rng.uniform(0, 1 - height)
            box = (float(x), float(y), float(x + width), float(y + height))
            if not any(_touch(box, other) for other in placed):
                placed.append(box)
            if len(placed) == count:
                return placed


def _touch(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    apart = a[2] + _GAP < b[0] or b[2] + _GAP < a[0] or a[3] + _GAP < b[1] or b[3] + _GAP < a[1]
    return not apart


def _listed(words: Sequence[str]) -> str:
    """ "a cat, a dog and an owl"."""
    named = [with_article(word) for word in words]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
