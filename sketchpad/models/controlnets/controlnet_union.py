"""diffusers' ControlNetUnionModel: one network that was trained for many kinds of control images, several at a time.

xinsir, "ControlNet++: All-in-one ControlNet for image generation and editing", 2024.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from sketchpad.errors import UnsupportedGuidance
from sketchpad.models.controlnets.controlnet import as_pixels, split
from sketchpad.models.networks.text_encoder import added_conditions
from sketchpad.sampling.guidance import Residuals, Text

MODES = MappingProxyType(
    {
        "openpose": 0, "depth": 1, "softedge": 2, "scribble": 2, "canny": 3, "lineart": 3, "lineart_anime": 3,
        "mlsd": 3, "normal": 4, "segmentation": 5, "tile": 6,
    }
)  # fmt: skip
"""What the network calls our kinds of control images."""


@dataclass(frozen=True, eq=False)
class Condition:
    """An encoded control image, its number in `MODES`, and how strongly it counts beside the others."""

    encoded: Tensor
    mode: int
    scale: float


class ControlNetUnion:
    """A network that turns control images of several kinds into one set of residuals."""

    pooled = False

    def __init__(self, network: Any) -> None:
        self._embedding = network.controlnet_cond_embedding
        # `forward` would encode the hints at every step; it gets hints that are encoded already.
        network.controlnet_cond_embedding = nn.Identity()
        self.network = network
        self.key = object()

    def mode(self, kind: str) -> int:
        """The network's number for a kind of control image; UnsupportedGuidance where it was not trained for it."""
        mode = MODES.get(kind, self._count)
        if mode >= self._count:
            raise UnsupportedGuidance(method=f"ControlNet ({kind})", missing="part for it")
        return mode

    @property
    def _count(self) -> int:
        return int(self.network.config.num_control_type)

    @torch.no_grad()
    def encode_hint(self, hint: NDArray[np.float32]) -> Tensor:
        """The encoded control image, (1, channels, height / 8, width / 8), from float (height, width, 3) in 0..1."""
        encoded: Tensor = self._embedding(as_pixels(hint, self._embedding.conv_in.weight))
        return encoded

    @torch.no_grad()
    def residuals(
        self, x: Tensor, t: Tensor, texts: Sequence[Text], conditions: Sequence[Condition]
    ) -> list[Residuals]:
        """One forward pass for all `texts` and all `conditions`; residuals for each text.

        A single condition is not scaled: there the scale belongs to the residuals. `x`, `t` and what is encoded may be
        one for all texts, or one for each.
        """
        first = conditions[0].encoded
        types = torch.zeros(len(texts), self._count, device=first.device, dtype=first.dtype)
        for condition in conditions:
            types[:, condition.mode] = 1
        alone = len(conditions) == 1
        down, mid = self.network(
            x.to(first.dtype).expand(len(texts), -1, -1, -1),
            t,
            encoder_hidden_states=torch.cat([text.tokens for text in texts]),
            controlnet_cond=[c.encoded.expand(len(texts), -1, -1, -1) for c in conditions],
            control_type=types,
            control_type_idx=[condition.mode for condition in conditions],
            conditioning_scale=[1.0 if alone else condition.scale for condition in conditions],
            added_cond_kwargs=added_conditions(texts, x),
            return_dict=False,
        )
        return split(down, mid)
