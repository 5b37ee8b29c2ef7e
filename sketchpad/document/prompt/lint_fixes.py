"""The one-click mends of what `lint` finds: each makes another document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from sketchpad.document.model import LARGEST_SIZE, SIZE_STEP, SMALLEST_SIZE, Document
from sketchpad.document.prompt import noun_phrases
from sketchpad.document.prompt.lint import SEEN, THINNEST, Facts, Finding, area


class _Task(NamedTuple):
    document: Document
    finding: Finding
    facts: Facts


def mend(document: Document, finding: Finding, how: str, facts: Facts) -> Document:
    """The document with `finding` mended. KeyError where `how` is not among what can be done to a drawing."""
    return _MENDS[how](_Task(document, finding, facts))


def can_mend(how: str) -> bool:
    """Is it done to the drawing? Else it is for the window to do: choosing a method, typing a phrase."""
    return how in _MENDS


def _cut_prompt(it: _Task) -> Document:
    read = len(it.document.prompt) if it.facts.read is None else it.facts.read
    return it.document.with_prompt(it.document.prompt[:read].rstrip(" ,;，、"))


def _add_to_prompt(it: _Task) -> Document:
    return it.document.with_prompt(
        noun_phrases.with_phrases(it.document.prompt, [str(it.finding.fields["phrase"])])
    )


def _delete_box(it: _Task) -> Document:
    return it.document.without_box(it.finding.ids[0])


def _delete_second(it: _Task) -> Document:
    return it.document.without_box(it.finding.ids[1])


def _enlarge(it: _Task) -> Document:
    box = it.document.box(it.finding.ids[0])
    sides = [
        2 * SEEN * it.facts.pixels_per_latent / page
        for page in (it.document.width, it.document.height)
    ]
    spans = []
    for at, least in enumerate(sides):
        length = min(max(box.rect[at + 2] - box.rect[at], least), 1.0)
        middle = (box.rect[at] + box.rect[at + 2]) / 2
        low = min(max(middle - length / 2, 0.0), 1.0 - length)
        spans.append((low, min(low + length, 1.0)))
    (x0, x1), (y0, y1) = spans
    return it.document.replace_box(box.id, box.with_rect((x0, y0, x1, y1)))


def _raise(it: _Task) -> Document:
    """Just above the one that covers it; the larger of two that cover each other stays beneath."""
    order = [box.id for box in it.document.boxes if box.id != it.finding.ids[0]]
    order.insert(order.index(it.finding.ids[1]) + 1, it.finding.ids[0])
    return replace(it.document, boxes=tuple(it.document.box(one) for one in order))


def _keep_largest(it: _Task) -> Document:
    kept = sorted(it.document.boxes, key=lambda box: -area(box.rect))[: it.facts.most_boxes]
    ids = {box.id for box in kept}
    return replace(it.document, boxes=tuple(box for box in it.document.boxes if box.id in ids))


def _follow_all(it: _Task) -> Document:
    return it.document.with_strokes(stroke.with_role("follow") for stroke in it.document.strokes)


def _delete_lines(it: _Task) -> Document:
    return it.document.with_strokes(())


def _thicken(it: _Task) -> Document:
    """To half a latent pixel at full pressure."""
    thin = set(it.finding.strokes)
    wanted = 2 * THINNEST * it.facts.pixels_per_latent
    return it.document.with_strokes(
        stroke.with_width(max(wanted, stroke.width)) if n in thin else stroke
        for n, stroke in enumerate(it.document.strokes)
    )


def _fit_size(it: _Task) -> Document:
    """The nearest size the model can make; the drawing is scaled along."""
    step = it.facts.size_step
    while step % SIZE_STEP:
        step *= 2
    least = -(-SMALLEST_SIZE // step) * step
    most = LARGEST_SIZE // step * step
    width, height = (
        min(max(round(side / step) * step, least), most)
        for side in (it.document.width, it.document.height)
    )
    return it.document.resized(width, height)


_MENDS: Mapping[str, Callable[[_Task], Document]] = {
    "cut_prompt": _cut_prompt,
    "add_to_prompt": _add_to_prompt,
    "delete_box": _delete_box,
    "delete_second": _delete_second,
    "enlarge": _enlarge,
    "raise": _raise,
    "keep_largest": _keep_largest,
    "follow_all": _follow_all,
    "delete_lines": _delete_lines,
    "thicken": _thicken,
    "fit_size": _fit_size,
}
