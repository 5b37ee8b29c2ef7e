"""Generate several pictures together, a step of each in turn: a drawing with several methods, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sketchpad.errors import SketchpadError
from sketchpad.generation.comparison.matrix import Plan, rounds
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.methods.registry import METHODS, method_names, together
from sketchpad.generation.request.defaults import (
    method_defaults,
    model_folder,
    model_info,
    possible_methods,
)
from sketchpad.generation.request.request import Progress, Request

if TYPE_CHECKING:
    from sketchpad.generation.batching.scheduler import BatchScheduler, PendingCall
    from sketchpad.generation.comparison.cell_run import CellRun
    from sketchpad.models.model import ModelStore

Wanted = Callable[[int], bool]


def compare_requests(request: Request) -> tuple[tuple[str, Request], ...]:
    """`request` once without guidance and once with each method alone: (name of the mode, its request).

    A method that takes part in `request` keeps its settings, the others get those that suit the model; one that stands
    in for another is left out where the model can do that one.
    """
    try:
        usual = together(possible_methods(model_info(request.model), request.model))
    except SketchpadError:  # every cell will say what is wrong with its model
        usual = together(METHODS)
    modes = {"none": request.with_methods()}
    for name in method_names():
        method = request.method(name)
        if method is not None and method.strength != 0:
            modes[name] = request.with_methods(method)
        elif name in usual:
            modes[name] = request.with_methods(method_defaults(name, request.model))
    return tuple(modes.items())


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
) -> Iterator[tuple[int, Progress]]:
    """Run all plans together, a step of each in turn, and yield (number of the plan, its progress).

    Plans of one model go together, equal plans and equal rows of network calls are computed once, and rows of one kind
    go through the network as one batch, as large as pays and fits. A picture depends on its own plan only, within 1 of
    255 in every pixel (the last bits of sums depend on the size of its batches). `seconds` and `memory` of a cell count
    its share of what was computed together. A cell that fails ends with a `final` progress whose last note is blocking
    and says why (its picture is the last one it had, or grey); the others go on.

    Args:
        steps: where pictures and latents of all steps are kept, by plan; a branch starts from the latents there, and
            computes the steps before it again where they are not kept.
        wanted: called for each cell between any two forward passes; a cell that is not wanted any more just ends.
        most_rows: rows in one forward pass at most; None: as many as pay and fit, 0: every cell alone.
    """
    from sketchpad.generation.run.generate import never

    cancelled = cancelled or never
    for group in rounds(plans):
        cells: dict[Plan, list[int]] = {}
        for number in group:
            cells.setdefault(plans[number], []).append(number)
        yield from _Group(cells, cancelled, store, steps, wanted, most_rows).run()
        if cancelled():
            return


@dataclass
class _Group:
    """The plans of one model; `cells` has the numbers of those that share a plan."""

    cells: Mapping[Plan, Sequence[int]]
    cancelled: Callable[[], bool]
    store: ModelStore | None
    steps: StepStore | None
    wanted: Wanted
    most_rows: int | None

    def run(self) -> Iterator[tuple[int, Progress]]:
        scheduler = self._scheduler(next(iter(self.cells)))
        plans = list(self.cells)
        if self.most_rows != 0:
            plans.sort(key=_batching_key)
        runs = [self._cell_run(plan, scheduler) for plan in plans]
        while runs:
            going = []
            for run, progress in self._round(runs, scheduler):
                if progress is None:
                    if self.cancelled():
                        return
                    continue
                if not progress.final:
                    going.append(run)
                if progress.index == 0 and not progress.final:
                    continue  # a branch computes the steps before it
                for number in self.cells[run.plan]:
                    if self.wanted(number):
                        yield number, progress
                    if self.cancelled():
                        return
            runs = [run for run in runs if run in going]

    def _round(
        self, runs: Sequence[CellRun], scheduler: BatchScheduler
    ) -> Iterator[tuple[CellRun, Progress | None]]:
        """One step of every run, None where it ends. As many calls wait at once as fit into one forward pass."""
        coming = list(runs)
        waiting: dict[CellRun, PendingCall] = {}
        while coming or waiting:
            ready: list[CellRun] = []
            if coming and scheduler.has_room(list(waiting.values())):
                ready = [coming.pop(0)]
            else:
                scheduler.serve(list(waiting.values()))
                ready = [run for run, pending in waiting.items() if pending.call.is_done]
            ready += [run for run in waiting if run not in ready and self._stopped(run.plan)]
            for run in ready:
                waiting.pop(run, None)
                item = run.advance()
                if item is None or isinstance(item, Progress):
                    yield run, item
                else:
                    waiting[run] = item

    def _cell_run(self, plan: Plan, scheduler: BatchScheduler) -> CellRun:
        from sketchpad.generation.comparison.cell_run import CellRun

        return CellRun(plan, lambda: self._stopped(plan), self.store, self.steps, scheduler.meter)

    def _stopped(self, plan: Plan) -> bool:
        return self.cancelled() or not any(map(self.wanted, self.cells[plan]))

    def _scheduler(self, plan: Plan) -> BatchScheduler:
        from sketchpad.generation.batching.scheduler import BatchScheduler
        from sketchpad.models.model import STORE
        from sketchpad.models.runtime.device import choose_device

        try:
            choice = (self.store or STORE).get(model_folder(plan.request.model)).place
        except SketchpadError:
            choice = choose_device()  # every cell will say what is wrong with its model
        return BatchScheduler(choice.device, self.most_rows)


def _batching_key(plan: Plan) -> tuple[bool, ...]:
    """Sort key: cells whose network calls are of one kind come one after the other, and share batches."""
    active = {method.name for method in plan.request.methods if method.strength}
    return tuple(name in active for name, method in METHODS.items() if method.batched_apart)
