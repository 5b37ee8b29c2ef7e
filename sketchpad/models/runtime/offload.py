"""Saving a small card's memory: networks that are needed now and then wait in main memory and are lent to the card."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

SMALL_CARD = 7 * 2**30
"""Bytes of a card below which a model's parts are lent to it, unless the user says otherwise."""
TINY_CARD = 7 * 2**29
"""Bytes of a card below which networks are lent to it a layer at a time: half precision's U-Net would fill it."""


def should_offload(wish: str, device: str, memory: int) -> bool:
    """Whether parts of a model wait in main memory.

    Args:
        wish: "always", "layers", "never", or anything else for what suits the card.
        device: type of the device; only a card with memory of its own has any to save.
        memory: bytes of the card.
    """
    if device != "cuda":
        return False
    return wish in ("always", "layers") or (wish != "never" and memory < SMALL_CARD)


def should_offload_layers(wish: str, device: str, memory: int) -> bool:
    """Whether U-Net and nets wait in main memory, too, and are lent a layer at a time; see `should_offload`."""
    if device != "cuda":
        return False
    return wish == "layers" or (wish not in ("always", "never") and memory < TINY_CARD)


class LayerOffload:
    """Lends networks to a device. Their weights in main memory stay where they are, so returning costs nothing.

    Without a `move`, networks live on the device for good and nothing is done.
    """

    def __init__(self, move: Callable[[Tensor], Tensor] | None = None) -> None:
        self._move = move
        self._lent: dict[int, int] = {}

    @contextmanager
    def lent(self, *networks: Any) -> Iterator[None]:
        """Inside the block the networks' weights are on the device; they must not be changed there."""
        if self._move is None:
            yield
            return
        fresh = [network for network in networks if not self._lent.get(id(network))]
        homes: list[tuple[Tensor, Tensor]] = []
        for network in networks:
            self._lent[id(network)] = self._lent.get(id(network), 0) + 1
        try:
            for network in fresh:
                for weight in [*network.parameters(), *network.buffers()]:
                    homes.append((weight, weight.data))
                    weight.data = self._move(weight.data)
            yield
        finally:
            for weight, home in homes:
                weight.data = home
            for network in networks:
                self._lent[id(network)] -= 1


def mover_to(device: torch.device) -> Callable[[Tensor], Tensor]:
    """Brings tensors to a card; one that is there already stays the same."""
    return lambda tensor: tensor.to(device, non_blocking=True)


def lending_to(device: torch.device) -> LayerOffload:
    """A lending to a card."""
    return LayerOffload(mover_to(device))


def release_memory() -> None:
    """Give memory that torch keeps for later back to the card, so that the next try has it in one piece."""
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    elif torch.backends.mps.is_available():
        torch.mps.empty_cache()
