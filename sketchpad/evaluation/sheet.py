"""All pictures of an evaluation on one sheet: a row for each drawing, a column for each way of making its picture."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from sketchpad import atomic
from sketchpad.evaluation.cases import BOXED, Case, mode_title
from sketchpad.evaluation.tables import Trial
from sketchpad.generation.export.picture import FORMATS
from sketchpad.generation.export.sheet import (
    BOX_COLOURS,
    INK,
    PAPER,
    SOFT,
    draw_sketch,
)
from sketchpad.generation.export.text_drawing import Family, cut

CELL, GAP, HEAD, FOOT = 128, 8, 30, 18
_LEFT = 16
SEEN, UNSEEN = (22, 145, 80), (196, 199, 204)


def write_sheet(
    path: Path,
    cases: Sequence[Case],
    pictures: Mapping[tuple[str, str], np.ndarray],
    trials: Mapping[tuple[str, str], Trial],
) -> None:
    """Write the sheet of one suite.

    Args:
        pictures, trials: by (name of the case, mode). What is missing stays empty. Under a picture stands the share of
            its lines found again, and a dot: green when the judge saw the thing (in the box, where boxes are measured).

    Raises DiskFull or CannotWrite.
    """
    modes = [mode for mode in cases[0].modes if any((c.name, mode) in pictures for c in cases)]
    width = 2 * _LEFT + (len(modes) + 1) * (CELL + GAP) - GAP
    sheet = Image.new("RGB", (width, HEAD + len(cases) * (CELL + FOOT) + GAP), PAPER)
    pen = ImageDraw.Draw(sheet)
    head, small = Family().sized(14), Family().sized(11)
    for column, title in enumerate(["drawing", *(mode_title(mode) for mode in modes)]):
        pen.text((_x(column), HEAD / 2), cut(title, head, CELL), INK, head, anchor="lm")
    for row, case in enumerate(cases):
        y = HEAD + row * (CELL + FOOT)
        sheet.paste(_small(draw_sketch(case.document, 2 * CELL)), (_x(0), y))
        pen.text((_x(0), y + CELL + FOOT / 2 - 1), case.document.prompt, SOFT, small, anchor="lm")
        for column, mode in enumerate(modes, 1):
            picture = pictures.get((case.name, mode))
            if picture is None:
                continue
            small_picture = _small(Image.fromarray(picture))
            sheet.paste(small_picture, (_x(column), y))
            if case.suite == BOXED:
                _outline(pen, case, (_x(column), y), small_picture.size)
            trial = trials[case.name, mode]
            text = f"lines {trial.lines.recall:.2f}"
            pen.text((_x(column), y + CELL + FOOT / 2 - 1), text, SOFT, small, anchor="lm")
            verdict = trial.box if case.suite == BOXED else trial.thing
            if verdict is not None:
                x, middle = _x(column) + CELL - 6, y + CELL + FOOT / 2 - 1
                dot = (x - 4, middle - 4, x + 4, middle + 4)
                pen.ellipse(dot, fill=SEEN if verdict.top1 else UNSEEN)
    encoded = io.BytesIO()
    sheet.save(encoded, FORMATS[path.suffix.lower()], quality=90)
    atomic.write_bytes(path, encoded.getvalue())


def _outline(
    pen: ImageDraw.ImageDraw, case: Case, corner: tuple[int, int], size: tuple[int, int]
) -> None:
    edges = [corner[n % 2] + edge * (size[n % 2] - 1) for n, edge in enumerate(case.box.rect)]
    pen.rectangle(edges, outline=BOX_COLOURS[0])


def _x(column: int) -> int:
    return _LEFT + column * (CELL + GAP)


def _small(picture: Image.Image) -> Image.Image:
    fitted = picture.copy()
    fitted.thumbnail((CELL, CELL), Image.Resampling.LANCZOS)
    return fitted
