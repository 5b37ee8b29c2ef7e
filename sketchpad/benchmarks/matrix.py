"""A comparison as a whole: the time of its matrix against the sum of its cells, each made alone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from sketchpad.benchmarks.tables import title
from sketchpad.document.model import Document
from sketchpad.generation.comparison.matrix import Change, Matrix
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.metrics.report import Table
from sketchpad.terminal import ProgressLine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sketchpad.benchmarks.stock import Stock

SEEDS = 3
Methods = tuple[MethodSettings, ...]


@dataclass(frozen=True)
class MatrixTime:
    """Seconds of the whole, one entry for each repeat, made by turns.

    Args:
        cells: how many, of these `methods`, one after the other with as many seeds each.
        together, alone: our matrix, and our cells one after the other.
        stock: the rivals' cells one after the other; empty without rivals.
    """

    cells: int
    methods: tuple[str, ...]
    together: tuple[float, ...]
    alone: tuple[float, ...]
    stock: tuple[float, ...] = ()

    @property
    def alone_ratio(self) -> float:
        return median(b / a for a, b in zip(self.together, self.alone, strict=True))

    @property
    def stock_ratio(self) -> float | None:
        """How many times as long the rivals take: the median over the pairs made one after the other."""
        pairs = list(zip(self.together, self.stock, strict=False))
        return median(b / a for a, b in pairs) if pairs else None

    def to_json(self) -> dict[str, object]:
        return {
            "cells": self.cells,
            "methods": list(self.methods),
            "together": list(self.together),
            "alone": list(self.alone),
            "stock": list(self.stock),
            "stock_to_ours": self.stock_ratio,
        }


def matrix_times(
    modes: Mapping[str, Methods],
    sampling: Sampling,
    model: str,
    drawing: Callable[[int], Document],
    repeats: int,
    stock: Stock | None,
    line: ProgressLine,
) -> MatrixTime:
    """Time `SEEDS` seeds of each of `modes`; the first of `repeats` + 1 warms up."""
    together: list[float] = []
    alone: list[float] = []
    theirs: list[float] = []
    for number in range(repeats + 1):
        line.say(f"a comparison: {number} of {repeats}")
        base = Request(drawing(number), replace(sampling, seed=10 * number), (), model)
        columns = tuple(Change("methods", methods) for methods in modes.values())
        rows = tuple(Change("seed", base.sampling.seed + n) for n in range(SEEDS))
        requests = [cell.plan.request for cell in Matrix(base, rows, columns).cells]
        together.append(_run(requests, None))
        alone.append(_run(requests, 0))
        if stock is not None:
            theirs.append(sum(_stock(stock, modes, one) for one in requests))
    return MatrixTime(
        len(requests), tuple(modes), tuple(together[1:]), tuple(alone[1:]), tuple(theirs[1:])
    )


def _run(requests: Sequence[Request], most_rows: int | None) -> float:
    from sketchpad.generation.comparison.run_plans import compare

    begun = time.perf_counter()
    if most_rows is None:
        for _ in compare(requests):
            pass
    else:
        for request in requests:
            for _ in compare([request], most_rows=most_rows):
                pass
    return time.perf_counter() - begun


def _stock(stock: Stock, modes: Mapping[str, Methods], request: Request) -> float:
    mode = next(name for name, methods in modes.items() if methods == request.methods)
    return stock.run(mode, request).picture


def matrix_table(found: MatrixTime) -> Table:
    names = ", ".join(title(name) for name in found.methods)
    headings = ("seconds", "together", "cell by cell", "alone / together", "stock", "stock / ours")
    row = (
        f"{found.cells} cells",
        f"{median(found.together):.2f}",
        f"{median(found.alone):.2f}",
        f"{found.alone_ratio:.2f} x",
        f"{median(found.stock):.2f}" if found.stock else "-",
        "-" if found.stock_ratio is None else f"{found.stock_ratio:.2f} x",
    )
    return Table(headings, (row,), f"A comparison: {SEEDS} seeds of {names}")
