"""Teaching the gates where boxes are: a training loss on the attention of GLIGEN's gated self-attention.

Left alone, a small network learns what a phrase means long before it learns where a box is, because its features
hardly say where they are. The loss asks half of each gate's heads to look at a box's token from inside the box, and at
no box from outside; it needs nothing at sampling time, and the gates stay GLIGEN's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor

from sketchpad.models.networks.grounding import gates

FLOOR = 0.01
"""Shares below this are not made to matter more: the loss stays bounded."""


class _Gate:
    """Attention of the visual tokens of a gate, which keeps its shares; the grounding tokens themselves ask nothing."""

    def __init__(self, bias: Tensor, seen: list[Tensor]) -> None:
        self._bias, self._seen = bias, seen

    def __call__(self, attn: Any, tokens: Tensor, *_: Any, **__: Any) -> Tensor:
        slots = self._bias.shape[-1]
        visual = tokens[:, :-slots]
        q, k, v = (
            layer(rows).unflatten(2, (attn.heads, -1)).transpose(1, 2)
            for layer, rows in ((attn.to_q, visual), (attn.to_k, tokens), (attn.to_v, tokens))
        )
        logits = (q @ k.mT).float() * attn.scale
        logits[..., -slots:] += self._bias
        shares = logits.softmax(-1)
        self._seen.append(shares)
        result: Tensor = attn.to_out[0]((shares.to(v.dtype) @ v).transpose(1, 2).flatten(2))
        return result


@contextmanager
def watch_gates(unet: torch.nn.Module, masks: Tensor | None, slots: int) -> Iterator[list[Tensor]]:
    """Collects the attention of each gate while the block runs the network: (n, heads, visual tokens, all tokens).

    Empty slots are all alike, so the few that are computed count as if they were all ``slots`` of GLIGEN.

    Args:
        masks: (n, slots computed), 1 where one is used; None where the network gets no boxes.
    """
    seen: list[Tensor] = []
    with ExitStack() as stack:
        if masks is not None:
            used = masks.sum(1, keepdim=True)
            more = (slots - used) / (masks.shape[1] - used).clamp(min=1)
            bias = torch.where(masks > 0, 0.0, more.clamp(min=1).log())[:, None, None]
            for gate in gates(unet):
                stack.callback(setattr, gate.attn, "processor", gate.attn.processor)
                gate.attn.processor = _Gate(bias, seen)
        yield seen


def attention_loss(
    seen: list[Tensor],
    boxes: Tensor,
    masks: Tensor,
    shape: tuple[int, int] | None = None,
) -> Tensor:
    """Mean over the gates of how little attention goes where it should.

    It is asked for as shares, after the softmax: one box's token stands against all visual tokens, and a logit that
    only beats its neighbours leaves it a few percent, too little to change the picture.

    Args:
        seen: from ``watch_gates``.
        boxes: (n, slots, 4) xyxy in 0..1; masks: (n, slots), 1 where a slot is used.
        shape: rows and columns of the latents; by default as many of each.
    """
    total = boxes.new_zeros(())
    for shares in seen:
        heads, count = shares.shape[1:3]
        boxed = shares[:, : heads // 2 + 1, :, count:]
        rows, columns = shape or (1, 1)
        side = (count / (rows * columns)) ** 0.5  # of the level, in sides of the latents
        here = inside(boxes, masks, round(rows * side), round(columns * side))
        own = (boxed * here[:, None]).sum(-1)
        others = (boxed * masks[:, None, None, :]).sum(-1)
        within = (here.sum(-1) > 0).float()[:, None].expand_as(own)
        loss = -within * (own + FLOOR).log() - (1 - within) * (1 - others + FLOOR).log()
        # As much weight on what is inside as on what is outside, however small the boxes are.
        weight = within / within.sum().clamp(min=1) + (1 - within) / (1 - within).sum().clamp(min=1)
        total = total + (loss * weight).sum() / 2
    return total / max(len(seen), 1)


def inside(boxes: Tensor, masks: Tensor, rows: int, columns: int) -> Tensor:
    """(n, rows * columns, slots): 1 where the middle of a token lies in the box of a used slot."""
    down, across = (
        (torch.arange(count, device=boxes.device) + 0.5) / count for count in (rows, columns)
    )
    y, x = (grid.reshape(1, -1, 1) for grid in torch.meshgrid(down, across, indexing="ij"))
    x0, y0, x1, y1 = (boxes[:, None, :, i] for i in range(4))
    return ((x >= x0) & (x < x1) & (y >= y0) & (y < y1)).float() * masks[:, None, :]
