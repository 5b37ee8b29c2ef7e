"""What a finished model learnt further, as one LoRA of as many numbers as one is willing to spend.

The part `words` trains the U-Net's matrices in full, which learns faster than training factors does. Of what changed,
the parts that say most are kept: singular value decompositions of all layers compete for the same numbers, so a layer
that changed much gets a higher rank. What that loses, the part `words-lora` learns back in the factors themselves. The
base stays as it is to the bit, and so do all nets that were made for it.
"""

from __future__ import annotations

import heapq
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from sketchpad.training.core.quantize import rounded
from sketchpad.training.diffusion.lora_layers import FILE

NUMBERS = 4_000_000
"""In all factors together."""
STEPS = 6
"""Of the grid that the factors are rounded to; see ``compact.rounded``."""
NOTHING = 1e-4
"""Directions that changed by less than this share of the first one have not changed."""

Factors = tuple[Tensor, Tensor]
"""down (rank, inputs of the matrix), up (outputs, rank)."""


def changes(before: nn.Module, after: dict[str, Tensor]) -> dict[str, Tensor]:
    """Layer -> what its weight changed by, for those of ``after`` (tensors by name) that changed."""
    found = {}
    for name, layer in before.named_modules():
        new = after.get(f"{name}.weight")
        if new is not None and isinstance(layer, nn.Linear | nn.Conv2d):
            change = new.float().cpu() - layer.weight.detach().float().cpu()
            if bool(change.any()):
                found[name] = change
    return found


@torch.no_grad()
def factors(deltas: dict[str, Tensor], numbers: int | None = None) -> dict[str, Factors]:
    """Low-rank factors of the changes: with ``numbers`` (`NUMBERS`) in all, those that explain most of all squares."""
    numbers = NUMBERS if numbers is None else numbers
    parts = {
        name: torch.linalg.svd(d.flatten(1), full_matrices=False) for name, d in deltas.items()
    }
    ranks = dict.fromkeys(parts, 0)

    def worth(name: str) -> float:
        u, s, v = parts[name]
        return -(float(s[ranks[name]]) ** 2) / (u.shape[0] + v.shape[1])

    queue = [(worth(name), name) for name in parts]
    heapq.heapify(queue)
    while queue:
        _, name = heapq.heappop(queue)
        u, s, v = parts[name]
        numbers -= u.shape[0] + v.shape[1]
        if numbers < 0:
            break
        ranks[name] += 1
        if ranks[name] < len(s) and s[ranks[name]] > NOTHING * s[0]:
            heapq.heappush(queue, (worth(name), name))
    found = {}
    for name, rank in ranks.items():
        if rank:
            u, s, v = parts[name]
            root = s[:rank].sqrt()
            found[name] = root[:, None] * v[:rank], u[:, :rank] * root
    return found


def packable(kept: dict[str, Factors]) -> dict[str, Factors]:
    """The factors on a coarse grid. Each direction is rounded by itself: the last are far smaller than the first."""
    return {
        name: (rounded(down, STEPS), rounded(up.T, STEPS).T.contiguous())
        for name, (down, up) in kept.items()
    }


@torch.no_grad()
def fold(network: nn.Module, kept: dict[str, Factors]) -> None:
    """Add the changes to the network's weights."""
    for name, (down, up) in kept.items():
        weight = network.get_submodule(name).weight
        assert isinstance(weight, Tensor)
        weight += (up @ down).view_as(weight).to(weight)


def explained(deltas: dict[str, Tensor], kept: dict[str, Factors]) -> float:
    """Share of the squares of all changes that the factors hold, 1 for all of it."""
    whole = left = 0.0
    for name, delta in deltas.items():
        flat = delta.flatten(1)
        whole += float(flat.square().sum())
        made = kept[name][1] @ kept[name][0] if name in kept else torch.zeros_like(flat)
        left += float((flat - made).square().sum())
    return 1 - left / whole if whole else 1.0


def write(network: nn.Module, kept: dict[str, Factors], folder: Path) -> None:
    """As ``pipe.load_lora_weights(folder)`` and Sketchpad read it, in half precision."""
    tensors = {}
    for name, (down, up) in packable(kept).items():
        weight = network.get_submodule(name).weight
        assert isinstance(weight, Tensor)
        shape = weight.shape
        ends = [1] * (len(shape) - 2)
        tensors[f"unet.{name}.lora_A.weight"] = down.reshape(-1, *shape[1:])
        tensors[f"unet.{name}.lora_B.weight"] = up.reshape(*up.shape, *ends)
    folder.mkdir(parents=True, exist_ok=True)
    half = {name: value.half().contiguous() for name, value in tensors.items()}
    save_file(half, folder / FILE, metadata={"format": "pt"})
