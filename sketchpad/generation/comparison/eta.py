"""How long the rest of a comparison will take (no torch here)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class EtaEstimator:
    """A running cell: `done` own steps in its own `seconds`, `left` to go.

    `kind`: cells of equal kind take about as long for a step; such as its methods, size and model.
    """

    kind: Hashable
    done: int
    left: int
    seconds: float


def seconds_left(cells: Iterable[EtaEstimator], passed: float | None = None) -> float | None:
    """The remaining time of the cells, each at its own pace; None before any has taken two steps.

    The first step also encodes text and drawing, so cells with a single step are estimated by others of their kind, or
    by all where there are none. `passed`: seconds on the clock since the cells started; what came between their own,
    like measuring or another program, is then expected to go on.
    """
    cells = list(cells)
    known: dict[Hashable, list[float]] = {}
    for cell in cells:
        if cell.done >= 2:
            known.setdefault(cell.kind, []).append(cell.seconds / cell.done)
    if not known:
        return None
    average = float(np.mean([pace for paces in known.values() for pace in paces]))
    total = 0.0
    for cell in cells:
        own = [cell.seconds / cell.done] if cell.done >= 2 else known.get(cell.kind, [average])
        total += cell.left * float(np.mean(own))
    own_seconds = sum(cell.seconds for cell in cells)
    return total if passed is None or not own_seconds else total * passed / own_seconds
