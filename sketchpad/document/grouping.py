"""Boxes that belong together: one is taken with its fellows, unless it is asked for alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sketchpad.document.box import Box
from sketchpad.document.model import Document


def with_fellows(boxes: Sequence[Box], ids: Iterable[str]) -> tuple[str, ...]:
    """`ids`, each followed by those of the same group."""
    by_id = {box.id: box for box in boxes}
    found: list[str] = []
    for one in ids:
        group = by_id[one].group
        found.append(one)
        if group:
            found += [box.id for box in boxes if box.group == group]
    return tuple(dict.fromkeys(found))


def grouped(document: Document, ids: Collection[str]) -> Document:
    """The boxes called `ids` as one group; they leave the groups they were in."""
    name = _free_name({box.group for box in document.boxes})
    return _with_group(document, ids, name)


def ungrouped(document: Document, ids: Collection[str]) -> Document:
    """Nobody of the groups of `ids` belongs together any more."""
    return _with_group(document, with_fellows(document.boxes, ids), "")


def copies(boxes: Sequence[Box], taken: Iterable[Box]) -> tuple[Box, ...]:
    """`boxes` as they are to be added to `taken`: groups of their own, which keep apart what is copied once more."""
    names = {box.group for box in taken}
    renamed: dict[str, str] = {"": ""}
    for box in boxes:
        if box.group not in renamed:
            renamed[box.group] = _free_name(names)
            names.add(renamed[box.group])
    return tuple(
        box if renamed[box.group] == box.group else replace(box, group=renamed[box.group])
        for box in boxes
    )


def _with_group(document: Document, ids: Collection[str], name: str) -> Document:
    chosen = set(ids)
    boxes = tuple(
        replace(box, group=name) if box.id in chosen and box.group != name else box
        for box in document.boxes
    )
    return replace(document, boxes=boxes)


def _free_name(taken: Collection[str]) -> str:
    number = 1
    while f"g{number}" in taken:
        number += 1
    return f"g{number}"
