"""How near a step of the network comes to what the processor can do at best."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from sketchpad.benchmarks.pictures import timed
from sketchpad.generation.request.request import Request
from sketchpad.models.runtime.switch import SWITCH, TORCH

if TYPE_CHECKING:
    import torch

SIDE = 1024  # of the matrices: large enough that reading them costs nothing
PRODUCTS = 20


def peak(dtype: torch.dtype) -> float:
    """Floating-point operations a second of products of large matrices on the processor: the best of `PRODUCTS`."""
    import torch

    one, other = (torch.randn(SIDE, SIDE).to(dtype) for _ in range(2))
    seconds = []
    for _ in range(PRODUCTS):
        begun = time.perf_counter()
        torch.mm(one, other)
        seconds.append(time.perf_counter() - begun)
    return 2 * SIDE**3 / min(seconds)


def operations(request: Request) -> int:
    """Floating-point operations of one step of a request, counted by torch: of three steps less those of two."""
    from torch.utils.flop_counter import FlopCounterMode

    def counted(steps: int) -> int:
        with FlopCounterMode(display=False) as counter:
            timed(replace(request, sampling=replace(request.sampling, steps=steps)))
        return int(counter.get_total_flops())

    with _in_torch():
        return counted(3) - counted(2)


def remark(request: Request, seconds: float) -> str:
    """What a step of `request` takes, `seconds`, beside what it could take at best."""
    from sketchpad.models.runtime.device import choose_device

    work, best = operations(request), peak(choose_device().dtype)
    return (
        f"A step without guidance is {work / 1e9:.2f} GFLOP and takes {seconds * best / work:.1f} times as long "
        f"as at the {best / 1e9:.0f} GFLOP/s that products of large matrices reach here."
    )


@contextmanager
def _in_torch() -> Iterator[None]:
    """Compiled graphs are not counted."""
    before = os.environ.get(SWITCH)
    os.environ[SWITCH] = TORCH
    try:
        yield
    finally:
        if before is None:
            del os.environ[SWITCH]
        else:
            os.environ[SWITCH] = before
