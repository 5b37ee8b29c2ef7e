"""Keep known parts of the latents: at each step they are replaced by the known latents at that step's noise level.

Meng et al., "SDEdit", ICLR 2022, section 3; Lian et al., "LLM-grounded Diffusion", TMLR 2024, section 3.2.
"""

from __future__ import annotations

from torch import Tensor

from sketchpad.sampling.guidance import Guidance, Step


class LatentMask(Guidance):
    """Blended latent diffusion: holds `latents` where `mask` is 1.

    Args:
        latents: (1, channels, height, width), free of noise.
        mask: (1, 1, height, width), 0..1.
        noise: the initial noise of the run, of the shape of `latents`.
        until: share of the steps after which the latents are released.
    """

    name = "held"

    def __init__(self, latents: Tensor, mask: Tensor, noise: Tensor, until: float = 1.0) -> None:
        super().__init__(1.0, (0.0, until))
        self._latents, self._mask, self._noise = latents, mask, noise

    def hold(self, step: Step) -> Tensor | None:
        assert step.x_next is not None
        sigma = step.sigma_next
        known = (1.0 - sigma * sigma) ** 0.5 * self._latents + sigma * self._noise
        return step.x_next + (known / step.scale_next - step.x_next) * self._mask
