"""How far and in which way a pull moves the latents."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from sketchpad.sampling.guidance import Step

LONGEST = 0.7
"""The most that one pull may move the latents, in standard deviations of the noise that is left."""

YIELDING = 0.06
"""What is left of a pull's strength in a step in which a ControlNet tells the lines (docs/decisions/0020)."""


def project_to_sphere(step: Step, gradient: Tensor, length: float) -> Tensor | None:
    """What to take off the next latents to follow `gradient` downhill by `length`; None where it leads nowhere.

    The noise that is left is turned, not made louder: the network knows how loud noise is at each step, and takes what
    is louder for part of the picture. (Yang et al., "Guidance with Spherical Gaussian Constraint for Conditional
    Diffusion", ICML 2024, keep to that sphere for the same reason.) It is never turned by more than `LONGEST`: more
    than the noise that is left, nothing could repair.
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
