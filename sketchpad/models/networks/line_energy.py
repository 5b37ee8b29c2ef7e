"""How far the edges of a picture are from the lines that are wanted, as a number to be made small."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

STEEP = 0.15
"""Edge strength from which a line counts as present (1: from black to white within a pixel)."""
BESIDE = 0.012
"""Tolerance between a line and its edge, as a share of the longer side."""
INVENTED = 0.1
"""Weight of edges far from all lines against missing line pixels, in pictures `USUAL` pixels wide."""
USUAL = 128


def pooled(edges: Tensor, reach: int) -> Tensor:
    """The strongest of `edges` (n, 1, height, width) within `reach` pixels of each, in a square."""
    return functional.max_pool2d(edges, 2 * reach + 1, 1, reach)


def compared(edges: Tensor, reach: int) -> Tensor:
    """The same of edges that are not negative, by comparisons alone, whose gradient a graph can compute."""
    for dim in (2, 3):
        middle, size = edges, edges.shape[dim]
        for away in range(1, min(reach, size - 1) + 1):
            nothing = torch.zeros_like(middle.narrow(dim, 0, away))
            before = torch.cat([nothing, middle.narrow(dim, 0, size - away)], dim)
            after = torch.cat([middle.narrow(dim, away, size - away), nothing], dim)
            edges = torch.maximum(edges, torch.maximum(before, after))
    return edges


def line_energy(
    edges: Tensor,
    wanted: Tensor,
    apart: Tensor,
    strongest: Callable[[Tensor, int], Tensor] = pooled,
) -> Tensor:
    """Missing edges on the lines plus superfluous edges elsewhere, summed over pixels.

    Args:
        edges: the picture's edge strength (`steepness`), (1, 1, height, width) in 0..1.
        wanted: on the centre line of each stroke, its weight in 0..1; elsewhere 0. Of the same shape.
        apart: 0..1, rising with the distance from all lines. Of the same shape.
    """
    longer = max(edges.shape[-2:])
    near = strongest(edges, max(1, round(BESIDE * longer) - 1))
    lacking = ((STEEP - near).clamp_min(0.0) * wanted).sum()
    # The number of line pixels grows with the side of a picture, the number of others with its square.
    return lacking + INVENTED * USUAL / longer * (edges * apart).sum()
