"""All control images by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document
from sketchpad.hints import canny, scribble, softedge
from sketchpad.hints.lines import Hint, fitted


@dataclass(frozen=True)
class HintKind:
    """How one kind of control image is made from a drawing, and from a picture."""

    name: str
    label: str
    from_drawing: Callable[[Document, int, int], Hint]
    from_picture: Callable[[NDArray[np.uint8]], Hint]
    needs: str = "lines"
    """What of a drawing it is made from: "lines", or "boxes" (and lines)."""


HINTS: Mapping[str, HintKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            HintKind("scribble", "Scribble", scribble.from_drawing, scribble.from_picture),
            HintKind("canny", "Canny", canny.from_drawing, canny.from_picture),
            HintKind("softedge", "Soft edge", softedge.from_drawing, softedge.from_picture),
        )
    }
)


def make_hint(name: str, document: Document, width: int, height: int) -> Hint:
    """The control image `name` of a drawing: float32 (height, width, 3) in 0..1, lines white on black.

    KeyError for a name that is not in `HINTS`.
    """
    return HINTS[name].from_drawing(document, width, height)


def make_picture_hint(name: str, picture: NDArray[np.uint8], width: int, height: int) -> Hint:
    """The control image `name` of a uint8 (h, w, 3) RGB picture, which is cut to the proportions asked for."""
    return HINTS[name].from_picture(fitted(picture, width, height))
