"""The drawing as a value: strokes, boxes and prompt that never change once made.

Coordinates of strokes are picture pixels (x right, y down, origin at the top left corner of the canvas); boxes are
normalised. An edit makes a new `Document` that shares everything it did not touch.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count
from operator import attrgetter
from types import MappingProxyType
from typing import TypeVar

from sketchpad.document import layers as stack
from sketchpad.document.box import Box
from sketchpad.document.eraser import erased
from sketchpad.document.layers import KINDS, SEVERAL, Layer, LayerContent, LayerKind
from sketchpad.document.mask import USUAL as USUAL_MASK
from sketchpad.document.mask import MaskOptions
from sketchpad.document.paint import DENOISING, Paint
from sketchpad.document.pose import Pose
from sketchpad.document.reference import Reference
from sketchpad.document.region import Region
from sketchpad.document.stroke import FURTHEST, LIGHTEST, ROLES, Role, Stroke
from sketchpad.errors import BadSetting

__all__ = [
    "FURTHEST",
    "LIGHTEST",
    "ROLES",
    "Box",
    "Document",
    "Layer",
    "LayerContent",
    "MaskOptions",
    "Paint",
    "Pose",
    "Reference",
    "Region",
    "Role",
    "Stroke",
    "check_size",
]

_Thing = TypeVar("_Thing", Box, Pose, Layer)
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
    poses: tuple[Pose, ...] = ()
    regions: tuple[Region, ...] = ()
    reference: Reference | None = None
    layers: tuple[Layer, ...] = stack.USUAL
    """Bottom to top; every kind at least once, and one of each is current (see `document.layers`)."""
    mask: tuple[Region, ...] = ()
    """Patches of what is painted anew, later ones over earlier ones (see `document.mask`); empty: all of the page."""
    mask_options: MaskOptions = USUAL_MASK
    paints: tuple[Paint, ...] = ()
    ground: Reference | None = None
    """The picture that is painted on, of no kind."""
    denoising: float = DENOISING
    """Denoising strength where the picture begins from the colour layer, 0..1."""

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        set_(self, "width", check_size("width", self.width))
        set_(self, "height", check_size("height", self.height))
        set_(self, "strokes", tuple(self.strokes))
        set_(self, "boxes", _named(tuple(self.boxes), "b"))
        set_(self, "poses", _named(tuple(self.poses), "p"))
        set_(self, "regions", tuple(self.regions))
        set_(self, "mask", tuple(self.mask))
        set_(self, "layers", stack.complete(self.layers))
        set_(self, "paints", tuple(self.paints))
        set_(self, "denoising", float(self.denoising) + 0.0)
        if not 0.0 <= self.denoising <= 1.0:
            raise ValueError(f"a denoising strength is between 0 and 1, not {self.denoising}")
        if sum(map(len, {box.picture for box in self.boxes if box.picture})) > LARGEST_REFERENCES:
            raise ValueError("the pictures of a document's boxes are too large")

    def with_stroke(self, stroke: Stroke) -> Document:
        return replace(self, strokes=(*self.strokes, stroke))

    def with_strokes(self, strokes: Iterable[Stroke]) -> Document:
        """The document with `strokes` instead of its own."""
        return replace(self, strokes=tuple(strokes))

    def with_role(self, role: Role) -> Document:
        """The document with all lines, of all layers, in this role."""
        return self.with_strokes(one.with_role(role) for one in self.strokes).with_contents(
            lambda content: replace(
                content, strokes=tuple(one.with_role(role) for one in content.strokes)
            )
        )

    def without_stroke(self, index: int) -> Document:
        """The document without stroke number `index` (negative counts from the end); IndexError if there is none."""
        index = range(len(self.strokes))[index]
        return replace(self, strokes=self.strokes[:index] + self.strokes[index + 1 :])

    def box(self, id: str) -> Box:
        """The box called `id`; KeyError if there is none."""
        return _by_id(self.boxes, id)

    def with_box(self, box: Box) -> Document:
        """One more box, on top. One without an id gets one: ``document.boxes[-1].id``."""
        return replace(self, boxes=(*self.boxes, box))

    def replace_box(self, id: str, box: Box) -> Document:
        """`box` in the place, and with the id, of the box called `id`; KeyError if there is none."""
        return replace(self, boxes=_replaced(self.boxes, id, box))

    def without_box(self, id: str) -> Document:
        return replace(self, boxes=_replaced(self.boxes, id))

    def pose(self, id: str) -> Pose:
        """The pose called `id`; KeyError if there is none."""
        return _by_id(self.poses, id)

    def with_pose(self, pose: Pose) -> Document:
        """One more pose, on top. One without an id gets one: ``document.poses[-1].id``."""
        return replace(self, poses=(*self.poses, pose))

    def replace_pose(self, id: str, pose: Pose) -> Document:
        """`pose` in the place, and with the id, of the pose called `id`; KeyError if there is none."""
        return replace(self, poses=_replaced(self.poses, id, pose))

    def without_pose(self, id: str) -> Document:
        return replace(self, poses=_replaced(self.poses, id))

    def with_region(self, region: Region) -> Document:
        """One more region, on top."""
        return replace(self, regions=(*self.regions, region))

    def with_regions(self, regions: Iterable[Region]) -> Document:
        """The document with `regions` instead of its own."""
        return replace(self, regions=tuple(regions))

    def with_mask(self, mask: Iterable[Region], **options: bool | int) -> Document:
        """The document with `mask` instead of its own, and `options` (fields of `MaskOptions`) changed."""
        changed = replace(self.mask_options, **options)  # type: ignore[arg-type]
        return replace(self, mask=tuple(mask), mask_options=changed)

    def with_paints(self, paints: Iterable[Paint]) -> Document:
        """The document with `paints` instead of its own."""
        return replace(self, paints=tuple(paints))

    def with_ground(self, ground: Reference | None) -> Document:
        return replace(self, ground=ground)

    def with_reference(self, reference: Reference | None) -> Document:
        return replace(self, reference=reference)

    def layer(self, kind: LayerKind) -> Layer:
        """The current layer of this kind."""
        return next(one for one in self.layers if one.kind == kind and one.content is None)

    def layer_of(self, id: str) -> Layer:
        """The layer called `id`; KeyError if there is none."""
        return _by_id(self.layers, id)

    def content_of(self, id: str) -> LayerContent:
        """What is on the layer of strokes or paint called `id`."""
        layer = self.layer_of(id)
        if layer.content is not None:
            return layer.content
        return LayerContent(**{name: getattr(self, name) for name in CONTENT[layer.kind]})

    def with_content(self, kind: LayerKind, content: LayerContent) -> Document:
        """The document with `content` on its current layer of this kind, "sketch" or "colour"."""
        return replace(self, **{name: getattr(content, name) for name in CONTENT[kind]})

    def with_layers(self, layers: Iterable[Layer]) -> Document:
        return replace(self, layers=tuple(layers))

    def with_layer(self, kind: LayerKind, **changes: object) -> Document:
        """The document with `changes` (fields of `Layer`) in the current layer of this kind."""
        return self.with_layers(stack.changed(self.layers, self.layer(kind).id, **changes))

    def seen(self) -> Document:
        """The document without what lies on hidden layers: what a model sees of it.

        All its lines lie on one layer; an eraser takes away from its own layer only.
        """
        hidden = {
            layer.kind for layer in self.layers if not layer.visible and layer.content is None
        }
        parked = any(layer.content is not None for layer in self.layers)
        if not hidden and not parked:
            return self
        return replace(
            self,
            strokes=self._seen_strokes() if parked else () if "sketch" in hidden else self.strokes,
            boxes=() if "boxes" in hidden else self.boxes,
            poses=() if "poses" in hidden else self.poses,
            regions=() if "regions" in hidden else self.regions,
            reference=None if "reference" in hidden else self.reference,
            paints=() if "colour" in hidden else self.paints,
            ground=None if "colour" in hidden else self.ground,
            layers=tuple(self._seen_colours()) if parked else stack.USUAL,
            mask=() if "mask" in hidden else self.mask,
        )

    def _seen_strokes(self) -> tuple[Stroke, ...]:
        """Of all visible layers; the lowest as it is, of the others what erasers have left."""
        shown = [layer.id for layer in self.layers if layer.kind == "sketch" and layer.visible]
        lowest, *others = [self.content_of(name).strokes for name in shown] or [()]
        upper = (
            erased(strokes) if any(stroke.eraser for stroke in strokes) else strokes
            for strokes in others
        )
        return (*lowest, *chain.from_iterable(upper))

    def _seen_colours(self) -> Iterator[Layer]:
        """The visible layers of paint, and the current one."""
        for layer in self.layers:
            if layer.kind == "colour" and (layer.content is None or layer.visible):
                yield Layer("colour", id=layer.id, content=layer.content)

    def cleared(self) -> Document:
        """Nothing drawn: no strokes, boxes, poses, regions, paint, mask; size, prompts, reference and layers stay."""
        bare = replace(self, strokes=(), boxes=(), poses=(), regions=(), paints=(), ground=None)
        return replace(
            bare, mask=(), layers=tuple(one for one in self.layers if one.content is None)
        )

    def with_contents(self, change: Callable[[LayerContent], LayerContent]) -> Document:
        """The document with what lies on layers that are not current changed."""
        if all(one.content is None for one in self.layers):
            return self
        return self.with_layers(
            one if one.content is None else replace(one, content=change(one.content))
            for one in self.layers
        )

    def resized(self, width: int, height: int) -> Document:
        """Another picture size; what is in page pixels is scaled along, all else is in shares of the page."""
        if (width, height) == (self.width, self.height):
            return self
        sx, sy = width / self.width, height / self.height
        strokes = tuple(stroke.scaled(sx, sy) for stroke in self.strokes)
        regions, mask = (
            tuple(patch.with_stroke(patch.stroke.scaled(sx, sy)) for patch in patches)
            for patches in (self.regions, self.mask)
        )
        paints = tuple(p.with_stroke(p.stroke.scaled(sx, sy)) for p in self.paints)
        options = self.mask_options.scaled(math.hypot(sx, sy) / math.sqrt(2))
        page = replace(self, width=width, height=height, strokes=strokes)
        page = replace(page, regions=regions, paints=paints, mask=mask, mask_options=options)
        return page.with_contents(
            lambda content: LayerContent(
                tuple(stroke.scaled(sx, sy) for stroke in content.strokes),
                tuple(p.with_stroke(p.stroke.scaled(sx, sy)) for p in content.paints),
                content.ground,
            )
        )

    def with_prompt(self, prompt: str) -> Document:
        return replace(self, prompt=prompt)

    def with_negative_prompt(self, negative_prompt: str) -> Document:
        return replace(self, negative_prompt=negative_prompt)

    @property
    def is_painted(self) -> bool:
        """Something is on a colour layer."""
        return any(self.content_of(layer.id) for layer in self.layers if layer.kind == "colour")

    @property
    def is_empty(self) -> bool:
        """Nothing drawn and nothing written."""
        drawn = self.strokes or self.boxes or self.poses or self.regions or self.reference
        others = self.is_painted or self.mask or any(layer.content for layer in self.layers)
        return not (drawn or others or self.prompt or self.negative_prompt)


def _named(things: tuple[_Thing, ...], letter: str) -> tuple[_Thing, ...]:
    taken = {thing.id for thing in things if thing.id}
    if len(taken) != sum(1 for thing in things if thing.id):
        raise ValueError("two things of a document have the same id")
    if len(taken) == len(things):
        return things
    free = (name for number in count(1) if (name := f"{letter}{number}") not in taken)
    return tuple(thing if thing.id else replace(thing, id=next(free)) for thing in things)


def _by_id(things: Iterable[_Thing], id: str) -> _Thing:
    for thing in things:
        if thing.id == id:
            return thing
    raise KeyError(id)


def _replaced(things: tuple[_Thing, ...], id: str, new: _Thing | None = None) -> tuple[_Thing, ...]:
    """`things` with `new` under the `id` of one of them, or without that one. KeyError if there is none."""
    at = things.index(_by_id(things, id))
    named: tuple[_Thing, ...] = () if new is None else (replace(new, id=id),)
    return things[:at] + named + things[at + 1 :]


_OTHER: Mapping[str, tuple[str, ...]] = {"sketch": ("strokes",), "colour": ("paints", "ground")}
CONTENT: Mapping[LayerKind, tuple[str, ...]] = MappingProxyType(
    {kind: _OTHER.get(kind, (kind,)) for kind in KINDS}
)
"""The fields of `Document` in which what lies on a layer is kept."""


def is_guarded(layer: Layer) -> bool:
    return layer.locked or not layer.visible


def offended(before: Document, after: Document) -> Layer | None:
    """The layer, of those guarded before and after, whose content an edit would change; None: nothing is in its way.

    Another size of the page moves all there is and offends none.
    """
    if (before.width, before.height) != (after.width, after.height):
        return None
    still = {layer.id: layer for layer in after.layers}
    for layer in before.layers:
        now = still.get(layer.id)
        if not is_guarded(layer) or (now is not None and not is_guarded(now)):
            continue
        if now is None or _on(before, layer.id) != _on(after, layer.id):
            return layer
    return None


def _on(document: Document, id: str) -> object:
    """What is on layer `id`, to be compared."""
    kind = document.layer_of(id).kind
    return document.content_of(id) if kind in SEVERAL else attrgetter(*CONTENT[kind])(document)
