"""Teaching the gates where boxes are: a training loss on the attention of GLIGEN's gated self-attention.

Left alone, a small network learns what a phrase means long before it learns where a box is, because its features
hardly say where they are. The loss asks half of each gate's heads to look at a box's token from inside the box, and at
no token of an empty slot; it needs nothing at sampling time, and the gates stay GLIGEN's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


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


def attention_loss(seen: list[tuple[Any, Tensor, Tensor]], boxes: Tensor, masks: Tensor) -> Tensor:
    """Mean over the gates of how wrongly tokens look at boxes.

    Args:
        seen: from ``watch_gates``; visual tokens (n, side * side, d), grounding tokens (n, slots, d').
        boxes: (n, slots, 4) xyxy in 0..1; masks: (n, slots), 1 where a slot is used.
    """
    total = boxes.new_zeros(())
    for gate, visual, grounding in seen:
        count = visual.shape[1]
        side = round(count**0.5)
        tokens = gate.norm1(torch.cat([visual, gate.linear(grounding)], dim=1))
        heads = gate.attn.heads
        q = gate.attn.to_q(tokens[:, :count]).unflatten(2, (heads, -1))[:, :, : heads // 2 + 1]
        k = gate.attn.to_k(tokens[:, count:]).unflatten(2, (heads, -1))[:, :, : heads // 2 + 1]
        logits = torch.einsum("nqhd,nkhd->nhqk", q, k).float() * q.shape[-1] ** -0.5
        target = inside(boxes, masks, side)[:, None].expand_as(logits)
        weight = 0.2 + masks[:, None, None, :] * 3
        total = total + F.binary_cross_entropy_with_logits(logits - 1.0, target, weight)
    return total / max(len(seen), 1)


def inside(boxes: Tensor, masks: Tensor, side: int) -> Tensor:
    """(n, side * side, slots): 1 where the middle of a token lies in the box of a used slot."""
    middle = (torch.arange(side, device=boxes.device) + 0.5) / side
    y, x = (grid.reshape(1, -1, 1) for grid in torch.meshgrid(middle, middle, indexing="ij"))
    x0, y0, x1, y1 = (boxes[:, None, :, i] for i in range(4))
    return ((x >= x0) & (x < x1) & (y >= y0) & (y < y1)).float() * masks[:, None, :]
