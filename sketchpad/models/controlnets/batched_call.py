"""What a ControlNet is asked, so that several runs can be answered together."""

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
    by_value,
    digest,
    inputs,
)


class ControlNetCall(NetworkCall):
    """Residuals for each of some texts. A ControlNet hears the first of the conditions, a union network all."""

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
        return self.network, batch_shape(self.x, self.t, self.texts[0]), self._manner

    def value(self, row: int) -> Hashable:
        # Encoded hints are remembered by value, so the same drawing has the same tensor.
        hints = tuple(condition.encoded for condition in self.conditions)
        text = by_value(self.texts[row])
        return self.network.key, digest(self.x), float(self.t), text, hints, self._manner

    def ask(self) -> list[Residuals]:
        return self._asked(self.x, self.t, self.texts, self.conditions)

    def ask_together(self, places: Sequence[CallRow]) -> list[Residuals]:
        rows = [(net, row) for net, row in places if isinstance(net, ControlNetCall)]
        x, t = inputs(places)
        conditions = [
            replace(first, encoded=torch.cat([net.conditions[n].encoded for net, _ in rows]))
            for n, first in enumerate(self.conditions)
        ]
        return self._asked(x, t, [net.texts[row] for net, row in rows], conditions)

    def marked(self, answer: Residuals, value: Hashable) -> Residuals:
        return replace(answer, made_from=value)

    @property
    def _manner(self) -> Hashable:
        if isinstance(self.network, ControlNet):
            return ()  # its strength belongs to the residuals
        scales = [c.scale for c in self.conditions] if len(self.conditions) > 1 else []
        return tuple(condition.mode for condition in self.conditions), tuple(scales)

    def _asked(
        self, x: Tensor, t: Tensor, texts: Sequence[Text], conditions: Sequence[Any]
    ) -> list[Residuals]:
        if isinstance(self.network, ControlNet):
            return self.network.residuals(x, t, texts, conditions[0].encoded)
        return self.network.residuals(x, t, texts, conditions)
