"""Batches the network calls of several runs: equal rows are computed once, rows of one kind in one forward pass."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

import torch

from sketchpad.generation.batching.memory_meter import MemoryMeter
from sketchpad.generation.request.request import Memory
from sketchpad.models.runtime.device import is_out_of_memory
from sketchpad.models.runtime.offload import release_memory
from sketchpad.sampling.network_calls import DenoiserCall, NetworkCall

_REMEMBERED = 64 << 20
ALONE = 0
"""As the most rows: every call is computed by itself."""
MOST_ROWS = 64
CPU_PIXELS = 16 * 16 * 16
"""Pixels of latents in one forward pass on processors: 16 rows of the embedded model. See decision 17."""
MPS_PIXELS = 8 * 64 * 64
_SHARE = 0.6  # of the free memory of a card


class PendingCall:
    """A network call that waits for a forward pass. `memory`: the peak of its passes, once it is done."""

    def __init__(self, call: NetworkCall) -> None:
        self.call = call
        self.memory: Memory | None = None

    @property
    def open_rows(self) -> list[int]:
        """The rows without a result."""
        return [row for row, result in enumerate(self.call.results) if result is None]

    @cached_property
    def kind(self) -> Hashable:
        return self.call.kind

    @cached_property
    def cache_keys(self) -> list[Hashable | None]:
        return [self.call.cache_key(row) for row in range(self.call.rows)]

    def key(self, row: int) -> Hashable | None:
        """Equal for rows with the same result; None where that is not known."""
        key = self.cache_keys[row]
        return None if key is None else (self.kind, key)

    def set(self, row: int, result: Any) -> None:
        self.call.results[row] = self.call.keyed(result, self.cache_keys[row])


_Slot = tuple[PendingCall, int]


class BatchScheduler:
    """Computes pending calls, one forward pass at a time; for one model.

    Equal rows are computed once. Where a batch has room for one call only, whole calls are shared or none, so that each
    result is, bit for bit, that of a run by itself. When memory runs out batches become smaller, and stay so.

    Args:
        most: rows in one forward pass at most, see `BatchCapacity`.

    `passes` counts forward passes, `computed` the rows in them, `served` the rows that got their result.
    """

    def __init__(self, device: torch.device, most: int | None = None) -> None:
        self._device = device
        self._capacity = BatchCapacity(device, most)
        self.meter = MemoryMeter(device)
        self._memory: OrderedDict[Hashable, torch.Tensor] = OrderedDict()
        self._remembered = 0
        self.passes = self.computed = self.served = 0

    def has_room(self, pending: Sequence[PendingCall]) -> bool:
        """Whether the batch has room for another call."""
        if not pending:
            return True
        return sum(item.call.rows for item in pending) < self._capacity.rows(pending[0].call)

    @torch.no_grad()
    def serve(self, pending: Sequence[PendingCall]) -> None:
        """Compute some of `pending` (not empty) in one forward pass; ControlNets come before the U-Net.

        An error that is not about memory, or that a single row meets, becomes the call's `error`.
        """
        for item in pending:
            self._share(item, self._memory)
        waiting = [item for item in pending if not item.call.is_done]
        if len(waiting) < len(pending):
            return
        head = next((p for p in waiting if not isinstance(p.call, DenoiserCall)), waiting[0])
        slots = self._fill(head, [item for item in waiting if item.kind == head.kind])
        try:
            results = self._compute(slots)
        except Exception as error:  # noqa: BLE001 - raised again where the call was yielded
            self._failed(slots, error)
            return
        new = self._distribute(slots, results)
        for item in waiting:
            self._share(item, new)

    def _fill(self, head: PendingCall, waiting: Sequence[PendingCall]) -> list[_Slot]:
        """The rows of the next pass; `waiting` are of one kind."""
        limit = self._capacity.rows(head.call)
        if self._capacity.is_alone(head.call):
            return [(head, row) for row in head.open_rows[:limit]]
        slots: dict[Hashable, _Slot] = {}
        for pending in waiting:
            for row in pending.open_rows:
                slots.setdefault(pending.key(row) or (pending, row), (pending, row))
        return list(slots.values())[:limit]

    def _compute(self, slots: Sequence[_Slot]) -> list[Any]:
        begun = time.perf_counter()
        first = slots[0][0].call
        rows = [(pending.call, row) for pending, row in slots]
        is_whole = rows == [(first, row) for row in range(first.rows)]
        before = self._allocated()
        with self.meter.watch() as measured:
            results = first.forward() if is_whole else first.forward_rows(rows)
            self._wait()
        if self._device.type == "cuda":
            self._capacity.learn(first, len(slots), measured[0].bytes - before)
        self.passes += 1
        self.computed += len(slots)
        share = (time.perf_counter() - begun) / len(slots)
        for pending, _row in slots:
            pending.call.seconds += share
            pending.memory = Memory.most(pending.memory, *measured)
        return results

    def _distribute(self, slots: Sequence[_Slot], results: Sequence[Any]) -> dict[Hashable, Any]:
        """Hand out the results; returns them by key, for calls that need the same."""
        new: dict[Hashable, Any] = {}
        for (pending, row), result in zip(slots, results, strict=True):
            pending.set(row, result)
            self.served += 1
            key = self._key(pending, row)
            if key is not None and key not in new:
                new[key] = result
                self._remember(key, result)
        return new

    def _share(self, pending: PendingCall, known: Mapping[Hashable, Any]) -> None:
        """Set the rows that were computed before."""
        results = {
            row: known[key]
            for row in pending.open_rows
            if (key := self._key(pending, row)) is not None and key in known
        }
        if self._capacity.is_alone(pending.call) and len(results) < pending.call.rows:
            return
        for row, result in results.items():
            pending.set(row, result)
            self.served += 1

    def _key(self, pending: PendingCall, row: int) -> Hashable | None:
        key = pending.key(row)
        if key is None or not self._capacity.is_alone(pending.call):
            return key
        return key, pending.call.rows, row  # the last bits depend on the batch

    def _remember(self, key: Hashable, result: Any) -> None:
        """Predictions only: residuals of ControlNets are large, and needed again at the same time at most."""
        if not isinstance(result, torch.Tensor) or key in self._memory:
            return
        self._memory[key] = result.clone()  # a part of a batch would keep all of it
        self._remembered += result.nbytes
        while self._remembered > _REMEMBERED:
            _, dropped = self._memory.popitem(last=False)
            self._remembered -= dropped.nbytes

    def _failed(self, slots: Sequence[_Slot], error: Exception) -> None:
        calls = list(dict.fromkeys(pending.call for pending, _ in slots))
        if is_out_of_memory(error) and len(slots) > 1:
            release_memory()
            self._capacity.ran_out(len(slots))
        elif len(calls) > 1:
            for call in calls:  # so that the error meets only the call that causes it
                _run_alone(call)
        else:
            calls[0].error = error

    def _allocated(self) -> int:
        return torch.cuda.memory_allocated(self._device) if self._device.type == "cuda" else 0

    def _wait(self) -> None:
        """Until it is done: times and peaks are of this pass."""
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)
        elif self._device.type == "mps":
            torch.mps.synchronize()


def _run_alone(call: NetworkCall) -> None:
    try:
        call.run()
    except Exception as error:  # noqa: BLE001 - raised again where the call was yielded
        call.error = error


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
        """Report that a pass of `rows` rows did not fit into memory."""
        self._fits = max(1, rows // 2)

    def learn(self, call: NetworkCall, rows: int, size: int) -> None:
        """Report that a pass of `rows` rows needed `size` bytes beyond what was allocated before."""
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
