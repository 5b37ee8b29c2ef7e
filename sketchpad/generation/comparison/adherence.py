"""How far a finished picture follows its request: lines, boxes, words, as numbers that can be explained."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from sketchpad import paths, settings
from sketchpad.document.prompt.known_words import in_english
from sketchpad.document.raster.raster import render_lines
from sketchpad.errors import BadSetting, SketchpadError
from sketchpad.generation.comparison.matrix import MOST_CELLS, Plan
from sketchpad.generation.comparison.run_plans import run_plans
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.request.request import Progress, Request
from sketchpad.metrics.boxes import Judges, Verdict, box_hit, judge_pictures
from sketchpad.metrics.lines import LineAgreement, LineMatch, line_agreement, match_lines

if TYPE_CHECKING:
    import numpy as np

    from sketchpad.metrics.clip import Clip, ClipMatch
    from sketchpad.models.model import ModelStore

_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class Adherence:
    """What is None or empty could not be measured: no line drawn, no box, no word that the judge knows.

    Args:
        lines: agreement of the drawn lines with the picture's edges.
        boxes: what the judge says to each box, in the order of the drawing; None where it knows no word of its phrase.
        words: what it says to the whole picture, about the last thing it knows in the prompt.
        clip: how well picture and prompt fit for a CLIP model, with models that paint more than the judge knows.
        lacks_clip: whether that could not be measured because no CLIP model is installed.
    """

    lines: LineAgreement | None = None
    boxes: tuple[Verdict | None, ...] = ()
    words: Verdict | None = None
    clip: ClipMatch | None = None
    lacks_clip: bool = False

    @property
    def text_match(self) -> float | None:
        """One number to compare by, more is better: CLIP's where it was asked, else the judge's probability."""
        if self.clip is not None:
            return self.clip.similarity
        return None if self.words is None else self.words.probability

    @property
    def judged_boxes(self) -> int:
        return sum(verdict is not None for verdict in self.boxes)

    @property
    def box_hits(self) -> int:
        """Boxes whose thing is the judge's first choice."""
        return sum(verdict is not None and verdict.top1 for verdict in self.boxes)

    @property
    def score(self) -> float | None:
        """One number to rank by, 0 to 1: the mean of the line agreement and the share of boxes that hold their thing.

        Where neither can be measured, the probability that the judge gives to the prompt's word; else None.
        """
        parts = [self.lines.f1] if self.lines else []
        if self.judged_boxes:
            parts.append(self.box_hits / self.judged_boxes)
        if not parts and self.words is not None:
            parts.append(self.words.probability)
        return sum(parts) / len(parts) if parts else None


def measure_all(picture: np.ndarray, request: Request) -> Adherence:
    """`measure` with all that is installed: the embedded judge, and CLIP for models that need it."""
    clip = installed_clip() if needs_clip(request) else None
    measured = measure(picture, request, embedded_judge(), clip)
    return replace(measured, lacks_clip=clip is None and needs_clip(request))


def needs_clip(request: Request) -> bool:
    """Whether the prompt may speak of more than the judge knows: where the model does not say which words it knows."""
    from sketchpad.generation.request.defaults import model_info

    try:
        return bool(request.document.prompt.strip()) and not model_info(request.model).words
    except SketchpadError:
        return False


def measure(
    picture: np.ndarray, request: Request, judge: Judges | None = None, clip: Clip | None = None
) -> Adherence:
    """Measure `picture`, uint8 (h, w, 3) RGB, against what was asked for; without judge and CLIP, its lines only."""
    document = request.visible.document
    ink = render_lines(document, picture.shape[1], picture.shape[0])
    lines = line_agreement(picture, ink) if ink.any() else None
    prompt = document.prompt.strip()
    fits = clip.match(picture, prompt) if clip is not None and prompt else None
    if judge is None:
        return Adherence(lines, clip=fits)
    boxes = tuple(
        box_hit(picture, box, judge) if box in document.boxes else None
        for box in request.document.boxes  # hidden ones keep their place
    )
    word = judge.word_for(in_english(prompt))
    words = judge_pictures([picture], [word], judge)[0] if word else None
    return Adherence(lines, boxes, words, fits)


def lines_of(picture: np.ndarray, request: Request) -> LineMatch | None:
    """Where picture and drawing agree, pixel by pixel; None without a drawn line."""
    ink = render_lines(request.visible.document, picture.shape[1], picture.shape[0])
    return match_lines(picture, ink) if ink.any() else None


@lru_cache(maxsize=1)
def embedded_judge() -> Judges | None:
    """The judge that comes with the embedded model; None where it is not there or cannot be read."""
    from sketchpad.metrics.judge import Judge

    try:
        return Judge.load(paths.weights() / "judge")
    except SketchpadError:
        return None


def installed_clip() -> Clip | None:
    """The CLIP model of this machine, read when first asked for; None where there is none that can be read."""
    from sketchpad.metrics.clip import find_clip

    place = find_clip()
    return None if place is None else _clip(*place)


@lru_cache(maxsize=1)
def _clip(folder: Path, name: str) -> Clip | None:
    from sketchpad.metrics.clip import Clip

    try:
        return Clip.load(folder, name)
    except SketchpadError:
        _log.warning("The CLIP model in %s cannot be used", folder, exc_info=True)
        return None


def ranked(cells: Iterable[tuple[T, Adherence | None]]) -> tuple[T, ...]:
    """Best first by `score`; what has none comes last, equals stay in order."""
    scores = [(cell, a.score if a else None) for cell, a in cells]
    best_first = sorted(scores, key=lambda pair: 1.0 if pair[1] is None else -pair[1])
    return tuple(cell for cell, _ in best_first)


Measure = Callable[["np.ndarray", Request], Adherence]


@dataclass(frozen=True)
class Candidate:
    """A finished picture and how far it follows its request."""

    plan: Plan
    progress: Progress
    adherence: Adherence

    @property
    def seed(self) -> int:
        return self.plan.request.sampling.seed


def seeds_of(request: Request, count: int) -> tuple[Plan, ...]:
    """`request` with its own seed and the `count` - 1 that follow; beyond the largest seed it goes on at the smallest.

    Raises BadSetting for none, or for more than a comparison can hold.
    """
    if not 1 <= count <= MOST_CELLS:
        raise BadSetting("best_of", count, 1, MOST_CELLS, label="Best of")
    span = int(settings.setting("seed").high or 0) + 1
    first = request.sampling.seed
    return tuple(Plan(request.with_seed((first + n) % span)) for n in range(count))


def best_of(
    request: Request,
    count: int,
    cancelled: Callable[[], bool] | None = None,
    store: ModelStore | None = None,
    steps: StepStore | None = None,
    measured: Measure = measure_all,
) -> Iterator[Candidate]:
    """Make `count` pictures together; each is yielded, measured, as soon as it is finished.

    What fails is left out, what was stopped too. Put in order with `in_order`.
    """
    plans = seeds_of(request, count)
    for number, progress in run_plans(plans, cancelled, store, steps):
        if progress.final and not any(note.blocking for note in progress.notes):
            yield Candidate(plans[number], progress, measured(progress.picture, request))


def in_order(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Best first by `Adherence.score`; what has none comes last, equals by their seed."""
    by_seed = sorted(candidates, key=lambda one: one.seed)
    return ranked((one, one.adherence) for one in by_seed)
