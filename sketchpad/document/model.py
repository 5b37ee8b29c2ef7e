"""The drawing as a value: strokes, boxes and prompt that never change once made.

Coordinates of strokes are picture pixels (x right, y down, origin at the top left corner of the canvas); boxes are
normalised. An edit makes a new `Document` that shares everything it did not touch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count
from operator import attrgetter
from types import MappingProxyType
from typing import TypeVar

from sketchpad.document import layers as stack
from sketchpad.document.box import Box
from sketchpad.document.layers import KINDS, Layer, LayerKind
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
    "MaskOptions",
    "Paint",
    "Pose",
    "Reference",
    "Region",
    "Role",
    "Stroke",
    "check_size",
]

_Thing = TypeVar("_Thing", Box, Pose)
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
    """Bottom to top; every kind once."""
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
        return next(layer for layer in self.layers if layer.kind == kind)

    def with_layers(self, layers: Iterable[Layer]) -> Document:
        return replace(self, layers=tuple(layers))

    def with_layer(self, kind: LayerKind, **changes: object) -> Document:
        """The document with `changes` (fields of `Layer`) in the layer of this kind."""
        return self.with_layers(stack.changed(self.layers, kind, **changes))

    def seen(self) -> Document:
        """The document without what lies on hidden layers: what a model sees of it."""
        hidden = {layer.kind for layer in self.layers if not layer.visible}
        if not hidden:
            return self
        return replace(
            self,
            strokes=() if "sketch" in hidden else self.strokes,
            boxes=() if "boxes" in hidden else self.boxes,
            poses=() if "poses" in hidden else self.poses,
            regions=() if "regions" in hidden else self.regions,
            reference=None if "reference" in hidden else self.reference,
            paints=() if "colour" in hidden else self.paints,
            ground=None if "colour" in hidden else self.ground,
            layers=stack.USUAL,
            mask=() if "mask" in hidden else self.mask,
        )

    def cleared(self) -> Document:
        """Nothing drawn: no strokes, boxes, poses, regions, paint, mask; size, prompts, reference and layers stay."""
        bare = replace(self, strokes=(), boxes=(), poses=(), regions=(), paints=(), ground=None)
        return replace(bare, mask=())

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
        return replace(page, regions=regions, paints=paints, mask=mask, mask_options=options)

    def with_prompt(self, prompt: str) -> Document:
        return replace(self, prompt=prompt)

    def with_negative_prompt(self, negative_prompt: str) -> Document:
        return replace(self, negative_prompt=negative_prompt)

    @property
    def is_painted(self) -> bool:
        """Something is on the colour layer."""
        return bool(self.paints or self.ground)

    @property
    def is_empty(self) -> bool:
        """Nothing drawn and nothing written."""
        drawn = self.strokes or self.boxes or self.poses or self.regions or self.reference
        masked = self.is_painted or self.mask
        return not (drawn or masked or self.prompt or self.negative_prompt)


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
    for layer in before.layers:
        if is_guarded(layer) and is_guarded(after.layer(layer.kind)):
            content = attrgetter(*CONTENT[layer.kind])
            if content(before) != content(after):
                return layer
    return None
