"""Generate several pictures together, a step of each in turn: a drawing with several methods, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from sketchpad.errors import SketchpadError
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
) -> Iterator[tuple[int, Progress]]:
    """Run all plans together, a step of each in turn, and yield (number of the plan, its progress).

    Plans of one model go together, so that every model is loaded once; equal plans are computed once and reported for
    each. Equal rows of network calls are computed once, and rows of one kind go through the network as one batch, as
    large as pays and fits. A picture depends on its own plan only, within 1 of 255 in every pixel: the last bits of
    sums depend on how large its batches were. `seconds` and `memory` of a cell count its share of what was computed
    together. A cell that fails ends with a `final` progress whose last note is blocking and says why (its
    picture is the last one it had, or grey); the others go on.

    Args:
        steps: where pictures and latents of all steps are kept, by plan; a branch starts from the latents there, and
            computes the steps before it again where they are not kept.
        wanted: called for each cell between any two forward passes; a cell that is not wanted any more just ends.
        most_rows: rows in one forward pass at most; None: as many as pay and fit, 0: every cell alone.
    """
    from sketchpad.generation.run.generate import never

    cancelled = cancelled or never
    for group in rounds(plans):
        yield from _Group(plans, group, cancelled, store, steps, wanted, most_rows).run()
        if cancelled():
            return


class _Group:
    """The plans of one model; `_cells` has the numbers of those that share a plan."""

    def __init__(
        self,
        plans: Sequence[Plan],
        group: Sequence[int],
        cancelled: Callable[[], bool],
        store: ModelStore | None,
        steps: StepStore | None,
        wanted: Wanted,
        most_rows: int | None,
    ) -> None:
        self._cancelled, self._wanted = cancelled, wanted
        self._store, self._steps = store, steps
        self._most_rows = most_rows
        self._cells: dict[Plan, list[int]] = {}
        for number in group:
            self._cells.setdefault(plans[number], []).append(number)

    def run(self) -> Iterator[tuple[int, Progress]]:
        scheduler = self._scheduler(next(iter(self._cells)))
        plans = list(self._cells)
        if self._most_rows != 0:
            plans.sort(key=_batching_key)
        runs = [self._cell_run(plan, scheduler) for plan in plans]
        while runs:
            going = []
            for run, progress in self._round(runs, scheduler):
                if progress is None:
                    if self._cancelled():
                        return
                    continue
                if not progress.final:
                    going.append(run)
                if progress.index == 0 and not progress.final:
                    continue  # a branch computes the steps before it
                for number in self._cells[run.plan]:
                    if self._wanted(number):
                        yield number, progress
                    if self._cancelled():
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

        return CellRun(plan, lambda: self._stopped(plan), self._store, self._steps, scheduler.meter)

    def _stopped(self, plan: Plan) -> bool:
        return self._cancelled() or not any(map(self._wanted, self._cells[plan]))

    def _scheduler(self, plan: Plan) -> BatchScheduler:
        from sketchpad.generation.batching.scheduler import BatchScheduler
        from sketchpad.models.model import STORE
        from sketchpad.models.runtime.device import choose_device

        try:
            choice = (self._store or STORE).get(model_folder(plan.request.model)).place
        except SketchpadError:
            choice = choose_device()  # every cell will say what is wrong with its model
        return BatchScheduler(choice.device, self._most_rows)


def _batching_key(plan: Plan) -> tuple[bool, ...]:
    """Sort key: cells whose network calls are of one kind come one after the other, and share batches."""
    active = {method.name for method in plan.request.methods if method.strength}
    return tuple(name in active for name, method in METHODS.items() if method.batched_apart)
