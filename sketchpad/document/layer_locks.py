"""Which layers cannot be changed: what is locked is held fast, and what is hidden is not changed unseen."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sketchpad.document.layers import Layer, LayerKind
from sketchpad.document.model import Document

CONTENT: Mapping[LayerKind, str] = MappingProxyType(
    {
        "reference": "reference",
        "regions": "regions",
        "sketch": "strokes",
        "poses": "poses",
        "boxes": "boxes",
    }
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
            name = CONTENT[layer.kind]
            if getattr(before, name) != getattr(after, name):
                return layer
    return None
