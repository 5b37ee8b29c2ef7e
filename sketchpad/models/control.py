"""diffusers' ControlNet, with its hint encoded once a run instead of once a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

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

    @torch.no_grad()
    def encode_hint(self, hint: NDArray[np.float32]) -> Tensor:
        """The encoded control image, (1, channels, height / 8, width / 8), from float (height, width, 3) in 0..1."""
        weight = self._embedding.conv_in.weight
        pixels = (
            torch.from_numpy(np.ascontiguousarray(hint))
            .permute(2, 0, 1)[None]
            .to(weight.device, weight.dtype)
        )
        encoded: Tensor = self._embedding(pixels.flip(1) if self._flipped else pixels)
        return encoded

    @torch.no_grad()
    def residuals(
        self, x: Tensor, t: Tensor, texts: Sequence[Text], encoded_hint: Tensor, scale: float
    ) -> list[Residuals]:
        """One forward pass for all `texts`; residuals for each of them, multiplied by `scale`."""
        down, mid = self.network(
            x.to(encoded_hint.dtype).expand(len(texts), -1, -1, -1),
            t,
            encoder_hidden_states=torch.cat([text.tokens for text in texts]),
            controlnet_cond=encoded_hint,
            conditioning_scale=scale,
            return_dict=False,
        )
        return [
            Residuals(tuple(part[n : n + 1] for part in down), mid[n : n + 1])
            for n in range(len(texts))
        ]
