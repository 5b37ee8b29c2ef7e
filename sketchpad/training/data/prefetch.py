"""Processes that compose training material ahead of its use, so that an accelerator never waits for the CPU."""

from __future__ import annotations

import os
import queue
import signal
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

CHUNK = 16
AHEAD = 4


class Feed:
    """Calls ``make(rng)`` in ``count`` processes, each with its own random numbers, and hands out what comes back."""

    def __init__(self, make: Callable[[np.random.Generator], Any], count: int, seed: int) -> None:
        context = torch.multiprocessing.get_context("spawn")
        self._queue = context.Queue(AHEAD * count)
        self._left: list[Any] = []
        self._processes = [
            context.Process(
                target=_work, args=(make, [seed, index], self._queue, os.getpid()), daemon=True
            )
            for index in range(count)
        ]
        for process in self._processes:
            process.start()

    def take(self, count: int) -> list[Any]:
        """The next ``count`` values; RuntimeError where all the processes have died."""
        while len(self._left) < count:
            try:
                self._left += self._queue.get(timeout=5)
            except queue.Empty:
                if not any(process.is_alive() for process in self._processes):
                    raise RuntimeError("the processes that compose scenes have died") from None
        taken, self._left = self._left[:count], self._left[count:]
        return taken

    def close(self) -> None:
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.join(10)
        self._queue.close()
        self._queue.cancel_join_thread()


def _work(
    make: Callable[[np.random.Generator], Any], seed: list[int], out: Any, parent: int
) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    while os.getppid() == parent:
        chunk = [make(rng) for _ in range(CHUNK)]
        while os.getppid() == parent:
            try:
                out.put(chunk, timeout=5)
                break
            except queue.Full:
                continue
