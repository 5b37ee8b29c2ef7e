"""What each method needs of the drawing, and what of it would leave a method without effect (no torch here)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sketchpad.document.model import Document
from sketchpad.errors import BadSetting, Problem, SketchpadError
from sketchpad.generation.methods.registry import reads_of
from sketchpad.generation.request.method_settings import MethodSettings
from sketchpad.generation.request.request import Request
from sketchpad.hints.openpose import poses_of
from sketchpad.hints.reference import shows
from sketchpad.hints.registry import HINTS, look_at_reference
from sketchpad.hints.segmentation import class_of
from sketchpad.models.controlnets.inspect import usual_hint

MOST_BOXES = 30
WITHOUT = {"segmentation": "no_regions", "openpose": "no_poses"}
"""What is said where a kind of control image has nothing to be made of; of the others, that lines are missing."""


def problems(request: Request) -> Iterator[Problem]:
    """Each once, however many methods share it."""
    said: list[Problem] = []
    for method in request.methods:
        if method.strength != 0:
            for problem in _of(method, request.visible.document):
                if problem not in said:
                    said.append(problem)
                    yield problem


def read_kinds(methods: Iterable[MethodSettings]) -> Iterator[str]:
    """The kinds of control images that these methods read."""
    for method in methods:
        reads = reads_of(method.name)
        if reads == "control_image":
            try:
                yield method.kind or usual_hint(method.net)
            except SketchpadError:  # a missing net is reported elsewhere
                yield "scribble"
        elif reads == "lines":
            yield "scribble"


def _of(method: MethodSettings, document: Document) -> Iterator[Problem]:
    reads = reads_of(method.name)
    if reads == "control_image":
        yield from _hint(method, document)
        yield from _region(method, document)
    elif reads == "lines" and not HINTS["scribble"].can_be_made(document):
        yield Problem.of(_no_lines(document), "canvas")
    if reads == "boxes":
        yield from _boxes(document)


def _hint(method: MethodSettings, document: Document) -> Iterator[Problem]:
    where = f"method:{method.name}"
    kind = method.kind or usual_hint(method.net)
    names = (*(r.name for r in document.regions), *(box.phrase for box in document.boxes))
    if kind not in HINTS:
        choices = ", ".join(HINTS)
        error = BadSetting("kind", kind, reason="choice", label="Control image", choices=choices)
        yield Problem.from_error(error, where)
    elif not HINTS[kind].can_be_made(document):
        yield Problem.of(WITHOUT.get(kind) or _no_lines(document), "canvas")
    elif shows(document, kind):
        try:
            look_at_reference(document, kind)
        except SketchpadError as error:
            yield Problem.from_error(error, where)
    elif kind == "segmentation" and not any(map(class_of, names)):
        yield Problem.of("no_class", where, blocking=False)
    elif kind == "openpose" and not poses_of(document):
        yield Problem.of("no_person", where, blocking=False)


def _no_lines(document: Document) -> str:
    """Nothing is drawn, or all that is drawn is ignored."""
    return "no_strokes" if all(stroke.eraser for stroke in document.strokes) else "all_ignored"


def _region(method: MethodSettings, document: Document) -> Iterator[Problem]:
    """A region that is nowhere leaves a method without effect."""
    region = method.region.strip().casefold()
    if not region:
        return
    phrases = {box.phrase.strip().casefold() for box in document.boxes}
    drawn = any(not stroke.eraser and stroke.role != "ignore" for stroke in document.strokes)
    known = {"boxes": bool(document.boxes), "strokes": drawn}
    if not known.get(region, region in phrases):
        where = f"method:{method.name}"
        yield Problem.of("empty_region", where, blocking=False, region=method.region)


def _boxes(document: Document) -> Iterator[Problem]:
    if not document.boxes:
        yield Problem.of("no_boxes", "boxes")
    for box in document.boxes:
        if not box.phrase.strip() and not box.picture:
            yield Problem.of("box_without_phrase", "boxes", id=box.id)
    if len(document.boxes) > MOST_BOXES:
        yield Problem.of("too_many_boxes", "boxes", count=len(document.boxes), limit=MOST_BOXES)
