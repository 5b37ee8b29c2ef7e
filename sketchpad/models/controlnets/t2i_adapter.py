"""diffusers' T2I-Adapter: reads a control image once a run, where a ControlNet runs at every step.

Mou et al., "T2I-Adapter: Learning Adapters to Dig out More Controllable Ability for Text-to-Image Diffusion Models",
AAAI 2024.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sketchpad.models.controlnets.controlnet import as_pixels

SOFT = (0.25, 0.62, 0.825, 1.0)
"""Weights of the levels, the finest first, where the prompt is to prevail, as other programs have them."""


class Adapter:
    """A network that turns a control image into features for the levels of the U-Net's encoder."""

    def __init__(self, network: Any) -> None:
        self.network = network
        self.key = object()

    @torch.no_grad()
    def features(self, hint: NDArray[np.float32]) -> tuple[Tensor, ...]:
        """One tensor (1, channels, h, w) a level, from float (height, width, 3) in 0..1."""
        weight = next(self.network.parameters())
        pixels = as_pixels(hint, weight)
        if self.network.config.in_channels == 1:
            pixels = pixels.mean(1, keepdim=True)
        return tuple(self.network(pixels))


def soft_levels(count: int) -> tuple[float, ...]:
    """`SOFT` for so many levels: the coarsest always counts in full."""
    return SOFT[-count:] if count <= len(SOFT) else (*[SOFT[0]] * (count - len(SOFT)), *SOFT)
