"""Saving a small card's memory: networks that are needed now and then wait in main memory and are lent to the card."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

SMALL_CARD = 7 * 2**30
"""Bytes of a card below which a model's parts are lent to it, unless the user says otherwise."""
TINY_CARD = 7 * 2**29
"""Bytes of a card below which networks are lent to it a layer at a time: half precision's U-Net would fill it."""
Move = Callable[[Tensor], Tensor]


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


def offload_by_layer(network: nn.Module, move: Move) -> None:
    """From now on `network` works where `move` brings its weights and its inputs, a layer at a time.

    For the smallest cards: several times slower than a resident network. Gradients work the same: autograd keeps a
    reference to a weight in main memory, which is lent again in the backward pass.

    Part of the network for good. Its weights must not be used but by calling its layers.
    """
    layers = _Layers(move)
    # The outermost first: its hooks frame those of its own weights.
    network.register_forward_pre_hook(layers.begin)
    for module in network.modules():
        if any(True for _ in module.parameters(recurse=False)) or any(
            True for _ in module.buffers(recurse=False)
        ):
            module.register_forward_pre_hook(layers.lend)
            module.register_forward_hook(layers.bring_home, always_call=True)
    network.register_forward_hook(layers.end, always_call=True)


class _Layers:
    def __init__(self, move: Move) -> None:
        self._move = move
        self._homes: dict[int, list[tuple[Tensor, Tensor]]] = {}
        """What each module has lent: weights, and where their values lie in main memory."""
        self._lent: dict[int, Tensor] = {}
        """By the address on the card: the same values in main memory."""
        self._frames: list[ExitStack] = []

    def begin(self, _network: nn.Module, _inputs: Any) -> None:
        frame = ExitStack()
        if torch.is_grad_enabled():
            frame.enter_context(saved_tensors_hooks(self._noted, self._seen_again))
        self._frames.append(frame)

    def end(self, _network: nn.Module, _inputs: Any, _output: Any) -> None:
        self._frames.pop().close()

    def lend(self, module: nn.Module, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        homes = self._homes.setdefault(id(module), [])
        own = (*module.parameters(recurse=False), *module.buffers(recurse=False))
        for weight in own:
            home = weight.data
            moved = self._move(home)
            if moved is not home:
                homes.append((weight, home))
                self._lent[_address(moved)] = home
                weight.data = moved
        return tuple(self._move(one) if isinstance(one, Tensor) else one for one in inputs)

    def bring_home(self, module: nn.Module, _inputs: Any, _output: Any) -> None:
        for weight, home in self._homes.pop(id(module), []):
            self._lent.pop(_address(weight.data), None)
            weight.data = home

    def _noted(self, tensor: Tensor) -> Any:
        """What autograd keeps: a tensor, or of a weight on loan how it is to be looked at."""
        home = self._lent.get(_address(tensor))
        if home is None:
            return tensor
        return home, tensor.shape, tensor.stride(), tensor.storage_offset()

    def _seen_again(self, kept: Any) -> Tensor:
        if isinstance(kept, Tensor):
            return kept
        home, shape, stride, offset = kept
        return self._move(home).as_strided(shape, stride, offset)


def _address(tensor: Tensor) -> int:
    return tensor.untyped_storage().data_ptr()
