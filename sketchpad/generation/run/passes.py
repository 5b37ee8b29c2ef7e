"""Large pictures in several passes ("hires fix"): composed at the model's native size, then finished. No torch here.

A network repeats objects or loses their shape in pictures much larger than those it was trained on. So the first steps
generate a whole picture at the native size; it is enlarged, noise is added, and the last steps finish it at full size
(cascades: Ho et al., "Cascaded Diffusion Models", JMLR 2022). A finished picture is enlarged in the same way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

from sketchpad import settings
from sketchpad.document.model import SIZE_STEP, SMALLEST_SIZE
from sketchpad.generation.request.request import InitImage, Request
from sketchpad.models.checkpoints.model_info import ModelInfo

LARGEST_AREA = 2.0
"""Largest area of a picture that is generated in a single pass, in units of the model's native area."""
LARGEST_FACTOR = 2.5
"""Largest scale factor from one pass to the next."""
FINISHING_SHARE = 0.4
"""Share of the steps that all passes but the first take together."""
FINISHING_STRENGTH = 0.35
"""Denoising strength of a finishing pass (see `InitImage`)."""
JOINING_STRENGTH = 0.15
"""Denoising strength of the last pass where it only blends objects that were generated alone."""
UPSCALE = 2
"""Scale factor at which a finished picture is enlarged."""
UPSCALE_STRENGTH = 0.2
"""Denoising strength of that pass: edges become sharp, nothing moves. From about 0.4 on, objects come apart in models
that were trained at the smaller size."""


@dataclass(frozen=True)
class Pass:
    """A part of a run at one size.

    Args:
        request: that of the run at the size of the pass; its steps are those of a whole schedule.
        first: number of steps of the run before it.
        count: number of its steps, the last ones of its schedule.
        number: index of the pass.
    """

    request: Request
    first: int
    count: int
    number: int = 0

    @property
    def skipped(self) -> int:
        """Steps of its schedule that are skipped."""
        return self.request.sampling.steps - self.count if self.number else 0

    @property
    def share(self) -> float:
        """Share of its schedule that is taken; half a step more, so that rounding loses none."""
        return min(1.0, (self.count + 0.5) / self.request.sampling.steps)


def passes(request: Request, info: ModelInfo, finished: bool = False) -> tuple[Pass, ...]:
    """The passes of a run, in order; together they take `request.steps_taken` steps.

    Args:
        finished: objects that were generated alone are pasted before the last pass: there are at least two passes, and
            the last has a lower denoising strength.
    """
    width, height = request.document.width, request.document.height
    sampling = request.sampling
    sizes = pass_sizes(width, height, info) if sampling.two_pass else ((width, height),)
    if finished and len(sizes) == 1:
        sizes = (*sizes, *sizes)
    finishing = len(sizes) - 1
    if not finishing or request.base is not None or sampling.steps <= finishing:
        return (Pass(request, 0, request.steps_taken),)
    strength = JOINING_STRENGTH if finished else FINISHING_STRENGTH
    parts: list[Pass] = []
    for number, size in enumerate(sizes):
        each = max(1, int(sampling.steps * FINISHING_SHARE / max(finishing, 1)))
        count = each if number else sampling.steps - finishing * each
        schedule = max(count, round(count / strength)) if number else count
        resized = replace(
            request,
            document=request.document.resized(*size),
            sampling=replace(sampling, steps=schedule),
        )
        first = sum(earlier.count for earlier in parts)
        parts.append(Pass(resized, first, count, number))
    return tuple(parts)


def can_upscale(width: int, height: int) -> bool:
    """Whether a picture of this size may become `UPSCALE` times as large."""
    most = settings.setting("width").high, settings.setting("height").high
    return all(
        high is None or UPSCALE * side <= high
        for side, high in zip((width, height), most, strict=True)
    )


def upscaled(request: Request, picture: Path, width: int, height: int) -> Request:
    """The request for a finished picture at `UPSCALE` times its size: a finishing pass in a run of its own.

    Args:
        request: that of the picture, or of a smaller one of the same proportions.
        picture: its file; ``width``, ``height``: its size in pixels.
    """
    # All of it is refined, also where it came from repainting a part.
    document = request.document.resized(UPSCALE * width, UPSCALE * height).with_mask(())
    return replace(request, document=document, base=InitImage(str(picture), UPSCALE_STRENGTH))


def pass_sizes(width: int, height: int, info: ModelInfo) -> tuple[tuple[int, int], ...]:
    """Width and height of every pass in pixels; the last is that of the picture."""
    times = math.sqrt(width * height) / info.native_size
    if times * times <= LARGEST_AREA:
        return ((width, height),)
    finishing = math.ceil(math.log(times) / math.log(LARGEST_FACTOR) - 1e-6)
    sizes = [
        size_near(info.native_size * times ** (number / finishing), width / height, info.size_step)
        for number in range(finishing)
    ]
    return (*sizes, (width, height))


def size_near(side: float, shape: float, step: int) -> tuple[int, int]:
    """The width and height allowed for document and model whose area is nearest to that of a square of `side` pixels.

    `shape`: width over height, which counts more than the area.
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
