"""Pictures of an evaluation on one sheet: a row for each drawing, a column for each way of generating its picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from sketchpad import atomic
from sketchpad.document.io.picture import encode
from sketchpad.document.model import Box, Document
from sketchpad.evaluation.cases import BOXED, mode_title
from sketchpad.evaluation.measure import Plan
from sketchpad.evaluation.tables import Trial
from sketchpad.generation.export.picture import FORMATS
from sketchpad.generation.export.sheet import BOX_COLOURS, INK, PAPER, SOFT, draw_sketch
from sketchpad.generation.export.text_drawing import Family, cut

CELL, GAP, HEAD, FOOT, LEFT = 128, 8, 30, 18, 16
SEEN, UNSEEN = (22, 145, 80), (196, 199, 204)


@dataclass(frozen=True)
class SheetCell:
    """A picture on a sheet.

    Args:
        caption: what stands under it.
        boxes: outlined in it.
        seen: whether the judge sees the thing, as a green or grey dot; None: no dot.
    """

    picture: Image.Image
    caption: str = ""
    boxes: Sequence[Box] = ()
    seen: bool | None = None


def write_sheet(
    path: Path,
    titles: Sequence[str],
    rows: Sequence[tuple[Document, Sequence[SheetCell | None]]],
) -> None:
    """Write a sheet: each drawing, then its pictures under `titles`; None stays empty. Raises DiskFull, CannotWrite."""
    width = 2 * LEFT + (len(titles) + 1) * (CELL + GAP) - GAP
    sheet = Image.new("RGB", (width, HEAD + len(rows) * (CELL + FOOT) + GAP), PAPER)
    pen = ImageDraw.Draw(sheet)
    head, small = Family().sized(14), Family().sized(11)
    for column, title in enumerate(["drawing", *titles]):
        x = LEFT + column * (CELL + GAP)
        pen.text((x, HEAD / 2), cut(title, head, CELL), INK, head, anchor="lm")
    for row, (document, pictures) in enumerate(rows):
        sketch = SheetCell(draw_sketch(document, 2 * CELL), document.prompt)
        for column, cell in enumerate([sketch, *pictures]):
            if cell is None:
                continue
            corner = x, y = LEFT + column * (CELL + GAP), HEAD + row * (CELL + FOOT)
            picture = cell.picture.copy()
            picture.thumbnail((CELL, CELL), Image.Resampling.LANCZOS)
            sheet.paste(picture, corner)
            for number, box in enumerate(cell.boxes):
                sides = enumerate(box.rect)
                edges = [corner[n % 2] + side * (picture.size[n % 2] - 1) for n, side in sides]
                pen.rectangle(edges, outline=BOX_COLOURS[number % len(BOX_COLOURS)])
            middle = y + CELL + FOOT / 2 - 1
            pen.text((x, middle), cut(cell.caption, small, CELL), SOFT, small, anchor="lm")
            if cell.seen is not None:
                dot = (x + CELL - 10, middle - 4, x + CELL - 2, middle + 4)
                pen.ellipse(dot, fill=SEEN if cell.seen else UNSEEN)
    atomic.write_bytes(path, encode(sheet, FORMATS[path.suffix.lower()], quality=90))


def write_sheets(
    path: Path,
    plan: Plan,
    trials: Sequence[Trial],
    pictures: Mapping[tuple[str, str, str], np.ndarray],
) -> None:
    """Write a sheet for each suite of a plan and print where: pictures with their share of lines found again.

    Args:
        path: of the first one; the others have their suite in the name.
        pictures: of seed 0 by suite, name of the case and mode; those that are missing stay empty.
    """
    of_key = {(t.suite, t.name, t.mode): t for t in trials if t.seed == 0}

    def cell(suite: str, name: str, mode: str, box: Box) -> SheetCell | None:
        picture = pictures.get((suite, name, mode))
        if picture is None:
            return None
        trial, boxed = of_key[suite, name, mode], suite == BOXED
        verdict = trial.box if boxed else trial.thing
        caption, seen = f"lines {trial.lines.recall:.2f}", None if verdict is None else verdict.top1
        return SheetCell(Image.fromarray(picture), caption, (box,) if boxed else (), seen)

    for suite in dict.fromkeys(case.suite for case in plan.cases):
        modes = [mode for mode in plan.modes if any(k[::2] == (suite, mode) for k in pictures)]
        if modes:
            cases = [case for case in plan.cases if case.suite == suite]
            rows = [
                (c.document, [cell(suite, c.name, mode, c.box) for mode in modes]) for c in cases
            ]
            first = suite == plan.cases[0].suite
            target = path if first else path.with_stem(f"{path.stem}-{suite}")
            write_sheet(target, [mode_title(mode) for mode in modes], rows)
            print(target)
