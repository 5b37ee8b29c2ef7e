"""Saving and opening drawings: the ``.sketchpad`` file.

A ZIP with, in this order:

- ``mimetype``, stored: `MIMETYPE`;
- ``document.json``: ``version``, size, prompts, ``boxes`` [{id, phrase, rect}, with strength, locked and colour where
  they are not the usual ones] and ``strokes`` [{points, width, eraser}, with role where it is not "follow" and group
  where there is one], where ``points`` is how many rows of the next member belong to the stroke;
- ``points.f32``: x, y, pressure of all strokes, one after the other, as little-endian 32 bit floats;
- ``references.bin`` if boxes have pictures: the different ones, PNG files one after the other, with their lengths in
  ``references`` of ``document.json``; ``reference`` of a box says which one is its own;
- with poses, regions, a reference picture or changed layers, ``version`` is 2: ``poses`` [{id, joints}], ``regions``
  [{name, filled, points, width}], whose rows follow the strokes' in ``points.f32``, ``layers``, ``reference_picture``,
  and ``reference.png``;
- with a mask or paint, ``version`` is 3: ``mask``, like ``regions``, its rows after theirs, and ``mask_options``;
  ``paints`` [{points, width, eraser, colour}, with filled, opacity, blend and pressure where they are not the usual
  ones], whose rows follow those, ``ground``, the place of ``ground.png``, and ``denoising``;
- with layers that have a name, or of which there are several of sketch or colour, ``version`` is 4: their ``id`` and
  ``name``, and of those that are not ``current`` ``strokes``, ``paints`` and ``ground``, whose rows follow those, and
  whose pictures are in ``grounds.bin``, one after the other, with their lengths in ``grounds`` of ``document.json``;
- ``settings.json`` and ``picture.png`` if there are any: how and what was made of the drawing last.

Other members are ignored, so that later versions may add some.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from msgspec import Meta
from msgspec.json import schema_components

from sketchpad.document import reference
from sketchpad.document.io.drawing_json import (
    MOST_BOXES,
    MOST_OPTIONS,
    MOST_STROKES,
    Count,
    StrokeRow,
    Things,
    box_to_json,
    grounds_of,
    points_of,
    stroke_row,
    strokes_of,
    things_lines,
    things_to_json,
    version_of,
)
from sketchpad.document.io.tracing import Watch, unwatched
from sketchpad.document.io.zip_reader import packed, read_members, write_package
from sketchpad.document.layers import MOST_LAYERS
from sketchpad.document.model import LARGEST_REFERENCES, Box, Document
from sketchpad.errors import BadDocument, BadSetting, CannotWrite, NewerDocument
from sketchpad.outside import ODD, is_small_png, parse_json, typed

MIMETYPE = "application/vnd.sketchpad.drawing+zip"
SUFFIX = ".sketchpad"
VERSION = 4
MOST_POINTS = 20_000_000
LARGEST_PICTURE = 8192  # pixels of a side
LARGEST_SETTINGS = 4 << 20  # bytes

LIMITS = {
    "mimetype": 100,
    "document.json": 24 << 20,
    "points.f32": 12 * MOST_POINTS,
    "references.bin": LARGEST_REFERENCES,
    "reference.png": reference.LARGEST,
    "ground.png": reference.LARGEST,
    "grounds.bin": LARGEST_REFERENCES,
    "settings.json": LARGEST_SETTINGS,
    "picture.png": 256 << 20,
}
_READ = LIMITS | {"settings.json": LARGEST_SETTINGS + 2 * LARGEST_REFERENCES}
_SPARE = ("settings.json", "picture.png")
_REPEATED_PICTURE = re.compile(rb'"picture":"[A-Za-z0-9+/]{1000,}={0,2}"')
"""Early versions repeated the boxes' pictures among the settings, which made those longer than they could read."""


@dataclass(frozen=True)
class Extra:
    """What is saved beside the drawing: JSON values, unchecked, and a PNG file."""

    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    picture: bytes | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", MappingProxyType(dict(self.settings)))


