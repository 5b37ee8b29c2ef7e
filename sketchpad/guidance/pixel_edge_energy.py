"""Energy of the edges of the predicted picture (x0): low where they lie on the drawn lines."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchpad.document.model import Document
from sketchpad.guidance.lines import line_hint, line_weights, lines_key
from sketchpad.guidance.silhouette import SIDE, enclosed
from sketchpad.hints.thinning import thin
from sketchpad.models.model import Model
from sketchpad.models.networks.edge_networks import steepness
from sketchpad.models.networks.line_energy import line_energy
from sketchpad.models.runtime.graphs import Graphs

FAR = 0.03
"""Scale of the distance to the lines, as a share of the longer side: at this distance an edge is penalised by 0.4."""
OUTSIDE = 10.0
"""How much more an edge costs outside of what the drawing encloses, while things take their shapes. The network means
most things to be larger than they are drawn; what would remain of that is a haze around them."""
LARGEST_DECODED = 32
"""Longer side of the latents that are decoded for the energy; larger ones are pooled first."""
DESCENT = 3
"""Steps of a descent: each looks at the edges where the one before has led."""
LONGEST = 0.1
"""Length of a step of a descent at most, as a share of the norm of the latents."""
_INK = 0.25


@dataclass(frozen=True)
class LineTarget:
    """Where edges should and should not be, as planes (1, 1, height, width) of the size of the decoded picture.

    `wanted`: on the centre line of each stroke, its weight in 0..1; elsewhere 0. `apart`: 0..1, rising with the
    distance from all lines.
    """

    wanted: Tensor
    apart: Tensor

    def clear(self, outside: Tensor, times: float) -> LineTarget:
        """The same where an edge `outside` (a plane in 0..1) costs `times` as much."""
        return LineTarget(self.wanted, self.apart * (1 + (times - 1) * outside))

    def energy(self, edges: Tensor) -> Tensor:
        """See `line_energy`; `edges`: the picture's edge strength (`steepness`), (1, 1, height, width) in 0..1."""
        return line_energy(edges, self.wanted, self.apart)


class PixelEdgeEnergy:
    """The energy of one drawing for one model; decodes small latents, or uses the model's `EdgeReader`."""

    def __init__(self, model: Model, document: Document) -> None:
        self._codec = model.codec
        self._reader = model.edge_reader()
        self._graphs: Graphs | None = getattr(self._reader, "graphs", None)
        self._place = model.place
        rows, columns = model.codec.latent_size(document.width, document.height)
        scale = 1.0 if self._reader else min(1.0, LARGEST_DECODED / max(rows, columns))
        self._size = max(1, round(rows * scale)), max(1, round(columns * scale))
        pixels = model.codec.pixels_per_latent
        height, width = self._size[0] * pixels, self._size[1] * pixels
        lines: LineTarget = model.kept.get(
            ("foreseen lines", lines_key(document), width, height),
            lambda: lines_of(document, width, height, model.place.device),
        )
        self._early = self._late = lines
        if self.is_quick:
            outside: Tensor = model.kept.get(
                ("outside of lines", lines_key(document), width, height),
                lambda: outside_of(document, width, height, model.place.device),
            )
            self._early = lines.clear(outside, OUTSIDE)

    @property
    def is_quick(self) -> bool:
        """Whether the energy needs no decoder."""
        return self._reader is not None

    def descent(self, denoised: Tensor, share: float, shaped: bool = True) -> Tensor:
        """The change of predicted latents along `DESCENT` steps downhill.

        Each is `share` times as long as Polyak's (energy / norm of the gradient), so that little is changed where the
        lines are there already; at most `LONGEST` times the latents' norm. `shaped`: as in `energy`.
        """
        z = denoised
        most = LONGEST * float(torch.linalg.vector_norm(z))
        lines = self._target(shaped)
        for _ in range(DESCENT):
            energy, gradient = self._by_graph(z, lines) or self._by_autograd(z, shaped)
            norm = float(torch.linalg.vector_norm(gradient))
            if norm == 0.0:
                break
            z = z - gradient * (min(share * float(energy) / norm, most) / norm)
        return z - denoised

    def energy(self, denoised: Tensor, shaped: bool = True) -> Tensor:
        """A scalar whose gradient with respect to `denoised` is that of the energy.

        Args:
            denoised: predicted latents (1, channels, height, width), with their graph.
            shaped: things have their shapes; edges outside of the drawing cost no more than others.
        """
        z, lines = denoised, self._target(shaped)
        if tuple(z.shape[-2:]) != self._size:
            z = shrunk(z, self._size)
        if found := self._by_graph(z, lines):
            return (z * found[1]).sum()
        if self._reader is not None:
            half = self._place.dtype == torch.bfloat16  # float16 would lose its small gradients
            with torch.autocast(self._place.device.type, torch.bfloat16, enabled=half):
                edges = self._reader(z)
            return lines.energy(edges.float())
        # The decoder may be offloaded again: its graph must not outlive this line.
        slope = self._codec.slope(z, lambda pictures: lines.energy(steepness(pictures)))
        return (z * slope).sum()

    def _target(self, shaped: bool) -> LineTarget:
        return self._late if shaped else self._early

    def _by_graph(self, z: Tensor, lines: LineTarget) -> tuple[Tensor, Tensor] | None:
        """The energy and its gradient, where a graph computes them."""
        if self._graphs is None or tuple(z.shape[-2:]) != self._size:
            return None
        with torch.no_grad():
            given = {"z": z.detach(), "wanted": lines.wanted, "apart": lines.apart}
            found = self._graphs.run(given)
        return None if found is None else (found[0], found[1])

    def _by_autograd(self, z: Tensor, shaped: bool) -> tuple[Tensor, Tensor]:
        with torch.enable_grad():
            at = z.detach().requires_grad_()
            energy = self.energy(at, shaped)
            (gradient,) = torch.autograd.grad(energy, at)
        return energy.detach(), gradient


