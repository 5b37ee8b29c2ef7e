"""Measurements as tables and sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Generic, Protocol, TypeVar

from sketchpad.evaluation.cases import BOXED, DRAWN, SUITES, boxed_modes, mode_title, modes
from sketchpad.generation.methods.registry import method_names
from sketchpad.metrics.boxes import Verdict
from sketchpad.metrics.lines import LineAgreement
from sketchpad.metrics.report import Estimate, Table, estimate


@dataclass(frozen=True)
class Trial:
    """One picture and what was measured on it. The verdicts are None where no judge knows the word.

    `inside`: share of the foreground that lies in the box; None where there is none.
    """

    suite: str
    name: str
    word: str
    mode: str
    seed: int
    seconds: float
    lines: LineAgreement
    thing: Verdict | None
    box: Verdict | None
    inside: float | None = None


MEASURES: dict[str, Callable[[Trial], float | None]] = {
    "line_recall": lambda t: t.lines.recall,
    "line_precision": lambda t: t.lines.precision,
    "line_f1": lambda t: t.lines.f1,
    "line_recall_above_chance": lambda t: t.lines.above_chance,
    "thing_top1": lambda t: None if t.thing is None else float(t.thing.top1),
    "thing_top5": lambda t: None if t.thing is None else float(t.thing.top5),
    "box_top1": lambda t: None if t.box is None else float(t.box.top1),
    "box_top5": lambda t: None if t.box is None else float(t.box.top5),
    "box_inside": lambda t: t.inside,
}


class Measured(Protocol):
    """What `Results` needs of a measured picture."""

    @property
    def suite(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def mode(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def seconds(self) -> float: ...


M = TypeVar("M", bound=Measured)


class Results(Generic[M]):
    """Measured pictures; estimates by suite and mode, with drawings as the unit of chance."""

    def __init__(self, trials: Sequence[M]) -> None:
        self.trials = tuple(trials)
        self._by_key = {(t.suite, t.name, t.seed, t.mode): t for t in trials}

    def of(self, suite: str, mode: str) -> list[M]:
        return [t for t in self.trials if (t.suite, t.mode) == (suite, mode)]

    def mean(self, suite: str, mode: str, measure: Callable[[M], float | None]) -> Estimate | None:
        """The mean of a measure; None where it was never taken."""
        pairs = [(v, t.name) for t in self.of(suite, mode) if (v := measure(t)) is not None]
        return estimate([v for v, _ in pairs], [name for _, name in pairs]) if pairs else None

    def gain(
        self, suite: str, mode: str, measure: Callable[[M], float | None], over: str = "none"
    ) -> Estimate | None:
        """By how much it exceeds the measure of mode `over` on the same drawing from the same noise."""
        rows = []
        for trial in self.of(suite, mode) if mode != over else ():
            plain = self._by_key.get((suite, trial.name, trial.seed, over))
            values = measure(trial), None if plain is None else measure(plain)
            if values[0] is not None and values[1] is not None:
                rows.append((values[0] - values[1], trial.name))
        return estimate([v for v, _ in rows], [name for _, name in rows]) if rows else None

    def seconds(self, suite: str, mode: str) -> float:
        return median(t.seconds for t in self.of(suite, mode))


def summary(results: Results[Trial]) -> dict[str, Any]:
    """Means and gains of every suite, mode and measure, for JSON."""
    content: dict[str, Any] = {}
    for suite in SUITES:
        for mode in modes():
            if not results.of(suite, mode):
                continue
            entry: dict[str, Any] = {"seconds": results.seconds(suite, mode)}
            for name, measure in MEASURES.items():
                mean, gain = (f(suite, mode, measure) for f in (results.mean, results.gain))
                entry[name] = mean and asdict(mean)
                entry[f"{name}_gain"] = gain and asdict(gain)
            content.setdefault(suite, {})[mode] = entry
    return content


@dataclass(frozen=True)
class Column:
    """A column of a table: a measure, and how it is written; with `over` its gain over that mode."""

    heading: str
    measure: str
    written: Callable[[Estimate], str]
    over: str = ""


def make_table(
    results: Results[Trial],
    suite: str,
    titles: Mapping[str, str],
    columns: Sequence[Column],
    title: str,
    first: str,
) -> Table:
    """A row for each of the modes in `titles` that has results; seconds come last. `first`: heading of the modes."""
    rows = []
    for mode in (mode for mode in titles if results.of(suite, mode)):
        cells = [titles[mode]]
        for column in columns:
            measure = MEASURES[column.measure]
            value = (
                results.gain(suite, mode, measure, column.over)
                if column.over
                else results.mean(suite, mode, measure)
            )
            cells.append("-" if value is None else column.written(value))
        rows.append((*cells, f"{results.seconds(suite, mode):.2f}"))
    return Table((first, *(c.heading for c in columns), "seconds"), tuple(rows), title)


_DRAWN = (
    Column("lines found again", "line_recall", Estimate.share),
    Column("above chance", "line_recall_above_chance", Estimate.signed),
    Column("gained by guidance", "line_recall_above_chance", Estimate.signed, "none"),
    Column("line F1", "line_f1", Estimate.share),
    Column("thing recognised", "thing_top1", Estimate.percent),
    Column("in top 5", "thing_top5", Estimate.percent),
)
_BOXED = (
    Column("box holds its thing", "box_top1", Estimate.percent),
    Column("in top 5", "box_top5", Estimate.percent),
    Column("gained by guidance", "box_top1", Estimate.signed, "none"),
    Column("lies in the box", "box_inside", Estimate.percent),
    Column("gained by guidance", "box_inside", Estimate.signed, "none"),
    Column("lines found again", "line_recall", Estimate.share),
)


def tables(results: Results[Trial]) -> list[Table]:
    """A table for each suite that ran."""
    drawn = {mode: mode_title(mode) for mode in modes()}
    boxed = drawn | {"none": f"{mode_title('none')} (same boxes, unused)"}
    kinds = (
        (DRAWN, drawn, _DRAWN, "Does the picture follow the drawn lines?", "drawing fills the picture"),
        (BOXED, boxed, _BOXED, "Does a box hold its thing?", "box off the middle"),
    )  # fmt: skip
    each = (make_table(results, *kind) for kind in kinds)
    return [table for table in each if table.rows]


def findings(results: Results[Trial], blind: float | None) -> list[str]:
    """The tables in words. `blind`: how often a guess of one word is right."""
    sentences = []
    for mode in (*method_names("lines", "control_image"), "all"):
        gain = results.gain(DRAWN, mode, MEASURES["line_recall_above_chance"])
        if gain is not None:
            over = "over unguided pictures from the same noise"
            sentences.append(
                f"Lines, {mode_title(mode)}: {gain.signed()} {over}; {_verdict(gain)}."
            )
    guess = "" if blind is None else f", a blind guess would be right in {100 * blind:.1f} %"
    statements = {
        "box_top1": f"hold their thing{guess}",
        "box_inside": "of what stands out from the ground lies in the box",
    }
    for mode in boxed_modes()[1:]:
        for measure, statement in statements.items():
            mean = results.mean(BOXED, mode, MEASURES[measure])
            gain = results.gain(BOXED, mode, MEASURES[measure])
            if mean is not None and gain is not None:
                sentences.append(
                    f"Boxes, {mode_title(mode)}: {mean.percent()} {statement}; {gain.signed()} over the same boxes on "
                    f"unguided pictures; {_verdict(gain)}."
                )
    return sentences


def _verdict(gain: Estimate) -> str:
    if gain.low > 0:
        return "clearly more"
    return "clearly less" if gain.high < 0 else "no clear difference"
