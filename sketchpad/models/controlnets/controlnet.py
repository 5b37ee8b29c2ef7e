"""diffusers' networks that read control images, with the image encoded once a run instead of once a step.

- ControlNet: residuals for the U-Net's skip connections (Zhang et al., ICCV 2023).
- ControlNetUnionModel: one network trained for many kinds of control images, several at a time (xinsir,
  "ControlNet++: All-in-one ControlNet for image generation and editing", 2024).
- T2I-Adapter: features for the U-Net's encoder, the same in all steps (Mou et al., "T2I-Adapter: Learning Adapters to
  Dig out More Controllable Ability for Text-to-Image Diffusion Models", AAAI 2024).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from sketchpad.errors import UnsupportedGuidance
from sketchpad.models.networks import forwards
from sketchpad.models.networks.text_encoder import added_conditions
from sketchpad.models.runtime.graphs import Graphs
from sketchpad.sampling.denoiser import Residuals, Text
from sketchpad.sampling.network_calls import (
    CallRow,
    NetworkCall,
    batch_shape,
    digest,
    stacked_inputs,
    text_digest,
)

MODES = MappingProxyType(
    {
        "openpose": 0, "depth": 1, "softedge": 2, "scribble": 2, "canny": 3, "lineart": 3, "lineart_anime": 3,
        "mlsd": 3, "normal": 4, "segmentation": 5, "tile": 6,
    }
)  # fmt: skip
"""The number of each kind of control image in a union network."""
SOFT = (0.25, 0.62, 0.825, 1.0)
"""Weights of an adapter's levels, the finest first, where the prompt is to prevail, as other programs have them."""


@dataclass(frozen=True, eq=False)
class Condition:
    """An encoded control image, its number in `MODES`, and how strongly it counts beside the others."""

    encoded: Tensor
    mode: int = 0
    scale: float = 1.0


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

    def mode(self, kind: str) -> int:
        """The network's number for a kind of control image; UnsupportedGuidance where it was not trained for it."""
        return 0

    @torch.no_grad()
    def encode_hint(self, hint: NDArray[np.float32]) -> Tensor:
        """The encoded control image, (1, channels, height / 8, width / 8), from float (height, width, 3) in 0..1."""
        pixels = _as_pixels(hint, self._embedding.conv_in.weight)
        encoded: Tensor = self._embedding(pixels.flip(1) if self._flipped else pixels)
        return encoded

    @torch.no_grad()
    def residuals(
        self, x: Tensor, t: Tensor, texts: Sequence[Text], conditions: Sequence[Condition]
    ) -> list[Residuals]:
        """One forward pass for all `texts`; residuals for each of them, as the network puts them out.

        A single condition is not scaled: there the scale belongs to the residuals. `x`, `t` and what is encoded may be
        one for all texts, or one for each.
        """
        first, rows = conditions[0].encoded, len(texts)
        given = {
            "x": x.expand(rows, -1, -1, -1),
            "t": t.to(x.device).expand(rows),
            "tokens": torch.cat([text.tokens for text in texts]),
            "hint": first.expand(rows, -1, -1, -1),
        }
        added = added_conditions(texts, x) or {}
        given |= {f"added.{name}": part for name, part in added.items()}
        hints = self._hints(conditions, rows)
        found = None if hints or self.pooled else self.graphs.run(given)
        if found is None:
            found = forwards.controlnet(self.network, given, **hints)
        parts = [part.to(first.dtype) for part in found]
        return [
            Residuals(tuple(p[n : n + 1] for p in parts[:-1]), parts[-1][n : n + 1])
            for n in range(rows)
        ]

    def _hints(self, conditions: Sequence[Condition], count: int) -> dict[str, Any]:
        """Arguments that tell the network more than the first encoded hint."""
        return {}


