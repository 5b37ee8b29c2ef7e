"""Does repainting a box change what it names, and leave the rest? `python -m sketchpad.evaluation.repainting`.

A thing is made in a box; then the box is masked and repainted with the next word, by words alone and with the model's
way of reading boxes. The judge says what the box holds before and after.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sketchpad.document.edit import region_fill
from sketchpad.document.mask import MASKED
from sketchpad.document.model import Box
from sketchpad.document.raster.mask_raster import render_mask
from sketchpad.evaluation.cases import BOXED, Case, make_cases, read_drawings, with_article
from sketchpad.evaluation.measure import counted, load_judge, make_picture
from sketchpad.generation.methods.registry import reading
from sketchpad.generation.request.defaults import (
    few_step_variant,
    method_defaults,
    model_info,
    sampling_defaults,
    usual_methods,
    with_few_steps,
)
from sketchpad.generation.request.request import InitImage, Request
from sketchpad.generation.run.init_image import keep_picture
from sketchpad.metrics.boxes import Judges, box_hit
from sketchpad.terminal import ProgressLine

WAYS = ("words alone", "with boxes")


@dataclass(frozen=True)
class Row:
    """What the judge says of a box: before, whether it holds its thing; after each way, the new and the old one.

    `changed`: largest difference outside of mask and feather, of 255.
    """

    before: bool
    new: tuple[bool, ...]
    old: tuple[bool, ...]
    changed: int


def rows(cases: list[Case], judge: Judges, model: str = "") -> Iterator[Row]:
    """A row for each case; its box gets the word of the next case of another word."""
    names = [name for name in usual_methods(model_info(model)) if name in reading("boxes")]
    boxes = [method_defaults(name, model) for name in names]
    for number, case in enumerate(cases):
        later = (*cases[number:], *cases)
        word = next(other.word for other in later if other.word != case.word)
        document = case.document.with_strokes(())
        request = _quick(Request(document, sampling_defaults(model, number), tuple(boxes), model))
        before, _ = make_picture(request)
        box = replace(case.box, phrase=word)
        patch = region_fill.of_box(document, box, MASKED)
        wanted = document.with_mask((patch,)).replace_box(box.id, box)
        wanted = wanted.with_prompt(with_article(word))
        mask = render_mask(wanted, document.width, document.height)
        base = InitImage(str(keep_picture(before)), 1.0)
        afters = [
            make_picture(replace(request, document=wanted, base=base, methods=methods))[0]
            for methods in ((), request.methods)
        ]
        yield Row(
            _holds(before, case.box, judge),
            tuple(_holds(after, box, judge) for after in afters),
            tuple(_holds(after, case.box, judge) for after in afters),
            max(int(np.abs(after.astype(int) - before)[mask == 0].max()) for after in afters),
        )


def _quick(request: Request) -> Request:
    variant = few_step_variant(request.model)
    return with_few_steps(request) if variant is None else variant.apply(request)


def _holds(picture: np.ndarray, box: Box, judge: Judges) -> bool:
    verdict = box_hit(picture, box, judge)
    return verdict is not None and verdict.top1


def table(found: list[Row]) -> str:
    """The figures as a table in Markdown."""
    head = "| box repainted | holds the new thing | still holds the old one | largest change outside |\n"
    lines = [head + "| --- | ---: | ---: | ---: |"]
    most = max(row.changed for row in found)
    for way, name in enumerate(WAYS):
        new, old = (100 * np.mean([getattr(row, n)[way] for row in found]) for n in ("new", "old"))
        lines.append(f"| {name} | {new:.0f} % | {old:.0f} % | {most} of 255 |")
    before = 100 * np.mean([row.before for row in found])
    return "\n".join([*lines, f"\nBefore, {before:.0f} % of the boxes hold their thing."])


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, help="take only so many of the 60 drawings")
    parser.add_argument("--judge", type=Path, help="the folder of another judge")
    parser.add_argument("--model", default="", help="another model")
    args = parser.parse_args()
    info, line = model_info(args.model), ProgressLine()
    judge, _ = load_judge(args)
    assert judge is not None
    cases = make_cases(read_drawings(None, args.limit), info.width, info.height, BOXED)
    found = [
        row for _, row in zip(counted(cases, line), rows(cases, judge, args.model), strict=True)
    ]
    line.end()
    print(table(found))


if __name__ == "__main__":
    main()
