"""What `sketchpad bench` has measured, as tables, and how it was measured."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from sketchpad.benchmarks.timing import Duel
from sketchpad.evaluation.cases import mode_title
from sketchpad.metrics.report import Table

if TYPE_CHECKING:
    from sketchpad.benchmarks.window import Gaps

TITLES = {
    "edge_features": "edge predictor through features",
    "idle": "nothing else going on",
    "loading": "model being read",
}


def title(mode: str) -> str:
    """What a row is called: a mode, or what the window is busy with meanwhile."""
    return TITLES.get(mode) or mode_title(mode)


def picture_table(duels: Sequence[Duel]) -> Table | None:
    """How long single pictures take."""
    if not duels:
        return None
    from sketchpad.benchmarks.stock import RIVALS

    headings = (
        "seconds",
        "a step",
        "a picture",
        "stock: a step",
        "a picture",
        "stock / ours",
        "stock is",
    )
    rows = tuple(
        (
            title(duel.mode),
            f"{duel.step:.3f}",
            f"{duel.picture:.2f}",
            "-" if duel.stock_step is None else f"{duel.stock_step:.3f}",
            "-" if duel.stock_picture is None else f"{duel.stock_picture:.2f}",
            "-" if duel.ratio is None else f"{duel.ratio:.2f} x",
            RIVALS.get(duel.mode, "-") if duel.stock else "-",
        )
        for duel in duels
    )
    return Table(headings, rows, "Making pictures")


def window_table(painted: Sequence[float], gaps: Sequence[Gaps]) -> Table | None:
    """How soon the window is there, and how smooth it stays."""
    if not gaps:
        return None
    rows = tuple(
        (
            title(gap.phase),
            f"{gap.p50:.1f}",
            f"{gap.p99:.1f}",
            f"{gap.longest:.1f}",
            str(gap.count),
        )
        for gap in gaps
    )
    paint = f"first paint after {median(painted):.2f} s (of {len(painted)}: {min(painted):.2f} to {max(painted):.2f} s)"
    headings = ("drawing meanwhile, ms between events", "half", "99 of 100", "longest", "events")
    return Table(headings, rows, f"The window: {paint}")


def notes(pictures: bool, window: bool) -> str:
    """How it was measured."""
    said = []
    if pictures:
        said.append(
            "Ours and stock were made by turns after a warm-up of both, on the same weights, with the same size, "
            "steps, precision and threads; a picture is timed from the request to its decoded pixels, ours with a "
            "preview of every step. Stock / ours: median over pairs. The edge predictor's rival is what published "
            "ports do, the whole batch through autograd, on the same networks. A comparison's cells are the pictures "
            "of all methods with each seed: ours as one matrix, with what is alike computed once and the rest in "
            "batches, and one by one; stock one by one."
        )
    if window:
        said.append(
            "The window ran in a program of its own, with a pen that drew all the time (8 ms between its moves); each "
            "method made one picture after the other meanwhile. First paint is counted from starting the program."
        )
    return " ".join(said)
