"""How steep the edges of a picture will be, read off its latents without decoding them.

A pull through the features of the network (Voynov et al. 2022) can please the edge predictor without changing what the
picture shows: features are many, and few of them matter. What a step foresees of the finished picture is what it shows.
The codec's decoder followed by a derivative says how steep its edges are; this small network says nearly the same for a
hundredth of the work, and has a gradient.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from sketchpad.models.networks.small_network import SmallNetwork

_FLAT = 1e-6
_SHARPNESS = 20.0
_LIMITS = {"latent_channels": 128, "pixels": 32, "width": 1024, "depth": 16}


def steepness(pictures: Tensor) -> Tensor:
    """How steep each place is: of red, green and blue the steepest Sobel gradient; 1 for a clean step of full contrast.

    Args:
        pictures: (n, 3, height, width) in -1..1.

    Returns:
        (n, 1, height, width), at least 0.
    """
    n, channels, height, width = pictures.shape
    across = pictures.new_tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]) / 8
    kernels = torch.stack([across, across.T])[:, None]
    planes = pictures.reshape(n * channels, 1, height, width)
    padded = functional.pad(planes, (1, 1, 1, 1), mode="replicate")
    slopes = functional.conv2d(padded, kernels).square().sum(1)
    # The root has no gradient at 0.
    return (slopes + _FLAT).sqrt().reshape(n, channels, height, width).amax(1, keepdim=True)


class EdgeReader(SmallNetwork):
    """From latents to `steepness` of the picture that they would be decoded to, at full size.

    Args of the config dict:
        latent_channels: of the model's codec.
        pixels: that a latent is wide.
        width, depth: channels and number of the layers that see a latent's neighbours.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self._sizes = {name: int(config[name]) for name in _LIMITS}
        if any(not 1 <= self._sizes[name] <= most for name, most in _LIMITS.items()):
            raise ValueError("sizes that no such network has")
        width = self._sizes["width"]
        layers: list[nn.Module] = [nn.Conv2d(self._sizes["latent_channels"], width, 3, padding=1)]
        for _ in range(self._sizes["depth"]):
            layers += [nn.SiLU(), nn.Conv2d(width, width, 3, padding=1)]
        layers += [nn.SiLU(), nn.Conv2d(width, self._sizes["pixels"] ** 2, 1)]
        self.layers = nn.Sequential(*layers)

    @property
    def config(self) -> dict[str, Any]:
        return dict(self._sizes)

    def forward(self, latents: Tensor) -> Tensor:
        """Steepness (n, 1, height * pixels, width * pixels) of latents (n, channels, height, width), float32."""
        seen = functional.pixel_shuffle(self.layers(latents.float()), self._sizes["pixels"])
        return functional.softplus(seen, beta=_SHARPNESS)