class ControlNetUnion(ControlNet):
    """A network that turns control images of several kinds into one set of residuals."""

    def mode(self, kind: str) -> int:
        count = int(self.network.config.num_control_type)
        mode = MODES.get(kind, count)
        if mode >= count:
            raise UnsupportedGuidance(method=f"ControlNet ({kind})", missing="part for it")
        return mode

    def _hints(self, conditions: Sequence[Condition], count: int) -> dict[str, Any]:
        modes = [condition.mode for condition in conditions]
        types = conditions[0].encoded.new_zeros(count, int(self.network.config.num_control_type))
        types[:, modes] = 1
        scales = [condition.scale for condition in conditions] if len(conditions) > 1 else [1.0]
        return {
            "controlnet_cond": [c.encoded.expand(count, -1, -1, -1) for c in conditions],
            "control_type": types,
            "control_type_idx": modes,
            "conditioning_scale": scales,
        }


class Adapter:
    """A network that turns a control image into features for the levels of the U-Net's encoder."""

    def __init__(self, network: Any) -> None:
        self.network = network
        self.key = object()

    @torch.no_grad()
    def features(self, hint: NDArray[np.float32]) -> tuple[Tensor, ...]:
        """One tensor (1, channels, h, w) a level, from float (height, width, 3) in 0..1."""
        pixels = _as_pixels(hint, next(self.network.parameters()))
        if self.network.config.in_channels == 1:
            pixels = pixels.mean(1, keepdim=True)
        return tuple(self.network(pixels))


class ControlNetCall(NetworkCall):
    """Residuals for each of some texts, as a call that several runs can share."""

    def __init__(
        self,
        network: ControlNet,
        x: Tensor,
        t: Tensor,
        texts: Sequence[Text],
        conditions: Sequence[Condition],
    ) -> None:
        super().__init__(len(texts))
        self.network, self.x, self.t = network, x, t
        self.texts, self.conditions = texts, conditions

    @property
    def kind(self) -> Hashable:
        return self.network, batch_shape(self.x, self.t, self.texts[0]), self._settings

    def cache_key(self, row: int) -> Hashable:
        # Encoded hints are cached by value, so the same drawing has the same tensor.
        hints = tuple(condition.encoded for condition in self.conditions)
        text = text_digest(self.texts[row])
        return self.network.key, digest(self.x), float(self.t), text, hints, self._settings

    def forward(self) -> list[Residuals]:
        return self.network.residuals(self.x, self.t, self.texts, self.conditions)

    def forward_rows(self, rows: Sequence[CallRow]) -> list[Residuals]:
        own = [(call, row) for call, row in rows if isinstance(call, ControlNetCall)]
        conditions = [
            replace(first, encoded=torch.cat([call.conditions[n].encoded for call, _ in own]))
            for n, first in enumerate(self.conditions)
        ]
        texts = [call.texts[row] for call, row in own]
        return self.network.residuals(*stacked_inputs(rows), texts, conditions)

    def keyed(self, result: Residuals, key: Hashable) -> Residuals:
        return replace(result, made_from=key)

    @property
    def _settings(self) -> Hashable:
        # The scale of a single condition belongs to the residuals.
        scales = [c.scale for c in self.conditions] if len(self.conditions) > 1 else []
        return tuple(condition.mode for condition in self.conditions), tuple(scales)


def _as_pixels(hint: NDArray[np.float32], like: Tensor) -> Tensor:
    """(1, 3, height, width) on the device and in the precision of `like`."""
    pixels = torch.from_numpy(np.ascontiguousarray(hint)).permute(2, 0, 1)[None]
    return pixels.to(like.device, like.dtype)


def soft_weights(count: int) -> list[float]:
    """Factors for `count` residuals from the top level to the middle, 0.1 to 1 in equal ratios.

    With the 13 of Stable Diffusion 1.x these are the official 0.825 ** (12 - i): the deeper a level, the more its
    residuals say what is where and the less how its outline runs.
    """
    return [10.0 ** (n / (count - 1) - 1.0) for n in range(count)]


def soft_levels(count: int) -> tuple[float, ...]:
    """`SOFT` for `count` levels of an adapter: the coarsest always counts in full."""
    return SOFT[-count:] if count <= len(SOFT) else (*[SOFT[0]] * (count - len(SOFT)), *SOFT)


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
