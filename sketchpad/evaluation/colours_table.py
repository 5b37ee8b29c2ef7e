"""`sketchpad evaluate --table colours`: do pictures keep the colours that they begin from?

In each drawing the largest place that lines enclose is filled with a flat colour of a palette; pictures are made at
several denoising strengths, and without the paint, from the same noise. Drawings without such a place are left out.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import cv2
import numpy as np
from numpy.typing import NDArray

from sketchpad.document.edit.painting import filled
from sketchpad.document.model import Document, Paint
from sketchpad.document.palette import own_palettes
from sketchpad.document.raster.paint_raster import underpainting
from sketchpad.evaluation.cases import DRAWN, make_cases, read_drawings
from sketchpad.evaluation.measure import make_picture, sampling_of
from sketchpad.generation.request.defaults import method_defaults, model_info
from sketchpad.generation.request.request import Request
from sketchpad.metrics.report import Table, estimate
from sketchpad.terminal import Misuse, ProgressLine

STRENGTHS = (0.6,)
SMALLEST = 0.04  # of the page
CLOSED = 0.6  # of the page: what is larger is no place within lines
RIM = 2  # page pixels beside the rim of the paint that are not looked at: lines are drawn there
COLOURS = tuple(colour for colour, _ in own_palettes()["everyday"].colours[9:])


def run_colours(args: argparse.Namespace) -> int:
    """Make the table and print it; arguments as of `sketchpad evaluate`."""
    from sketchpad.evaluation.report import publish

    model = str(args.model or "")
    info, sampling = model_info(model), sampling_of(args)
    width, height = args.size or (info.width, info.height)
    known = [d for d in read_drawings(args.drawings) if not info.words or d["word"] in info.words]
    mixed = [known[n] for n in np.random.default_rng(0).permutation(len(known))]
    cases = make_cases(mixed, width, height, DRAWN)
    filled_in = (painted(replace(case.document, boxes=()), n) for n, case in enumerate(cases))
    pages = [*islice((page for page in filled_in if page.paints), args.limit)]
    if not pages:
        raise Misuse("no drawing has lines that enclose a place")
    request = Request(Document(), sampling, (method_defaults("controlnet", model),), model)
    line = ProgressLine()
    apart: dict[float, list[float]] = {strength: [] for strength in (*STRENGTHS, 1.0)}
    for number, page in enumerate(pages, 1):
        line.at(f"drawing {number} of {len(pages)}", number, len(pages))
        for strength, values in apart.items():
            asked = replace(request, document=replace(page, denoising=strength))
            values.append(distance(make_picture(asked.with_seed(number))[0], page))
    line.end()
    rows = [
        (f"denoising {strength:g}" if strength < 1 else "not begun from it", *_cells(values))
        for strength, values in apart.items()
    ]
    headings = ("picture", "distance of the colours (CIE Lab)", "median", "below 20")
    about = (
        f"{info.name} {info.version}: {len(pages)} drawings, the largest place within their lines filled with one of "
        f"{len(COLOURS)} flat colours; {width} x {height}, {sampling.steps} steps, ControlNet; prompt “a WORD”."
    )
    publish(
        args,
        about,
        [Table(headings, tuple(rows), "Does a picture keep the colours it begins from?")],
        [],
    )
    return 0


def _cells(values: list[float]) -> Iterator[str]:
    mean = estimate(values)
    yield f"{mean.mean:.1f} ({mean.low:.1f} to {mean.high:.1f})"
    yield f"{np.median(values):.1f}"
    yield f"{100 * np.mean(np.array(values) < 20):.0f} %"


def painted(page: Document, number: int) -> Document:
    """`page` with the largest place that its lines enclose in flat colour `number`; as it is where that is small."""
    colour = COLOURS[number * 7 % len(COLOURS)]
    best, area = page, 0.0
    tried = np.zeros((page.height, page.width), np.bool_)
    for y in range(page.height // 8, page.height, page.height // 8):
        for x in range(page.width // 8, page.width, page.width // 8):
            if tried[y, x]:
                continue
            lines = filled(page, (x, y))
            other = page.with_paints(Paint(line, colour, filled=True) for line in lines)
            where = underpainting(other)[1]
            tried |= where
            if area < where.mean() < CLOSED:
                best, area = other, float(where.mean())
    return best if area > SMALLEST else page


def distance(picture: NDArray[np.uint8], page: Document) -> float:
    """Mean distance in CIE Lab (CIE 1976, about 2 is just seen) of the painted pixels of `page`."""
    colours, where = underpainting(page)
    rim = np.ones((2 * RIM + 1, 2 * RIM + 1), np.uint8)
    inside = cv2.erode(where.astype(np.uint8), rim) > 0
    ours, theirs = (
        cv2.cvtColor(one.astype(np.float32) / 255, cv2.COLOR_RGB2LAB) for one in (picture, colours)
    )
    apart = np.linalg.norm(ours - theirs, axis=2)
    return float(apart[inside if inside.any() else where].mean())
