"""The targets of the embedded model beside what it reaches, and sheets of pictures to look at."""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from sketchpad import atomic
from sketchpad.evaluation.machine import describe_machine
from sketchpad.evaluation.target_cases import (
    AT_ONCE,
    DRAWINGS,
    FAST,
    LAYOUTS,
    TIMES,
    WORDS,
    Target,
)
from sketchpad.generation.methods.registry import GLIGEN, METHODS
from sketchpad.metrics.report import Estimate, Table, difference, estimate

if TYPE_CHECKING:
    from PIL import Image

    from sketchpad.evaluation.target_results import Kept, Result
    from sketchpad.metrics.boxes import Judges

QUICK = f"{FAST}+controlnet"
BOTH = "gligen+controlnet"
WHOLE = f"{AT_ONCE}+gligen"
CELL, GAP, HEAD, LEFT = 96, 4, 20, 108
SHOWN = {WORDS: 24, DRAWINGS: 16, LAYOUTS: 12}
"""So many rows has a sheet."""


@dataclass(frozen=True)
class Goal:
    """One line of the table.

    Args:
        more: whether more is better.
        said: how a number is written.
    """

    on: str
    measure: str
    floor: float
    aim: float
    value: Estimate | None
    said: Callable[[float], str]
    more: bool = True
    remark: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not measured"
        sign = 1 if self.more else -1
        reached = sign * self.value.mean
        if reached >= sign * self.aim:
            return "aim"
        return "floor" if reached >= sign * self.floor else "below the floor"

    def row(self) -> tuple[str, ...]:
        value = "-"
        if (found := self.value) is not None:
            value = self.said(found.mean)
            if found.count > 1:
                value += f" ({self.said(found.low)} to {self.said(found.high)})"
            value += f", n = {found.count}"
        value += f", {self.remark}" if self.remark else ""
        return (
            self.on,
            self.measure,
            self.said(self.floor),
            self.said(self.aim),
            value,
            self.verdict,
        )


def goals(results: Sequence[Result], codec: Sequence[float]) -> list[Goal]:
    """All lines of the table, in the order of the model's specification."""
    seconds = {"none": 2.0, "controlnet": 3.0, "edge_predictor": 4.0, GLIGEN.name: 2.5}
    named = {mode: METHODS[mode].term if mode in METHODS else mode for mode in seconds}
    words, drawn = f"{_count(results, WORDS)} words", f"{_count(results, DRAWINGS)} drawings"
    layouts = f"{_count(results, LAYOUTS)} layouts of 1 to 4 boxes"
    chance = _mean(results, DRAWINGS, "controlnet", lambda result: result.above)
    said = f"{chance.signed()} above chance" if chance is not None else ""
    edges = _gain(results, DRAWINGS, "edge_predictor", "none", _recall)
    above = f"{edges.signed()} over unguided" if edges is not None else ""
    whole = _mean(results, LAYOUTS, WHOLE, _top1)
    at_once = f"{_share(whole.mean)} where no thing is made first" if whole is not None else ""
    return [
        Goal("held-out pictures, 256 px", "VAE PSNR", 27, 32, _of(codec), _db),
        Goal(words, "top-1, no guidance", 0.75, 0.95, _mean(results, WORDS, "none", _top1), _share),
        Goal(drawn, "top-1, ControlNet", 0.7, 0.9, _mean(results, DRAWINGS, "controlnet", _top1), _share),
        Goal(drawn, "lines found again, ControlNet", 0.8, 0.95,
             _mean(results, DRAWINGS, "controlnet", _recall), _number, remark=said),
        Goal(drawn, "lines found again, edge predictor", 0.6, 0.85,
             _mean(results, DRAWINGS, "edge_predictor", _recall), _number, remark=above),
        Goal(layouts, "box holds its thing, GLIGEN", 0.7, 0.95,
             _mean(results, LAYOUTS, GLIGEN.name, _top1), _share, remark=at_once),
        Goal(layouts, "box holds its thing, with drawings", 0.75, 0.95, _mean(results, LAYOUTS, BOTH, _top1), _share),
        Goal(layouts, "lines found again, with drawings", 0.75, 0.9, _mean(results, LAYOUTS, BOTH, _recall), _number),
        *(
            Goal("256 px", f"seconds, {named[mode]}", most, most / 2, _seconds(results, mode), _secs, False)
            for mode, most in seconds.items()
        ),
        Goal("few-step variant", "seconds, ControlNet", 0.6, 0.3, _seconds(results, QUICK), _secs, False),
        Goal("few-step variant", "top-1 lost against all steps", 0.1, 0.03,
             _gain(results, DRAWINGS, "controlnet", QUICK, _top1), _points, False),
    ]  # fmt: skip


