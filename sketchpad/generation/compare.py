"""Several pictures made together, a step of each in turn: the same drawing through several methods, side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.defaults import method_defaults
from sketchpad.generation.matrix import Plan, rounds
from sketchpad.generation.request import METHOD_NAMES, Progress, Request
from sketchpad.generation.steps import StepStore

if TYPE_CHECKING:
    import torch

    from sketchpad.generation.shared import SharedDenoiser
    from sketchpad.models.model import ModelStore
    from sketchpad.sampling.guidance import Denoiser

FOUR_MODES = ("none", *METHOD_NAMES)
Wanted = Callable[[int], bool]
Keep = Callable[[int, "torch.Tensor"], None]


def compare_requests(request: Request) -> tuple[tuple[str, Request], ...]:
    """`request` once without guidance and once with each method alone: (name of the mode, its request).

    A method that takes part in `request` keeps its settings, the others get those that suit the model.
    """
    modes = []
    for name in FOUR_MODES:
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
) -> Iterator[tuple[int, Progress]]:
    """Run all requests together, each from its own noise; see `run_plans`."""
    return run_plans([Plan(request) for request in requests], cancelled, store)


def run_plans(
    plans: Sequence[Plan],
    cancelled: Callable[[], bool] | None = None,
    store: ModelStore | None = None,
    steps: StepStore | None = None,
    wanted: Wanted = lambda _number: True,
) -> Iterator[tuple[int, Progress]]:
    """Run all plans together, a step of each in turn, and yield (number of the plan, its progress).

    Plans of one model go together, so that every model is read once; equal plans are computed once and told for each.
    A picture depends on its own plan only: never on the others, nor on their order. `seconds` of a cell count only its
    own work. A cell that fails ends with a `final` progress whose last note is blocking and says why (its picture is
    the last one it had, or grey); the others go on.

    Args:
        steps: where pictures and latents of all steps are kept, by plan; a branch takes its latents from there, and
            makes the steps before it again where they are not kept.
        wanted: asked for each cell between any two forward passes; a cell that is not wanted any more just ends.
    """
    from sketchpad.generation.generate import never

    cancelled = cancelled or never
    for group in rounds(plans):
        yield from _together(plans, group, cancelled, store, steps, wanted)
        if cancelled():
            return


def _together(
    plans: Sequence[Plan],
    group: Sequence[int],
    cancelled: Callable[[], bool],
    store: ModelStore | None,
    steps: StepStore | None,
    wanted: Wanted,
) -> Iterator[tuple[int, Progress]]:
    twins: dict[Plan, list[int]] = {}
    for number in group:
        twins.setdefault(plans[number], []).append(number)
    network = _Network(len(twins))

    def stopped(numbers: Sequence[int]) -> Callable[[], bool]:
        return lambda: cancelled() or not any(wanted(number) for number in numbers)

    lanes = {
        plan: _Lane(plan, stopped(numbers), store, steps, network)
        for plan, numbers in twins.items()
    }
    while lanes:
        for plan, lane in list(lanes.items()):
            progress = lane.advance()
            if progress is None:
                if cancelled():
                    return
                del lanes[plan]
                continue
            if progress.final:
                del lanes[plan]
            if progress.index == 0 and not progress.final:
                continue  # a branch on its way to where it begins
            for number in twins[plan]:
                if wanted(number):
                    yield number, progress
                if cancelled():
                    return


class _Network:
    """The one network of a group of cells, wrapped once, so that all of them share its answers."""

    def __init__(self, cells: int) -> None:
        self._cells = cells
        self._denoiser: Denoiser | None = None
        self._shared: SharedDenoiser | None = None

    def __call__(self, denoiser: Denoiser) -> Denoiser:
        from sketchpad.generation.shared import REMEMBERED, SharedDenoiser

        if self._shared is None or self._denoiser is not denoiser:
            self._denoiser = denoiser
            self._shared = SharedDenoiser(denoiser, max(REMEMBERED, 2 * self._cells))
        return self._shared


class _Lane:
    """One plan on its way; `advance` makes its next step."""

    def __init__(
        self,
        plan: Plan,
        stopped: Callable[[], bool],
        store: ModelStore | None,
        steps: StepStore | None,
        network: _Network,
    ) -> None:
        self._plan, self._steps = plan, steps
        self._stopped, self._store, self._network = stopped, store, network
        self._run = self._progress()
        self._last: Progress | None = None
        self._seconds = 0.0

    def advance(self) -> Progress | None:
        """The next progress; of index 0 while a branch makes the steps before it, None at the end."""
        begun = time.perf_counter()
        try:
            progress = next(self._run, None)
        except SketchpadError as error:
            return self._failed(error)
        self._seconds += time.perf_counter() - begun
        if progress is None:
            return None
        self._last = replace(progress, seconds=self._seconds)
        return self._last

    def _progress(self) -> Iterator[Progress]:
        for progress in self._made(self._plan, self._keep):
            if self._steps is not None and not progress.final and progress.index:
                self._steps.add_picture(self._plan, progress.index, progress.picture)
            yield progress

    def _made(self, plan: Plan, keep: Keep) -> Generator[Progress, None, None]:
        from sketchpad.generation.generate import generate
        from sketchpad.models.model import STORE

        start = None
        if plan.origin is not None:
            latents = yield from self._before(plan.origin, plan.step)
            if latents is None:
                return
            start = plan.step, latents
        yield from generate(
            plan.request,
            self._stopped,
            self._store or STORE,
            start=start,
            keep=keep,
            through=self._network,
        )

    def _before(self, origin: Plan, step: int) -> Generator[Progress, None, torch.Tensor | None]:
        """Ends with the latents of `origin` after `step`, which are made again where nobody kept them."""
        kept = None if self._steps is None else self._steps.latents(origin, step)
        if kept is not None:
            return _on_device(kept, origin, self._store)
        made: dict[int, torch.Tensor] = {}
        run = self._made(origin, lambda number, latents: made.update({number: latents}))
        for progress in run:
            yield replace(progress, index=0, final=False)
            if step in made:
                break
        run.close()
        return made.get(step)

    def _keep(self, step: int, latents: torch.Tensor) -> None:
        if self._steps is not None:
            self._steps.add_latents(self._plan, step, latents.detach().cpu().numpy())

    def _failed(self, error: SketchpadError) -> Progress:
        request, last = self._plan.request, self._last
        if last is None:
            grey = np.full((request.document.height, request.document.width, 3), 128, np.uint8)
            grey.flags.writeable = False
            last = Progress(0, request.sampling.steps, grey, self._seconds, final=True)
        names = [method.name for method in request.methods]
        where = f"method:{names[0]}" if names else "model"
        notes = (*last.notes, Problem.from_error(error, where))
        return replace(last, final=True, seconds=self._seconds, notes=notes)


def _on_device(latents: np.ndarray, plan: Plan, store: ModelStore | None) -> torch.Tensor:
    import torch

    from sketchpad.generation.defaults import model_folder
    from sketchpad.models.model import STORE

    place = (store or STORE).get(model_folder(plan.request.model)).place
    return torch.from_numpy(latents.copy()).to(place.device)
