"""The drawing as a value: strokes, boxes and prompt that never change once made.

Coordinates of strokes are picture pixels (x right, y down, origin at the top left corner of the canvas); boxes are
normalised. An edit makes a new `Document` that shares everything it did not touch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sketchpad.document.box import Box
from sketchpad.document.stroke import FURTHEST, LIGHTEST, ROLES, Role, Stroke
from sketchpad.errors import BadSetting

__all__ = ["FURTHEST", "LIGHTEST", "ROLES", "Box", "Document", "Role", "Stroke", "check_size"]

SIZE_STEP = 64
SMALLEST_SIZE = 128
LARGEST_SIZE = 2048
LARGEST_REFERENCES = 64 << 20  # bytes of the boxes' different pictures together


def check_size(name: str, value: int) -> int:
    """`value` if it can be a picture's width or height, else `BadSetting`."""
    if not SMALLEST_SIZE <= value <= LARGEST_SIZE or value % SIZE_STEP:
        label = name.capitalize()
        raise BadSetting(
            name, value, SMALLEST_SIZE, LARGEST_SIZE, reason="multiple", label=label, step=SIZE_STEP
        )
    return int(value)


@dataclass(frozen=True)
class Document:
    """A drawing. `width` and `height` are the size of the picture to be made, and of the canvas, in pixels."""

    width: int = 256
    height: int = 256
    strokes: tuple[Stroke, ...] = ()
    boxes: tuple[Box, ...] = ()
    prompt: str = ""
    negative_prompt: str = ""

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        set_(self, "width", check_size("width", self.width))
        set_(self, "height", check_size("height", self.height))
        set_(self, "strokes", tuple(self.strokes))
        set_(self, "boxes", _named(tuple(self.boxes)))
        if sum(map(len, {box.picture for box in self.boxes if box.picture})) > LARGEST_REFERENCES:
            raise ValueError("the pictures of a document's boxes are too large")

    def with_stroke(self, stroke: Stroke) -> Document:
        return replace(self, strokes=(*self.strokes, stroke))

    def with_strokes(self, strokes: Iterable[Stroke]) -> Document:
        """The document with `strokes` instead of its own."""
        return replace(self, strokes=tuple(strokes))

    def without_stroke(self, index: int) -> Document:
        """The document without stroke number `index` (negative counts from the end); IndexError if there is none."""
        index = range(len(self.strokes))[index]
        return replace(self, strokes=self.strokes[:index] + self.strokes[index + 1 :])

    def box(self, id: str) -> Box:
        """The box called `id`; KeyError if there is none."""
        for box in self.boxes:
            if box.id == id:
                return box
        raise KeyError(id)

    def with_box(self, box: Box) -> Document:
        """One more box, on top. One without an id gets one: ``document.boxes[-1].id``."""
        return replace(self, boxes=(*self.boxes, box))

    def replace_box(self, id: str, box: Box) -> Document:
        """`box` in the place, and with the id, of the box called `id`; KeyError if there is none."""
        self.box(id)
        box = replace(box, id=id)
        return replace(self, boxes=tuple(box if old.id == id else old for old in self.boxes))

    def without_box(self, id: str) -> Document:
        self.box(id)
        return replace(self, boxes=tuple(old for old in self.boxes if old.id != id))

    def cleared(self) -> Document:
        """No strokes and no boxes; size and prompts stay."""
        return replace(self, strokes=(), boxes=())

    def resized(self, width: int, height: int) -> Document:
        """Another picture size; the strokes are scaled along, boxes are normalised and stay."""
        if (width, height) == (self.width, self.height):
            return self
        sx, sy = width / self.width, height / self.height
        strokes = tuple(stroke.scaled(sx, sy) for stroke in self.strokes)
        return replace(self, width=width, height=height, strokes=strokes)

    def with_prompt(self, prompt: str) -> Document:
        return replace(self, prompt=prompt)

    def with_negative_prompt(self, negative_prompt: str) -> Document:
        return replace(self, negative_prompt=negative_prompt)

    @property
    def is_empty(self) -> bool:
        """Nothing drawn and nothing written."""
        return not (self.strokes or self.boxes or self.prompt or self.negative_prompt)


def _named(boxes: tuple[Box, ...]) -> tuple[Box, ...]:
    taken = {box.id for box in boxes if box.id}
    if len(taken) != sum(1 for box in boxes if box.id):
        raise ValueError("two boxes of a document have the same id")
    if len(taken) == len(boxes):
        return boxes
    named = []
    number = 0
    for box in boxes:
        if box.id:
            named.append(box)
            continue
        number += 1
        while f"b{number}" in taken:
            number += 1
        taken.add(f"b{number}")
        named.append(replace(box, id=f"b{number}"))
    return tuple(named)
