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
    """On a graphics card it learns from the first pass of each network what a row takes.

    Args:
        most: rows at most; None: as many as pay and fit.
    """

    def __init__(self, device: torch.device, most: int | None = None) -> None:
        self._device, self._most = device, most
        self._fits = MOST_ROWS
        self._row_bytes: dict[type, int] = {}

    def rows(self, question: NetworkCall) -> int:
        """Rows at most in a pass with this question; fewer than it has itself only after memory ran out."""
        wanted = self._by_place(question) if self._most is None else self._most
        return min(self._fits, max(wanted, question.rows))

    def is_alone(self, question: NetworkCall) -> bool:
        """Whether there is no room for a second one beside it."""
        return self.rows(question) < 2 * question.rows

    def ran_out(self, rows: int) -> None:
        """So many did not fit."""
        self._fits = max(1, rows // 2)

    def learn(self, question: NetworkCall, rows: int, size: int) -> None:
        """A pass with so many rows took `size` bytes more than there were before."""
        kind = type(question)
        self._row_bytes[kind] = max(1, size // rows, self._row_bytes.get(kind, 0))

    def _by_place(self, question: Any) -> int:
        pixels = int(question.x.shape[-2:].numel())
        if self._device.type == "cpu":
            return CPU_PIXELS // pixels
        if self._device.type != "cuda":
            return MPS_PIXELS // pixels
        each = self._row_bytes.get(type(question))
        if each is None:
            return 0
        free = torch.cuda.mem_get_info(self._device)[0]
        free += torch.cuda.memory_reserved(self._device) - torch.cuda.memory_allocated(self._device)
        return int(_SHARE * free) // each
