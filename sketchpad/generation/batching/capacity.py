"""How many rows may go through a network in one forward pass: as many as pay, and as memory allows."""

from __future__ import annotations

from typing import Any

import torch

from sketchpad.sampling.network_calls import NetworkCall

ALONE = 0
"""As the most rows: every call is computed by itself."""
MOST_ROWS = 64
CPU_PIXELS = 16 * 16 * 16
"""Pixels of latents in one forward pass on processors: 16 rows of the embedded model. See decision 17."""
MPS_PIXELS = 8 * 64 * 64
_SHARE = 0.6  # of the free memory of a card


class BatchCapacity:
    """The number of rows in a forward pass; on a graphics card learned from the first pass of each network.

    Args:
        most: rows at most; None: as many as pay and fit.
    """

    def __init__(self, device: torch.device, most: int | None = None) -> None:
        self._device, self._most = device, most
        self._fits = MOST_ROWS
        self._row_bytes: dict[type, int] = {}

    def rows(self, call: NetworkCall) -> int:
        """Rows at most in a pass with this call; fewer than it has itself only after memory ran out."""
        rows = self._by_device(call) if self._most is None else self._most
        return min(self._fits, max(rows, call.rows))

    def is_alone(self, call: NetworkCall) -> bool:
        """Whether a pass has no room for a second call of this size."""
        return self.rows(call) < 2 * call.rows

    def ran_out(self, rows: int) -> None:
        """Report that a pass of so many rows did not fit into memory."""
        self._fits = max(1, rows // 2)

    def learn(self, call: NetworkCall, rows: int, size: int) -> None:
        """Report that a pass of so many rows needed `size` bytes beyond what was allocated before."""
        kind = type(call)
        self._row_bytes[kind] = max(1, size // rows, self._row_bytes.get(kind, 0))

    def _by_device(self, call: Any) -> int:
        pixels = int(call.x.shape[-2:].numel())
        if self._device.type == "cpu":
            return CPU_PIXELS // pixels
        if self._device.type != "cuda":
            return MPS_PIXELS // pixels
        each = self._row_bytes.get(type(call))
        if each is None:
            return 0
        free = torch.cuda.mem_get_info(self._device)[0]
        free += torch.cuda.memory_reserved(self._device) - torch.cuda.memory_allocated(self._device)
        return int(_SHARE * free) // each
