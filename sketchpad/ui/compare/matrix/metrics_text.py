"""The numbers of a cell, short and with what they mean; and the orders that cells can be put in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from sketchpad.document.model import Box
from sketchpad.generation.request.request import Memory
from sketchpad.ui.compare.cells.cell import Cell
from sketchpad.ui.compare.compare_run import CompareRun

if TYPE_CHECKING:
    from sketchpad.generation.comparison.adherence import Adherence
    from sketchpad.metrics.boxes import Verdict

translate = QCoreApplication.translate
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
    seen = cell.request.told.document.boxes
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
    lines = [] if cell.adherence is None else _measured(cell, cell.adherence)
    if cell.settled is not None and cell.phase == "done":
        text = translate(
            "CompareNumbers", "After step {step} of {total} the preview hardly changed any more."
        )
        lines.append(text.format(step=cell.settled, total=cell.total))
    if cell.phase == "done":
        text = translate("CompareNumbers", "This cell took {seconds} s of its own.")
        lines.append(text.format(seconds=f"{cell.seconds:.1f}"))
    if cell.memory is not None:
        lines.append(_memory(cell.memory))
    return "\n".join(lines)


def _measured(cell: Cell, measured: Adherence) -> list[str]:
    lines = []
    if (agreement := measured.lines) is not None:
        text = translate(
            "CompareNumbers",
            "Lines: the picture shows {recall} % of what you drew ({chance} % would be chance), "
            "and {precision} % of its edges are yours.",
        )
        shares = agreement.recall, agreement.chance, agreement.precision
        recall, chance, precision = (round(100 * share) for share in shares)
        lines.append(text.format(recall=recall, chance=chance, precision=precision))
    lines += _boxes(cell) if measured.boxes else []
    if (words := measured.words) is not None:
        text = translate(
            "CompareNumbers",
            "Words: in the whole picture the judge sees “{seen}”; it gives “{word}” {share} %.",
        )
        share = round(100 * words.probability)
        lines.append(text.format(seen=words.seen, word=words.word, share=share))
    if measured.clip is not None:
        text = translate(
            "CompareNumbers",
            "Words: {model} finds a fit of {fits} between picture and prompt; "
            "something else has about 0.15, what fits has 0.25 or more.",
        )
        fits = f"{measured.clip.similarity:.2f}"
        lines.append(text.format(model=measured.clip.model, fits=fits))
    elif measured.lacks_clip:
        text = translate(
            "CompareNumbers",
            "Words: how well picture and prompt fit was not measured, because no CLIP model is installed.",
        )
        lines.append(text)
    return lines


def _memory(memory: Memory) -> str:
    text = {
        "accelerator": translate(
            "CompareNumbers", "At most {size} MB were in use on the graphics card, with the model."
        ),
        "process": translate(
            "CompareNumbers", "Making it took at most {size} MB of memory besides the model."
        ),
    }[memory.kind]
    return text.format(size=round(memory.bytes / 1e6))


def _boxes(cell: Cell) -> list[str]:
    lines = []
    for box, verdict in verdicts(cell):
        text = translate("CompareNumbers", "Box “{phrase}”: the judge does not know this thing.")
        seen, rank = "", 0
        if verdict is not None:
            seen, rank = verdict.seen, verdict.rank + 1
            text = translate(
                "CompareNumbers",
                "Box “{phrase}”: the judge sees “{seen}” there; this is its choice number {rank}.",
            )
            if verdict.top1:
                text = translate("CompareNumbers", "Box “{phrase}”: the judge sees it there.")
        lines.append(text.format(phrase=box.phrase, seen=seen, rank=rank))
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
