"""Begin from paint: its latents are held at first, then only how light and of what colour they are at large.

Meng et al., "SDEdit", ICLR 2022, section 3; Choi et al., "ILVR: Conditioning Method for Denoising Diffusion
Probabilistic Models", ICCV 2021, section 3.2.
"""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from sketchpad.guidance.latent_mask import LatentMask
from sketchpad.sampling.guidance import Step

COARSE = 6
"""Sides of the latents have so many of the squares over which their coarse part is averaged."""
LONGER = 2.5
_TINY = 1e-9


class Underpainting(LatentMask):
    """Holds the painted `latents` for 1 - `denoising` of the steps, and their coarse part until `LONGER` times as many.

    At a strength of 0.6 and less the picture keeps the colours to the end, at 1 nothing is held. See `LatentMask`.
    """

    def __init__(self, latents: Tensor, mask: Tensor, noise: Tensor, denoising: float) -> None:
        super().__init__(latents, mask, noise)
        self._until = 1.0 - denoising

    def hold(self, step: Step) -> Tensor | None:
        held = super().hold(step)
        if held is None or step.share >= LONGER * self._until - _TINY:
            return None
        if step.share < self._until - _TINY:
            return held
        assert step.x_next is not None
        share = _coarse(held - step.x_next) / _coarse(self._mask).clamp_min(1e-3)
        return step.x_next + share * self._mask


def _coarse(latents: Tensor) -> Tensor:
    """What is left of (1, channels, height, width) after averaging twice over squares."""
    half = max(1, min(latents.shape[-2:]) // COARSE // 2)
    for _ in range(2):
        padded = functional.pad(latents, (half,) * 4, mode="replicate")
        latents = functional.avg_pool2d(padded, 2 * half + 1, 1)
    return latents
