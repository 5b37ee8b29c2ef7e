"""Large pictures in several passes: composed at the size that the model was trained for, then finished (no torch here).

A network that is asked for a picture much larger than those it was trained on repeats things or loses their shape. So
the first steps make a whole picture at the model's own size; it is enlarged, noise is added, and the last steps finish
it at full size ("hires. fix" in other programs; cascades: Ho et al., "Cascaded Diffusion Models", JMLR 2022).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from sketchpad.document.model import SIZE_STEP, SMALLEST_SIZE
from sketchpad.generation.request.request import Request
from sketchpad.models.checkpoints.inspect import ModelInfo

MOST_AREA = 2.0
"""Of a picture that is made in one pass, in areas of the model's own size."""
MOST_TIMES = 2.5
"""How much longer sides get from one pass to the next, at most."""
FINISHING = 0.4
"""Share of the steps that finish, of all passes but the first."""
STRENGTH = 0.35
"""Where the schedule of a finishing pass begins: as of `Base`, 1 would be pure noise."""
GENTLE = 0.15
"""The same where it only joins things that were made apart."""


@dataclass(frozen=True)
class Pass:
    """A part of a run at one size.

    Args:
        request: the same at the size of the pass; its steps are those of a whole schedule.
        first: how many steps are made before it.
        count: how many it makes, the last ones of its schedule.
        number: of the pass, from 0.
    """

    request: Request
    first: int
    count: int
    number: int = 0

    @property
    def skipped(self) -> int:
        """Steps of its schedule that are left out."""
        return self.request.sampling.steps - self.count if self.number else 0

    @property
    def share(self) -> float:
        """Of its schedule that is made; half a step more, so that rounding takes none away."""
        return min(1.0, (self.count + 0.5) / self.request.sampling.steps)


def passes(request: Request, info: ModelInfo, finished: bool = False) -> tuple[Pass, ...]:
    """The passes of a run, in order; together they make `request.steps_taken` steps.

    `finished`: into the last pass goes what was made apart, so there are two at least, and it changes less.
    """
    width, height = request.document.width, request.document.height
    sampling = request.sampling
    sizes = pass_sizes(width, height, info) if sampling.two_pass else ((width, height),)
    if finished and len(sizes) == 1:
        sizes = (*sizes, *sizes)
    finishing = len(sizes) - 1
    if not finishing or request.base is not None or sampling.steps <= finishing:
        return (Pass(request, 0, request.steps_taken),)
    strength = GENTLE if finished else STRENGTH
    found: list[Pass] = []
    for number, size in enumerate(sizes):
        each = max(1, int(sampling.steps * FINISHING / max(finishing, 1)))
        count = each if number else sampling.steps - finishing * each
        schedule = max(count, round(count / strength)) if number else count
        one = replace(
            request,
            document=request.document.resized(*size),
            sampling=replace(sampling, steps=schedule),
        )
        first = sum(earlier.count for earlier in found)
        found.append(Pass(one, first, count, number))
    return tuple(found)


def pass_sizes(width: int, height: int, info: ModelInfo) -> tuple[tuple[int, int], ...]:
    """Width and height of every pass, in pixels; the last one is the picture's own."""
    times = math.sqrt(width * height) / info.native_size
    if times * times <= MOST_AREA:
        return ((width, height),)
    finishing = math.ceil(math.log(times) / math.log(MOST_TIMES) - 1e-6)
    found = [
        size_near(info.native_size * times ** (number / finishing), width / height, info.size_step)
        for number in range(finishing)
    ]
    return (*found, (width, height))


def size_near(side: float, shape: float, step: int) -> tuple[int, int]:
    """Width and height that a document and a model can have, about as large as a square of `side` pixels.

    `shape`: width over height, which counts for more than the size.
    """
    step = math.lcm(step, SIZE_STEP)
    longest = int(side * max(shape, 1 / shape) ** 0.5) + 2 * step
    least = -(-SMALLEST_SIZE // step) * step
    sides = range(least, max(longest, least) + 1, step)

    def error(size: tuple[int, int]) -> float:
        width, height = size
        askew = abs(math.log(width / height / shape))
        return 2 * askew + abs(math.log(width * height / side**2))

    return min(((width, height) for width in sides for height in sides), key=error)
