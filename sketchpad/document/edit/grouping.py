"""Boxes and strokes that belong together: one is taken with its fellows, unless it is asked for alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import count

from sketchpad.document.box import Box
from sketchpad.document.model import Document, Stroke


def with_fellows(boxes: Sequence[Box], ids: Iterable[str]) -> tuple[str, ...]:
    """`ids`, each followed by those of the same group."""
    by_id = {box.id: box for box in boxes}
    chosen: list[str] = []
    for one in ids:
        group = by_id[one].group
        chosen.append(one)
        if group:
            chosen += [box.id for box in boxes if box.group == group]
    return tuple(dict.fromkeys(chosen))


def grouped(document: Document, ids: Collection[str]) -> Document:
    """The boxes called `ids` as one group; they leave the groups they were in."""
    name = _free_name({box.group for box in document.boxes})
    return _with_group(document, ids, name)


def ungrouped(document: Document, ids: Collection[str]) -> Document:
    """The groups of `ids` are no groups any more."""
    return _with_group(document, with_fellows(document.boxes, ids), "")


def copies(boxes: Sequence[Box], taken: Iterable[Box]) -> tuple[Box, ...]:
    """`boxes` as they are to be added to `taken`: groups of their own, which keep apart what is copied once more."""
    names = _renamed(boxes, taken)
    return tuple(replace(box, group=names[box.group]) if box.group else box for box in boxes)


def strokes_with_fellows(strokes: Sequence[Stroke], indices: Iterable[int]) -> tuple[int, ...]:
    """`indices` and those of the same groups, in the order in which they were drawn."""
    chosen = set(indices)
    groups = {strokes[i].group for i in chosen} - {""}
    if groups:
        chosen.update(i for i, stroke in enumerate(strokes) if stroke.group in groups)
    return tuple(sorted(chosen))


def drawn_together(strokes: Sequence[Stroke], there: Iterable[Stroke]) -> tuple[Stroke, ...]:
    """`strokes` as one group, which none of those that are `there` has; a single one needs none."""
    if len(strokes) < 2:
        return tuple(strokes)
    name = _free_name({stroke.group for stroke in there})
    return tuple(stroke.with_group(name) for stroke in strokes)


def stroke_copies(strokes: Sequence[Stroke], there: Iterable[Stroke]) -> tuple[Stroke, ...]:
    """`strokes` as they are to be added to those that are `there`: in groups of their own."""
    names = _renamed(strokes, there)
    return tuple(stroke.with_group(names[stroke.group]) for stroke in strokes)


def _renamed(copied: Sequence[Box | Stroke], there: Iterable[Box | Stroke]) -> dict[str, str]:
    """Each group of what is copied -> a name that nothing there has; no group stays none."""
    taken = {one.group for one in there}
    free = (name for number in count(1) if (name := f"g{number}") not in taken)
    groups = dict.fromkeys(one.group for one in copied if one.group)
    return {"": "", **dict(zip(groups, free, strict=False))}


def _with_group(document: Document, ids: Collection[str], name: str) -> Document:
    chosen = set(ids)
    boxes = tuple(
        replace(box, group=name) if box.id in chosen and box.group != name else box
        for box in document.boxes
    )
    return replace(document, boxes=boxes)


def _free_name(taken: Collection[str]) -> str:
    return next(name for number in count(1) if (name := f"g{number}") not in taken)
