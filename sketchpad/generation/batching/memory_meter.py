"""How much memory something takes at most: on the accelerator, or of the whole process where there is none."""

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
    """Measures what happens inside of `watch`; one at a time.

    On a graphics card: all that torch holds at the highest point, the model included. On Apple's: what torch holds
    afterwards, as there is no highest point to be had. On processors: by how much the whole process was at its highest
    point larger than when the meter was made; not to be told from what else the program does meanwhile.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._before = _resident() if device.type == "cpu" else 0

    @contextlib.contextmanager
    def watch(self) -> Iterator[list[Memory]]:
        """Yields a list that has the measure when the block ends; it stays empty where nothing can be measured."""
        found: list[Memory] = []
        self._begin()
        try:
            yield found
        finally:
            size = self._end()
            if size is not None:
                on_card = self._device.type != "cpu"
                found.append(Memory(max(0, size), "accelerator" if on_card else "process"))

    def _begin(self) -> None:
        if self._device.type == "cuda":
            import torch

            torch.cuda.reset_peak_memory_stats(self._device)
        elif self._device.type == "cpu":
            with contextlib.suppress(OSError):
                _CLEAR.write_text("5")  # the highest point begins anew

    def _end(self) -> int | None:
        import torch

        if self._device.type == "cuda":
            return int(torch.cuda.max_memory_allocated(self._device))
        if self._device.type == "mps":
            return int(torch.mps.current_allocated_memory())
        peak = _peak()
        return None if peak is None or self._before is None else peak - self._before


def _resident() -> int | None:
    return _status("VmRSS:") or _ever()


def _peak() -> int | None:
    return _status("VmHWM:") or _ever()


def _status(name: str) -> int | None:
    """Bytes that Linux tells of this process; None elsewhere."""
    try:
        lines = _STATUS.read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    told = next((line.split()[1] for line in lines if line.startswith(name)), None)
    return None if told is None else int(told) * 1024


def _ever() -> int | None:
    """The highest point since the program began, which is all that other systems tell; None on Windows."""
    try:
        import resource
    except ImportError:
        return None
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(size if sys.platform == "darwin" else size * 1024)
