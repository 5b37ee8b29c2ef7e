"""Where in the picture the network reads each word: attention maps, with their gradients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from torch import Tensor, nn


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
        shares = attn.get_attention_scores(query, key, attention_mask)
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
