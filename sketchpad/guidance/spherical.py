"""Moves on the sphere where noise lies: how far gradient guidance moves the latents, and the way between two noises."""

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


def slerp(one: Tensor, other: Tensor, share: float) -> Tensor:
    """The noise on the great circle from `one` (a share of 0) to `other` (1), as loud as noise is in between.

    Source: Shoemake, "Animating Rotation with Quaternion Curves", SIGGRAPH 1985, section 3.3.
    """
    norms = [torch.linalg.vector_norm(noise) for noise in (one, other)]
    cosine = float((one * other).sum() / (norms[0] * norms[1]))
    angle = math.acos(min(max(cosine, -1.0), 1.0))
    if math.sin(angle) < 1e-6:  # the same seed
        return one
    return (math.sin((1 - share) * angle) * one + math.sin(share * angle) * other) / math.sin(angle)
