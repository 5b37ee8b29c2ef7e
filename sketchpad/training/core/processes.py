"""Further processes of a training: started afresh, deaf to signals, ended with the process that started them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.process import BaseProcess
from typing import Any

import torch

CONTEXT = torch.multiprocessing.get_context("spawn")


def start(target: Callable[..., None], arguments: Iterable[tuple[Any, ...]]) -> list[BaseProcess]:
    """One process for each tuple of arguments; ``target`` gets before them what says whether to go on."""
    processes: list[BaseProcess] = [
        CONTEXT.Process(target=_run, args=(target, os.getpid(), own), daemon=True)
        for own in arguments
    ]
    for process in processes:
        process.start()
    return processes


def end(processes: Sequence[BaseProcess], patience: float = 0.0) -> None:
    """Kill those that have not ended by themselves within ``patience`` seconds."""
    for process in processes:
        process.join(patience)
        process.kill()
    for process in processes:
        process.join(10)


def _run(target: Callable[..., None], parent: int, arguments: tuple[Any, ...]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    target(lambda: os.getppid() == parent, *arguments)
