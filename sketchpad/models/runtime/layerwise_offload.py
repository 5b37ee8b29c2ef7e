"""For the smallest cards: a network stays in main memory, and each layer's weights are on the card while it works.

Several times slower than a resident network. With gradients it is the same: what autograd would keep of a weight is a
note where it lies, and it is lent once more when the gradient passes by.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

Move = Callable[[Tensor], Tensor]


def offload_by_layer(network: nn.Module, move: Move) -> None:
    """From now on `network` works where `move` brings its weights and its inputs, a layer at a time.

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
