"""Seconds of each method, ours and the rival by turns, and of a whole comparison."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sketchpad.benchmarks.timing import RIVALS, Duel, Timing, ratio
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.document.raster.raster import render_lines
from sketchpad.evaluation.cases import mode_title, with_article
from sketchpad.evaluation.cases import modes as evaluated_modes
from sketchpad.evaluation.methods_table import PUBLISHED
from sketchpad.generation.comparison.matrix import Change, Matrix
from sketchpad.generation.methods.edge_predictor import EDGE_PREDICTOR
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.metrics.lines import line_agreement
from sketchpad.metrics.report import Table
from sketchpad.terminal import ProgressLine

if TYPE_CHECKING:
    from sketchpad.benchmarks.stock import Rival

# Text encodings are cached from one picture to the next, so each picture has another prompt.
WORDS = (
    "cat",
    "house",
    "car",
    "tree",
    "fish",
    "apple",
    "boat",
    "star",
    "bird",
    "cup",
    "dog",
    "sun",
)
FEATURES, QUICK = "edge_features", "edge_quick"
FORESEEING = (EDGE_PREDICTOR.name, QUICK)
"""Their rival is the loop through features: no published one foresees the picture."""
SEEDS = 3
TITLES = {
    FEATURES: "edge predictor through features",
    QUICK: "edge predictor, quick",
    "idle": "nothing else going on",
    "loading": "model being read",
}
NOTES = (
    "Ours and stock were made by turns after a warm-up of both, each in a process of its own, on the same weights, "
    "with the same size, steps, precision and threads; a picture is timed from the request to its decoded pixels, ours "
    "with a preview of every step. Stock / ours: median over pairs. The edge predictor's rival is what published "
    "ports do, the whole batch through autograd, on the same networks, in the strength and the part of the "
    "steps in which it finds most lines here. Lines: the mean share of the drawn lines that is found in the "
    "pictures. A comparison's cells are the pictures of all methods with each seed: ours as one matrix, with "
    "what is alike computed once and the rest in batches, and one by one; stock one by one."
)
Methods = tuple[MethodSettings, ...]


def title(mode: str) -> str:
    """The title of a row: a mode, or what the window is busy with meanwhile."""
    return TITLES.get(mode) or mode_title(mode)


def bench_modes() -> Iterator[str]:
    """The edge predictor three times: as it is usually used, quick, and through features, as published."""
    for mode in evaluated_modes():
        yield mode
        if mode == EDGE_PREDICTOR.name:
            yield from (QUICK, FEATURES)


def edge_ways(usual: MethodSettings, through_features: bool) -> dict[str, MethodSettings]:
    """The ways of the edge predictor besides the `usual` one."""
    ways = {QUICK: usual.replaced(look="quick")}
    return ways | ({FEATURES: usual.replaced(**PUBLISHED)} if through_features else {})


def duels_of(
    args: argparse.Namespace,
    modes: Mapping[str, Methods],
    sampling: Sampling,
    size: tuple[int, int],
    stock: Rival | None,
    line: ProgressLine,
) -> list[Duel]:
    """Time each mode, by turns with its rival where it has one."""
    from sketchpad.models.runtime.graphs import settled

    duels = []
    for mode, methods in modes.items():
        runs: dict[str, Callable[[Request], Timing]] = {"ours": timed}
        if stock is not None and mode in RIVALS:
            runs["stock"] = partial(rival, stock, mode, modes)
        times: dict[str, list[Timing]] = {name: [] for name in runs}
        for number in range(args.repeats + 1):  # the first one warms up
            line.at(f"{title(mode)}: {number} of {args.repeats}", number, args.repeats)
            drawn, model = drawing(number, *size), str(args.model or "")
            request = Request(drawn, replace(sampling, seed=number), methods, model)
            for name in reversed(runs) if number % 2 else runs:
                times[name].append(runs[name](request))
            if number == 0:
                settled(partial(timed, request))
        duels.append(Duel(mode, *(tuple(each[1:]) for each in times.values())))
    return duels


def timed(request: Request) -> Timing:
    """Generate the request's picture, and time it."""
    from sketchpad.generation.run.generate import generate
    from sketchpad.sampling.network_calls import run_eagerly

    marks = [0.0]
    for progress in run_eagerly(generate(request)):
        if progress.final:
            found = lines_found(request, np.asarray(progress.picture))
            return replace(Timing.of(marks, progress.seconds), lines=found)
        marks.append(progress.seconds)
    raise AssertionError("a run that is not stopped has an end")


def rival(stock: Rival, mode: str, modes: Mapping[str, Methods], request: Request) -> Timing:
    """What stock does instead of `mode`, which `request` asks for."""
    if mode in FORESEEING:
        loop = modes.get(FEATURES) or tuple(one.replaced(**PUBLISHED) for one in request.methods)
        mode, request = FEATURES, replace(request, methods=loop)
    timing = stock.run(mode, request)
    assert stock.last is not None
    pixels = np.rint(np.clip(stock.last, 0, 1) * 255).astype(np.uint8)
    return replace(timing, lines=lines_found(request, pixels))


