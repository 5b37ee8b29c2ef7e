"""What in a drawing the model could misunderstand or not see at all and how to mend it.

These are remarks: none of them stands in the way of a picture. Preflight says what does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from sketchpad.document.box import Box, Rect
from sketchpad.document.model import LARGEST_SIZE, SIZE_STEP, SMALLEST_SIZE, Document, Stroke
from sketchpad.document.prompt import known_words, noun_phrases
from sketchpad.document.raster.raster import render_lines

ALIKE = 0.7  # overlap (intersection over union) of two boxes with one phrase that are meant as one
COVERED = 0.95  # share of a box beneath another one
SEEN = 2  # latent pixels: a box that is narrower or lower falls through
THINNEST = 0.25  # of a latent pixel: a finer line leaves hardly anything in the latents
READS_REGIONS = frozenset({"segmentation", "depth", "normal"})  # kinds of control images
MOST_UNKNOWN = 6  # words of the prompt with a remark each
LOOK = 256  # pixels of the picture in which erased lines are looked for


@dataclass(frozen=True)
class Facts:
    """What is known of the model and the request.

    Args:
        read: characters of the prompt that the model reads; None: not known, or all of them.
        reads: what the methods that take part read: "lines", "control_image", "boxes". kinds: of control images.
        boxes_by: the method that the model reads boxes by.
        words: those that the model knows; none where it does not say.
    """

    pixels_per_latent: int = 8
    size_step: int = SIZE_STEP
    most_boxes: int = 30
    read: int | None = None
    reads: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    boxes_by: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One remark.

    Args:
        code: which one; the window has the words.
        ids: boxes it is about. strokes: numbers of the strokes.
        fields: for the words.
        mends: names of what can be done about it, the best first; see `mend`.
    """

    code: str
    ids: tuple[str, ...] = ()
    strokes: tuple[int, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict, hash=False)
    mends: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", MappingProxyType(dict(self.fields)))


def lint(
    document: Document, facts: Facts, current: tuple[Stroke, ...] | None = None
) -> tuple[Finding, ...]:
    """All remarks on `document`: those on the prompt, on boxes, on people and regions, on lines, on the size.

    `current`: the strokes by whose places lines are pointed at and mended, those of the layer that is drawn on, where
    `document` has the lines of several; None: its own.
    """
    return (
        *_prompt(document, facts),
        *_boxes(document, facts),
        *_figures(document, facts),
        *_lines(document, facts, document.strokes if current is None else current),
        *_size(document, facts),
    )


# the prompt


def _prompt(document: Document, facts: Facts) -> Iterator[Finding]:
    prompt = document.prompt
    if facts.read is not None and facts.read < len(prompt.rstrip()):
        lost = prompt[facts.read :].strip()
        yield Finding("prompt_cut", fields={"lost": lost}, mends=("cut_prompt",))
    if not prompt.strip():
        return
    unknown = known_words.unknown(prompt, facts.words) if facts.words else ()
    for word in unknown[:MOST_UNKNOWN]:
        near = known_words.nearest(word, facts.words)
        code = "unknown_word" if near else "unknown_word_alone"
        mends = ("use_nearest",) if near else ()
        yield Finding(code, fields={"word": word, "near": near[0] if near else ""}, mends=mends)
    for phrase in noun_phrases.missing(prompt, document.boxes):
        ids = tuple(box.id for box in document.boxes if box.phrase.strip() == phrase)
        yield Finding("phrase_not_in_prompt", ids, (), {"phrase": phrase}, ("add_to_prompt",))


# boxes


def _boxes(document: Document, facts: Facts) -> Iterator[Finding]:
    boxes = document.boxes
    if not boxes:
        return
    if "boxes" not in facts.reads and not facts.kinds & {*READS_REGIONS, "openpose"}:
        mends = (f"use:{facts.boxes_by}",) if facts.boxes_by else ()
        yield Finding("boxes_unused", fields={"count": len(boxes)}, mends=mends)
    if len(boxes) > facts.most_boxes:
        fields = {"count": len(boxes), "limit": facts.most_boxes}
        yield Finding("too_many_boxes", fields=fields, mends=("keep_largest",))
    for box in boxes:
        if not box.phrase.strip() and not box.picture:
            yield Finding("no_phrase", (box.id,), mends=("edit_phrase", "delete_box"))
    for number, box in enumerate(boxes):
        for other in boxes[number + 1 :]:
            same = box.phrase.strip() and _same(box, other)
            if same and _overlap(box, other) >= ALIKE:
                alike = {"phrase": box.phrase}
                yield Finding("same_boxes", (box.id, other.id), (), alike, ("delete_second",))
                break
    least = (
        SEEN * facts.pixels_per_latent / document.width,
        SEEN * facts.pixels_per_latent / document.height,
    )
    for box in boxes:
        if _wide(box.rect) < least[0] or _high(box.rect) < least[1]:
            tiny = {"phrase": box.phrase, "pixels": SEEN * facts.pixels_per_latent}
            yield Finding("tiny_box", (box.id,), (), tiny, ("enlarge", "delete_box"))
    for number, box in enumerate(boxes):
        above = next((o for o in boxes[number + 1 :] if _covers(o, box)), None)
        if above is not None:
            covered = {"phrase": box.phrase, "other": above.phrase}
            how = ("delete_box",) if _covers(box, above) else ("raise",)
            yield Finding("covered_box", (box.id, above.id), (), covered, how)


