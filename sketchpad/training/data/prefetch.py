"""Processes that compose training material ahead of its use, so that an accelerator never waits for the CPU."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from sketchpad.training.core import processes

CHUNK = 16
AHEAD = 4


class Feed:
    """Calls ``make(rng)`` in ``count`` processes, each with its own random numbers, and hands out what comes back."""

    def __init__(self, make: Callable[[np.random.Generator], Any], count: int, seed: int) -> None:
        self._queue = processes.CONTEXT.Queue(AHEAD * count)
        self._left: list[Any] = []
        arguments = ((make, [seed, index], self._queue) for index in range(count))
        self._processes = processes.start(_work, arguments)

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
        processes.end(self._processes)
        self._queue.close()
        self._queue.cancel_join_thread()


def _work(
    go_on: Callable[[], bool],
    make: Callable[[np.random.Generator], Any],
    seed: list[int],
    out: Any,
) -> None:
    torch.set_num_threads(1)
    rng = np.random.default_rng(seed)
    chunk: list[Any] = []
    while go_on():
        chunk = chunk or [make(rng) for _ in range(CHUNK)]
        try:
            out.put(chunk, timeout=5)
        except queue.Full:
            continue
        chunk = []
