"""Do the edges of the picture that a step foresees lie on the drawn lines?"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from sketchpad.document.model import Document
from sketchpad.guidance.lines import line_hint, line_weights, lines_key
from sketchpad.hints.thinning import thin
from sketchpad.models.model import Model
from sketchpad.models.networks.edge_reader import steepness

STEEP = 0.15
"""A line is there where the picture is as steep as this (1: from black to white at once)."""
BESIDE = 0.012
"""Of the longer side: so far beside a line its edge may lie."""
FAR = 0.03
"""Of the longer side: at this distance from all lines an edge counts 0.4 of one that nobody drew."""
INVENTED = 0.1
"""What a pixel's steepness far from all lines counts, beside what a line's pixel lacks, in pictures `USUAL` wide."""
USUAL = 128
LARGEST_DECODED = 32
"""Longer side of the latents that are decoded to be looked at: a line is a line in a smaller picture, too."""
_INK = 0.25


@dataclass(frozen=True)
class LineTarget:
    """Planes (1, 1, h, w) of the size of the pictures that are looked at.

    `wanted`: 0..1, on the middle of each line as much as it is to be obeyed; `apart`: 0..1, far from all lines.
    """

    wanted: Tensor
    apart: Tensor

    def energy(self, edges: Tensor) -> Tensor:
        """What lines lack to be seen, and what edges are elsewhere, of `steepness` (1, 1, h, w); a sum over pixels."""
        longer = max(edges.shape[-2:])
        reach = max(1, round(BESIDE * longer) - 1)
        near = functional.max_pool2d(edges, 2 * reach + 1, 1, reach)
        lacking = ((STEEP - near).clamp_min(0.0) * self.wanted).sum()
        # Lines grow with the side of a picture, what lies between them with its square.
        return lacking + INVENTED * USUAL / longer * (edges * self.apart).sum()


class PixelEdgeEnergy:
    """The energy of one drawing with one model."""

    def __init__(self, model: Model, document: Document) -> None:
        self._codec = model.codec
        self._reader = model.edge_reader()
        rows, columns = model.codec.latent_size(document.width, document.height)
        scale = 1.0 if self._reader else min(1.0, LARGEST_DECODED / max(rows, columns))
        self._size = max(1, round(rows * scale)), max(1, round(columns * scale))
        pixels = model.codec.pixels_per_latent
        height, width = self._size[0] * pixels, self._size[1] * pixels
        self._lines: LineTarget = model.kept.get(
            ("foreseen lines", lines_key(document), width, height),
            lambda: lines_of(document, width, height, model.place.device),
        )

    def energy(self, foreseen: Tensor) -> Tensor:
        """Of latents (1, channels, h, w) with their graph: a number whose gradient is the energy's."""
        z = foreseen
        if tuple(z.shape[-2:]) != self._size:
            z = shrunk(z, self._size)
        if self._reader is not None:
            return self._lines.energy(self._reader(z))
        # A decoder may be on a visit to the device: its graph does not outlive this line.
        slope = self._codec.slope(z, lambda pictures: self._lines.energy(steepness(pictures)))
        return (z * slope).sum()


def shrunk(z: Tensor, size: tuple[int, int]) -> Tensor:
    """(n, c, h, w) as means over the areas of `size` (rows, columns), of any size up to that of `z`.

    As two products: not every device can pool to sizes that do not divide.
    """
    down, across = (_shares(int(n), m).to(z) for n, m in zip(z.shape[-2:], size, strict=True))
    return down @ z @ across.T


def _shares(count: int, parts: int) -> Tensor:
    """(parts, count): how much of each part's length every one of `count` cells covers; rows sum to 1."""
    edges = torch.arange(count, dtype=torch.float64) * (parts / count)
    begin = torch.arange(parts, dtype=torch.float64)[:, None]
    covered = torch.minimum(edges + parts / count, begin + 1) - torch.maximum(edges, begin)
    return covered.clamp_min(0.0).float()


def lines_of(document: Document, width: int, height: int, device: torch.device) -> LineTarget:
    """What is drawn, for pictures of `width` x `height`."""
    ink = line_hint(document)[..., 0] > _INK
    middle = thin(ink).astype(np.float32)
    far = _far(ink) if ink.any() else np.zeros_like(middle)
    wanted = _resized(middle, width, height, most=True)
    wanted *= line_weights(document, width, height)
    return LineTarget(_plane(wanted, device), _plane(_resized(far, width, height), device))


def _far(ink: NDArray[np.bool_]) -> NDArray[np.float32]:
    distance = cv2.distanceTransform((~ink).astype(np.uint8), cv2.DIST_L2, 5)
    return (1 - np.exp(-0.5 * (distance / (FAR * max(ink.shape))) ** 2)).astype(np.float32)


def _resized(
    plane: NDArray[np.float32], width: int, height: int, most: bool = False
) -> NDArray[np.float32]:
    """`most`: what is one pixel wide stays one, whatever the size."""
    if plane.shape == (height, width):
        return plane.copy()
    if not most:
        return cv2.resize(plane, (width, height), interpolation=cv2.INTER_AREA)
    rows, columns = np.nonzero(plane)
    small = np.zeros((height, width), np.float32)
    small[rows * height // plane.shape[0], columns * width // plane.shape[1]] = 1.0
    return small


def _plane(values: NDArray[np.float32], device: torch.device) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(values))[None, None].to(device)
