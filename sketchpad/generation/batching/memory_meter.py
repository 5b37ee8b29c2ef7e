"""Peak memory: on the accelerator, or of the whole process where there is none."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sketchpad.generation.request.request import Memory

if TYPE_CHECKING:
    import torch

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class MemoryMeter:
    """Measures the peak inside of `watch`; not to be nested.

    With CUDA: all that torch has allocated at the peak, the model included. With MPS: what torch has allocated
    afterwards, as it reports no peak. On the CPU: the peak of the whole process less its size when the meter was
    created, including whatever else the program does meanwhile.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._before = _resident() if device.type == "cpu" else 0

    @contextlib.contextmanager
    def watch(self) -> Iterator[list[Memory]]:
        """Yields a list that has the peak when the block ends; it stays empty where nothing can be measured."""
        measured: list[Memory] = []
        self._begin()
        try:
            yield measured
        finally:
            size = self._end()
            if size is not None:
                on_card = self._device.type != "cpu"
                measured.append(Memory(max(0, size), "accelerator" if on_card else "process"))

    def _begin(self) -> None:
        if self._device.type == "cuda":
            import torch

            torch.cuda.reset_peak_memory_stats(self._device)
        elif self._device.type == "cpu":
            with contextlib.suppress(OSError):
                _CLEAR.write_text("5")  # resets the peak

    def _end(self) -> int | None:
        import torch

        if self._device.type == "cuda":
            return int(torch.cuda.max_memory_allocated(self._device))
        if self._device.type == "mps":
            return int(torch.mps.current_allocated_memory())
        peak = _peak()
        return None if peak is None else peak - self._before


def in_use() -> dict[str, int]:
    """Bytes that this process holds now, and that it holds on the accelerator, by the kinds of `Memory`.

    Does not import torch.
    """
    used = {"process": _resident()}
    cuda = getattr(sys.modules.get("torch"), "cuda", None)
    if cuda is not None and getattr(cuda, "is_initialized", bool)():  # half imported it has none
        used["accelerator"] = cuda.memory_reserved()
    return used


def _resident() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss)


def _peak() -> int | None:
    """Since `_begin` where the system can forget an earlier peak (Linux), else since the program began."""
    import psutil

    with contextlib.suppress(OSError):
        for line in _STATUS.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:  # Windows
        return getattr(psutil.Process().memory_info(), "peak_wset", None)
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(size if sys.platform == "darwin" else size * 1024)
