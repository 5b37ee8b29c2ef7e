"""Sketchpad's own small networks for edges: from the features of a U-Net, or from latents.

On disk they are settings as JSON beside one safetensors file, as diffusers lays them out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import torch
from torch import Tensor, nn
from torch.nn import functional

from sketchpad import atomic
from sketchpad.models.checkpoints.safetensors_io import (
    fill,
    find_weights,
    read_json,
    read_tensors,
    reading_settings,
)
from sketchpad.models.runtime.graphs import Graphs

KINDS = ("mlp", "conv")
NOISES = ("level", "map")
_FLAT = 1e-6
_SHARPNESS = 20.0
_LIMITS = {"latent_channels": 128, "pixels": 32, "width": 1024, "depth": 16}


class SmallNetwork(nn.Module):
    """Built from ``config``, a dict of JSON values; subclasses raise KeyError, TypeError or ValueError at bad ones."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()

    @property
    def config(self) -> dict[str, Any]:
        """What such a network is built from again."""
        raise NotImplementedError

    def save(self, folder: Path) -> None:
        """Write config.json and diffusion_pytorch_model.safetensors (float32) into `folder`."""
        from safetensors.torch import save

        folder.mkdir(parents=True, exist_ok=True)
        tensors = {k: v.detach().cpu().contiguous() for k, v in self.state_dict().items()}
        atomic.write_bytes(
            folder / "config.json", json.dumps(self.config, indent=2).encode() + b"\n"
        )
        atomic.write_bytes(folder / "diffusion_pytorch_model.safetensors", save(tensors))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote, ready for use (eval, no gradients for weights); WeightsMissing or WeightsDamaged."""
        config = read_json(folder / "config.json")
        with reading_settings(folder):
            network = cls(config)
        tensors = read_tensors(find_weights(folder))
        floats = {k: v.float() if v.is_floating_point() else v for k, v in tensors.items()}
        fill(network, floats, folder)
        return network


class EdgePredictor(SmallNetwork):
    """Predicts the VAE latents of the edge map from a U-Net's inner features, pixel by pixel of the latents.

    Voynov, Aberman, Cohen-Or, "Sketch-Guided Text-to-Image Diffusion Models", SIGGRAPH 2023, section 4.1.

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

    A pull through the features of the network (Voynov et al. 2022) can please the edge predictor without changing the
    picture: features are many, and few of them matter. The codec's decoder followed by a derivative says how steep the
    edges of the predicted picture are; this network says nearly the same for a hundredth of the work, with a gradient.

    Args of the config dict:
        latent_channels: of the model's codec.
        pixels: that a latent is wide.
        width, depth: channels and number of the layers that see a latent's neighbours.

    Attributes:
        graphs: compute `forwards.reader_energy` of this network, where the model that it belongs to has any.
    """

    graphs: Graphs | None = None

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
        layers = self.layers(latents.to(next(self.parameters()).dtype))
        seen = functional.pixel_shuffle(layers, self._sizes["pixels"])
        return functional.softplus(seen, beta=_SHARPNESS)
