"""How far, and in which direction, gradient guidance moves the latents."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from sketchpad.sampling.guidance import Step

LONGEST = 0.7
"""Upper bound of one move, in standard deviations of the remaining noise."""

YIELDING = 0.06
"""What is left of a pull's strength in a step in which a ControlNet tells the lines (docs/decisions/0020)."""


def project_to_sphere(step: Step, gradient: Tensor, length: float) -> Tensor | None:
    """The change to subtract from the next latents to follow `gradient` downhill by `length`; None for no change.

    The remaining noise is rotated and keeps its norm: the network expects a certain noise level at each step and would
    take anything above it for a part of the picture (Yang et al., "Guidance with Spherical Gaussian Constraint for
    Conditional Diffusion", ICML 2024). The move never exceeds `LONGEST`: later steps could not repair more than the
    remaining noise.

    Args:
        gradient: of the energy with respect to the latents, (1, channels, height, width).
        length: distance to move, in the units of the latents.
    """
    norm = float(torch.linalg.vector_norm(gradient))
    if norm == 0.0 or length == 0.0:
        return None
    assert step.x_next is not None
    assert step.denoised is not None
    most = LONGEST * step.sigma_next * math.sqrt(gradient.numel())
    noise = (
        step.x_next * step.scale_next
        - math.sqrt(max(1.0 - step.sigma_next**2, 0.0)) * step.denoised
    )
    moved = noise - gradient * (min(length, most) / norm)
    loud = float(torch.linalg.vector_norm(moved))
    if loud == 0.0:
        return None
    return noise - moved * (float(torch.linalg.vector_norm(noise)) / loud)
