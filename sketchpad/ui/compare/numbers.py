"""The numbers of a cell, short and with what they mean; and the orders that cells can be put in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from sketchpad.ui.compare.cell import Cell
from sketchpad.ui.compare.compare_run import CompareRun

translate = QCoreApplication.translate
ORDERS = ("matrix", "score", "lines", "boxes", "seconds")


def order_name(order: str) -> str:
    return {
        "score": translate("CompareNumbers", "Best first"),
        "lines": translate("CompareNumbers", "Line agreement"),
        "boxes": translate("CompareNumbers", "Box hits"),
        "seconds": translate("CompareNumbers", "Fastest first"),
    }.get(order, translate("CompareNumbers", "As a matrix"))


def ordered(cells: Sequence[Cell], order: str) -> list[int]:
    """The places of `cells` in that order: best first, what is not measured last, equals as they were."""
    keys: dict[str, Callable[[Cell], float | None]] = {
        "score": lambda c: None if c.adherence is None else c.adherence.score,
        "lines": lambda c: c.adherence.lines.f1 if c.adherence and c.adherence.lines else None,
        "boxes": _box_share,
        "seconds": lambda c: -c.seconds if c.phase == "done" else None,
    }
    key = keys.get(order)
    places = list(range(len(cells)))
    if key is None:
        return places
    values = [key(cell) for cell in cells]
    return sorted(places, key=lambda n: float("inf") if values[n] is None else -values[n])  # type: ignore[operator]


def _box_share(cell: Cell) -> float | None:
    found = cell.adherence
    return found.box_hits / found.judged_boxes if found and found.judged_boxes else None


def numbers_line(cell: Cell) -> str:
    """One line: lines, boxes, when it settled."""
    parts = []
    found = cell.adherence
    if found is not None and found.lines is not None:
        parts.append(
            translate("CompareNumbers", "Lines {share} %").format(share=round(100 * found.lines.f1))
        )
    if found is not None and found.judged_boxes:
        parts.append(
            translate("CompareNumbers", "Boxes {hits}/{count}").format(
                hits=found.box_hits, count=found.judged_boxes
            )
        )
    if cell.settled is not None and cell.phase == "done":
        parts.append(translate("CompareNumbers", "settled {step}").format(step=cell.settled))
    return " · ".join(parts)


def numbers_tip(cell: Cell) -> str:
    """The same with what it means, a line each."""
    lines = []
    found = cell.adherence
    if found is not None and found.lines is not None:
        agreement = found.lines
        lines.append(
            translate(
                "CompareNumbers",
                "Lines: the picture shows {recall} % of what you drew ({chance} % would be chance), "
                "and {precision} % of its edges are yours.",
            ).format(
                recall=round(100 * agreement.recall),
                chance=round(100 * agreement.chance),
                precision=round(100 * agreement.precision),
            )
        )
    if found is not None and found.boxes:
        lines += _boxes(cell)
    if found is not None and found.words is not None:
        lines.append(
            translate(
                "CompareNumbers",
                "Words: in the whole picture the judge sees “{seen}”; it gives “{word}” {share} %.",
            ).format(
                seen=found.words.seen,
                word=found.words.word,
                share=round(100 * found.words.probability),
            )
        )
    if cell.settled is not None and cell.phase == "done":
        lines.append(
            translate(
                "CompareNumbers",
                "After step {step} of {total} the preview hardly changed any more.",
            ).format(step=cell.settled, total=cell.total)
        )
    if cell.phase == "done":
        lines.append(
            translate("CompareNumbers", "This cell took {seconds} s of its own.").format(
                seconds=f"{cell.seconds:.1f}"
            )
        )
    return "\n".join(lines)


def _boxes(cell: Cell) -> list[str]:
    assert cell.adherence is not None
    lines = []
    for box, verdict in zip(cell.request.document.boxes, cell.adherence.boxes, strict=False):
        if verdict is None:
            said = translate(
                "CompareNumbers", "Box “{phrase}”: the judge does not know this thing."
            )
            lines.append(said.format(phrase=box.phrase))
        elif verdict.top1:
            said = translate("CompareNumbers", "Box “{phrase}”: the judge sees it there.")
            lines.append(said.format(phrase=box.phrase))
        else:
            said = translate(
                "CompareNumbers",
                "Box “{phrase}”: the judge sees “{seen}” there; this is its choice number {rank}.",
            )
            lines.append(said.format(phrase=box.phrase, seen=verdict.seen, rank=verdict.rank + 1))
    return lines


def time_left(run: CompareRun) -> str:
    """How long it will take, as far as anybody knows; at rest, how many cells have their picture."""
    if not run.busy:
        said = translate("CompareNumbers", "{done} of {count} cells")
        return said.format(done=len(run.finished), count=len(run.cells))
    left = run.seconds_left()
    if left is None:
        return translate("CompareNumbers", "Measuring…")
    if left < 90:
        seconds = max(1, round(left))
        return translate("CompareNumbers", "about {seconds} s left").format(seconds=seconds)
    return translate("CompareNumbers", "about {minutes} min left").format(minutes=round(left / 60))
