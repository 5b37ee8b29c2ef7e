"""Weights that pack well: rounded to a coarse grid, so that a repository can hold several versions of a model.

Files stay ordinary half precision, 50 MB of them, but hold few different numbers: compressed, as git keeps them, they
take two fifths of what trained ones take. What rounding costs, biases and norms learn back in a few minutes.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

STEPS = 5
"""How many steps of the grid make the standard deviation of an output channel's weights, about."""
BITS = 2
"""Of the mantissa of numbers too large for the even grid. Together with the sign they lie in one of their two bytes."""
PARTS = ("unet", "controlnet", "text_encoder")


def rounded(weight: Tensor, steps: float = STEPS) -> Tensor:
    """A matrix or a kernel, rounded channel by channel (the first dimension); vectors as they are.

    Near 0 the grid is even, in powers of 2; from 8 steps on it is that of numbers with `BITS` bits of mantissa, so that
    rare large weights keep their share. All of it is exact in half precision.
    """
    if weight.ndim < 2:
        return weight
    spread = weight.flatten(1).std(1).clamp_min(1e-6)
    # Half precision is even below 2^-14: no finer grid than that.
    step = torch.exp2((spread / steps).log2().round().clamp_min(-20))
    step = step.view(-1, *[1] * (weight.ndim - 1))
    size = (weight / step).abs()
    coarser = torch.exp2(size.clamp_min(1).log2().floor() - BITS).clamp_min(1)
    return (weight / step / coarser).round() * coarser * step


@torch.no_grad()
def round_weights(module: nn.Module, steps: float = STEPS) -> None:
    """Round the weights of all layers but embeddings, of which a training changes few rows."""
    for child in module.modules():
        weight = getattr(child, "weight", None)
        if isinstance(weight, nn.Parameter) and not isinstance(child, nn.Embedding):
            weight.copy_(rounded(weight, steps))
