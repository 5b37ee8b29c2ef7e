"""The boxes of GLIGEN's branches, as diffusers' U-Net takes them, with what diffusers lacks.

Beyond diffusers: gates that let through more or less (as the official code's `scale`), boxes that are listened to more
or less, and gates that are not the U-Net's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from sketchpad.models.gligen.gates import Gates, grafted
from sketchpad.sampling.denoiser import Branch

GROUNDING_KEY = "gligen"
"""Under this name diffusers' U-Nets take boxes, in `cross_attention_kwargs`."""


def named_boxes(branches: Sequence[Branch]) -> dict[str, Tensor]:
    """The branches' boxes batched, by the names of `Grounding`, and the gates' "scales" (n, 1, 1); {} without boxes.

    A branch without any gets empty slots.
    """
    like = next((branch.grounding for branch in branches if branch.grounding is not None), None)
    if like is None:
        return {}
    each = [branch.grounding or like.emptied() for branch in branches]
    names = ("boxes", "masks", "embeddings", "weights", "pictures", "said", "shown")
    parts = {name: [getattr(grounding, name) for grounding in each] for name in names}
    named = {name: torch.cat(rows) for name, rows in parts.items() if rows[0] is not None}
    scales = [grounding.scale for grounding in each]
    if set(scales) != {1.0}:
        named["scales"] = torch.tensor(scales, device=like.boxes.device)[:, None, None]
    return named


@contextmanager
def grounded(
    unet: nn.Module, boxes: Mapping[str, Tensor], own: Gates | None = None
) -> Iterator[dict[str, Any]]:
    """Inside the block `unet` is ready for `named_boxes`; yields the arguments it has to be called with.

    `own`: gates that take the place of the network's.
    """
    if not boxes:
        yield {}
        return
    with ExitStack() as stack:
        if own is not None:
            stack.enter_context(grafted(unet, own))
        layers = gates(unet)
        if "scales" in boxes:
            stack.enter_context(gates_scaled(layers, boxes["scales"]))
        if "weights" in boxes:
            stack.enter_context(_weighted(layers, boxes["weights"]))
        yield {"cross_attention_kwargs": {GROUNDING_KEY: _arguments(boxes)}}


def gates(unet: nn.Module) -> list[Any]:
    """GLIGEN's gated layers of a U-Net."""
    return [
        module for module in unet.modules() if type(module).__name__ == "GatedSelfAttentionDense"
    ]


@contextmanager
def gates_scaled(gates: Sequence[Any], scale: Tensor) -> Iterator[None]:
    """Inside the block, what GLIGEN's gated layers add is multiplied by `scale` (batch, 1, 1), as in the official code.

    diffusers can only switch the gates on and off.
    """

    def scaled(_module: nn.Module, _inputs: Any, output: Tensor) -> Tensor:
        return (output * scale).to(output.dtype)

    with ExitStack() as stack:
        for gate in gates:
            for part in (gate.attn, gate.ff):
                handle = part.register_forward_hook(scaled)
                stack.callback(handle.remove)
        yield


class _Weighted:
    """Attention in which the last tokens count as if there were `weights` of each."""

    def __init__(self, inner: Any, weights: Tensor) -> None:
        self._inner = inner
        self._bias = weights.log()[:, None]

    def __call__(self, attn: Any, hidden_states: Tensor, *args: Any, **more: Any) -> Tensor:
        batch, length, _ = hidden_states.shape
        bias = hidden_states.new_zeros(batch, 1, length)
        bias[..., -self._bias.shape[-1] :] = self._bias.to(bias)
        more["attention_mask"] = bias
        result: Tensor = self._inner(attn, hidden_states, *args, **more)
        return result


@contextmanager
def _weighted(gates: Sequence[Any], weights: Tensor) -> Iterator[None]:
    with ExitStack() as stack:
        for gate in gates:
            stack.callback(setattr, gate.attn, "processor", gate.attn.processor)
            gate.attn.processor = _Weighted(gate.attn.processor, weights)
        yield


def _arguments(boxes: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """As diffusers' position networks call them."""
    names = {"boxes": "boxes", "masks": "masks"}
    if "pictures" in boxes:
        names |= {"said": "phrases_masks", "shown": "image_masks"}
        names |= {"embeddings": "phrases_embeddings", "pictures": "image_embeddings"}
    else:
        names["embeddings"] = "positive_embeddings"
    return {theirs: boxes[ours] for ours, theirs in names.items()}
