"""Where everything is on a sheet, in pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sketchpad.generation.comparison.matrix import CellPosition, Matrix
from sketchpad.generation.export.text_drawing import Family

if TYPE_CHECKING:
    from sketchpad.generation.export.text_drawing import Font

MOST_COLUMNS = 6
SMALLEST, LARGEST = 256, 768  # sides of a cell
LARGEST_SHEET = 12_000


@dataclass(frozen=True)
class Layout:
    """Sizes in pixels; everything but the pictures grows with `unit`. `places`: of the sketch and the cells."""

    side: int
    cell: tuple[int, int]
    places: tuple[int, ...]
    family: Family
    across: int = 0

    @classmethod
    def of(
        cls,
        shapes: Sequence[tuple[int, ...]],
        family: Family,
        across: int = 0,
        places: Sequence[int] = (),
        largest: int = LARGEST_SHEET,
    ) -> Layout:
        """For a sketch and cells of `shapes`, (height, width); the sketch comes first."""
        taken = (0, *(place + 1 for place in places or range(len(shapes) - 1)))
        side = min(max(SMALLEST, *(max(shape) for shape in shapes)), LARGEST)
        while True:
            layout = cls(side, _cell_size(shapes, side), taken, family, across)
            if max(layout.size) <= largest or side == 1:
                return layout
            side = max(1, min(side - 1, side * largest // max(layout.size)))

    @property
    def unit(self) -> float:
        return self.side / 256

    @property
    def count(self) -> int:
        return max(self.places) + 1

    def px(self, amount: float) -> int:
        return round(amount * self.unit)

    def font(self, size: float) -> Font:
        return self.family.sized(max(1, self.px(size)))

    @property
    def rows(self) -> int:
        if self.across:
            return math.ceil((self.count - 1) / self.across)
        return math.ceil(self.count / MOST_COLUMNS)

    @property
    def columns(self) -> int:
        if self.across:
            return self.across + 1
        return math.ceil(self.count / self.rows)

    @property
    def header(self) -> int:
        return self.px(62)

    @property
    def step(self) -> tuple[int, int]:
        return self.cell[0] + self.px(14), self.cell[1] + self.px(54)

    @property
    def size(self) -> tuple[int, int]:
        right, down = self.step
        return (
            2 * self.px(18) + self.columns * right - self.px(14),
            self.header + self.rows * down + self.px(16),
        )

    def corner(self, number: int) -> tuple[int, int]:
        """Of the cell `number`, counted from 1; 0 is the sketch."""
        place = self.places[number]
        row, column = divmod(place, self.columns)
        if self.across and number:  # the sketch stands in a column of its own
            row, column = divmod(place - 1, self.across)
            column += 1
        return self.px(18) + column * self.step[0], self.header + row * self.step[1]


def _cell_size(shapes: Sequence[tuple[int, ...]], side: int) -> tuple[int, int]:
    """Room for pictures of all `shapes`, (height, width), whose longer side is `side`; not too narrow for words."""
    wide = max(round(side * w / max(h, w)) for h, w in shapes)
    down = max(round(side * h / max(h, w)) for h, w in shapes)
    return max(wide, min(side, SMALLEST) * 3 // 4), down


MOST_ACROSS = 12


def cell_positions(
    matrix: Matrix | None, spots: Sequence[CellPosition | None]
) -> tuple[int, tuple[int, ...]]:
    """Columns, and the place of each cell, counted row by row.

    Rows and columns of which no cell is shown are left out.

    Args:
        spots: of the cells that are shown; None for a branch.

    Returns 0 and nothing where they do not lie in at least two columns and rows, or in more columns than there is room.
    """
    shown = [spot for spot in spots if spot is not None]
    if matrix is None or not matrix.rows or len(set(shown)) < len(shown):
        return 0, ()
    columns = [c for c in matrix.columns if any(spot.column == c for spot in shown)]
    rows = [r for r in matrix.rows if any(spot.row == r for spot in shown)]
    there = all(spot.column in columns and spot.row in rows for spot in shown)
    if not there or not 1 < len(columns) <= MOST_ACROSS:
        return 0, ()
    below = len(rows) * len(columns)
    places = []
    for spot in spots:
        if spot is None:
            places.append(below)
            below += 1
        else:
            row, column = rows.index(spot.row), columns.index(spot.column)  # type: ignore[arg-type]
            places.append(row * len(columns) + column)
    return len(columns), tuple(places)
