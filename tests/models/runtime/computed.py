"""Graphs that need no compiler."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from sketchpad.models.networks.forwards import FORWARDS
from sketchpad.models.runtime.graphs import Graphs


class Computed(Graphs):
    """Are there at once, and computed by torch; for `most` rows at most. `rows`: those of each call."""

    def __init__(self, network: nn.Module, kind: str, most: int = 9) -> None:
        super().__init__(kind, network)
        self.most, self.rows = most, list[int]()

    def has(self, given: Mapping[str, Tensor]) -> bool:
        return len(next(iter(given.values()))) <= self.most

    def run(self, given: Mapping[str, Tensor]) -> tuple[Tensor, ...] | None:
        if not self.has(given):
            return None
        self.rows.append(len(next(iter(given.values()))))
        return FORWARDS[self._kind](self._network, given)
