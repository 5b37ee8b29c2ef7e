"""Several layers of sketch or colour: choosing, adding, duplicating, merging and removing them."""

from __future__ import annotations

from dataclasses import replace

from sketchpad.document.eraser import erased
from sketchpad.document.layers import MOST_LAYERS, SEVERAL, Layer, LayerContent, free_id
from sketchpad.document.model import Document
from sketchpad.document.raster.paint_raster import flattened


def with_current(document: Document, id: str) -> Document:
    """The document with layer `id` as the current one of its kind; KeyError if there is none."""
    chosen = document.layer_of(id)
    if chosen.content is None:
        return document
    before = document.layer(chosen.kind)
    kept = {before.id: document.content_of(before.id), chosen.id: None}
    stack = tuple(
        replace(one, content=kept[one.id]) if one.id in kept else one for one in document.layers
    )
    return replace(document.with_content(chosen.kind, chosen.content), layers=stack)


def can_add(document: Document, id: str) -> bool:
    """Whether one more layer of the kind of layer `id` can be there."""
    return document.layer_of(id).kind in SEVERAL and len(document.layers) < MOST_LAYERS


def with_layer_above(document: Document, id: str, *, duplicate: bool = False) -> Document:
    """One more layer of the kind of layer `id`, just above it and current: empty, or with what is on that one."""
    below = document.layer_of(id)
    content = document.content_of(id) if duplicate else LayerContent()
    look = below if duplicate else Layer(below.kind, opacity=below.opacity)
    new = replace(look, id=free_id(document.layers, below.kind), locked=False, content=content)
    place = document.layers.index(below) + 1
    stack = (*document.layers[:place], new, *document.layers[place:])
    return with_current(replace(document, layers=stack), new.id)


def without_layer(document: Document, id: str) -> Document:
    """The document without layer `id`, which must not be the only one of its kind; the next lower one is current."""
    gone = document.layer_of(id)
    alike = [one.id for one in document.layers if one.kind == gone.kind]
    place = alike.index(id)
    document = (
        with_current(document, alike[place - 1 if place else 1])
        if gone.content is None
        else document
    )
    return replace(document, layers=tuple(one for one in document.layers if one.id != id))


def layer_below(document: Document, id: str) -> Layer | None:
    """The next lower layer of the same kind as layer `id`, with which it can be merged; None at the bottom."""
    kind = document.layer_of(id).kind
    alike = [one for one in document.layers if one.kind == kind]
    place = [one.id for one in alike].index(id)
    return alike[place - 1] if place else None


def merged_down(document: Document, id: str) -> Document:
    """Layer `id` and the next lower one of its kind as one, which has the lower one's place and name, and is current.

    It looks as both did. Where an upper layer of lines has erasers, its lines are cut (see `document.eraser`); where
    patches of an upper layer of paint would change the lower ones, both become one picture of the page's size.
    """
    lower = layer_below(document, id)
    if lower is None:
        raise ValueError("there is no layer to merge with")
    low, up = document.content_of(lower.id), document.content_of(id)
    if lower.kind == "sketch":
        content = LayerContent((*low.strokes, *erased(up.strokes)))
    elif _keeps_to_itself(up):
        content = LayerContent(paints=(*low.paints, *up.paints), ground=low.ground)
    else:
        content = LayerContent(ground=flattened(document, (low, up)))
    alone = without_layer(with_current(document, lower.id), id)
    return alone.with_content(lower.kind, content)


def _keeps_to_itself(content: LayerContent) -> bool:
    """Whether its patches look the same on other ones as on nothing."""
    alike = all(one.blend == "normal" and not one.stroke.eraser for one in content.paints)
    return alike and content.ground is None
