"""One plan of a comparison on its way."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.batching.layout import BatchLayout, Seat
from sketchpad.generation.batching.scheduler import BatchScheduler, PendingCall
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.request.request import Memory, Progress
from sketchpad.sampling.network_calls import NetworkCall

if TYPE_CHECKING:
    import torch

    from sketchpad.models.model import ModelStore

Keep = Callable[[int, "torch.Tensor"], None]


class CellRun:
    """`advance` goes on to the next question to a network, or to the next step.

    Where its rows sit is written into `steps`. `wanted`: where they must sit; None: anywhere.
    """

    def __init__(
        self,
        plan: Plan,
        stopped: Callable[[], bool],
        store: ModelStore | None,
        steps: StepStore | None,
        table: BatchScheduler,
        wanted: BatchLayout | None,
    ) -> None:
        self.plan, self._steps = plan, steps
        self._stopped, self._store, self._table = stopped, store, table
        self._run = self._progress(wanted)
        self._last: Progress | None = None
        self._asked: PendingCall | None = None
        self._wanted: Iterator[tuple[Seat, ...]] | None = None
        self._making = plan  # or what it branches off
        self._sat: dict[Plan, BatchLayout] = {}
        self._seconds = 0.0
        self._memory: Memory | None = None

    def advance(self) -> PendingCall | Progress | None:
        """A question to be answered before the next call, or the next progress; None at the end.

        Progress is of index 0 while a branch makes the steps before it.
        """
        self._take_answer()
        begun = time.perf_counter()
        try:
            with self._table.meter.watch() as measured:
                thing = next(self._run, None)
        except SketchpadError as error:
            return self._failed(error)
        finally:
            self._seconds += time.perf_counter() - begun
        self._memory = Memory.most(self._memory, *measured)
        if isinstance(thing, NetworkCall):
            self._asked = PendingCall(
                thing, None if self._wanted is None else next(self._wanted, None)
            )
            return self._asked
        if thing is None:
            return None
        told = replace(thing, seconds=self._seconds, memory=self._memory)
        self._last = told
        if self._steps is not None and self._making is self.plan:
            self._steps.add_seating(self.plan, self._sat.get(self.plan, BatchLayout()))
        if told.final:  # the others may take long
            self._run.close()
            self._last = None
        return told

    def _take_answer(self) -> None:
        asked, self._asked = self._asked, None
        if asked is None:
            return
        self._seconds += asked.question.seconds
        self._memory = Memory.most(self._memory, asked.memory)
        seats = [seat for seat in asked.seats if seat is not None]
        if len(seats) == len(asked.seats):
            sat = self._sat.get(self._making, BatchLayout())
            self._sat[self._making] = sat.then(seats)

    def _progress(
        self, wanted: BatchLayout | None
    ) -> Generator[Progress | NetworkCall, None, None]:
        for thing in self._made(self.plan, self._keep, wanted):
            is_step = isinstance(thing, Progress) and not thing.final and thing.index > 0
            if isinstance(thing, Progress) and is_step and self._steps is not None:
                self._steps.add_picture(self.plan, thing.index, thing.picture)
            yield thing

    def _made(
        self, plan: Plan, keep: Keep, wanted: BatchLayout | None
    ) -> Generator[Progress | NetworkCall, None, None]:
        from sketchpad.generation.run.generate import generate_with_calls
        from sketchpad.models.model import STORE

        start = before = None
        if plan.origin is not None:
            earlier = None if wanted is None else wanted.before or BatchLayout()
            latents = yield from self._before(plan.origin, plan.step, earlier)
            if latents is None:
                return
            start = plan.step, latents
            before = self._sat.get(plan.origin)
        self._making = plan
        self._sat[plan] = BatchLayout(before=before)
        self._wanted = None if wanted is None else iter(wanted)
        store = self._store or STORE
        yield from generate_with_calls(plan.request, self._stopped, store, start=start, keep=keep)

    def _before(
        self, origin: Plan, step: int, wanted: BatchLayout | None
    ) -> Generator[Progress | NetworkCall, None, torch.Tensor | None]:
        """Ends with the latents of `origin` after `step`, which are made again where nobody kept them."""
        if self._steps is not None:
            kept, sat = self._steps.latents(origin, step), self._steps.seating(origin)
            if kept is not None and wanted in (None, sat):
                self._sat[origin] = sat or BatchLayout()
                return _on_device(kept, origin, self._store)
            wanted = wanted or sat
        made: dict[int, torch.Tensor] = {}
        keep: Keep = lambda number, latents: made.update({number: latents})  # noqa: E731
        run = self._made(origin, keep, wanted)
        for thing in run:
            yield thing if isinstance(thing, NetworkCall) else replace(thing, index=0, final=False)
            if step in made:
                break
        run.close()
        return made.get(step)

    def _keep(self, step: int, latents: torch.Tensor) -> None:
        if self._steps is not None:
            self._steps.add_latents(self.plan, step, latents.detach().cpu().numpy())

    def _failed(self, error: SketchpadError) -> Progress:
        request, last = self.plan.request, self._last
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

    from sketchpad.generation.request.defaults import model_folder
    from sketchpad.models.model import STORE

    place = (store or STORE).get(model_folder(plan.request.model)).place
    return torch.from_numpy(latents.copy()).to(place.device)
