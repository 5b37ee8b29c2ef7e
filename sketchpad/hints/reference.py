"""A drawing's reference picture as a control image: put in its place on the page, and joined with what was drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_lines
from sketchpad.document.raster.reference_raster import pixels, placed
from sketchpad.document.reference import Reference
from sketchpad.document.stroke import Stroke
from sketchpad.hints.lines import Hint

FromPicture = Callable[..., Hint]
_FLAT = ("segmentation", "openpose")
"""Kinds whose colours are names: none are mixed, and black says nothing."""


def shows(document: Document, kind: str) -> bool:
    """Is the reference picture turned into the control image of this kind?"""
    return document.reference is not None and document.reference.kind == kind


def with_reference(
    document: Document, drawn: Hint, from_picture: FromPicture, *, lines: bool
) -> Hint:
    """`drawn` (height, width, 3) together with what `from_picture` makes of the document's reference picture.

    Lines are united with those drawn; a map takes the place of what was made from the drawing. Eraser strokes take
    away of both. Raises what `from_picture` raises.
    """
    reference = document.reference
    assert reference is not None
    height, width = drawn.shape[:2]
    placed_hint = _placed_hint(reference, (width, height), from_picture)
    if placed_hint is None:
        return drawn
    hint, left, top = placed_hint
    part = np.s_[top : top + hint.shape[0], left : left + hint.shape[1]]
    kept = 1 - erased(document, width, height)[part][..., None]
    result = drawn.copy()
    if lines:
        result[part] = np.maximum(drawn[part], hint * kept)
    elif reference.kind in _FLAT:
        shown = (kept > 0.5) & (drawn[part].max(axis=2, keepdims=True) == 0)
        result[part] = np.where(shown, hint, drawn[part])
    else:
        result[part] = hint * kept + drawn[part] * (1 - kept)
    return result


def erased(document: Document, width: int, height: int) -> NDArray[np.float32]:
    """Where the eraser went: float32 (height, width) in 0..1."""
    erasers = [stroke for stroke in document.strokes if stroke.eraser]
    if not erasers:
        return np.zeros((height, width), np.float32)
    went = document.with_strokes(
        Stroke(stroke.points, stroke.width, role=stroke.role) for stroke in erasers
    )
    return render_lines(went, width, height).astype(np.float32) / np.float32(255)


@lru_cache(maxsize=3)
def _placed_hint(
    reference: Reference, size: tuple[int, int], from_picture: FromPicture
) -> tuple[Hint, int, int] | None:
    picture, kind = pixels(reference), reference.kind
    if picture is None:
        return None
    place = placed(picture, reference.rect, *size, blend=kind not in _FLAT)
    if place is None:
        return None
    part, left, top = place
    hint = from_picture(part, **keywords(kind, reference.options))
    hint.flags.writeable = False
    return hint, left, top


@dataclass(frozen=True)
class Option:
    """One number: `name` is its keyword, and where `default` is whole, all its values are."""

    name: str
    label: str
    default: float
    low: float
    high: float
    step: float = 1

    @property
    def is_whole(self) -> bool:
        return isinstance(self.default, int)

    def bounded(self, value: float) -> float:
        value = min(max(value, self.low), self.high)
        return round(value) if self.is_whole else value


OPTIONS: Mapping[str, tuple[Option, ...]] = MappingProxyType(
    {
        "scribble": (Option("threshold", "Threshold", 32, 4, 160),),
        "canny": (
            Option("low", "Weak edges", 100, 0, 500),
            Option("high", "Strong edges", 200, 0, 500),
            Option("blur", "Smoothing", 0.0, 0.0, 6.0, 0.1),
        ),
        "lineart": (
            Option("sigma", "Detail", 6.0, 1.0, 20.0, 0.5),
            Option("gain", "Strength", 1.0, 0.2, 4.0, 0.1),
        ),
        "lineart_anime": (
            Option("sigma", "Detail", 3.0, 1.0, 20.0, 0.5),
            Option("gain", "Strength", 1.0, 0.2, 4.0, 0.1),
        ),
        "softedge": (
            Option("blur", "Smoothing", 1.5, 0.5, 8.0, 0.1),
            Option("gain", "Strength", 1.0, 0.2, 4.0, 0.1),
        ),
        "mlsd": (Option("shortest", "Shortest line", 0.05, 0.01, 0.4, 0.01),),
        "normal": (Option("relief", "Relief", 0.5, 0.1, 2.0, 0.1),),
        "tile": (Option("coarse", "Coarseness", 4, 2, 32),),
    }
)
"""By the name of the control image; the other kinds have none."""


def keywords(kind: str, values: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Those of `values` that this kind knows, within their bounds, as keywords for its `from_picture`."""
    known = {option.name: option for option in OPTIONS.get(kind, ())}
    return {name: known[name].bounded(value) for name, value in values if name in known}
