"""The numbers of a cell in words, for the window and the decision record; and the orders that cells can be put in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from sketchpad.document.model import Box
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.compare_run import CompareRun
from sketchpad.ui.compare.matrix.titles import method_words

if TYPE_CHECKING:
    from sketchpad.generation.export.html_report import ReportText

translate = QCoreApplication.translate


def report_text() -> ReportText:
    from sketchpad.generation.export.html_report import ReportText

    return ReportText(
        language=translate("ComparisonExports", "en", "language code of the page"),
        title=translate("ComparisonExports", "Decision record"),
        sketch=translate("ComparisonExports", "The drawing"),
        boxes=translate("ComparisonExports", "Boxes"),
        candidates=translate("ComparisonExports", "The candidates"),
        chosen=translate("ComparisonExports", "Chosen"),
        starred=translate("ComparisonExports", "Starred"),
        rejected=translate("ComparisonExports", "Rejected"),
        nobody=translate("ComparisonExports", "Nothing has been chosen yet."),
        negative=translate("ComparisonExports", "Not to be shown: {text}"),
        settings=translate(
            "ComparisonExports",
            "Seed {seed}, {steps} steps, guidance {guidance}, {scheduler}, {width} × {height} pixels",
        ),
        strength=translate(
            "ComparisonExports", "{name}: strength {strength}, from {start} to {end} % of the steps"
        ),
        no_guidance=translate("ComparisonExports", "No guidance: prompt only"),
        drawing=translate("ComparisonExports", "Made from this drawing"),
        model=translate("ComparisonExports", "Model: {model}"),
        methods=method_words(),
        lines=translate(
            "ComparisonExports",
            "Lines: {recall} % of the drawing is in the picture ({chance} % would be chance); "
            "{precision} % of the picture's edges were drawn.",
        ),
        box_hit=translate("ComparisonExports", "Box “{phrase}”: the judge sees it there."),
        box_miss=translate(
            "ComparisonExports",
            "Box “{phrase}”: the judge sees “{seen}” there; this is its choice number {rank}.",
        ),
        box_unknown=translate(
            "ComparisonExports", "Box “{phrase}”: the judge does not know this thing."
        ),
        words=translate(
            "ComparisonExports",
            "Words: in the whole picture the judge sees “{seen}”; it gives “{word}” {share} %.",
        ),
        clip=translate(
            "ComparisonExports",
            "Words: {model} finds picture and prompt {similarity} alike "
            "(about 0.15 is something else, 0.3 fits well).",
        ),
        no_clip=translate(
            "ComparisonExports", "Words: not measured, because no CLIP model is installed."
        ),
        settled=translate("ComparisonExports", "Hardly changed after step {step} of {total}."),
        votes=translate(
            "ComparisonExports",
            "Compared blind: preferred {won} times, not preferred {lost} times, {even} times no difference.",
        ),
        seconds=translate("ComparisonExports", "Made in {seconds} s."),
        accelerator=translate(
            "ComparisonExports",
            "At most {size} MB were in use on the graphics card, with the model.",
        ),
        process=translate(
            "ComparisonExports", "Making it took at most {size} MB of memory besides the model."
        ),
        made_by=translate(
            "ComparisonExports",
            "Pictures made by an image model from the drawing (AI generated): {model}. {software}.",
        ),
        details=translate("ComparisonExports", "All settings"),
    )


if TYPE_CHECKING:
    from sketchpad.metrics.boxes import Verdict

ORDERS = ("matrix", "score", "lines", "boxes", "words", "seconds", "settled", "memory")
TICK, CROSS, UNKNOWN = "✓", "✗", "–"
_MOST_TICKS = 8  # of boxes, one by one


def order_name(order: str) -> str:
    return {
        "score": translate("CompareNumbers", "Best first"),
        "lines": translate("CompareNumbers", "Line agreement"),
        "boxes": translate("CompareNumbers", "Box hits"),
        "words": translate("CompareNumbers", "Words in the picture"),
        "seconds": translate("CompareNumbers", "Fastest first"),
        "settled": translate("CompareNumbers", "Soonest settled"),
        "memory": translate("CompareNumbers", "Least memory"),
    }.get(order, translate("CompareNumbers", "As a matrix"))


def ordered(cells: Sequence[Cell], order: str) -> list[int]:
    """The places of `cells` in that order: best first, what is not measured last, equals as they were."""
    keys: dict[str, Callable[[Cell], float | None]] = {
        "score": lambda c: None if c.adherence is None else c.adherence.score,
        "lines": lambda c: c.adherence.lines.f1 if c.adherence and c.adherence.lines else None,
        "boxes": _box_share,
        "words": lambda c: None if c.adherence is None else c.adherence.text_match,
        "seconds": lambda c: -c.seconds if c.phase == "done" else None,
        "settled": _settled_share,
        "memory": lambda c: -c.memory.bytes if c.memory is not None else None,
    }
    key = keys.get(order, lambda _cell: 0.0)
    values = [float("-inf") if (value := key(cell)) is None else value for cell in cells]
    return sorted(range(len(cells)), key=lambda n: -values[n])


def _box_share(cell: Cell) -> float | None:
    measured = cell.adherence
    return measured.box_hits / measured.judged_boxes if measured and measured.judged_boxes else None


def _settled_share(cell: Cell) -> float | None:
    if cell.phase != "done" or cell.settled is None or not cell.total:
        return None
    return -cell.settled / cell.total


def verdicts(cell: Cell) -> list[tuple[Box, Verdict | None]]:
    """The boxes that the model was told of, and what the judge says; None where it does not know the thing."""
    if cell.adherence is None:
        return []
    seen = cell.request.visible.document.boxes
    both = zip(cell.request.document.boxes, cell.adherence.boxes, strict=False)
    return [(box, verdict) for box, verdict in both if box in seen]


def ticks(cell: Cell) -> tuple[str, ...]:
    """One for each of `verdicts`: whether the judge sees its thing there, or does not know it."""
    judged = (verdict for _, verdict in verdicts(cell))
    return tuple(UNKNOWN if one is None else TICK if one.top1 else CROSS for one in judged)


def numbers_line(cell: Cell) -> str:
    """One line: lines, boxes, words."""
    parts, measured = [], cell.adherence
    if measured is None:
        return ""
    if measured.lines is not None:
        text = translate("CompareNumbers", "Lines {share} %")
        parts.append(text.format(share=round(100 * measured.lines.f1)))
    if measured.judged_boxes:
        each, hits = ticks(cell), f"{measured.box_hits}/{measured.judged_boxes}"
        few = len(each) <= _MOST_TICKS
        text = "".join(each) if few else translate("CompareNumbers", "Boxes {hits}")
        parts.append(text.format(hits=hits))
    if measured.clip is not None:
        text = translate("CompareNumbers", "Words {fits}")
        parts.append(text.format(fits=f"{measured.clip.similarity:.2f}"))
    elif measured.words is not None:
        text = translate("CompareNumbers", "Words {share} %")
        parts.append(text.format(share=round(100 * measured.words.probability)))
    return " · ".join(parts)


def numbers_tip(cell: Cell) -> str:
    """The same with what it means, a line each."""
    from sketchpad.generation.export.html_report import measured

    if cell.phase != "done" and cell.adherence is None and cell.memory is None:
        return ""
    settled, seconds = (cell.settled, cell.seconds) if cell.phase == "done" else (None, 0.0)
    numbers = cell.adherence, settled, seconds, cell.memory
    return "\n".join(measured(cell.request, *numbers, report_text()))


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
