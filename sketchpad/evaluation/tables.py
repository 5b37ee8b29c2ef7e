"""What was measured, as tables and sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from sketchpad.evaluation.cases import BOXED, DRAWN, boxed_modes, mode_title, modes
from sketchpad.generation.methods.registry import method_names
from sketchpad.metrics.boxes import Verdict
from sketchpad.metrics.lines import LineAgreement
from sketchpad.metrics.report import Estimate, Table, difference, estimate

UNKNOWN = "-"


@dataclass(frozen=True)
class Trial:
    """One picture and what was measured on it. The verdicts are None where no judge knows the word.

    `inside`: how much of what stands out from the ground lies in the box; None where nothing does.
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

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


Measure = Callable[[Trial], float | None]

MEASURES: dict[str, Measure] = {
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


class Results:
    """All trials, asked for means by suite and mode."""

    def __init__(self, trials: Sequence[Trial]) -> None:
        self.trials = tuple(trials)
        self._by_key = {(t.suite, t.name, t.seed, t.mode): t for t in trials}

    def of(self, suite: str, mode: str) -> list[Trial]:
        return [t for t in self.trials if (t.suite, t.mode) == (suite, mode)]

    def modes(self, suite: str) -> list[str]:
        return [mode for mode in modes() if self.of(suite, mode)]

    def mean(self, suite: str, mode: str, measure: str) -> Estimate | None:
        """Of a measure, drawings as the unit of chance; None where it was never taken."""
        pairs = [(MEASURES[measure](t), t.name) for t in self.of(suite, mode)]
        found = [(value, name) for value, name in pairs if value is not None]
        return estimate([v for v, _ in found], [n for _, n in found]) if found else None

    def gain(self, suite: str, mode: str, measure: str) -> Estimate | None:
        """Over the unguided picture of the same drawing from the same noise."""
        rows = []
        for trial in self.of(suite, mode):
            plain = self._by_key.get((suite, trial.name, trial.seed, "none"))
            if plain is None or mode == "none":
                continue
            a, b = MEASURES[measure](trial), MEASURES[measure](plain)
            if a is not None and b is not None:
                rows.append((a, b, trial.name))
        return difference(*map(list, zip(*rows, strict=True))) if rows else None  # type: ignore[arg-type]

    def seconds(self, suite: str, mode: str) -> float:
        return median(t.seconds for t in self.of(suite, mode))

    def to_json(self) -> dict[str, Any]:
        """Means and gains of every suite, mode and measure."""
        told: dict[str, Any] = {}
        for suite in (DRAWN, BOXED):
            for mode in self.modes(suite):
                entry: dict[str, Any] = {"seconds": self.seconds(suite, mode)}
                for measure in MEASURES:
                    mean, gain = self.mean(suite, mode, measure), self.gain(suite, mode, measure)
                    entry[measure] = mean and mean.to_json()
                    entry[f"{measure}_gain"] = gain and gain.to_json()
                told.setdefault(suite, {})[mode] = entry
        return told


def tables(results: Results) -> list[Table]:
    """One table for each suite that ran."""
    made = []
    if results.modes(DRAWN):
        made.append(_drawn(results))
    if results.modes(BOXED):
        made.append(_boxed(results))
    return made


def _drawn(results: Results) -> Table:
    headings = (
        "drawing fills the picture", "lines found again", "above chance", "gained by guidance", "line F1",
        "thing recognised", "in top 5", "seconds",
    )  # fmt: skip
    rows = tuple(
        (
            mode_title(mode),
            _share(results.mean(DRAWN, mode, "line_recall")),
            _signed(results.mean(DRAWN, mode, "line_recall_above_chance")),
            _signed(results.gain(DRAWN, mode, "line_recall_above_chance")),
            _share(results.mean(DRAWN, mode, "line_f1")),
            _percent(results.mean(DRAWN, mode, "thing_top1")),
            _percent(results.mean(DRAWN, mode, "thing_top5")),
            f"{results.seconds(DRAWN, mode):.2f}",
        )
        for mode in results.modes(DRAWN)
    )
    return Table(headings, rows, "Does the picture follow the drawn lines?")


def _boxed(results: Results) -> Table:
    headings = (
        "box off the middle", "box holds its thing", "in top 5", "gained by guidance", "lies in the box",
        "gained by guidance", "lines found again", "seconds",
    )  # fmt: skip
    rows = tuple(
        (
            mode_title(mode) + (" (same boxes, unused)" if mode == "none" else ""),
            _percent(results.mean(BOXED, mode, "box_top1")),
            _percent(results.mean(BOXED, mode, "box_top5")),
            _signed(results.gain(BOXED, mode, "box_top1")),
            _percent(results.mean(BOXED, mode, "box_inside")),
            _signed(results.gain(BOXED, mode, "box_inside")),
            _share(results.mean(BOXED, mode, "line_recall")),
            f"{results.seconds(BOXED, mode):.2f}",
        )
        for mode in results.modes(BOXED)
    )
    return Table(headings, rows, "Does a box hold its thing?")


def findings(results: Results, blind: float | None) -> list[str]:
    """The tables in words. `blind`: how often a guess of one word is right."""
    said = []
    for mode in (*method_names("lines", "control_image"), "all"):
        gain = results.gain(DRAWN, mode, "line_recall_above_chance")
        if gain is not None:
            said.append(
                f"Lines, {mode_title(mode)}: {gain.signed()} over unguided pictures from the same noise; "
                f"{_verdict(gain)}."
            )
    for mode in boxed_modes()[1:]:
        held = results.mean(BOXED, mode, "box_top1")
        gain = results.gain(BOXED, mode, "box_top1")
        if held is not None and gain is not None:
            guess = (
                "" if blind is None else f", a blind guess would be right in {100 * blind:.1f} %"
            )
            said.append(
                f"Boxes, {mode_title(mode)}: {held.percent()} hold their thing{guess}; {gain.signed()} over the same "
                f"boxes on unguided pictures; {_verdict(gain)}."
            )
        inside = results.mean(BOXED, mode, "box_inside")
        more = results.gain(BOXED, mode, "box_inside")
        if inside is not None and more is not None:
            said.append(
                f"Boxes, {mode_title(mode)}: {inside.percent()} of what stands out from the ground lies in the box; "
                f"{more.signed()} over the same boxes on unguided pictures; {_verdict(more)}."
            )
    return said


def _verdict(gain: Estimate) -> str:
    if gain.low > 0:
        return "clearly more"
    return "clearly less" if gain.high < 0 else "no clear difference"


def _share(value: Estimate | None) -> str:
    return UNKNOWN if value is None else value.share()


def _signed(value: Estimate | None) -> str:
    return UNKNOWN if value is None else value.signed()


def _percent(value: Estimate | None) -> str:
    return UNKNOWN if value is None else value.percent()
