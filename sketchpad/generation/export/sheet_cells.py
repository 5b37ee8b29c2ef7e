"""Where the cells of a comparison lie on a sheet: as in their matrix, branches below it."""

from __future__ import annotations

from collections.abc import Sequence

from sketchpad.generation.comparison.matrix import CellPosition, Matrix

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
