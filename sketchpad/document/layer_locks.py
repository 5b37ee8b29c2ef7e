"""Which layers cannot be changed: what is locked is held fast, and what is hidden is not changed unseen."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from types import MappingProxyType

from sketchpad.document.layers import KINDS, Layer, LayerKind
from sketchpad.document.model import Document

CONTENT: Mapping[LayerKind, str] = MappingProxyType(
    {kind: "strokes" if kind == "sketch" else kind for kind in KINDS}
)
"""The field of `Document` in which what lies on a layer is kept."""


def is_guarded(layer: Layer) -> bool:
    return layer.locked or not layer.visible


def offended(before: Document, after: Document) -> Layer | None:
    """The layer, of those guarded before and after, whose content an edit would change; None: nothing is in its way.

    Another size of the page moves all there is and offends none.
    """
    if (before.width, before.height) != (after.width, after.height):
        return None
    for layer in before.layers:
        if is_guarded(layer) and is_guarded(after.layer(layer.kind)):
            content = attrgetter(CONTENT[layer.kind])
            if content(before) != content(after):
                return layer
    return None