def save(
    document: Document,
    path: str | Path,
    extra: Extra | None = None,
    *,
    replace_protected: bool = False,
) -> None:
    """Write `document` to `path`, atomically; with `replace_protected` also where that file is write-protected.

    Raises DiskFull or CannotWrite, the latter also where there is more of something than `load` takes; an old file is
    then unharmed.
    """
    path = Path(path)
    _check_counts(document, path)
    members = to_members(document, extra)
    write_package(path, members, LIMITS, replace_protected=replace_protected)


def to_bytes(document: Document, name: str = "") -> bytes:
    """What `save` would write for the drawing alone. Raises CannotWrite, about `name`, where it would."""
    path = Path(name)
    _check_counts(document, path)
    return packed(path, to_members(document), LIMITS)


def load(
    path: str | Path, data: bytes | None = None, *, watch: Watch = unwatched
) -> tuple[Document, Extra]:
    """The drawing in `path`, or in `data` (`path` is then only its name), and what was saved beside it.

    Raises BadDocument or NewerDocument, and what `watch` raises.
    """
    path = Path(path)
    members = read_members(path, _READ, _SPARE, data, watch=watch)
    if members.get("mimetype") != MIMETYPE.encode() or "document.json" not in members:
        raise BadDocument(path, "not_a_project")
    try:
        content = typed(dict[str, Any], parse_json(members["document.json"]))
        version = typed(Count, content["version"])
        if version > VERSION:
            raise NewerDocument(path, version=version, supported=VERSION)
        return _document(typed(_Content, content), members), _extra(members)
    except (*ODD, BadSetting) as error:
        raise BadDocument(path) from error


def load_picture(path: str | Path) -> bytes:
    """The last picture in the file at `path`, a PNG; empty where there is none. Raises BadDocument."""
    name = "picture.png"
    data = read_members(Path(path), {name: _READ[name]}, _SPARE).get(name, b"")
    return data if data and is_small_png(data, LARGEST_PICTURE) else b""


def to_members(document: Document, extra: Extra | None = None) -> dict[str, bytes]:
    """The members of the file that holds `document`."""
    references = list(dict.fromkeys(box.picture for box in document.boxes if box.picture))
    more = things_to_json(document)
    content: dict[str, Any] = {
        "version": version_of(more),
        "width": document.width,
        "height": document.height,
        "prompt": document.prompt,
        "negative_prompt": document.negative_prompt,
        "boxes": [_described(box, references) for box in document.boxes],
        "strokes": [stroke_row(stroke) for stroke in document.strokes],
        **more,
    }
    lines = (*document.strokes, *things_lines(document))
    grounds = grounds_of(document)
    for name, pictures in (("references", references), ("grounds", grounds)):
        if pictures:
            content[name] = [len(picture) for picture in pictures]
    members = {"mimetype": MIMETYPE.encode(), "document.json": _dump(content)}
    members["points.f32"] = points_of(lines)
    if references:
        members["references.bin"] = b"".join(references)
    if document.reference is not None:
        members["reference.png"] = document.reference.picture
    if document.ground is not None:
        members["ground.png"] = document.ground.picture
    if grounds:
        members["grounds.bin"] = b"".join(grounds)
    if extra is not None and extra.settings:
        members["settings.json"] = _dump(dict(extra.settings))
    if extra is not None and extra.picture is not None:
        members["picture.png"] = extra.picture
    return members


def _check_counts(document: Document, path: Path) -> None:
    """Raise CannotWrite where there is more of something than `load` takes."""
    reference = document.reference
    others = [layer.content for layer in document.layers if layer.content is not None]
    counts = (
        *((len(content.strokes), MOST_STROKES) for content in others),
        *((len(content.paints), MOST_STROKES) for content in others),
        (sum(map(len, grounds_of(document))), LARGEST_REFERENCES),
        (len(document.strokes), MOST_STROKES),
        (len(document.regions), MOST_STROKES),
        (len(document.mask), MOST_STROKES),
        (len(document.paints), MOST_STROKES),
        (len(document.boxes), MOST_BOXES),
        (len(document.poses), MOST_BOXES),
        (len(document.layers), MOST_LAYERS),
        (len(reference.options) if reference else 0, MOST_OPTIONS),
    )
    if any(count > most for count, most in counts):
        raise CannotWrite(path, "too_large")


