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
from torch import Tensor, nn

FLOOR = 0.01
"""Shares below this are not made to matter more: the loss stays bounded."""


@contextmanager
def watch_gates(unet: nn.Module) -> Iterator[list[tuple[Any, Tensor, Tensor]]]:
    """Collects (gate, visual tokens, grounding tokens) of each gate while the block runs the network."""
    seen: list[tuple[Any, Tensor, Tensor]] = []

    def hook(module: nn.Module, inputs: tuple[Any, ...]) -> None:
        seen.append((module, inputs[0], inputs[1]))

    with ExitStack() as stack:
        for name, module in unet.named_modules():
            if name.endswith(".fuser"):
                stack.callback(module.register_forward_pre_hook(hook).remove)
        yield seen


def attention_loss(
    seen: list[tuple[Any, Tensor, Tensor]],
    boxes: Tensor,
    masks: Tensor,
    shape: tuple[int, int] | None = None,
) -> Tensor:
    """Mean over the gates of how little attention goes where it should.

    It is asked for as shares, after the softmax: one box's token stands against all visual tokens, and a logit that
    only beats its neighbours leaves it a few percent, too little to change the picture.

    Args:
        seen: from ``watch_gates``; visual tokens (n, rows * columns, d), grounding tokens (n, slots, d').
        boxes: (n, slots, 4) xyxy in 0..1; masks: (n, slots), 1 where a slot is used.
        shape: rows and columns of the latents; by default as many of each.
    """
    total = boxes.new_zeros(())
    for gate, visual, grounding in seen:
        count = visual.shape[1]
        tokens = gate.norm1(torch.cat([visual, gate.linear(grounding)], dim=1))
        heads = gate.attn.heads
        taught = heads // 2 + 1
        q = gate.attn.to_q(tokens[:, :count]).unflatten(2, (heads, -1))[:, :, :taught]
        k = gate.attn.to_k(tokens).unflatten(2, (heads, -1))[:, :, :taught]
        logits = torch.einsum("nqhd,nkhd->nhqk", q, k).float() * q.shape[-1] ** -0.5
        shares = logits.softmax(-1)
        rows, columns = shape or (1, 1)
        side = (count / (rows * columns)) ** 0.5  # of the level, in sides of the latents
        here = inside(boxes, masks, round(rows * side), round(columns * side))
        own = (shares[..., count:] * here[:, None]).sum(-1)
        others = (shares[..., count:] * masks[:, None, None, :]).sum(-1)
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