def shrunk(z: Tensor, size: tuple[int, int]) -> Tensor:
    """Area-pool latents (n, c, h, w) to `size` (rows, columns), of any size up to that of `z`.

    Done as two matrix products, because not every device can pool to sizes that do not divide.
    """
    down, across = (_shares(int(n), m).to(z) for n, m in zip(z.shape[-2:], size, strict=True))
    return down @ z @ across.T


def _shares(count: int, parts: int) -> Tensor:
    """Pooling matrix (parts, count): the share of each part that every cell covers; rows sum to 1."""
    edges = torch.arange(count, dtype=torch.float64) * (parts / count)
    begin = torch.arange(parts, dtype=torch.float64)[:, None]
    covered = torch.minimum(edges + parts / count, begin + 1) - torch.maximum(edges, begin)
    return covered.clamp_min(0.0).float()


def lines_of(document: Document, width: int, height: int, device: torch.device) -> LineTarget:
    """The targets of a drawing for decoded pictures of `width` x `height` pixels."""
    ink = line_hint(document)[..., 0] > _INK
    middle = thin(ink).astype(np.float32)
    far = _far(ink) if ink.any() else np.zeros_like(middle)
    wanted = _resized(middle, width, height, most=True)
    wanted *= line_weights(document, width, height)
    return LineTarget(_plane(wanted, device), _plane(_resized(far, width, height), device))


def outside_of(document: Document, width: int, height: int, device: torch.device) -> Tensor:
    """How much of each pixel lies outside of all that the lines enclose: a plane (1, 1, height, width) in 0..1."""
    ink = line_hint(document)[..., 0] > _INK
    if not ink.any():
        return _plane(np.zeros((height, width), np.float32), device)
    scale = SIDE / max(ink.shape)
    rows, columns = (max(1, round(n * scale)) for n in ink.shape)
    inside = enclosed((_resized(ink.astype(np.float32), columns, rows) > 0).astype(np.uint8))
    return _plane(1 - _resized(inside, width, height), device)


def _far(ink: NDArray[np.bool_]) -> NDArray[np.float32]:
    distance = cv2.distanceTransform((~ink).astype(np.uint8), cv2.DIST_L2, 5)
    return (1 - np.exp(-0.5 * (distance / (FAR * max(ink.shape))) ** 2)).astype(np.float32)


def _resized(
    plane: NDArray[np.float32], width: int, height: int, most: bool = False
) -> NDArray[np.float32]:
    """Resize a plane by area; with `most`, lines one pixel wide stay one pixel wide and keep their value."""
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
