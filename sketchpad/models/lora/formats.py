"""What a LoRA file's tensors add to a weight, for each of the ways in which such files are made.

- LoRA (Hu et al., ICLR 2022): up down; with a kernel in the middle for convolutions.
- LoHa and LoKr (Yeh et al., "Navigating Text-To-Image Customization", ICLR 2024): two such products multiplied place by
  place, or their Kronecker product.
- A whole difference, also of norms and biases, beside any of these.
- DoRA (Liu et al., ICML 2024): the changed weight is brought to lengths that the file tells.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from sketchpad.models.lora.file import (
    ALPHA,
    BIAS,
    DOWN,
    FULL,
    HADAMARD,
    KRONECKER,
    LENGTHS,
    MID,
    NEW_BIAS,
    OUT_LENGTHS,
    UP,
    UP_BIAS,
)


def changes_of(
    parts: Mapping[str, Tensor], weight: Tensor, bias: Tensor | None
) -> dict[str, Tensor]:
    """What is added to a layer's "weight" and "bias" at strength 1, float32, where `parts` say anything of them.

    A layer without bias can get one. Raises ValueError or RuntimeError where the shapes do not fit.
    """
    changed = {}
    if not parts.keys() <= {BIAS, NEW_BIAS}:
        changed["weight"] = change_of(parts, weight)
    added = parts.get(BIAS)
    if UP_BIAS in parts:
        added = parts[UP_BIAS] * _scale(parts, parts[DOWN].shape[0])
    if NEW_BIAS in parts:
        added = parts[NEW_BIAS] - (0.0 if bias is None else bias.detach().to(parts[NEW_BIAS]))
    if added is not None:
        if added.numel() != weight.shape[0]:
            raise ValueError("the bias is not as long as the weight has rows")
        changed["bias"] = added.reshape(weight.shape[0])
    return changed


def change_of(parts: Mapping[str, Tensor], weight: Tensor) -> Tensor:
    """What is added to `weight` at strength 1, float32 and of its shape.

    Raises ValueError or RuntimeError where the shapes do not fit.
    """
    delta = delta_of(parts, weight.shape)
    lengths = parts.get(LENGTHS, parts.get(OUT_LENGTHS))
    if lengths is None:
        return delta
    before = weight.detach().to(delta.device, torch.float32)
    changed = before + delta
    told_by_shape = LENGTHS in parts and lengths.dim() > 0
    axis = 1 if told_by_shape and lengths.shape[0] != weight.shape[0] else 0
    if lengths.numel() != weight.shape[axis]:
        raise ValueError("as many lengths as the weight has rows or columns are needed")
    others = [dim for dim in range(weight.dim()) if dim != axis]
    own = torch.linalg.vector_norm(changed, dim=others, keepdim=True)
    own = own + torch.finfo(torch.float32).eps
    return changed * (lengths.float().reshape(own.shape) / own) - before


def delta_of(parts: Mapping[str, Tensor], shape: torch.Size) -> Tensor:
    """The products in `parts` times alpha / rank, for a weight of `shape`, also of a convolution.

    Raises ValueError or RuntimeError where the shapes do not fit.
    """
    if FULL in parts:
        if parts[FULL].numel() != shape.numel():
            raise ValueError("the change has another shape than the weight")
        return parts[FULL].reshape(shape)
    if HADAMARD[0] in parts:
        delta, rank = _hadamard(parts, shape)
    elif DOWN in parts:
        delta, rank = _low_rank(parts[UP], parts[DOWN], parts.get(MID), shape), parts[DOWN].shape[0]
    else:
        delta, rank = _kronecker(parts, shape)
    return delta.reshape(shape) * _scale(parts, rank)


def _scale(parts: Mapping[str, Tensor], rank: int) -> float:
    return float(parts[ALPHA].reshape(-1)[0]) / rank if ALPHA in parts and rank else 1.0


def _low_rank(up: Tensor, down: Tensor, mid: Tensor | None, shape: torch.Size) -> Tensor:
    rank = down.shape[0]
    # Before multiplying: a small hostile file could ask for a product larger than all memory.
    width = shape[1:].numel() if mid is None else shape[1]
    fits = up.numel() == shape[0] * rank and down.numel() == rank * width
    if not fits or (mid is not None and mid.shape != (rank, rank, *shape[2:])):
        raise ValueError("the change has another shape than the weight")
    if mid is None:
        return up.flatten(1) @ down.flatten(1)
    # a convolution's kernel in the middle, between two 1 x 1 ones
    return torch.einsum("or,rskl,si->oikl", up.flatten(1), mid, down.flatten(1))


def _hadamard(parts: Mapping[str, Tensor], shape: torch.Size) -> tuple[Tensor, int]:
    first_a, first_b, second_a, second_b = (parts[name] for name in HADAMARD)
    first = _factor(first_a, first_b, parts.get("hada_t1"), shape)
    second = _factor(second_a, second_b, parts.get("hada_t2"), shape)
    return first * second, first_b.shape[0]


def _kronecker(parts: Mapping[str, Tensor], shape: torch.Size) -> tuple[Tensor, int]:
    left, right = (_shape_of(parts, names) for names in KRONECKER)
    kernel = parts.get("lokr_t2")
    if kernel is not None:
        right = (*right[:2], *shape[2:])
    fits = left[0] * right[0] == shape[0]
    fits &= left[1] * right[1] * _size(right[2:]) == shape[1:].numel()
    if not fits:
        raise ValueError("the change has another shape than the weight")
    rank = 0
    factors = []
    for (whole, a, b), wanted, middle in zip(KRONECKER, (left, right), (None, kernel), strict=True):
        if whole in parts:
            factors.append(parts[whole])
        else:
            rank = parts[b].shape[0]
            factors.append(_factor(parts[a], parts[b], middle, torch.Size(wanted)).reshape(wanted))
    one, other = factors
    one = one.reshape(*one.shape, *[1] * (other.dim() - one.dim()))
    return torch.kron(one.contiguous(), other.contiguous()), rank


def _factor(a: Tensor, b: Tensor, middle: Tensor | None, shape: torch.Size) -> Tensor:
    """The product a b; with a kernel in the middle (rank, rank, ...) summed over both ranks (`a` transposed)."""
    if middle is None:
        return _low_rank(a, b, None, shape)
    return _low_rank(a.flatten(1).T, b, middle, shape)


def _shape_of(parts: Mapping[str, Tensor], names: tuple[str, str, str]) -> tuple[int, ...]:
    whole, a, b = names
    if whole in parts:
        return tuple(parts[whole].shape)
    middle = parts.get("lokr_t2") if whole == "lokr_w2" else None
    rows = parts[a].shape[0 if middle is None else 1]
    return (rows, *parts[b].shape[1:])


def _size(shape: tuple[int, ...]) -> int:
    return torch.Size(shape).numel()
