"""Weights that pack well: rounded to a coarse grid, so that a repository can hold several versions of a model.

All numbers of the grid are exact in eight bits (float8 e5m2, the first byte of half precision), and there are few of
them: files are half as large, and compressed, as git keeps them, a third of what trained weights take. Diffusers and
transformers read such files as any other. What rounding costs, biases and norms learn back in a few minutes.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

STEPS = 5
"""How many steps of the grid make the standard deviation of an output channel's weights, about."""
BITS = 2
"""Of the mantissa of numbers too large for the even grid: as many as the eight bits have."""
FINEST = -16
"""The least number in eight bits is 2 to the power of this."""
TRIMMED = 4
"""Bits of mantissa that are enough for a decoder: it loses 0.02 dB; on the grid it would lose 1 dB and more."""


def rounded(weight: Tensor, steps: float = STEPS) -> Tensor:
    """A matrix or a kernel, rounded channel by channel (the first dimension); vectors as they are.

    Near 0 the grid is even, in powers of 2; from 8 steps on it is that of numbers with `BITS` bits of mantissa, so that
    rare large weights keep their share.
    """
    if weight.ndim < 2:
        return weight
    spread = weight.flatten(1).std(1).clamp_min(1e-6)
    step = torch.exp2((spread / steps).log2().round().clamp_min(FINEST))
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


@torch.no_grad()
def trim_weights(module: nn.Module, bits: int = TRIMMED) -> None:
    """Round all weights of a network that is to stay exact to `bits` of mantissa; half precision has ten."""
    for parameter in module.parameters():
        share, power = torch.frexp(parameter)
        parameter.copy_(torch.ldexp((share * 2.0 ** (bits + 1)).round() / 2.0 ** (bits + 1), power))


def narrow(folder: Path) -> None:
    """Write the tensors of a network's folder that eight bits hold exactly in eight bits."""
    for path in folder.glob("*.safetensors"):
        tensors = {name: _narrowed(value) for name, value in load_file(path).items()}
        save_file(tensors, path, metadata={"format": "pt"})


def _narrowed(value: Tensor) -> Tensor:
    if value.ndim < 2 or not value.is_floating_point():
        return value
    small = value.to(torch.float8_e5m2)
    return small if torch.equal(small.to(value.dtype), value) else value
