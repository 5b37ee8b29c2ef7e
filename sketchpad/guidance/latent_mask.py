"""Keep known parts of a picture: in its latents, or by telling them to a network that was trained to inpaint."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from sketchpad.sampling.denoiser import Branch
from sketchpad.sampling.guidance import Guidance, Step


class LatentMask(Guidance):
    """Blended latent diffusion: holds `latents`, at each step's noise level, where `mask` is 1.

    Meng et al., "SDEdit", ICLR 2022, section 3; Lian et al., "LLM-grounded Diffusion", TMLR 2024, section 3.2.

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
        # Some schedules end a little before the picture; what is known is not to be noisy there.
        sigma = step.sigma_next if step.index + 1 < step.total else 0.0
        known = (1.0 - sigma * sigma) ** 0.5 * self._latents + sigma * self._noise
        return step.x_next + (known / step.scale_next - step.x_next) * self._mask


class InpaintInput(Guidance):
    """Tells an inpainting network where to paint, and what is around.

    Args:
        given: (1, 1 + channels, height, width), the mask and the latents of the masked picture.
        free: (1, 1, height, width), 1 where it paints.
    """

    name = "inpaint"

    def __init__(self, given: Tensor, free: Tensor) -> None:
        super().__init__()
        self._given, self.free = given, free

    def condition(self, branches: Sequence[Branch], step: Step) -> None:
        for branch in branches:
            branch.inpaint = self._given
