"""The drawing as a value: strokes, boxes and prompt that never change once made.

Coordinates of strokes are picture pixels (x right, y down, origin at the top left corner of the canvas); boxes are
normalised. An edit makes a new `Document` that shares everything it did not touch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sketchpad.errors import BadSetting

SIZE_STEP = 64
SMALLEST_SIZE = 128
LARGEST_SIZE = 2048
FURTHEST = 1.0e6  # pixels from the origin; anything beyond is not a drawing
LIGHTEST = 0.2  # share of its width that a line keeps at pressure 0


@dataclass(frozen=True, eq=False)
class Stroke:
    """One movement of the pen.

    Args:
        points: (n, 3) of x, y in picture pixels and pressure 0..1 (or (n, 2): pressure 1), n >= 1; kept as read-only
            float32. Pressure is clipped; coordinates that are not finite or absurdly far away raise ValueError.
        width: line width in picture pixels at pressure 1, > 0.
        eraser: takes away what strokes before it drew.
    """

    points: NDArray[np.float32]
    width: float = 4.0
    eraser: bool = False
    _hash: int = field(init=False, repr=False, default=0)

    def __init__(self, points: ArrayLike, width: float = 4.0, eraser: bool = False) -> None:
        set_ = object.__setattr__
        set_(self, "points", _points(points))
        width = float(width)
        if not (math.isfinite(width) and 0 < width <= FURTHEST):
            raise ValueError(f"a stroke needs a width above 0, not {width}")
        set_(self, "width", width)
        set_(self, "eraser", bool(eraser))
        set_(self, "_hash", hash((self.points.tobytes(), width, self.eraser)))

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Stroke):
            return NotImplemented
        return (
            self._hash == other._hash
            and self.width == other.width
            and self.eraser == other.eraser
            and np.array_equal(self.points, other.points)
        )

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        return Stroke, (np.array(self.points), self.width, self.eraser)

    @property
    def widths(self) -> NDArray[np.float32]:
        """(n,) line width at each point in picture pixels: how pressure becomes width, for canvas and raster alike."""
        return self.width * (LIGHTEST + (1 - LIGHTEST) * self.points[:, 2])

    def scaled(self, sx: float, sy: float) -> Stroke:
        """The stroke on a canvas `sx` times as wide and `sy` times as high; the width grows by their geometric mean."""
        factors = np.array([sx, sy, 1.0], np.float32)
        return Stroke(self.points * factors, self.width * math.sqrt(sx * sy), self.eraser)

    def moved(self, dx: float, dy: float) -> Stroke:
        """The stroke shifted by (`dx`, `dy`) picture pixels."""
        return Stroke(self.points + np.array([dx, dy, 0.0], np.float32), self.width, self.eraser)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 in picture pixels, with half the line width around the points."""
        low, high = self.points[:, :2].min(axis=0), self.points[:, :2].max(axis=0)
        half = self.width / 2
        return (
            float(low[0] - half),
            float(low[1] - half),
            float(high[0] + half),
            float(high[1] + half),
        )


def _points(points: ArrayLike) -> NDArray[np.float32]:
    given = np.asarray(points)
    if given.ndim != 2 or given.shape[1] not in (2, 3) or given.shape[0] == 0:
        raise ValueError(f"a stroke needs points of shape (n, 3), not {given.shape}")
    made = np.ones((given.shape[0], 3), np.float32)
    with np.errstate(over="ignore"):
        made[:, : given.shape[1]] = given
    if not np.isfinite(made).all() or np.abs(made[:, :2]).max() > FURTHEST:
        raise ValueError("a stroke's points must be finite and near the canvas")
    np.clip(made[:, 2], 0.0, 1.0, out=made[:, 2])
    made += 0.0  # -0.0 becomes 0.0, so that equal strokes have equal bytes and hashes
    made.flags.writeable = False
    return made


@dataclass(frozen=True)
class Box:
    """What belongs where.

    Args:
        phrase: what is in the box; may still be empty while the user types.
        rect: x0, y0, x1, y1 normalised to 0..1 of the picture, x0 < x1, y0 < y1.
        id: stable within a document; a document names boxes that come without one.
    """

    phrase: str
    rect: tuple[float, float, float, float]
    id: str = ""

    def __post_init__(self) -> None:
        x0, y0, x1, y1 = (float(v) + 0.0 for v in self.rect)
        if not (0.0 <= x0 < x1 <= 1.0 and 0.0 <= y0 < y1 <= 1.0):
            raise ValueError(
                f"a box needs 0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1, not {self.rect}"
            )
        object.__setattr__(self, "rect", (x0, y0, x1, y1))

    @classmethod
    def between(
        cls,
        phrase: str,
        a: tuple[float, float],
        b: tuple[float, float],
        *,
        smallest: float = 1 / 64,
        id: str = "",
    ) -> Box:
        """The box between two corners in any order: clamped to the picture, at least `smallest` wide and high."""
        (x0, x1), (y0, y1) = (_span(a[i], b[i], smallest) for i in (0, 1))
        return cls(phrase, (x0, y0, x1, y1), id)

    def with_phrase(self, phrase: str) -> Box:
        return replace(self, phrase=phrase)

    def with_rect(self, rect: tuple[float, float, float, float]) -> Box:
        return replace(self, rect=rect)


def _span(a: float, b: float, smallest: float) -> tuple[float, float]:
    low, high = (min(1.0, max(0.0, v)) for v in sorted((float(a), float(b))))
    if high - low < smallest:
        low = min(max(0.0, (low + high - smallest) / 2), 1.0 - smallest)
        high = low + smallest
    return low, min(1.0, high)


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
