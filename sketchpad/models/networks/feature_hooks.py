"""Outputs and attention maps of the layers of a running network; nothing stays hooked afterwards."""

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


def hooked_layers(unet: Any) -> tuple[str, ...]:
    """The nine layers of the edge predictor's paper, at the places that a U-Net has for them.

    Of Stable Diffusion 1.x: down_blocks.0.attentions.1, down_blocks.1.attentions.0, down_blocks.2.attentions.1, the
    three layers of the middle, up_blocks.0 (after it has doubled the size), up_blocks.1.attentions.1 and up_blocks.2.
    Where a level has no attention, its residual layer stands in; levels that are not there are left out.
    """
    names = []
    for level, last in ((0, True), (1, False), (2, True)):
        if level < len(unet.down_blocks):
            name, layers = _layers(unet.down_blocks[level])
            names.append(f"down_blocks.{level}.{name}.{len(layers) - 1 if last else 0}")
    names += ["mid_block.resnets.0", "mid_block.attentions.0", "mid_block.resnets.1"]
    names.append("up_blocks.0")
    if len(unet.up_blocks) > 1:
        name, layers = _layers(unet.up_blocks[1])
        names.append(f"up_blocks.1.{name}.{min(1, len(layers) - 1)}")
    if len(unet.up_blocks) > 2:
        names.append("up_blocks.2")
    return tuple(names)


def _layers(block: Any) -> tuple[str, Any]:
    attentions = getattr(block, "attentions", None)
    return ("attentions", attentions) if attentions else ("resnets", block.resnets)


def first_tensor(output: Any) -> Tensor:
    """The hidden state among the things that a block of diffusers returns."""
    while not isinstance(output, Tensor):
        output = output[0]
    return output


class _Showing:
    """Attention computed in the open; torch's fused kernels keep the probabilities to themselves."""

    def __init__(self, seen: dict[str, Tensor], name: str) -> None:
        self._seen = seen
        self._name = name

    def __call__(
        self,
        attn: Any,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        temb: Tensor | None = None,
    ) -> Tensor:
        context = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        query, key, value = (
            attn.head_to_batch_dim(part)
            for part in (attn.to_q(hidden_states), attn.to_k(context), attn.to_v(context))
        )
        mask = attn.prepare_attention_mask(attention_mask, context.shape[1], len(context))
        shares = attn.get_attention_scores(query, key, mask)
        self._seen[self._name] = shares.unflatten(0, (-1, attn.heads))
        mixed = attn.batch_to_head_dim(shares @ value)
        result: Tensor = attn.to_out[1](attn.to_out[0](mixed))
        return result / attn.rescale_output_factor


def is_attention(network: nn.Module, name: str) -> bool:
    """Whether the named module is an attention layer of diffusers, with maps to show."""
    return hasattr(network.get_submodule(name), "get_attention_scores")


@contextmanager
def attention_shown(
    network: nn.Module, names: Sequence[str], seen: dict[str, Tensor]
) -> Iterator[None]:
    """Inside the block, the named layers put their maps into `seen`: (batch, heads, pixels, tokens), rows add up to 1.

    Only these layers become slower, and they are as before when the block ends.
    """
    with ExitStack() as stack:
        for name in names:
            layer: Any = network.get_submodule(name)
            stack.callback(setattr, layer, "processor", layer.processor)
            layer.processor = _Showing(seen, name)
        yield
