"""The run of one cell of a comparison."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.batching.memory_meter import MemoryMeter
from sketchpad.generation.batching.scheduler import PendingCall
from sketchpad.generation.comparison.matrix import Plan
from sketchpad.generation.comparison.step_store import StepStore
from sketchpad.generation.request.request import Memory, Progress
from sketchpad.sampling.network_calls import NetworkCall

if TYPE_CHECKING:
    import torch

    from sketchpad.models.model import ModelStore

Keep = Callable[[int, "torch.Tensor"], None]


class CellRun:
    """The run of a cell; `advance` goes on to the next network call, or to the next step."""

    def __init__(
        self,
        plan: Plan,
        stopped: Callable[[], bool],
        store: ModelStore | None,
        steps: StepStore | None,
        meter: MemoryMeter,
    ) -> None:
        self.plan, self._steps = plan, steps
        self._stopped, self._store, self._meter = stopped, store, meter
        self._run = self._progress()
        self._last: Progress | None = None
        self._pending: PendingCall | None = None
        self._seconds = 0.0
        self._memory: Memory | None = None

    def advance(self) -> PendingCall | Progress | None:
        """A call to be answered before `advance` is called again, or the next progress; None at the end.

        Progress is of index 0 while a branch computes the steps before it.
        """
        pending, self._pending = self._pending, None
        if pending is not None:
            self._seconds += pending.call.seconds
            self._memory = Memory.most(self._memory, pending.memory)
        begun = time.perf_counter()
        try:
            with self._meter.watch() as measured:
                item = next(self._run, None)
        except SketchpadError as error:
            return self._failed(error)
        finally:
            self._seconds += time.perf_counter() - begun
        self._memory = Memory.most(self._memory, *measured)
        if isinstance(item, NetworkCall):
            self._pending = PendingCall(item)
            return self._pending
        if item is None:
            return None
        progress = replace(item, seconds=self._seconds, memory=self._memory)
        self._last = progress
        if progress.final:  # the others may take long
            self._run.close()
            self._last = None
        return progress

    def _progress(self) -> Generator[Progress | NetworkCall, None, None]:
        for item in self._generate(self.plan, self._keep):
            is_step = isinstance(item, Progress) and not item.final and item.index > 0
            if isinstance(item, Progress) and is_step and self._steps is not None:
                self._steps.add_picture(self.plan, item.index, item.picture)
            yield item

    def _generate(self, plan: Plan, keep: Keep) -> Generator[Progress | NetworkCall, None, None]:
        from sketchpad.generation.run.generate import GenerateOptions, generate
        from sketchpad.models.model import STORE

        start = None
        if plan.origin is not None:
            latents = yield from self._latents_of(plan.origin, plan.step)
            if latents is None:
                return
            start = plan.step, latents
        options = GenerateOptions(resume_from=start, on_latents=keep)
        yield from generate(plan.request, self._stopped, self._store or STORE, options)

    def _latents_of(
        self, origin: Plan, step: int
    ) -> Generator[Progress | NetworkCall, None, torch.Tensor | None]:
        """Returns the latents of `origin` after `step`, which are computed again where they are not kept."""
        kept = None if self._steps is None else self._steps.latents(origin, step)
        if kept is not None:
            return _on_device(kept, origin, self._store)
        computed: dict[int, torch.Tensor] = {}
        keep: Keep = lambda number, latents: computed.update({number: latents})  # noqa: E731
        run = self._generate(origin, keep)
        for item in run:
            yield item if isinstance(item, NetworkCall) else replace(item, index=0, final=False)
            if step in computed:
                break
        run.close()
        return computed.get(step)

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
