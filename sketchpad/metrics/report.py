"""Numbers for people: means that say how sure they are, and tables of them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A mean with the interval that holds the true one in 95 of 100 such experiments. `count`: values behind it."""

    mean: float
    low: float
    high: float
    count: int

    def percent(self) -> str:
        """As a percentage: ``81 % (75 to 87)``."""
        return f"{100 * self.mean:.0f} % ({100 * self.low:.0f} to {100 * self.high:.0f})"

    def share(self) -> str:
        """As a share: ``0.81 (0.75 to 0.87)``."""
        return f"{self.mean:.2f} ({self.low:.2f} to {self.high:.2f})"

    def signed(self) -> str:
        """As a signed difference: ``+0.31 (+0.25 to +0.37)``."""
        return f"{self.mean:+.2f} ({self.low:+.2f} to {self.high:+.2f})"


def estimate(
    values: Sequence[float], groups: Sequence[Hashable] | None = None, seed: int = 0
) -> Estimate:
    """Mean of `values` with its bootstrap interval (percentile method, Efron 1979).

    Args:
        groups: of each value; whole groups are drawn, so that four seeds of one drawing do not pass for four drawings.
            Without, each value is a group of its own.

    Raises ValueError without values.
    """
    if not len(values):
        raise ValueError("no values to take the mean of")
    data = np.asarray(values, np.float64)
    keys = range(len(data)) if groups is None else groups
    numbers: dict[Hashable, int] = {}
    group = np.array([numbers.setdefault(key, len(numbers)) for key in keys])
    sums = np.bincount(group, weights=data)
    counts = np.bincount(group)
    drawn = np.random.default_rng(seed).integers(0, len(sums), (RESAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Estimate(float(data.mean()), float(low), float(high), len(data))


@dataclass(frozen=True)
class Table:
    """Headings and rows of text; the first column is left-aligned, the others are numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""

    def markdown(self) -> str:
        lines = [f"### {self.title}", ""] if self.title else []
        lines.append(_pipes(self.headings))
        lines.append(_pipes(["---", *["---:"] * (len(self.headings) - 1)]))
        return "\n".join(lines + [_pipes(row) for row in self.rows])

    def text(self) -> str:
        """For a terminal: columns in line."""
        rows = [self.headings, *self.rows]
        widths = [max(len(row[n]) for row in rows) for n in range(len(self.headings))]
        lines = [
            "  ".join(
                cell.rjust(width) if n else cell.ljust(width)
                for n, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        ]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join(([self.title, ""] if self.title else []) + lines)


def _pipes(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
