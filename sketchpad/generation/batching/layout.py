"""Which row of how large a batch every answer of a network came from: what the last bits of a picture depend on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

Seat = tuple[int, int]
"""Rows of the batch, and which of them, from 0. Not on the others in it: rows know nothing of each other."""
MOST_ROWS = 64
_MOST_QUESTIONS = 100_000


@dataclass(frozen=True)
class BatchLayout:
    """The seats of all answers that one plan was given, in order; as runs of (how often, seats of one question).

    `before`: of the plan that it branched off, at least as far as that.
    """

    runs: tuple[tuple[int, tuple[Seat, ...]], ...] = ()
    before: BatchLayout | None = None

    def then(self, seats: Sequence[Seat]) -> BatchLayout:
        """With the next question's."""
        last = tuple(seats)
        if self.runs and self.runs[-1][1] == last:
            return replace(self, runs=(*self.runs[:-1], (self.runs[-1][0] + 1, last)))
        return replace(self, runs=(*self.runs, (1, last)))

    def __iter__(self) -> Iterator[tuple[Seat, ...]]:
        for count, seats in self.runs:
            for _ in range(count):
                yield seats

    def to_json(self) -> list[Any]:
        """Without `before`."""
        return [[count, [list(seat) for seat in seats]] for count, seats in self.runs]

    @staticmethod
    def from_json(data: Any) -> BatchLayout:
        """Raises ValueError or TypeError for what nobody can have written."""
        runs = tuple((_whole(n), tuple((_whole(r), _whole(p)) for r, p in s)) for n, s in data)
        fits = all(
            count > 0
            and 0 < len(seats) <= MOST_ROWS
            and all(0 <= p < r <= MOST_ROWS for r, p in seats)
            for count, seats in runs
        )
        if not fits or sum(count for count, _ in runs) > _MOST_QUESTIONS:
            raise ValueError("no seats")
        return BatchLayout(runs)


def alone(rows: int) -> tuple[Seat, ...]:
    """The seats of a question that nobody shares a batch with."""
    return tuple((rows, row) for row in range(rows))


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is not a whole number")
    return value
