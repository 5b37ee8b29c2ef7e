"""Comparisons with more in them: further seeds, or a cell's methods with other curves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sketchpad.generation.comparison.matrix import (
    Axis,
    Cell,
    CellPosition,
    Change,
    Matrix,
)
from sketchpad.generation.request.method_settings import Curve, MethodSettings


def with_more(matrix: Matrix, axis: Axis, present: Any, values: Sequence[Any]) -> Matrix | None:
    """`matrix` with further `values` of `axis`, where rows or columns are of it, or else where there are none yet.

    Args:
        present: what the cells that are there have, which become the first row or column then.

    Returns None where rows and columns are both something else. Raises BadMatrix as `Matrix` does.
    """
    changes = [Change(axis, value) for value in values]
    for side, there in (("rows", matrix.rows), ("columns", matrix.columns)):
        if there and there[0].axis == axis:
            return replace(matrix, **{side: tuple(dict.fromkeys((*there, *changes)))})  # type: ignore[arg-type]
    free = [s for s, there in (("columns", matrix.columns), ("rows", matrix.rows)) if not there]
    if not free:
        return None
    # Methods are columns, seeds are rows, where there is a choice.
    side = free[0] if axis == "methods" else free[-1]
    first = Change(axis, present)

    def moved(spot: CellPosition) -> CellPosition:
        return replace(spot, row=first) if side == "rows" else replace(spot, column=first)

    return replace(
        matrix,
        removed=frozenset(moved(spot) for spot in matrix.removed),
        branches=tuple((moved(spot), plan) for spot, plan in matrix.branches),
        **{side: tuple(dict.fromkeys((first, *changes)))},  # type: ignore[arg-type]
    )


def with_seeds(matrix: Matrix, seed: int, count: int) -> Matrix | None:
    """`matrix` with `count` further seeds, the next ones after those there are; None as in `with_more`."""
    sides = (*matrix.rows, *matrix.columns)
    there = [change.value for change in sides if change.axis == "seed"] or [seed]
    return with_more(matrix, "seed", seed, [max(there) + n for n in range(1, count + 1)])


def methods_of(matrix: Matrix, cell: Cell) -> tuple[MethodSettings, ...]:
    """The methods of a cell, before a row or column made them stronger or weaker."""
    if cell.branch:
        return cell.plan.request.methods
    for change in (cell.spot.row, cell.spot.column):
        if change is not None and change.axis == "methods":
            return tuple(change.value)
    return matrix.base.methods


def with_methods(
    matrix: Matrix, cell: Cell, methods: tuple[MethodSettings, ...], *, instead: bool
) -> Matrix | None:
    """`matrix` with `methods` beside those of `cell`, or `instead` of them in its whole row or column.

    None where there is no room for methods.
    """
    before = methods_of(matrix, cell)
    present = next(
        (c for c in (cell.spot.row, cell.spot.column) if c is not None and c.axis == "methods"),
        None,
    )
    if instead and not cell.branch:
        new = Change("methods", methods)
        if present is None:
            return replace(matrix, base=matrix.base.with_methods(*methods))
        if new in (*matrix.rows, *matrix.columns):
            return matrix
        return matrix.changed(present, new)
    return with_more(matrix, "methods", matrix.base.methods if cell.branch else before, [methods])


def with_curves(
    methods: Sequence[MethodSettings], curve_of: Callable[[MethodSettings], Curve | None]
) -> tuple[MethodSettings, ...]:
    """`methods` with the curves that `curve_of` gives; None leaves a method its own."""
    pairs = ((method, curve_of(method)) for method in methods)
    return tuple(m if curve is None else replace(m, curve=curve) for m, curve in pairs)
