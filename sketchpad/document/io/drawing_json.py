"""Parts of drawings as JSON values: what project files, pictures and the clipboard have in common.

The classes here say what such a value may be; `outside.typed` reads them. What is as usual is left out of boxes and
strokes: plain ones are written as in the first version of the file.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import accumulate, islice
from typing import Annotated, Any

import numpy as np
from msgspec import Meta, Struct

from sketchpad.document.box import Box, Rect
from sketchpad.document.layers import (
    LONGEST_NAME,
    MOST_LAYERS,
    NEWER,
    USUAL,
    Layer,
    LayerContent,
    LayerKind,
    complete,
)
from sketchpad.document.mask import USUAL as USUAL_MASK
from sketchpad.document.mask import MaskOptions
from sketchpad.document.model import Document
from sketchpad.document.paint import DENOISING, Blend, Paint, Pressure
from sketchpad.document.pose import Pose
from sketchpad.document.reference import Reference
from sketchpad.document.region import Region
from sketchpad.document.stroke import Role, Stroke
from sketchpad.outside import ODD, typed

MOST_STROKES = 300_000
MOST_BOXES = 1_000
MOST_OPTIONS = 32
OF_VERSION_2 = {"poses", "regions", "layers", "reference_picture"}
OF_LAYERS = {"kind", "visible", "locked", "opacity"}
"""What a layer had before version 4."""
MOST_COPIED = 2_000_000  # points of strokes in the clipboard
Count = Annotated[int, Meta(ge=1)]


class StrokeRow(Struct, kw_only=True):
    """A stroke without its points, of which `points` is the number."""

    points: Count
    width: float
    eraser: bool = False
    role: Role = "follow"
    group: str = ""


class RegionRow(StrokeRow, kw_only=True):
    """A region without its points."""

    name: str
    filled: bool


class PaintRow(StrokeRow, kw_only=True):
    """A patch of paint without its points."""

    colour: str
    filled: bool = False
    opacity: float = 1.0
    blend: Blend = "normal"
    pressure: Pressure = "width"

    def onto(self, line: Stroke) -> Paint:
        return Paint(line, self.colour, self.filled, self.opacity, self.blend, self.pressure)


class ReferenceRow(Struct):
    """A reference picture without its pixels."""

    rect: Rect
    kind: str
    options: Annotated[dict[str, float], Meta(max_length=MOST_OPTIONS)]


class LayerRow(Struct, kw_only=True):
    """A layer; one that is not the current one of its kind with what is on it, but points and pixels."""

    kind: LayerKind
    visible: bool = True
    locked: bool = False
    opacity: float = 1.0
    id: Annotated[str, Meta(max_length=LONGEST_NAME)] = ""
    name: Annotated[str, Meta(max_length=LONGEST_NAME)] = ""
    current: bool = True
    strokes: Annotated[list[StrokeRow], Meta(max_length=MOST_STROKES)] = []
    paints: Annotated[list[PaintRow], Meta(max_length=MOST_STROKES)] = []
    ground: Rect | None = None

    def layer(self, lines: Sequence[Stroke], grounds: Iterator[bytes]) -> Layer:
        """`lines`: of its strokes, then of its paints."""
        content = None
        if not self.current:
            count = len(self.strokes)
            painted = zip(self.paints, lines[count:], strict=True)
            content = LayerContent(
                tuple(lines[:count]),
                tuple(row.onto(line) for row, line in painted),
                None if self.ground is None else Reference(next(grounds, b""), self.ground),
            )
        look = self.visible, self.locked, self.opacity
        return Layer(self.kind, *look, self.id, self.name, content)


class Things(Struct, kw_only=True):
    """Poses, regions, reference picture, layers, paint and mask: what versions 2 to 4 of the file added."""

    poses: Annotated[list[Pose], Meta(max_length=MOST_BOXES)] = []
    regions: Annotated[list[RegionRow], Meta(max_length=MOST_STROKES)] = []
    layers: Annotated[list[LayerRow], Meta(max_length=MOST_LAYERS)] = []
    reference_picture: ReferenceRow | None = None
    mask: Annotated[list[RegionRow], Meta(max_length=MOST_STROKES)] = []
    mask_options: MaskOptions = USUAL_MASK
    paints: Annotated[list[PaintRow], Meta(max_length=MOST_STROKES)] = []
    ground: Rect | None = None
    denoising: float = DENOISING

    @property
    def rows(self) -> list[StrokeRow]:
        """Of the lines, in their order."""
        others = (row for layer in self.layers for row in (*layer.strokes, *layer.paints))
        return [*self.regions, *self.mask, *self.paints, *others]

    def onto(
        self,
        document: Document,
        lines: Sequence[Stroke],
        picture: bytes | None,
        ground: bytes | None,
        grounds: Iterable[bytes] = (),
    ) -> Document:
        """`document` with these things; `lines` are those of `rows`, the others are PNG files.

        `grounds`: of the layers that are not current.

        Raises ValueError where they do not fit together.
        """
        if len(lines) != len(self.rows):
            raise ValueError("lines and what is drawn with them do not add up")
        count = len(self.regions) + len(self.mask)
        reference, row = None, self.reference_picture
        if row is not None:
            options = tuple(row.options.items())
            reference = Reference(picture or b"", row.rect, row.kind, options)
        patches = [
            Region(row.name, line, row.filled)
            for row, line in zip([*self.regions, *self.mask], lines[:count], strict=True)
        ]
        painted = zip(self.paints, lines[count : count + len(self.paints)], strict=True)
        others, pictures = iter(lines[count + len(self.paints) :]), iter(grounds)
        stack = tuple(
            row.layer(tuple(islice(others, len(row.strokes) + len(row.paints))), pictures)
            for row in self.layers
        )
        return replace(
            document,
            poses=tuple(self.poses),
            regions=tuple(patches[: len(self.regions)]),
            mask=tuple(patches[len(self.regions) :]),
            mask_options=self.mask_options,
            reference=reference,
            layers=stack,
            paints=tuple(row.onto(line) for row, line in painted),
            ground=None if self.ground is None else Reference(ground or b"", self.ground),
            denoising=self.denoising,
        )


class _Copied(Struct):
    strokes: Annotated[list[StrokeRow], Meta(max_length=50_000)]
    points: Annotated[bytes, Meta(max_length=12 * MOST_COPIED)]


def box_to_json(box: Box, *, id: bool = True, picture: bool = True) -> dict[str, Any]:
    """Plain JSON values of `box`, which ``typed(Box, ...)`` reads; its picture, if wanted, in base 64."""
    value: dict[str, Any] = {"id": box.id} if id else {}
    value |= {"phrase": box.phrase, "rect": list(box.rect)}
    for name in ("strength", "locked", "colour", "group"):
        if getattr(box, name) != getattr(Box, name):
            value[name] = getattr(box, name)
    if box.picture and picture:
        value["picture"] = base64.b64encode(box.picture).decode("ascii")
    return value


def things_to_json(document: Document) -> dict[str, Any]:
    """Plain JSON values of `Things`; nothing for a drawing that could be of version 1."""
    value: dict[str, Any] = {}
    if document.poses:
        value["poses"] = [asdict(pose) for pose in document.poses]
    for name in ("regions", "mask"):
        if patches := getattr(document, name):
            value[name] = [_region_row(patch) for patch in patches]
    if document.mask_options != USUAL_MASK:
        value["mask_options"] = asdict(document.mask_options)
    if (shown := document.reference) is not None:
        options = dict(shown.options)
        value["reference_picture"] = {"rect": shown.rect, "kind": shown.kind, "options": options}
    if document.layers != USUAL:
        older = tuple(layer for layer in document.layers if layer.kind not in NEWER)
        kept = older if complete(older) == document.layers else document.layers
        value["layers"] = [_layer_row(layer) for layer in kept]
    if document.paints:
        value["paints"] = [_paint_row(paint) for paint in document.paints]
    if document.ground is not None:
        value["ground"] = document.ground.rect
    if document.denoising != DENOISING:
        value["denoising"] = document.denoising
    return value


def version_of(value: dict[str, Any]) -> int:
    """The first version of the file that has all that `things_to_json` gave: earlier programs open it then."""
    rows = value.get("layers", ())
    if any(row.keys() - OF_LAYERS for row in rows):
        return 4
    newer = value.keys() - OF_VERSION_2 or {row["kind"] for row in rows} & NEWER
    return 3 if newer else 2 if value else 1


def things_lines(document: Document) -> list[Stroke]:
    """The lines of `Things.rows`."""
    lines = [patch.stroke for patch in (*document.regions, *document.mask)]
    lines += [paint.stroke for paint in document.paints]
    for content in _others(document):
        lines += [*content.strokes, *(paint.stroke for paint in content.paints)]
    return lines


def grounds_of(document: Document) -> list[bytes]:
    """What is painted on, of the layers that are not current."""
    return [content.ground.picture for content in _others(document) if content.ground]


def _others(document: Document) -> list[LayerContent]:
    return [layer.content for layer in document.layers if layer.content is not None]


def _layer_row(layer: Layer) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(layer, name) for name in sorted(OF_LAYERS)}
    row |= {} if layer.id == layer.kind else {"id": layer.id}
    row |= {"name": layer.name} if layer.name else {}
    content = layer.content
    if content is not None:
        row["current"] = False
        row["strokes"] = [stroke_row(stroke) for stroke in content.strokes]
        row["paints"] = [_paint_row(paint) for paint in content.paints]
        row["ground"] = content.ground and content.ground.rect
    return row


def _region_row(region: Region) -> dict[str, Any]:
    line = {"points": len(region.stroke.points), "width": region.stroke.width}
    return {"name": region.name, "filled": region.filled, **line}


def _paint_row(paint: Paint) -> dict[str, Any]:
    row = stroke_row(paint.stroke) | {"colour": paint.colour}
    for name in ("filled", "opacity", "blend", "pressure"):
        if getattr(paint, name) != getattr(Paint, name):
            row[name] = getattr(paint, name)
    return row


def stroke_row(stroke: Stroke) -> dict[str, Any]:
    """Plain JSON values of a stroke but its points."""
    row = {"points": len(stroke.points), "width": stroke.width, "eraser": stroke.eraser}
    role = {} if stroke.role == "follow" else {"role": stroke.role}
    return {**row, **role, **({"group": stroke.group} if stroke.group else {})}


def points_of(strokes: Iterable[Stroke]) -> bytes:
    """x, y, pressure of all strokes, one after the other, as little-endian 32 bit floats."""
    return b"".join(stroke.points.astype("<f4").tobytes() for stroke in strokes)


def strokes_of(rows: Sequence[StrokeRow], points: bytes) -> tuple[Stroke, ...]:
    """The strokes that `rows` describe, with what `points_of` made of theirs. Raises ValueError."""
    table = np.frombuffer(points, "<f4").reshape(-1, 3)
    ends = list(accumulate(row.points for row in rows))
    if (ends[-1] if ends else 0) != len(table):
        raise ValueError("strokes and points do not add up")
    return tuple(
        Stroke(table[end - row.points : end], row.width, row.eraser, row.role, row.group)
        for row, end in zip(rows, ends, strict=True)
    )


def strokes_to_json(strokes: Iterable[Stroke]) -> dict[str, Any]:
    """Strokes as JSON values for the clipboard, their points as one block in base 64."""
    chosen = tuple(strokes)
    points = base64.b64encode(points_of(chosen)).decode("ascii")
    return {"strokes": [stroke_row(stroke) for stroke in chosen], "points": points}


def strokes_from_json(value: object) -> tuple[Stroke, ...]:
    """The opposite of `strokes_to_json`. Raises ValueError for anything else, damaged or too large."""
    try:
        copied = typed(_Copied, value)
        return strokes_of(copied.strokes, copied.points)
    except ODD as error:
        raise ValueError("these are no strokes") from error
