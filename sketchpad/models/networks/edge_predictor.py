"""The latent edge predictor: from a U-Net's inner features to the latents of the picture's edge map.

Voynov, Aberman, Cohen-Or, "Sketch-Guided Text-to-Image Diffusion Models", SIGGRAPH 2023, section 4.1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from sketchpad.models.networks.small_network import SmallNetwork

KINDS = ("mlp", "conv")
NOISES = ("level", "map")


class EdgePredictor(SmallNetwork):
    """Predicts the VAE latents of the edge map, pixel by pixel of the latents.

    Args of the config dict:
        taps: names of the U-Net's modules whose outputs are the features, in order.
        channels: channels of each of them.
        latent_channels: of the base model's codec.
        encodings: number L of sine encodings of the noise, ``sin(2 pi n 2^-l)`` for l = 0..L-1 (paper: 9).
        kind: "mlp" sees one pixel at a time, as in the paper; "conv" also sees its neighbours.
        hidden: widths of the hidden layers (paper: 512, 256, 128, 64).
        noise: "level" takes the noise level, one number a picture; "map" the noise itself, sqrt(1 - abar) * eps.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        self.taps: tuple[str, ...] = tuple(str(name) for name in config["taps"])
        self.channels: tuple[int, ...] = tuple(int(n) for n in config["channels"])
        self.latent_channels = int(config["latent_channels"])
        self.encodings = int(config.get("encodings", 9))
        self.kind = str(config.get("kind", "mlp"))
        self.hidden: tuple[int, ...] = tuple(
            int(n) for n in config.get("hidden", (512, 256, 128, 64))
        )
        self.noise = str(config.get("noise", "level"))
        if not self.taps or len(self.taps) != len(self.channels):
            raise ValueError("taps and channels must be two lists of the same length")
        if self.kind not in KINDS or self.noise not in NOISES or not self.hidden:
            raise ValueError("unknown kind or noise, or no hidden layers")
        self.layers = nn.Sequential(*self._build())

    @property
    def noise_channels(self) -> int:
        one = self.latent_channels if self.noise == "map" else 1
        return one * (1 + self.encodings)

    @property
    def config(self) -> dict[str, Any]:
        return {
            "taps": list(self.taps),
            "channels": list(self.channels),
            "latent_channels": self.latent_channels,
            "encodings": self.encodings,
            "kind": self.kind,
            "hidden": list(self.hidden),
            "noise": self.noise,
        }

    def _build(self) -> list[nn.Module]:
        width = self.hidden[0]
        # Layer 0 is always 1x1: `forward` applies it to each feature map at that map's own, smaller size.
        layers: list[nn.Module] = [nn.Conv2d(sum(self.channels) + self.noise_channels, width, 1)]
        for wider, width in pairwise((*self.hidden, self.latent_channels)):
            if self.kind == "mlp":
                layers += [nn.ReLU(), nn.BatchNorm2d(wider), nn.Conv2d(wider, width, 1)]
            else:
                norm = nn.GroupNorm(math.gcd(8, wider), wider)
                layers += [norm, nn.SiLU(), nn.Conv2d(wider, width, 3, padding=1)]
        return layers

    def forward(self, features: Sequence[Tensor], noise: Tensor, size: tuple[int, int]) -> Tensor:
        """Predicted latents of the edge map, float, shape (batch, latent_channels, *size).

        Args:
            features: one tensor a tap, in the order of `taps`, shape (batch, channels, any height, any width).
            noise: level sqrt(1 - abar) of shape (batch,) in 0..1, or the noise map of shape
                (batch, latent_channels, *size), whichever the config's `noise` says.
            size: height and width of the latents.
        """
        first = self.layers[0]
        assert isinstance(first, nn.Conv2d)
        parts = first.weight.split([*self.channels, self.noise_channels], dim=1)
        # A 1x1 convolution and bilinear resizing commute, so the wide first layer runs on the small maps.
        hidden = functional.conv2d(self._encode(noise).to(first.weight), parts[-1], first.bias)
        hidden = hidden.expand(-1, -1, *size)
        for feature, weight in zip(features, parts, strict=False):
            seen = functional.conv2d(feature.to(weight), weight)
            if seen.shape[-2:] != size:
                seen = functional.interpolate(seen, size=size, mode="bilinear", align_corners=False)
            hidden = hidden + seen
        for layer in list(self.layers)[1:]:
            hidden = layer(hidden)
        return hidden

    def _encode(self, noise: Tensor) -> Tensor:
        if self.noise == "level":
            noise = noise.reshape(-1, 1, 1, 1)
        noise = noise.float()
        waves = [torch.sin(2 * math.pi * noise * 2.0**-level) for level in range(self.encodings)]
        return torch.cat([noise, *waves], dim=1)
