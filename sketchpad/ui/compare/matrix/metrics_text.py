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
    key = keys.get(order)
    places = list(range(len(cells)))
    if key is None:
        return places
    values = [key(cell) for cell in cells]
    return sorted(places, key=lambda n: float("inf") if values[n] is None else -values[n])  # type: ignore[operator]


def _box_share(cell: Cell) -> float | None:
    found = cell.adherence
    return found.box_hits / found.judged_boxes if found and found.judged_boxes else None


def _settled_share(cell: Cell) -> float | None:
    done = cell.phase == "done" and cell.settled is not None and cell.total
    return -cell.settled / cell.total if done and cell.settled is not None else None


def verdicts(cell: Cell) -> list[tuple[Box, Verdict | None]]:
    """The boxes that the model was told of, and what the judge says; None where it does not know the thing."""
    if cell.adherence is None:
        return []
    told = cell.request.visible.document.boxes
    both = zip(cell.request.document.boxes, cell.adherence.boxes, strict=False)
    return [(box, verdict) for box, verdict in both if box in told]


def ticks(cell: Cell) -> tuple[str, ...]:
    """One for each of `verdicts`: whether the judge sees its thing there, or does not know it."""
    found = [verdict for _, verdict in verdicts(cell)]
    return tuple(UNKNOWN if one is None else TICK if one.top1 else CROSS for one in found)


def numbers_line(cell: Cell) -> str:
    """One line: lines, boxes, words."""
    parts = []
    found = cell.adherence
    if found is not None and found.lines is not None:
        share = round(100 * found.lines.f1)
        parts.append(translate("CompareNumbers", "Lines {share} %").format(share=share))
    if found is not None and found.judged_boxes:
        each = ticks(cell)
        hits = f"{found.box_hits}/{found.judged_boxes}"
        few = len(each) <= _MOST_TICKS
        said = "".join(each) if few else translate("CompareNumbers", "Boxes {hits}")
        parts.append(said.format(hits=hits))
    if found is not None and found.clip is not None:
        fits = f"{found.clip.similarity:.2f}"
        parts.append(translate("CompareNumbers", "Words {fits}").format(fits=fits))
    elif found is not None and found.words is not None:
        share = round(100 * found.words.probability)
        parts.append(translate("CompareNumbers", "Words {share} %").format(share=share))
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
    if found is not None:
        lines += _clip(found)
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
    if cell.memory is not None:
        lines.append(_memory(cell.memory))
    return "\n".join(lines)


def _clip(found: Adherence) -> list[str]:
    if found.clip is not None:
        said = translate(
            "CompareNumbers",
            "Words: {model} finds a fit of {fits} between picture and prompt; "
            "something else has about 0.15, what fits has 0.25 or more.",
        )
        return [said.format(model=found.clip.model, fits=f"{found.clip.similarity:.2f}")]
    if found.lacks_clip:
        return [
            translate(
                "CompareNumbers",
                "Words: how well picture and prompt fit was not measured, because no CLIP model is installed.",
            )
        ]
    return []


def _memory(memory: Memory) -> str:
    said = {
        "accelerator": translate(
            "CompareNumbers", "At most {size} MB were in use on the graphics card, with the model."
        ),
        "process": translate(
            "CompareNumbers", "Making it took at most {size} MB of memory besides the model."
        ),
    }[memory.kind]
    return said.format(size=round(memory.bytes / 1e6))


def _boxes(cell: Cell) -> list[str]:
    lines = []
    for box, verdict in verdicts(cell):
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
