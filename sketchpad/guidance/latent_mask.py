"""Parts of the latents that are known already are held to what they shall become, at each step's noise.

Meng et al., "SDEdit", ICLR 2022, section 3; Lian et al., "LLM-grounded Diffusion", TMLR 2024, section 3.2.
"""

from __future__ import annotations

from torch import Tensor

from sketchpad.sampling.guidance import Guidance, Step


class LatentMask(Guidance):
    """Latents (1, channels, height, width) where `mask` (1, 1, height, width) is 1, with the run's first noise."""

    name = "held"

    def __init__(self, latents: Tensor, mask: Tensor, noise: Tensor, until: float = 1.0) -> None:
        """`until`: the share of the steps after which they are let go."""
        super().__init__(1.0, (0.0, until))
        self._latents, self._mask, self._noise = latents, mask, noise

    def hold(self, step: Step) -> Tensor | None:
        assert step.x_next is not None
        sigma = step.sigma_next
        known = (1.0 - sigma * sigma) ** 0.5 * self._latents + sigma * self._noise
        return step.x_next + (known / step.scale_next - step.x_next) * self._mask
