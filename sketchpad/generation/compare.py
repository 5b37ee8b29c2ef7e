"""The same drawing through several methods, side by side, from the same noise."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sketchpad.errors import Problem, SketchpadError
from sketchpad.generation.defaults import method_defaults
from sketchpad.generation.request import METHOD_NAMES, Progress, Request

if TYPE_CHECKING:
    from sketchpad.models.model import ModelStore

FOUR_MODES = ("none", *METHOD_NAMES)


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
    """Run all requests together, a step of each in turn, and yield (cell, progress of that cell).

    `seconds` of a cell count only its own work. A cell that fails ends with a `final` progress whose last note is
    blocking and says why (its picture is the last one it had, or grey); the others go on.
    """
    from sketchpad.generation.generate import generate, never
    from sketchpad.models.model import STORE

    store = store or STORE
    cancelled = cancelled or never
    runs = {cell: generate(request, cancelled, store) for cell, request in enumerate(requests)}
    worked = dict.fromkeys(runs, 0.0)
    shown: dict[int, Progress] = {}
    while runs:
        for cell, run in list(runs.items()):
            begun = time.perf_counter()
            try:
                progress = next(run, None)
            except SketchpadError as error:
                del runs[cell]
                yield cell, _failed(requests[cell], shown.get(cell), worked[cell], error)
                continue
            worked[cell] += time.perf_counter() - begun
            if progress is None:
                if cancelled():
                    return
                del runs[cell]
                continue
            shown[cell] = replace(progress, seconds=worked[cell])
            yield cell, shown[cell]


def _failed(
    request: Request, last: Progress | None, seconds: float, error: SketchpadError
) -> Progress:
    if last is None:
        grey = np.full((request.document.height, request.document.width, 3), 128, np.uint8)
        grey.flags.writeable = False
        last = Progress(0, request.sampling.steps, grey, seconds, final=True)
    names = [method.name for method in request.methods]
    where = f"method:{names[0]}" if names else "model"
    return replace(
        last, final=True, seconds=seconds, notes=(*last.notes, Problem.from_error(error, where))
    )
