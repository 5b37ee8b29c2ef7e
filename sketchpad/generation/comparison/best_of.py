"""The same with several seeds, and which of the pictures follow their request best."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sketchpad import settings
from sketchpad.errors import BadSetting
from sketchpad.generation.comparison.adherence import Adherence, measure_all, ranked
from sketchpad.generation.comparison.matrix import MOST_CELLS, Plan
from sketchpad.generation.comparison.run_plans import run_plans
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.request.request import Progress, Request

if TYPE_CHECKING:
    import numpy as np

    from sketchpad.models.model import ModelStore

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
            found = measured(progress.picture, request)
            yield Candidate(plans[number], progress, found)


def in_order(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Best first by `Adherence.score`; what has none comes last, equals by their seed."""
    by_seed = sorted(candidates, key=lambda one: one.seed)
    return ranked((one, one.adherence) for one in by_seed)
