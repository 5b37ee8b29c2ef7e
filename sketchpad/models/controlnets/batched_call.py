"""Forward passes of a ControlNet as calls that several runs can share."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from sketchpad.models.controlnets.controlnet import ControlNet
from sketchpad.models.controlnets.controlnet_union import Condition, ControlNetUnion
from sketchpad.sampling.guidance import Residuals, Text
from sketchpad.sampling.network_calls import (
    CallRow,
    NetworkCall,
    batch_shape,
    digest,
    stacked_inputs,
    text_digest,
)


class ControlNetCall(NetworkCall):
    """Residuals for each of some texts. A ControlNet reads the first of the conditions, a union network all."""

    def __init__(
        self,
        network: ControlNet | ControlNetUnion,
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
        return self._residuals(self.x, self.t, self.texts, self.conditions)

    def forward_rows(self, rows: Sequence[CallRow]) -> list[Residuals]:
        own = [(call, row) for call, row in rows if isinstance(call, ControlNetCall)]
        x, t = stacked_inputs(rows)
        conditions = [
            replace(first, encoded=torch.cat([call.conditions[n].encoded for call, _ in own]))
            for n, first in enumerate(self.conditions)
        ]
        return self._residuals(x, t, [call.texts[row] for call, row in own], conditions)

    def keyed(self, result: Residuals, key: Hashable) -> Residuals:
        return replace(result, made_from=key)

    @property
    def _settings(self) -> Hashable:
        if isinstance(self.network, ControlNet):
            return ()  # its strength belongs to the residuals
        scales = [c.scale for c in self.conditions] if len(self.conditions) > 1 else []
        return tuple(condition.mode for condition in self.conditions), tuple(scales)

    def _residuals(
        self, x: Tensor, t: Tensor, texts: Sequence[Text], conditions: Sequence[Any]
    ) -> list[Residuals]:
        if isinstance(self.network, ControlNet):
            return self.network.residuals(x, t, texts, conditions[0].encoded)
        return self.network.residuals(x, t, texts, conditions)
