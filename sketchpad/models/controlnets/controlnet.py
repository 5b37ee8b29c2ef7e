"""diffusers' ControlNet, with its hint encoded once a run instead of once a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from sketchpad.models.graphs import forwards
from sketchpad.models.graphs.graphs import Graphs
from sketchpad.models.networks.text_encoder import added_conditions
from sketchpad.sampling.guidance import Residuals, Text


class ControlNet:
    """A network that turns a control image into residuals for the U-Net's skip connections."""

    def __init__(self, network: Any) -> None:
        self._embedding = network.controlnet_cond_embedding
        self._flipped = network.config.controlnet_conditioning_channel_order == "bgr"
        # `forward` would encode the hint at every step; it gets hints that are encoded already.
        network.controlnet_cond_embedding = nn.Identity()
        network.register_to_config(controlnet_conditioning_channel_order="rgb")
        self.network = network
        self.graphs = Graphs("controlnet", network)
        self.key = object()
        """Stands for the network in the keys of what it encoded, without keeping it alive."""

    @property
    def pooled(self) -> bool:
        """Its residuals say what is in the picture, not where; such nets speak to the prompt's branch only."""
        return bool(self.network.config.global_pool_conditions)

    @torch.no_grad()
    def encode_hint(self, hint: NDArray[np.float32]) -> Tensor:
        """The encoded control image, (1, channels, height / 8, width / 8), from float (height, width, 3) in 0..1."""
        weight = self._embedding.conv_in.weight
        pixels = as_pixels(hint, weight)
        encoded: Tensor = self._embedding(pixels.flip(1) if self._flipped else pixels)
        return encoded

    @torch.no_grad()
    def residuals(
        self, x: Tensor, t: Tensor, texts: Sequence[Text], encoded_hint: Tensor
    ) -> list[Residuals]:
        """One forward pass for all `texts`; residuals for each of them, as the network puts them out.

        `x`, `t` and the hint may be one for all texts, or one for each.
        """
        rows = len(texts)
        added = added_conditions(texts, x) or {}
        given = {
            "x": x.expand(rows, -1, -1, -1),
            "t": t.to(x.device).expand(rows),
            "tokens": torch.cat([text.tokens for text in texts]),
            "hint": encoded_hint.expand(rows, -1, -1, -1),
            **{f"added.{name}": part for name, part in added.items()},
        }
        found = None if self.pooled else self.graphs.run(given)
        if found is None:
            found = forwards.controlnet(self.network, given)
        *down, mid = (part.to(encoded_hint.dtype) for part in found)
        return split(down, mid)


def as_pixels(hint: NDArray[np.float32], like: Tensor) -> Tensor:
    """(1, 3, height, width) where and as precise as `like`."""
    pixels = torch.from_numpy(np.ascontiguousarray(hint)).permute(2, 0, 1)[None]
    return pixels.to(like.device, like.dtype)


def split(down: Sequence[Tensor], mid: Tensor) -> list[Residuals]:
    """A batch of residuals as one for each of its members."""
    return [
        Residuals(tuple(part[n : n + 1] for part in down), mid[n : n + 1]) for n in range(len(mid))
    ]


def soft_weights(count: int) -> list[float]:
    """Factors for `count` residuals from the top level to the middle, 0.1 to 1 in equal ratios.

    With the 13 of Stable Diffusion 1.x these are the official 0.825 ** (12 - i): the deeper a level, the more its
    residuals say what is where and the less how its outline runs.
    """
    return [10.0 ** (n / (count - 1) - 1.0) for n in range(count)]


def masked(parts: Sequence[Tensor], weights: Sequence[float], mask: Tensor | None) -> list[Tensor]:
    """Each part times its weight, and times `mask` (1, 1, height, width) brought to its size."""
    return [
        part * weight if mask is None else part * (_at(mask, part) * weight)
        for part, weight in zip(parts, weights, strict=True)
    ]


def scaled(residuals: Residuals, weights: Sequence[float], mask: Tensor | None = None) -> Residuals:
    """Residuals of which each level is multiplied as by `masked`."""
    *down, mid = masked((*residuals.down, residuals.mid), weights, mask)
    known = residuals.made_from is not None and mask is None
    return Residuals(tuple(down), mid, (residuals.made_from, *weights) if known else None)


def _at(mask: Tensor, part: Tensor) -> Tensor:
    size = (int(part.shape[-2]), int(part.shape[-1]))
    if size != tuple(mask.shape[-2:]):
        mask = nn.functional.interpolate(mask, size, mode="area")
    return mask.to(part.device, part.dtype)
