"""GLIGEN's boxes of each branch, as diffusers' U-Net takes them, with what diffusers lacks.

Beyond diffusers: gates that let through more or less (as the official code's `scale`), boxes with more or less
weight, and gates that are not the U-Net's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from sketchpad.models.gligen.gates import Gates, grafted
from sketchpad.sampling.denoiser import Branch, Grounding

GROUNDING_KEY = "gligen"
"""Under this name diffusers' U-Nets take boxes, in `cross_attention_kwargs`."""


@contextmanager
def grounded(unet: nn.Module, branches: Sequence[Branch]) -> Iterator[dict[str, Any]]:
    """Inside the block `unet` is ready for the branches' boxes; yields the arguments it has to be called with."""
    grounding = _batched(branches)
    if grounding is None:
        yield {}
        return
    with ExitStack() as stack:
        if isinstance(grounding.gates, Gates):
            stack.enter_context(grafted(unet, grounding.gates))
        layers = gates(unet)
        scales = _scales(branches, grounding)
        if isinstance(scales, Tensor) or scales != 1.0:
            stack.enter_context(gates_scaled(layers, scales))
        if grounding.weights is not None:
            stack.enter_context(_weighted(layers, grounding.weights))
        yield {"cross_attention_kwargs": {GROUNDING_KEY: _arguments(grounding)}}


def gates(unet: nn.Module) -> list[Any]:
    """GLIGEN's gated layers of a U-Net."""
    return [
        module for module in unet.modules() if type(module).__name__ == "GatedSelfAttentionDense"
    ]


@contextmanager
def gates_scaled(gates: Sequence[Any], scale: float | Tensor) -> Iterator[None]:
    """Inside the block, what GLIGEN's gated layers add is multiplied by `scale`, as in the official code.

    diffusers can only switch the gates on and off. A tensor (batch, 1, 1) has a factor for each row.
    """

    def scaled(_module: nn.Module, _inputs: Any, output: Tensor) -> Tensor:
        return (output * scale).to(output.dtype)

    with ExitStack() as stack:
        for gate in gates:
            for part in (gate.attn, gate.ff):
                handle = part.register_forward_hook(scaled)
                stack.callback(handle.remove)
        yield


def _scales(branches: Sequence[Branch], grounding: Grounding) -> float | Tensor:
    """One number where all branches agree, else one a branch, in full precision as a number would be."""
    each = [grounding.scale if b.grounding is None else b.grounding.scale for b in branches]
    if len(set(each)) == 1:
        return each[0]
    return torch.tensor(each, device=grounding.boxes.device)[:, None, None]


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


def _arguments(grounding: Grounding) -> dict[str, Tensor]:
    if grounding.pictures is None:
        return {
            "boxes": grounding.boxes,
            "masks": grounding.masks,
            "positive_embeddings": grounding.embeddings,
        }
    assert grounding.said is not None
    assert grounding.shown is not None
    return {
        "boxes": grounding.boxes,
        "masks": grounding.masks,
        "phrases_masks": grounding.said,
        "image_masks": grounding.shown,
        "phrases_embeddings": grounding.embeddings,
        "image_embeddings": grounding.pictures,
    }


def _batched(branches: Sequence[Branch]) -> Grounding | None:
    """The branches' boxes batched; a branch without any gets empty slots."""
    like = next((branch.grounding for branch in branches if branch.grounding is not None), None)
    if like is None:
        return None
    each = [branch.grounding or like.emptied() for branch in branches]

    def joined(parts: list[Tensor | None]) -> Tensor | None:
        given = [part for part in parts if part is not None]
        return torch.cat(given) if given else None

    return Grounding(
        torch.cat([g.boxes for g in each]),
        torch.cat([g.masks for g in each]),
        torch.cat([g.embeddings for g in each]),
        like.scale,
        joined([g.weights for g in each]),
        joined([g.pictures for g in each]),
        joined([g.said for g in each]),
        joined([g.shown for g in each]),
        like.gates,
    )