def lines_found(request: Request, pixels: NDArray[np.uint8]) -> float:
    """The share of the drawn lines that is in the picture `pixels` (height, width, 3)."""
    document = request.document
    return line_agreement(pixels, render_lines(document, document.width, document.height)).recall


def drawing(number: int, width: int, height: int) -> Document:
    """A drawing with lines and a box; each `number` asks for another thing in another place."""
    word = WORDS[number % len(WORDS)]
    shift = 0.02 * (number % 5)
    corners = [(0.2, 0.3), (0.5, 0.1), (0.8, 0.3), (0.75, 0.8), (0.25, 0.8), (0.2, 0.3)]
    points = [((x - shift) * width, (y + shift) * height) for x, y in corners]
    box = Box(word, (0.15 - shift, 0.05 + shift, 0.85 - shift, 0.85 + shift))
    return Document(width, height, (Stroke(points, 3.0),), (box,), with_article(word))


def picture_table(duels: Sequence[Duel]) -> Table | None:
    """How long single pictures take."""
    if not duels:
        return None
    headings = (
        "seconds",
        "a step",
        "a picture",
        "lines",
        "stock: a step",
        "a picture",
        "lines",
        "stock / ours",
        "stock is",
    )
    rows = []
    for duel in duels:
        content = duel.to_json()
        cells = (
            _written(content[f"{prefix}{name}"], form)
            for prefix in ("", "stock_")
            for name, form in (
                ("seconds_per_step", "{:.3f}"),
                ("seconds_per_picture", "{:.2f}"),
                ("lines_found", "{:.2f}"),
            )
        )
        other = RIVALS.get(duel.mode, "-") if duel.stock else "-"
        rows.append((title(duel.mode), *cells, _written(duel.ratio, "{:.2f} x"), other))
    return Table(headings, tuple(rows), "Making pictures")


def _written(value: float | None, form: str = "{:.2f}") -> str:
    return "-" if value is None else form.format(value)


@dataclass(frozen=True)
class MatrixTime:
    """A comparison as a whole against the sum of its cells: seconds of each repeat, made by turns.

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

    def to_json(self) -> dict[str, Any]:
        lists = {
            name: list(getattr(self, name)) for name in ("methods", "together", "alone", "stock")
        }
        return {"cells": self.cells, **lists, "stock_to_ours": ratio(self.together, self.stock)}


def matrix_of(
    args: argparse.Namespace,
    modes: Mapping[str, Methods],
    sampling: Sampling,
    size: tuple[int, int],
    stock: Rival | None,
    line: ProgressLine,
) -> MatrixTime | None:
    """Time `SEEDS` seeds of each of the modes that have a rival; the first repeat warms up.

    The edge predictor is the usual one, where it is among the modes.
    """
    from sketchpad.models.runtime.graphs import settled

    chosen = {name: methods for name, methods in modes.items() if name in RIVALS}
    edges = [name for name in (EDGE_PREDICTOR.name, QUICK, FEATURES) if name in chosen]
    for name in edges[1:]:
        del chosen[name]
    if not chosen:
        return None
    names = {methods: name for name, methods in chosen.items()}
    times: list[tuple[float, ...]] = []
    for number in range(args.repeats + 1):
        line.at(f"a comparison: {number} of {args.repeats}", number, args.repeats)
        first = replace(sampling, seed=10 * number)
        base = Request(drawing(number, *size), first, (), str(args.model or ""))
        columns = tuple(Change("methods", methods) for methods in chosen.values())
        rows = tuple(Change("seed", first.seed + n) for n in range(SEEDS))
        cells = [cell.plan.request for cell in Matrix(base, rows, columns).cells]
        if number == 0:
            settled(partial(_seconds, [cells], None))
        both = _seconds([cells], None), _seconds([[cell] for cell in cells], 0)
        others = [rival(stock, names[c.methods], modes, c).picture for c in cells] if stock else []
        times.append(both + ((sum(others),) if stock else ()))
    return MatrixTime(len(cells), tuple(chosen), *zip(*times[1:], strict=True))


def _seconds(comparisons: Sequence[Sequence[Request]], most_rows: int | None) -> float:
    from sketchpad.generation.comparison.run_plans import compare

    begun = time.perf_counter()
    for requests in comparisons:
        for _ in compare(requests, most_rows=most_rows):
            pass
    return time.perf_counter() - begun


def matrix_table(times: MatrixTime) -> Table:
    names = ", ".join(title(name) for name in times.methods)
    headings = ("seconds", "together", "cell by cell", "alone / together", "stock", "stock / ours")
    row = (
        f"{times.cells} cells",
        _written(median(times.together)),
        _written(median(times.alone)),
        _written(ratio(times.together, times.alone), "{:.2f} x"),
        _written(median(times.stock) if times.stock else None),
        _written(ratio(times.together, times.stock), "{:.2f} x"),
    )
    return Table(headings, (row,), f"A comparison: {SEEDS} seeds of {names}")
