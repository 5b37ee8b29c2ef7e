"""How long the rest of a comparison will take (no torch here)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True)
class EtaEstimator:
    """A cell on its way: `made` steps of its own in `seconds` of its own, `left` to go.

    `manner`: cells with an equal one take about as long for a step; such as its methods, size and model.
    """

    manner: Hashable
    made: int
    left: int
    seconds: float


def seconds_left(cells: Iterable[EtaEstimator], passed: float | None = None) -> float | None:
    """What the cells have still to go through, each at its own pace; None before anybody has made two steps.

    A cell's own seconds are its share of what was computed for several. The first step also reads text and drawing,
    so cells that have made one only go by those of their manner, and by all where there are none.

    Args:
        passed: seconds on the clock in which all that `cells` have made was made; what came between their own, like
            judging or another program, is then expected to come again.
    """
    cells = list(cells)
    known: dict[Hashable, list[float]] = {}
    for cell in cells:
        if cell.made >= 2:
            known.setdefault(cell.manner, []).append(cell.seconds / cell.made)
    if not known:
        return None
    anybody = fmean(pace for paces in known.values() for pace in paces)
    total = 0.0
    for cell in cells:
        own = [cell.seconds / cell.made] if cell.made >= 2 else known.get(cell.manner, [anybody])
        total += cell.left * fmean(own)
    own_seconds = sum(cell.seconds for cell in cells)
    return total if passed is None or not own_seconds else total * passed / own_seconds
