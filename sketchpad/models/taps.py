"""Looking into a network while it runs, and leaving nothing behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from torch import Tensor, nn


@contextmanager
def capture(network: nn.Module, taps: Sequence[str]) -> Iterator[dict[str, Tensor]]:
    """Collect what the named modules put out while the `with` block runs `network`.

    Args:
        taps: module names as in `named_modules`, like ``"mid_block.resnets.0"`` or ``"up_blocks.0"``.

    Yields:
        A dict that the forward pass fills: tap name -> tensor of shape (batch, channels, height, width), with its
        graph where gradients are on. No hook is left after the block, whatever happens inside.

    Raises:
        AttributeError: a name that the network does not have.
    """
    seen: dict[str, Tensor] = {}

    def keep(name: str) -> Any:
        def hook(_module: nn.Module, _inputs: Any, output: Any) -> None:
            seen[name] = first_tensor(output)

        return hook

    with ExitStack() as stack:
        for name in taps:
            handle = network.get_submodule(name).register_forward_hook(keep(name))
            stack.callback(handle.remove)
        yield seen


def first_tensor(output: Any) -> Tensor:
    """The hidden state among the things that a block of diffusers returns."""
    while not isinstance(output, Tensor):
        output = output[0]
    return output