def _described(box: Box, references: list[bytes]) -> dict[str, Any]:
    described = box_to_json(box, picture=False)
    if box.picture:
        described["reference"] = references.index(box.picture)
    return described


_Index = Annotated[int, Meta(ge=0)]


class _Content(Things, kw_only=True):
    """What ``document.json`` holds."""

    version: int
    width: int
    height: int
    prompt: str
    negative_prompt: str
    strokes: Annotated[list[StrokeRow], Meta(max_length=MOST_STROKES)]
    boxes: Annotated[list[dict[str, Any]], Meta(max_length=MOST_BOXES)]
    references: Annotated[tuple[Count, ...], Meta(max_length=MOST_BOXES)] = ()
    grounds: Annotated[tuple[Count, ...], Meta(max_length=MOST_LAYERS)] = ()


def schema() -> dict[str, Any]:
    """The JSON schema of ``document.json``, from the classes that read it; it is in docs/format.schema.json."""
    (content, box), parts = schema_components((_Content, Box), ref_template="#/$defs/{name}")
    drawing = parts.pop(content["$ref"].rsplit("/")[-1])
    drawing["properties"]["boxes"]["items"] = {
        **box,
        "properties": {"reference": {"type": "integer", "minimum": 0}},
    }
    drawing["properties"]["version"] |= {"minimum": 1, "maximum": VERSION}
    for part in (drawing, *parts.values()):
        part["description"] = part["description"].split("\n")[0]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **drawing,
        "title": "Sketchpad drawing",
        "$defs": parts,
    }


def _document(content: _Content, members: Mapping[str, bytes]) -> Document:
    pictures = _split(members.get("references.bin", b""), content.references)
    count = len(content.strokes)
    lines = strokes_of([*content.strokes, *content.rows], members.get("points.f32", b""))
    document = Document(
        content.width,
        content.height,
        lines[:count],
        tuple(_box(box, pictures) for box in content.boxes),
        content.prompt,
        content.negative_prompt,
    )
    pictures_ = members.get("reference.png"), members.get("ground.png")
    grounds = _split(members.get("grounds.bin", b""), content.grounds)
    return content.onto(document, lines[count:], *pictures_, grounds)


def _split(data: bytes, lengths: Iterable[int]) -> list[bytes]:
    """Pictures that lie one after the other in `data`."""
    ends = list(accumulate(lengths, initial=0))
    if ends[-1] != len(data):
        raise ValueError("the pictures do not add up")
    return [data[start:end] for start, end in pairwise(ends)]


def _box(described: Mapping[str, Any], pictures: list[bytes]) -> Box:
    box = typed(Box, described)
    if not box.id:
        raise ValueError("a box without an id")
    if described.get("reference") is None:
        return box
    return replace(box, picture=pictures[typed(_Index, described["reference"])])


def _extra(members: Mapping[str, bytes]) -> Extra:
    """Settings and picture are no reason to refuse a drawing: what is wrong with them is left out."""
    try:
        text = members.get("settings.json", b"{}")
        if len(text) > LARGEST_SETTINGS:
            text = _REPEATED_PICTURE.sub(b'"picture":""', text)
        settings = typed(dict[str, Any], parse_json(text)) if len(text) <= LARGEST_SETTINGS else {}
    except ODD:
        settings = {}
    picture = members.get("picture.png")
    return Extra(settings, picture if picture and is_small_png(picture, LARGEST_PICTURE) else None)


def _dump(value: object) -> bytes:
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii")
