"""Several pictures made together, a step of each in turn: the same drawing through several methods, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sketchpad.errors import SketchpadError
from sketchpad.generation.batching.layout import BatchLayout
from sketchpad.generation.comparison.matrix import Plan, rounds
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.methods.registry import METHODS, method_names
from sketchpad.generation.request.defaults import method_defaults, model_folder
from sketchpad.generation.request.request import Progress, Request

if TYPE_CHECKING:
    from sketchpad.generation.batching.scheduler import BatchScheduler, PendingCall
    from sketchpad.generation.comparison.cell_run import CellRun
    from sketchpad.models.model import ModelStore

Wanted = Callable[[int], bool]


def comparison_modes() -> tuple[str, ...]:
    """The columns of a comparison where nothing else is asked for: no guidance, then each method alone."""
    return ("none", *method_names())


def compare_requests(request: Request) -> tuple[tuple[str, Request], ...]:
    """`request` once without guidance and once with each method alone: (name of the mode, its request).

    A method that takes part in `request` keeps its settings, the others get those that suit the model.
    """
    modes = []
    for name in comparison_modes():
        if name == "none":
            modes.append((name, request.with_methods()))
            continue
        method = request.method(name)
        if method is None or method.strength == 0:
            method = method_defaults(name, request.model)
        modes.append((name, request.with_methods(method)))
    return tuple(modes)


def compare(
    requests: Sequence[Request],
    cancelled: Callable[[], bool] | None = None,
    store: ModelStore | None = None,
    most_rows: int | None = None,
) -> Iterator[tuple[int, Progress]]:
    """Run all requests together, each from its own noise; see `run_plans`."""
    plans = [Plan(request) for request in requests]
    return run_plans(plans, cancelled, store, most_rows=most_rows)


def run_plans(
    plans: Sequence[Plan],
    cancelled: Callable[[], bool] | None = None,
    store: ModelStore | None = None,
    steps: StepStore | None = None,
    wanted: Wanted = lambda _number: True,
    *,
    most_rows: int | None = None,
    seatings: Mapping[Plan, BatchLayout] | None = None,
) -> Iterator[tuple[int, Progress]]:
    """Run all plans together, a step of each in turn, and yield (number of the plan, its progress).

    Plans of one model go together, so that every model is read once; equal plans are computed once and told for each.
    What cells ask the network alike is asked once, and what they ask in the same way goes through it as one batch,
    within what pays and fits. A picture depends on its own plan only, but for the last bits of sums, which depend on
    how large its batches were; `steps` remembers that as the plan's `seating`. `seconds` and `memory` of a cell count
    its share of what was made together. A cell that fails ends with a `final` progress whose last note is blocking and
    says why (its picture is the last one it had, or grey); the others go on.

    Args:
        steps: where pictures and latents of all steps are kept, by plan; a branch takes its latents from there, and
            makes the steps before it again where they are not kept.
        wanted: asked for each cell between any two forward passes; a cell that is not wanted any more just ends.
        most_rows: in one forward pass; None: as many as pay and fit, 0: every cell alone.
        seatings: how batches were when these plans were made before: each answer then comes from a batch of the same
            size and from the same row of it, to the same last bit. Plans that are not in it were made alone.
    """
    from sketchpad.generation.run.generate import never

    cancelled = cancelled or never
    for group in rounds(plans):
        yield from _Group(plans, group, cancelled, store, steps, wanted, most_rows, seatings).run()
        if cancelled():
            return


class _Group:
    """The plans of one model."""

    def __init__(
        self,
        plans: Sequence[Plan],
        group: Sequence[int],
        cancelled: Callable[[], bool],
        store: ModelStore | None,
        steps: StepStore | None,
        wanted: Wanted,
        most_rows: int | None,
        seatings: Mapping[Plan, BatchLayout] | None,
    ) -> None:
        self._cancelled, self._wanted = cancelled, wanted
        self._store, self._steps = store, steps
        self._most_rows, self._seatings = most_rows, seatings
        self._twins: dict[Plan, list[int]] = {}
        for number in group:
            self._twins.setdefault(plans[number], []).append(number)

    def run(self) -> Iterator[tuple[int, Progress]]:
        table = self._table(next(iter(self._twins)))
        plans = list(self._twins)
        if self._most_rows != 0:
            plans.sort(key=_manner)
        lanes = [self._lane(plan, table) for plan in plans]
        while lanes:
            going = []
            for lane, progress in self._round(lanes, table):
                if progress is None:
                    if self._cancelled():
                        return
                    continue
                if not progress.final:
                    going.append(lane)
                if progress.index == 0 and not progress.final:
                    continue  # a branch on its way to where it begins
                for number in self._twins[lane.plan]:
                    if self._wanted(number):
                        yield number, progress
                    if self._cancelled():
                        return
            lanes = [lane for lane in lanes if lane in going]

    def _round(
        self, lanes: Sequence[CellRun], table: BatchScheduler
    ) -> Iterator[tuple[CellRun, Progress | None]]:
        """One step of every lane, None where it ends. As many wait at once as fit into one forward pass."""
        coming = list(lanes)
        waiting: dict[CellRun, PendingCall] = {}
        while coming or waiting:
            ready: list[CellRun] = []
            if coming and table.has_room(list(waiting.values())):
                ready = [coming.pop(0)]
            else:
                table.serve(list(waiting.values()))
                ready = [lane for lane, guest in waiting.items() if guest.question.is_answered]
            ready += [lane for lane in waiting if lane not in ready and self._stopped(lane.plan)]
            for lane in ready:
                waiting.pop(lane, None)
                found = lane.advance()
                if found is None or isinstance(found, Progress):
                    yield lane, found
                else:
                    waiting[lane] = found

    def _lane(self, plan: Plan, table: BatchScheduler) -> CellRun:
        from sketchpad.generation.comparison.cell_run import CellRun

        sat = None if self._seatings is None else self._seatings.get(plan, BatchLayout())
        return CellRun(plan, lambda: self._stopped(plan), self._store, self._steps, table, sat)

    def _stopped(self, plan: Plan) -> bool:
        return self._cancelled() or not any(map(self._wanted, self._twins[plan]))

    def _table(self, plan: Plan) -> BatchScheduler:
        from sketchpad.generation.batching.capacity import ALONE
        from sketchpad.generation.batching.scheduler import BatchScheduler
        from sketchpad.models.model import STORE
        from sketchpad.models.runtime.device import choose_device

        try:
            place = (self._store or STORE).get(model_folder(plan.request.model)).place
        except SketchpadError:
            place = choose_device()  # every cell will say what is wrong with its model
        return BatchScheduler(place.device, self._most_rows if self._seatings is None else ALONE)


def _manner(plan: Plan) -> tuple[bool, ...]:
    """Cells that ask in the same way come one after the other, so that they meet in a batch."""
    active = {method.name for method in plan.request.methods if method.strength}
    return tuple(name in active for name, method in METHODS.items() if method.batched_apart)
