"""What long runs by hand share: a home of their own, a tiny model, and how much has grown."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from sketchpad.generation.batching.memory_meter import in_use


@contextmanager
def surroundings() -> Iterator[tuple[Path, Path]]:
    """A folder that is deleted afterwards, with the program's home in it, and a tiny model; no screen, no network."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as name:
        os.environ |= {
            "HF_HUB_OFFLINE": "1",
            "QT_LOGGING_RULES": "default.warning=false",  # what a platform without a screen cannot do
            "SKETCHPAD_HOME": f"{name}/home",
            "TINY_MODELS": f"{name}/models",
        }
        from tests.tiny import shared_tiny_model  # imports torch

        yield Path(name), shared_tiny_model()


def resident() -> float:
    """Megabytes, after what Python and the C library no longer need was given back."""
    gc.collect()
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).malloc_trim(0)
    return in_use().get("process", 0) / 1e6


class _Mallinfo(ctypes.Structure):
    """What glibc's `mallinfo2` returns."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd",
                     "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    ]  # fmt: skip


def allocated() -> float:
    """Megabytes that are in use of what the C library has handed out, holes between them left out; 0 without glibc.

    A process that opens window after window grows by such holes, too: what is kept lies between what is given back.
    """
    try:
        ask = ctypes.CDLL(None).mallinfo2
    except (AttributeError, OSError, TypeError):
        return 0.0
    ask.restype = _Mallinfo
    told = ask()
    return float(told.uordblks + told.hblkhd) / 1e6


def slope(figures: Sequence[float]) -> float:
    """Growth from one figure to the next, least squares over the last two thirds: at first caches fill."""
    late = figures[len(figures) // 3 :]
    return float(np.polyfit(range(len(late)), late, 1)[0]) if len(late) > 2 else 0.0
