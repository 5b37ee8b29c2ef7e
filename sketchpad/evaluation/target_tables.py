"""The targets of the embedded model beside what it reaches, and sheets of pictures to look at."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from PIL import Image

from sketchpad.evaluation.kept import KeptResults, Result
from sketchpad.evaluation.report import describe_machine, publish
from sketchpad.evaluation.sheet import SheetCell, write_sheet
from sketchpad.evaluation.tables import Results
from sketchpad.evaluation.target_cases import AT_ONCE, DRAWINGS, FAST, LAYOUTS, TIMES, WORDS, Target
from sketchpad.generation.methods.registry import GLIGEN, METHODS
from sketchpad.metrics.boxes import Judges
from sketchpad.metrics.report import Estimate, Table, estimate

QUICK = f"{FAST}+controlnet"
BOTH = "gligen+controlnet"
WHOLE = f"{AT_ONCE}+gligen"
SHOWN = {WORDS: 24, DRAWINGS: 16, LAYOUTS: 12}
"""Rows of a sheet."""


@dataclass(frozen=True)
class Goal:
    """One line of the table.

    Args:
        written: how a number is written.
        more: whether more is better.
    """

    on: str
    measure: str
    floor: float
    aim: float
    value: Estimate | None
    written: Callable[[float], str]
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
        text, value = "-", self.value
        if value is not None:
            text = self.written(value.mean)
            if value.count > 1:
                text += f" ({self.written(value.low)} to {self.written(value.high)})"
            text += f", n = {value.count}"
        text += f", {self.remark}" if self.remark else ""
        bounds = self.written(self.floor), self.written(self.aim)
        return self.on, self.measure, *bounds, text, self.verdict


_NUMBER, _DECIBELS, _SECONDS = "{:.2f}".format, "{:.1f} dB".format, "{:.2f} s".format


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _points(value: float) -> str:
    return f"{100 * value:.0f} points"


def _top1(result: Result) -> float | None:
    return result.top1


def _recall(result: Result) -> float | None:
    return result.recall


def goals(measured: Sequence[Result], codec: Sequence[float]) -> list[Goal]:
    """All lines of the table, in the order of the model's specification."""
    results = Results(measured)
    mean, gain = results.mean, results.gain

    def seconds(mode: str) -> Estimate | None:
        values = [result.seconds for result in results.of(TIMES, mode)]
        return Estimate(median(values), min(values), max(values), len(values)) if values else None

    def count(suite: str) -> int:
        return len({result.name for result in measured if result.suite == suite})

    most = {"none": 2.0, "controlnet": 3.0, "edge_predictor": 4.0, GLIGEN.name: 2.5}
    named = {mode: METHODS[mode].term if mode in METHODS else mode for mode in most}
    words, drawn = f"{count(WORDS)} words", f"{count(DRAWINGS)} drawings"
    layouts = f"{count(LAYOUTS)} layouts of 1 to 4 boxes"
    chance = mean(DRAWINGS, "controlnet", lambda result: result.above)
    above = f"{chance.signed()} above chance" if chance is not None else ""
    edges = gain(DRAWINGS, "edge_predictor", _recall)
    over = f"{edges.signed()} over unguided" if edges is not None else ""
    whole = mean(LAYOUTS, WHOLE, _top1)
    at_once = f"{_share(whole.mean)} where no thing is made first" if whole is not None else ""
    return [
        Goal("held-out pictures, 256 px", "VAE PSNR", 27, 32, estimate(codec) if codec else None, _DECIBELS),
        Goal(words, "top-1, no guidance", 0.75, 0.95, mean(WORDS, "none", _top1), _share),
        Goal(drawn, "top-1, ControlNet", 0.7, 0.9, mean(DRAWINGS, "controlnet", _top1), _share),
        Goal(drawn, "lines found again, ControlNet", 0.8, 0.95, mean(DRAWINGS, "controlnet", _recall), _NUMBER,
             remark=above),
        Goal(drawn, "lines found again, edge predictor", 0.6, 0.85, mean(DRAWINGS, "edge_predictor", _recall),
             _NUMBER, remark=over),
        Goal(layouts, "box holds its thing, GLIGEN", 0.7, 0.95, mean(LAYOUTS, GLIGEN.name, _top1), _share,
             remark=at_once),
        Goal(layouts, "box holds its thing, with drawings", 0.75, 0.95, mean(LAYOUTS, BOTH, _top1), _share),
        Goal(layouts, "lines found again, with drawings", 0.75, 0.9, mean(LAYOUTS, BOTH, _recall), _NUMBER),
        *(
            Goal("256 px", f"seconds, {named[mode]}", high, high / 2, seconds(mode), _SECONDS, False)
            for mode, high in most.items()
        ),
        Goal("few-step variant", "seconds, ControlNet", 0.6, 0.3, seconds(QUICK), _SECONDS, False),
        Goal("few-step variant", "top-1 lost against all steps", 0.1, 0.03,
             gain(DRAWINGS, "controlnet", _top1, over=QUICK), _points, False),
    ]  # fmt: skip


def report(
    args: argparse.Namespace,
    targets: Sequence[Target],
    results: Sequence[Result],
    codec: Sequence[float],
    kept: KeptResults,
    judge: Judges,
    remarks: Sequence[str],
) -> None:
    """Print the table; write it and the sheets where that was asked for."""
    rows = tuple(goal.row() for goal in goals(results, codec))
    table = Table(("on", "measure", "floor", "aim", "reached", "so"), rows, "Targets")
    notes = list(remarks)
    if strange := {word for target in targets for word in target.words} - set(judge.words):
        notes.append(
            f"The judge knows {len(judge.words)} words, and things it does not know were not judged: "
            f"{', '.join(sorted(strange))}."
        )
    if not codec:
        notes.append("The autoencoder was not measured: --data names the pack of pictures.")
    about = (
        f"{len(results)} pictures; {describe_machine()}. In brackets: 95 % bootstrap intervals over words, drawings or "
        "layouts; top-1: the judge's first choice among all words it knows; seconds: median, with decoding."
    )
    publish(args, about, [table], notes)
    if args.sheet:
        for suite in SHOWN:
            path = args.sheet.with_stem(f"{args.sheet.stem}-{suite}")
            mine = [result for result in results if result.suite == suite]
            names = {result.name for result in mine}
            shown = [t for t in targets if t.suite == suite and t.name in names][: SHOWN[suite]]
            if shown:
                _write_sheet(path, shown, mine, kept)
                print(path)


def _write_sheet(
    path: Path, targets: Sequence[Target], results: Sequence[Result], kept: KeptResults
) -> None:
    """A row for each of some targets of a suite, a column for each mode and seed."""
    modes = list(dict.fromkeys(result.mode for result in results))
    columns = sorted({(r.mode, r.seed) for r in results}, key=lambda c: (modes.index(c[0]), c[1]))

    def cell(target: Target, mode: str, seed: int) -> SheetCell | None:
        picture = kept.picture_path(f"{target.suite}/{target.name}/{mode}/{seed}")
        if not picture.exists():
            return None
        boxes = target.document.boxes if mode != "none" else ()
        with Image.open(picture, formats=["WEBP"]) as image:
            return SheetCell(image.convert("RGB"), boxes=boxes)

    several = len({seed for _, seed in columns}) > 1
    titles = [f"{mode}, {seed}" if several else mode for mode, seed in columns]
    rows = [(t.document, [cell(t, mode, seed) for mode, seed in columns]) for t in targets]
    write_sheet(path, [title.replace("_", " ") for title in titles], rows)
