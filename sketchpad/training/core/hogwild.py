"""Further processes that train the same weights at the same time, without locks (Recht et al. 2011, "Hogwild!").

On a CPU with few cores one process a core beats one process with several threads: nobody waits for anybody at the end
of each small operation, so a core that is busy with other work slows only its own process.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from sketchpad.training.core.trainer import BETAS, descend, groups

_M_TRIM_THRESHOLD, _M_MMAP_MAX = -1, -4
"""Parameters of ``mallopt``, from malloc.h."""
LossOf = Callable[[nn.Module], tuple[torch.Tensor, int]]
"""Called with the model; the loss of one batch and how many examples it held."""


@dataclass(frozen=True)
class Shared:
    """What the processes tell each other: learning rate, whether to stop, examples seen by the others."""

    rate: Any
    stop: Any
    samples: Any


@contextmanager
def helpers(
    module: nn.Module,
    make_loss: Callable[[int], LossOf],
    count: int,
    faster: dict[str, float],
    weight_decay: float = 0.01,
    betas: tuple[float, float] = BETAS,
) -> Iterator[Shared | None]:
    """Run ``count`` further processes while the block runs; the caller trains ``module`` itself and sets the rate.

    ``make_loss(index)`` must be picklable; it is called inside the process with its index, from 1.
    """
    if count < 1:
        yield None
        return
    keep_memory()
    context = torch.multiprocessing.get_context("spawn")
    shared = Shared(
        context.Value("d", 0.0, lock=False),
        context.Value("b", 0, lock=False),
        context.Value("q", 0),
    )
    module.share_memory()
    before = _place()
    pin(0, count + 1)
    processes = [
        context.Process(
            target=_train,
            args=(
                module,
                make_loss,
                shared,
                index,
                count + 1,
                faster,
                weight_decay,
                betas,
                os.getpid(),
            ),
            daemon=True,
        )
        for index in range(1, count + 1)
    ]
    for process in processes:
        process.start()
    try:
        yield shared
    finally:
        shared.stop.value = 1
        for process in processes:
            process.join(60)
            if process.is_alive():
                process.kill()
        _go_back(before)


def _place() -> tuple[int, set[int]]:
    """Threads and cores of this process."""
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    return torch.get_num_threads(), cores


def _go_back(before: tuple[int, set[int]]) -> None:
    threads, cores = before
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
    module: nn.Module,
    make_loss: Callable[[int], LossOf],
    shared: Shared,
    index: int,
    count: int,
    faster: dict[str, float],
    weight_decay: float,
    betas: tuple[float, float],
    parent: int,
) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    pin(index, count)
    keep_memory()
    loss_of = make_loss(index)
    parameters = [p for p in module.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        groups(module, faster), betas=betas, weight_decay=weight_decay, fused=True
    )
    module.train()
    step = 0
    while not shared.stop.value and os.getppid() == parent:
        loss, samples = loss_of(module)
        for group in optimizer.param_groups:
            group["lr"] = shared.rate.value * min(1.0, (step + 1) / 200) * group["faster"]
        descend(optimizer, parameters, loss)
        step += 1
        with shared.samples.get_lock():
            shared.samples.value += samples
