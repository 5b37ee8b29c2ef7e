"""Seconds of each method, ours and the rival by turns, and of a whole comparison."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sketchpad.benchmarks.matrix import MatrixTime, matrix_times
from sketchpad.benchmarks.tables import (
    title,
)
from sketchpad.benchmarks.timing import Duel, Timing
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.evaluation.cases import modes as evaluated_modes
from sketchpad.evaluation.cases import with_article
from sketchpad.generation.methods.edge_predictor import EDGE_PREDICTOR
from sketchpad.generation.request.request import (
    MethodSettings,
    Request,
    Sampling,
)
from sketchpad.terminal import ProgressLine

if TYPE_CHECKING:
    from sketchpad.benchmarks.stock import Stock

# Text encodings are kept from one picture to the next, so each picture asks for another thing.
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
FEATURES = "edge_features"


def bench_modes() -> Iterator[str]:
    """The edge predictor twice: as it is usually used, and through features, as published, which has a rival."""
    for mode in evaluated_modes():
        yield mode
        if mode == EDGE_PREDICTOR.name:
            yield FEATURES


def duels_of(
    args: argparse.Namespace,
    modes: dict[str, tuple[MethodSettings, ...]],
    sampling: Sampling,
    size: tuple[int, int],
    stock: Stock | None,
    line: ProgressLine,
) -> list[Duel]:
    from sketchpad.benchmarks.stock import RIVALS

    model = str(args.model or "")
    duels = []
    for mode, methods in modes.items():
        rival = partial(stock.run, mode) if stock is not None and mode in RIVALS else None
        ours: list[Timing] = []
        theirs: list[Timing] = []
        for number in range(args.repeats + 1):  # the first one warms up
            line.say(f"{title(mode)}: {number} of {args.repeats}")
            request = Request(
                drawing(number, *size), replace(sampling, seed=number), methods, model
            )
            if rival is not None and number % 2:
                theirs.append(rival(request))
            ours.append(timed(request))
            if rival is not None and not number % 2:
                theirs.append(rival(request))
        duels.append(Duel(mode, tuple(ours[1:]), tuple(theirs[1:])))
    return duels


def timed(request: Request) -> Timing:
    from sketchpad.generation.run.generate import generate
    from sketchpad.sampling.network_calls import run_eagerly

    marks = [0.0]
    for progress in run_eagerly(generate(request)):
        if progress.final:
            return Timing.of(marks, progress.seconds)
        marks.append(progress.seconds)
    raise AssertionError("a run that nobody stops has an end")


def drawing(number: int, width: int, height: int) -> Document:
    """A drawing with lines and a box; each `number` asks for another thing in another place."""
    word = WORDS[number % len(WORDS)]
    shift = 0.02 * (number % 5)
    corners = [(0.2, 0.3), (0.5, 0.1), (0.8, 0.3), (0.75, 0.8), (0.25, 0.8), (0.2, 0.3)]
    points = [((x - shift) * width, (y + shift) * height) for x, y in corners]
    box = Box(word, (0.15 - shift, 0.05 + shift, 0.85 - shift, 0.85 + shift))
    return Document(width, height, (Stroke(points, 3.0),), (box,), with_article(word))


def matrix_of(
    args: argparse.Namespace,
    modes: dict[str, tuple[MethodSettings, ...]],
    sampling: Sampling,
    size: tuple[int, int],
    stock: Stock | None,
    line: ProgressLine,
) -> MatrixTime | None:
    """Of the modes that have a rival."""
    from sketchpad.benchmarks.stock import RIVALS

    chosen = {name: methods for name, methods in modes.items() if name in RIVALS}
    if not chosen:
        return None
    draw = partial(drawing, width=size[0], height=size[1])
    return matrix_times(chosen, sampling, str(args.model or ""), draw, args.repeats, stock, line)
