"""Further processes that train the same weights at the same time, without locks (Recht et al. 2011, "Hogwild!").

On a CPU with few cores one process a core beats one process with several threads: threads wait for each other at the
end of each small operation, and a core that is busy with other work slows only its own process.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from torch import nn

from sketchpad.training.core import processes
from sketchpad.training.core.trainer import AdamW, Run, descend

_M_TRIM_THRESHOLD, _M_MMAP_MAX = -1, -4
"""Parameters of ``mallopt``, from malloc.h."""
Loss = tuple[torch.Tensor, dict[str, float], int]
"""The loss of one batch, its parts by name, and how many examples the batch holds."""


class Losses(Protocol):
    """The losses of batches; picklable, as further processes compute their own."""

    def begin(self, index: int) -> np.random.Generator:
        """Called once in the process with this index, from 1: where its random numbers come from."""

    def one(self, module: Any, rng: np.random.Generator, progress: float) -> Loss:
        """The loss of the next batch, at this share of the budget."""


@dataclass(frozen=True)
class Shared:
    """What the processes share: learning rate, whether to stop, examples seen by the others."""

    rate: Any
    stop: Any
    samples: Any


def steps(run: Run, losses: Losses, workers: int, seed: int, clip: float = 1.0) -> Iterator[int]:
    """Train the module of ``run`` with ``workers`` processes in all; yields after each step of this one."""
    with helpers(run.module, losses, workers - 1, run.adamw) as shared:
        for step in run:
            # Each step has its own numbers, so that it does not matter where a run was interrupted.
            torch.manual_seed(seed + step)
            rng = np.random.default_rng([seed, step])
            loss, parts, count = losses.one(run.module, rng, run.progress)
            run.update(loss, count, clip, **parts)
            if shared is not None:
                shared.rate.value = run.rate()
                with shared.samples.get_lock():
                    run.samples += shared.samples.value
                    shared.samples.value = 0
            yield step
    run.ema.copy_to(run.module)


@contextmanager
def helpers(module: nn.Module, losses: Losses, count: int, adamw: AdamW) -> Iterator[Shared | None]:
    """Run ``count`` further processes while the block runs; the caller trains ``module`` itself and sets the rate."""
    if count < 1:
        yield None
        return
    keep_memory()
    context = processes.CONTEXT
    shared = Shared(
        context.Value("d", 0.0, lock=False),
        context.Value("b", 0, lock=False),
        context.Value("q", 0),
    )
    module.share_memory()
    threads = torch.get_num_threads()
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    pin(0, count + 1)
    arguments = ((module, losses, shared, n, count + 1, adamw) for n in range(1, count + 1))
    started = processes.start(_train, arguments)
    try:
        yield shared
    finally:
        shared.stop.value = 1
        processes.end(started, 60)
        torch.set_num_threads(threads)
        if cores:
            os.sched_setaffinity(0, cores)


def pin(index: int, count: int) -> None:
    """Give this process its share of the cores, and as many threads."""
    cores = list(range(os.cpu_count() or 1))
    mine = cores[index * len(cores) // count : (index + 1) * len(cores) // count] or cores
    torch.set_num_threads(len(mine))
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, mine)


def keep_memory() -> None:
    """Let glibc keep the memory that a step frees for the next one; otherwise the kernel clears it anew each time.

    That is a tenth of the time of a step with large activations. Elsewhere than on Linux nothing happens.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(_M_MMAP_MAX, 0)
        libc.mallopt(_M_TRIM_THRESHOLD, -1)


def _train(
    go_on: Callable[[], bool],
    module: nn.Module,
    losses: Losses,
    shared: Shared,
    index: int,
    count: int,
    adamw: AdamW,
) -> None:
    pin(index, count)
    keep_memory()
    rng = losses.begin(index)
    parameters = [p for p in module.parameters() if p.requires_grad]
    optimizer = adamw.optimizer(module)
    module.train()
    step = 0
    while not shared.stop.value and go_on():
        loss, _, samples = losses.one(module, rng, 1.0)
        for group in optimizer.param_groups:
            group["lr"] = shared.rate.value * min(1.0, (step + 1) / 200) * group["faster"]
        descend(optimizer, parameters, loss)
        step += 1
        with shared.samples.get_lock():
            shared.samples.value += samples