def table_of(found: Sequence[Goal]) -> Table:
    headings = ("on", "measure", "floor", "aim", "reached", "so")
    return Table(headings, tuple(goal.row() for goal in found), "Targets")


def report(
    args: argparse.Namespace,
    targets: Sequence[Target],
    results: Sequence[Result],
    codec: Sequence[float],
    kept: Kept,
    judge: Judges,
    remarks: Sequence[str],
) -> None:
    """Print the table; write it and the sheets where that was asked for."""
    table = table_of(goals(results, codec))
    strange = sorted({word for target in targets for word in target.words} - set(judge.words))
    notes = list(remarks)
    if strange:
        notes.append(
            f"The judge knows {len(judge.words)} words, and things it does not know were not judged: "
            f"{', '.join(strange)}."
        )
    if not codec:
        notes.append("The autoencoder was not measured: --data names the pack of pictures.")
    about = (
        f"{len(results)} pictures; {describe_machine()}. In brackets: 95 % bootstrap intervals over words, drawings or "
        "layouts; top-1: the judge's first choice among all words it knows; seconds: median, with decoding."
    )
    print("\n\n".join([about, table.text(), *notes]))
    if args.markdown:
        text = "\n\n".join([about, table.markdown(), *notes]) + "\n"
        atomic.write_bytes(args.markdown, text.encode())
    if args.sheet:
        for suite in SHOWN:
            path = args.sheet.with_stem(f"{args.sheet.stem}-{suite}")
            if write_sheet(path, [t for t in targets if t.suite == suite], results, kept):
                print(path)


def write_sheet(
    path: Path, targets: Sequence[Target], results: Sequence[Result], kept: Kept
) -> bool:
    """A row for each of some targets, a column for each way and seed; False where there are no pictures of them."""
    from PIL import Image, ImageDraw

    from sketchpad.generation.export.picture import FORMATS
    from sketchpad.generation.export.sheet import INK, PAPER, draw_sketch
    from sketchpad.generation.export.text_drawing import Family, cut

    names = {target.name for target in targets}
    suite = targets[0].suite if targets else ""
    mine = {r.key: r for r in results if r.suite == suite and r.name in names}
    columns = sorted({(r.mode, r.seed) for r in mine.values()}, key=_order(list(mine.values())))
    rows = [t for t in targets if any(r.name == t.name for r in mine.values())][
        : SHOWN.get(suite, 0)
    ]
    if not rows:
        return False
    sketched = suite != WORDS
    width = LEFT + (len(columns) + sketched) * (CELL + GAP)
    sheet = Image.new("RGB", (width, HEAD + len(rows) * (CELL + GAP)), PAPER)
    pen, font = ImageDraw.Draw(sheet), Family().sized(11)
    titles = ["drawing"] * sketched + [
        f"{mode}, {seed}" if not sketched else mode for mode, seed in columns
    ]
    for column, title in enumerate(titles):
        x = LEFT + column * (CELL + GAP)
        pen.text((x, HEAD / 2), cut(title.replace("_", " "), font, CELL), INK, font, anchor="lm")
    for row, target in enumerate(rows):
        y = HEAD + row * (CELL + GAP)
        label = cut(", ".join(target.words), font, LEFT - 10)
        pen.text((6, y + CELL / 2), label, INK, font, anchor="lm")
        if sketched:
            sheet.paste(_fitted(draw_sketch(target.document, 2 * CELL)), (LEFT, y))
        for column, (mode, seed) in enumerate(columns, sketched):
            picture = kept.picture_path(f"{suite}/{target.name}/{mode}/{seed}")
            if picture.exists():
                with Image.open(picture, formats=["WEBP"]) as image:
                    corner = (LEFT + column * (CELL + GAP), y)
                    sheet.paste(_fitted(_framed(image.convert("RGB"), target, mode)), corner)
    encoded = io.BytesIO()
    sheet.save(encoded, FORMATS[path.suffix.lower()], quality=85)
    atomic.write_bytes(path, encoded.getvalue())
    return True


