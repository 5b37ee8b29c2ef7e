"""The layers of a drawing: what lies over what, what is seen, what is held fast."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

LayerKind = Literal["reference", "regions", "colour", "sketch", "poses", "boxes", "mask"]
KINDS: tuple[LayerKind, ...] = get_args(LayerKind)
NEWER: frozenset[LayerKind] = frozenset({"colour", "mask"})
"""Kinds that version 3 of the file added."""


@dataclass(frozen=True)
class Layer:
    """One of a drawing's layers; each kind is there once.

    Args:
        kind: what is on it.
        visible: what is hidden is neither on the canvas nor seen by the model.
        locked: nothing on it can be changed by hand.
        opacity: 0..1, on the canvas only.
    """

    kind: LayerKind
    visible: bool = True
    locked: bool = False
    opacity: float = 1.0

    def __post_init__(self) -> None:
        opacity = float(self.opacity) + 0.0
        if self.kind not in KINDS:
            raise ValueError(f"no layer called {self.kind!r}")
        if not (math.isfinite(opacity) and 0.0 <= opacity <= 1.0):
            raise ValueError(f"a layer's opacity is between 0 and 1, not {self.opacity}")
        object.__setattr__(self, "opacity", opacity)
        object.__setattr__(self, "visible", bool(self.visible))
        object.__setattr__(self, "locked", bool(self.locked))


USUAL: tuple[Layer, ...] = tuple(
    Layer(kind, opacity=0.5 if kind in ("reference", "regions", "mask") else 1.0) for kind in KINDS
)
"""Bottom to top, as a new drawing has them."""


def complete(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """`layers` with those that are missing put in where they usually lie. ValueError where a kind comes twice."""
    given = tuple(layers)
    kinds = [layer.kind for layer in given]
    if len(set(kinds)) != len(kinds):
        raise ValueError("a kind of layer is there twice")
    result = list(given)
    for place, usual in enumerate(USUAL):
        if usual.kind not in kinds:
            result.insert(place, usual)
    return tuple(result)


def changed(layers: tuple[Layer, ...], kind: LayerKind, **changes: object) -> tuple[Layer, ...]:
    """The layers with `changes` (fields of `Layer`) in the one of this kind."""
    return tuple(replace(one, **changes) if one.kind == kind else one for one in layers)  # type: ignore[arg-type]


def moved(layers: tuple[Layer, ...], kind: LayerKind, place: int) -> tuple[Layer, ...]:
    """The layers with the one of this kind at `place`, counted from the bottom."""
    rest = [one for one in layers if one.kind != kind]
    rest[place:place] = [one for one in layers if one.kind == kind]
    return tuple(rest)
