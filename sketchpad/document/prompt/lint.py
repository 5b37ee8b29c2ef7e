"""What in a drawing the model could misunderstand or not see at all (how to mend it: `lint_mends`).

These are remarks: none of them stands in the way of a picture. What does is told by preflight.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from sketchpad.document.box import Box, Rect
from sketchpad.document.model import SIZE_STEP, Document
from sketchpad.document.prompt import noun_phrases
from sketchpad.document.raster.raster import render_lines

ALIKE = 0.7  # overlap (intersection over union) of two boxes with one phrase that are meant as one
COVERED = 0.95  # share of a box beneath another one
SEEN = 2  # latent pixels: a box that is narrower or lower falls through
THINNEST = 0.25  # of a latent pixel: a finer line leaves hardly anything in the latents
READS_REGIONS = frozenset({"segmentation", "depth", "normal"})  # kinds of control images
LOOK = 256  # pixels of the picture in which erased lines are looked for


@dataclass(frozen=True)
class Facts:
    """What is known of the model and the request.

    Args:
        read: characters of the prompt that the model reads; None: not known, or all of them.
        reads: what the methods that take part read: "lines", "control_image", "boxes". kinds: of control images.
    """

    pixels_per_latent: int = 8
    size_step: int = SIZE_STEP
    most_boxes: int = 30
    read: int | None = None
    reads: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Finding:
    """One remark.

    Args:
        code: which one; the window has the words.
        ids: boxes it is about. strokes: numbers of the strokes.
        fields: for the words.
        mends: names of what can be done about it, the best first; see `lint_mends`.
    """

    code: str
    ids: tuple[str, ...] = ()
    strokes: tuple[int, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict, hash=False)
    mends: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", MappingProxyType(dict(self.fields)))


def lint(document: Document, facts: Facts) -> tuple[Finding, ...]:
    """All remarks on `document`: those on the prompt, on boxes, on people and regions, on lines, on the size."""
    return (
        *_prompt(document, facts),
        *_boxes(document, facts),
        *_figures(document, facts),
        *_lines(document, facts),
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
    for phrase in noun_phrases.missing(prompt, document.boxes):
        ids = tuple(box.id for box in document.boxes if box.phrase.strip() == phrase)
        yield Finding("phrase_not_in_prompt", ids, (), {"phrase": phrase}, ("add_to_prompt",))


# boxes


def _boxes(document: Document, facts: Facts) -> Iterator[Finding]:
    boxes = document.boxes
    if not boxes:
        return
    if "boxes" not in facts.reads and not facts.kinds & {*READS_REGIONS, "openpose"}:
        yield Finding("boxes_unused", fields={"count": len(boxes)}, mends=("use:gligen",))
    if len(boxes) > facts.most_boxes:
        fields = {"count": len(boxes), "limit": facts.most_boxes}
        yield Finding("too_many_boxes", fields=fields, mends=("keep_largest",))
    for box in boxes:
        if not box.phrase.strip() and not box.picture:
            yield Finding("no_phrase", (box.id,), mends=("edit_phrase", "delete_box"))
    for number, box in enumerate(boxes):
        for other in boxes[number + 1 :]:
            same = box.phrase.strip() and _same(box, other)
            if same and _overlap(box.rect, other.rect) >= ALIKE:
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


def area(rect: Rect) -> float:
    return _wide(rect) * _high(rect)


def _common(a: Rect, b: Rect) -> float:
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    return max(across, 0.0) * max(down, 0.0)


def _overlap(a: Rect, b: Rect) -> float:
    common = _common(a, b)
    return common / (area(a) + area(b) - common)


def _covers(above: Box, box: Box) -> bool:
    """Two boxes on one place, of different things, are no layers: nobody sees the lower one."""
    covered = _common(above.rect, box.rect) / area(box.rect) >= COVERED
    return covered and not (_same(above, box) and _overlap(above.rect, box.rect) >= ALIKE)


# people and regions


def _figures(document: Document, facts: Facts) -> Iterator[Finding]:
    if any(region.name for region in document.regions) and not facts.kinds & READS_REGIONS:
        yield Finding("regions_unused", mends=("use:segmentation",))
    if document.poses and "openpose" not in facts.kinds:
        fields = {"count": len(document.poses)}
        yield Finding("poses_unused", fields=fields, mends=("use:openpose",))


# lines


def _lines(document: Document, facts: Facts) -> Iterator[Finding]:
    pens = [n for n, stroke in enumerate(document.strokes) if not stroke.eraser]
    if not pens:
        return
    if not facts.reads & {"lines", "control_image"}:
        yield Finding("lines_unused", mends=("use:controlnet",))
    if all(document.strokes[n].role == "ignore" for n in pens):
        yield Finding("all_ignored", (), tuple(pens), mends=("follow_all",))
        return
    if _is_blank(document):
        yield Finding("nothing_to_see", (), tuple(pens), mends=("delete_lines",))
        return
    limit = THINNEST * facts.pixels_per_latent
    thin = tuple(n for n in pens if document.strokes[n].widths.max() < limit)
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