def _same(a: Box, b: Box) -> bool:
    return a.phrase.strip().casefold() == b.phrase.strip().casefold()


def _wide(rect: Rect) -> float:
    return rect[2] - rect[0]


def _high(rect: Rect) -> float:
    return rect[3] - rect[1]


def _common(a: Rect, b: Rect) -> float:
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    return max(across, 0.0) * max(down, 0.0)


def _overlap(a: Box, b: Box) -> float:
    common = _common(a.rect, b.rect)
    return common / (a.area + b.area - common)


def _covers(above: Box, box: Box) -> bool:
    """Two boxes on one place, of different things, are no layers: the lower one is not seen."""
    covered = _common(above.rect, box.rect) / box.area >= COVERED
    return covered and not (_same(above, box) and _overlap(above, box) >= ALIKE)


# people and regions


def _figures(document: Document, facts: Facts) -> Iterator[Finding]:
    if any(region.name for region in document.regions) and not facts.kinds & READS_REGIONS:
        yield Finding("regions_unused", mends=("use:segmentation",))
    if document.poses and "openpose" not in facts.kinds:
        fields = {"count": len(document.poses)}
        yield Finding("poses_unused", fields=fields, mends=("use:openpose",))


# lines


def _lines(document: Document, facts: Facts, current: tuple[Stroke, ...]) -> Iterator[Finding]:
    drawn = [stroke for stroke in document.strokes if not stroke.eraser]
    pens = [n for n, stroke in enumerate(current) if not stroke.eraser]
    if not drawn:
        return
    if not facts.reads & {"lines", "control_image"}:
        yield Finding("lines_unused", mends=("use:controlnet",))
    if all(stroke.role == "ignore" for stroke in drawn):
        yield Finding("all_ignored", (), tuple(pens), mends=("follow_all",))
        return
    if _is_blank(document):
        yield Finding("nothing_to_see", (), tuple(pens), mends=("delete_lines",))
        return
    limit = THINNEST * facts.pixels_per_latent
    thin = tuple(n for n in pens if current[n].widths.max() < limit)
    if thin:
        fields = {"count": len(thin), "pixels": f"{limit:g}"}
        yield Finding("thin_lines", (), thin, fields, ("thicken",))


def _is_blank(document: Document) -> bool:
    """Is nothing left of the lines: erased, or drawn beside the page?"""
    scale = LOOK / max(document.width, document.height)
    width, height = (max(1, round(side * scale)) for side in (document.width, document.height))
    return not bool(np.any(render_lines(document, width, height)))


# size


def _size(document: Document, facts: Facts) -> Iterator[Finding]:
    step = facts.size_step
    if document.width % step or document.height % step:
        fields = {"width": document.width, "height": document.height, "step": step}
        yield Finding("odd_size", fields=fields, mends=("fit_size",))


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


def _use_nearest(it: _Task) -> Document:
    word, near = (str(it.finding.fields[name]) for name in ("word", "near"))
    return it.document.with_prompt(known_words.replaced(it.document.prompt, word, near))


def _add_to_prompt(it: _Task) -> Document:
    phrases = [str(it.finding.fields["phrase"])]
    return it.document.with_prompt(noun_phrases.with_phrases(it.document.prompt, phrases))


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
    kept = sorted(it.document.boxes, key=lambda box: -box.area)[: it.facts.most_boxes]
    ids = {box.id for box in kept}
    return replace(it.document, boxes=tuple(box for box in it.document.boxes if box.id in ids))


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
    "use_nearest": _use_nearest,
    "add_to_prompt": _add_to_prompt,
    "delete_box": lambda it: it.document.without_box(it.finding.ids[0]),
    "delete_second": lambda it: it.document.without_box(it.finding.ids[1]),
    "enlarge": _enlarge,
    "raise": _raise,
    "keep_largest": _keep_largest,
    "follow_all": lambda it: it.document.with_role("follow"),
    "delete_lines": lambda it: it.document.with_strokes(()),
    "thicken": _thicken,
    "fit_size": _fit_size,
}