def _order(results: Sequence[Result]) -> Callable[[tuple[str, int]], tuple[int, int]]:
    modes = list(dict.fromkeys(result.mode for result in results))
    return lambda column: (modes.index(column[0]), column[1])


def _framed(picture: Image.Image, target: Target, mode: str) -> Image.Image:
    """The picture with the boxes that it was told about."""
    from PIL import ImageDraw

    from sketchpad.generation.export.sheet import BOX_COLOURS

    if target.suite == LAYOUTS and mode != "none":
        pen = ImageDraw.Draw(picture)
        for number, box in enumerate(target.document.boxes):
            edges = [e * (picture.size[n % 2] - 1) for n, e in enumerate(box.rect)]
            colour = BOX_COLOURS[number % len(BOX_COLOURS)]
            pen.rectangle(edges, outline=colour, width=max(1, picture.width // 96))
    return picture


def _fitted(picture: Image.Image) -> Image.Image:
    fitted = picture.copy()
    fitted.thumbnail((CELL, CELL))
    return fitted


Measure = Callable[["Result"], float | None]


def _top1(result: Result) -> float | None:
    return sum(result.hits) / len(result.hits) if result.hits else None


def _recall(result: Result) -> float | None:
    return result.recall


def _mean(results: Sequence[Result], suite: str, mode: str, measure: Measure) -> Estimate | None:
    found = [
        (value, result.name)
        for result in results
        if (result.suite, result.mode) == (suite, mode) and (value := measure(result)) is not None
    ]
    return estimate([v for v, _ in found], [n for _, n in found]) if found else None


def _gain(
    results: Sequence[Result], suite: str, mode: str, other: str, measure: Measure
) -> Estimate | None:
    """By how much one way's pictures exceed another's of the same drawings from the same noise."""
    mine = [r for r in results if r.suite == suite]
    theirs = {(r.name, r.seed): measure(r) for r in mine if r.mode == other}
    pairs = [
        (value, beside, r.name)
        for r in mine
        if r.mode == mode
        and (value := measure(r)) is not None
        and (beside := theirs.get((r.name, r.seed))) is not None
    ]
    if not pairs:
        return None
    return difference([a for a, _, _ in pairs], [b for _, b, _ in pairs], [n for _, _, n in pairs])


def _seconds(results: Sequence[Result], mode: str) -> Estimate | None:
    found = [r.seconds for r in results if (r.suite, r.mode) == (TIMES, mode)]
    if not found:
        return None
    middle = median(found)
    return Estimate(middle, min(found), max(found), len(found))


def _of(values: Sequence[float]) -> Estimate | None:
    return estimate(values) if values else None


def _count(results: Sequence[Result], suite: str) -> int:
    return len({result.name for result in results if result.suite == suite})


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _points(value: float) -> str:
    return f"{100 * value:.0f} points"


def _number(value: float) -> str:
    return f"{value:.2f}"


def _db(value: float) -> str:
    return f"{value:.1f} dB"


def _secs(value: float) -> str:
    return f"{value:.2f} s"
