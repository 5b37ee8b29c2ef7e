"""The layers of a drawing: what lies over what, what is seen, what is held fast.

Of sketch and colour there may be several layers. One of each is current: what is on it is in the fields of the
document, where tools find it. The others keep their own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal, get_args

from sketchpad.document.paint import Paint
from sketchpad.document.reference import Reference
from sketchpad.document.stroke import Stroke

LayerKind = Literal["reference", "regions", "colour", "sketch", "poses", "boxes", "mask"]
KINDS: tuple[LayerKind, ...] = get_args(LayerKind)
NEWER: frozenset[LayerKind] = frozenset({"colour", "mask"})
"""Kinds that version 3 of the file added."""
SEVERAL: frozenset[LayerKind] = frozenset({"sketch", "colour"})
"""Kinds of which there may be several layers."""
MOST_LAYERS = 100
LONGEST_NAME = 100


@dataclass(frozen=True)
class LayerContent:
    """What is on a layer of strokes or of paint: the fields of `Document` of the same names."""

    strokes: tuple[Stroke, ...] = ()
    paints: tuple[Paint, ...] = ()
    ground: Reference | None = None

    def __bool__(self) -> bool:
        return bool(self.strokes or self.paints or self.ground)


@dataclass(frozen=True)
class Layer:
    """One of a drawing's layers; each kind is there at least once.

    Args:
        kind: what is on it.
        visible: what is hidden is neither on the canvas nor seen by the model.
        locked: nothing on it can be changed by hand.
        opacity: 0..1, on the canvas only.
        id: no other layer of the drawing has it; "" is the same as the kind.
        name: given by the user; "" for the usual one.
        content: what is on it; None: it is the current one of its kind, and the document has its content.
    """

    kind: LayerKind
    visible: bool = True
    locked: bool = False
    opacity: float = 1.0
    id: str = ""
    name: str = ""
    content: LayerContent | None = None

    def __post_init__(self) -> None:
        opacity = float(self.opacity) + 0.0
        if self.kind not in KINDS:
            raise ValueError(f"no layer called {self.kind!r}")
        if not (math.isfinite(opacity) and 0.0 <= opacity <= 1.0):
            raise ValueError(f"a layer's opacity is between 0 and 1, not {self.opacity}")
        if self.content is not None:
            if self.kind not in SEVERAL:
                raise ValueError(f"there is but one layer of {self.kind}")
            lines, paint = self.content.strokes, self.content.paints or self.content.ground
            if paint if self.kind == "sketch" else lines:
                raise ValueError(f"there is something else on a layer of {self.kind}")
        if max(len(self.id), len(self.name)) > LONGEST_NAME:
            raise ValueError("a layer's name is too long")
        object.__setattr__(self, "id", self.id or self.kind)
        object.__setattr__(self, "opacity", opacity)
        object.__setattr__(self, "visible", bool(self.visible))
        object.__setattr__(self, "locked", bool(self.locked))


USUAL: tuple[Layer, ...] = tuple(
    Layer(kind, opacity=0.5 if kind in ("reference", "regions", "mask") else 1.0) for kind in KINDS
)
"""Bottom to top, as a new drawing has them."""


def complete(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """`layers` with those that are missing put in where they usually lie.

    Raises ValueError where two have the same id, or a kind has no current layer or two of them.
    """
    given = tuple(layers)
    if len({layer.id for layer in given}) != len(given):
        raise ValueError("a layer is there twice")
    result = list(given)
    for place, usual in enumerate(USUAL):
        alike = [layer.content for layer in given if layer.kind == usual.kind]
        if alike and alike.count(None) != 1:
            raise ValueError(f"of the layers of {usual.kind} one is current")
        if not alike:
            result.insert(place, usual)
    return tuple(result)


def changed(layers: tuple[Layer, ...], id: str, **changes: object) -> tuple[Layer, ...]:
    """The layers with `changes` (fields of `Layer`) in the one of this id."""
    return tuple(replace(one, **changes) if one.id == id else one for one in layers)  # type: ignore[arg-type]


def moved(layers: tuple[Layer, ...], id: str, place: int) -> tuple[Layer, ...]:
    """The layers with the one of this id at `place`, counted from the bottom."""
    rest = [one for one in layers if one.id != id]
    rest[place:place] = [one for one in layers if one.id == id]
    return tuple(rest)


def free_id(layers: Iterable[Layer], kind: LayerKind) -> str:
    """For one more layer of this kind: its name and a number."""
    taken = {layer.id for layer in layers}
    return next(name for number in count(2) if (name := f"{kind} {number}") not in taken)
