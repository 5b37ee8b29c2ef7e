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
- ``settings.json`` and ``picture.png`` if there are any: how and what was made of the drawing last.

Other members are ignored, so that later versions may add some.
"""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from sketchpad.document import reference
from sketchpad.document.io import box_json, layers_json
from sketchpad.document.io.tracing import Watch, unwatched
from sketchpad.document.io.zip_reader import packed, read_members, write_package
from sketchpad.document.model import LARGEST_REFERENCES, Box, Document, Stroke
from sketchpad.document.stroke import Role
from sketchpad.errors import BadDocument, BadSetting, CannotWrite, NewerDocument
from sketchpad.outside import ODD, parse_json

MIMETYPE = "application/vnd.sketchpad.drawing+zip"
SUFFIX = ".sketchpad"
VERSION = 2
MOST_STROKES = 300_000
MOST_POINTS = 20_000_000
MOST_BOXES = 1_000
MOST_LAYERS = 100
LARGEST_PICTURE = 8192  # pixels of a side
LARGEST_SETTINGS = 4 << 20  # bytes

_LIMITS = {
    "mimetype": 100,
    "document.json": 24 << 20,
    "points.f32": 12 * MOST_POINTS,
    "references.bin": LARGEST_REFERENCES,
    "reference.png": reference.LARGEST,
    "settings.json": LARGEST_SETTINGS,
    "picture.png": 256 << 20,
}
_READ = _LIMITS | {"settings.json": LARGEST_SETTINGS + 2 * LARGEST_REFERENCES}
_SPARE = ("settings.json", "picture.png")
_REPEATED_PICTURE = re.compile(rb'"picture":"[A-Za-z0-9+/]{1000,}={0,2}"')
"""Early versions repeated the boxes' pictures among the settings, which made those longer than they could read."""


@dataclass(frozen=True)
class Extra:
    """What is saved beside the drawing.

    Args:
        settings: JSON values; whoever reads them checks them (for a request: `Request.from_json`).
        picture: a PNG file, or None.
    """

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
    """Write `document` to `path`, atomically.

    Args:
        replace_protected: also replace a file that may not be written to.

    Raises DiskFull or CannotWrite, the latter also where there is more of something than `load` takes; an old file is
    then unharmed.
    """
    path = Path(path)
    _check_counts(document, path)
    members = to_members(document, extra)
    write_package(path, members, _LIMITS, replace_protected=replace_protected)


def to_bytes(document: Document, name: str = "") -> bytes:
    """What `save` would write for the drawing alone. Raises CannotWrite, about `name`, where it would."""
    path = Path(name)
    _check_counts(document, path)
    return packed(path, to_members(document), _LIMITS)


def load(
    path: str | Path, data: bytes | None = None, *, watch: Watch = unwatched
) -> tuple[Document, Extra]:
    """The drawing in `path` and what was saved beside it.

    Args:
        data: the contents, where they lie in another file; `path` is then only what the drawing is called.
        watch: hears how far it is; what it raises ends the work.

    Raises:
        BadDocument, NewerDocument: nothing else, but what `watch` raises.
    """
    path = Path(path)
    members = read_members(path, _READ, _SPARE, data, watch=watch)
    if members.get("mimetype") != MIMETYPE.encode() or "document.json" not in members:
        raise BadDocument(path, "not_a_project")
    try:
        content = _object(_json(members["document.json"]))
        version = _whole(content["version"])
        if version > VERSION:
            raise NewerDocument(path, version, VERSION)
        if version < 1:
            raise ValueError(version)
        return _document(content, members), _extra(members)
    except (*ODD, BadSetting) as error:
        raise BadDocument(path) from error


def to_members(document: Document, extra: Extra | None = None) -> dict[str, bytes]:
    """The members of the file that holds `document`."""
    references = list(dict.fromkeys(box.picture for box in document.boxes if box.picture))
    more = layers_json.to_json(document)
    content: dict[str, Any] = {
        "version": VERSION if more else 1,  # as old as it can be: earlier programs open it then
        "width": document.width,
        "height": document.height,
        "prompt": document.prompt,
        "negative_prompt": document.negative_prompt,
        "boxes": [_described(box, references) for box in document.boxes],
        "strokes": [_described_stroke(stroke) for stroke in document.strokes],
        **more,
    }
    lines = (*document.strokes, *(region.stroke for region in document.regions))
    points = b"".join(stroke.points.astype("<f4").tobytes() for stroke in lines)
    members = {"mimetype": MIMETYPE.encode(), "document.json": _dump(content), "points.f32": points}
    if references:
        content["references"] = [len(picture) for picture in references]
        members |= {"document.json": _dump(content), "references.bin": b"".join(references)}
    if document.reference is not None:
        members["reference.png"] = document.reference.picture
    if extra is not None and extra.settings:
        members["settings.json"] = _dump(dict(extra.settings))
    if extra is not None and extra.picture is not None:
        members["picture.png"] = extra.picture
    return members


def _check_counts(document: Document, path: Path) -> None:
    """Raise CannotWrite where there is more of something than `load` takes."""
    reference = document.reference
    counts = (
        (len(document.strokes), MOST_STROKES),
        (len(document.regions), MOST_STROKES),
        (len(document.boxes), MOST_BOXES),
        (len(document.poses), MOST_BOXES),
        (len(document.layers), MOST_LAYERS),
        (len(reference.options) if reference else 0, layers_json.MOST_OPTIONS),
    )
    if any(count > most for count, most in counts):
        raise CannotWrite(path, "too_large")


def _described(box: Box, references: list[bytes]) -> dict[str, Any]:
    described = box_json.to_json(box, picture=False)
    if box.picture:
        described["reference"] = references.index(box.picture)
    return described


def _document(content: Mapping[str, Any], members: Mapping[str, bytes]) -> Document:
    references = _references(content, members.get("references.bin", b""))
    strokes, boxes = _list(content["strokes"], MOST_STROKES), _list(content["boxes"], MOST_BOXES)
    regions = _list(content.get("regions", []), MOST_STROKES)
    lines = _strokes([*strokes, *regions], members.get("points.f32", b""))
    return Document(
        width=_whole(content["width"]),
        height=_whole(content["height"]),
        strokes=lines[: len(strokes)],
        boxes=tuple(_box(_object(box), references) for box in boxes),
        prompt=_text(content["prompt"]),
        negative_prompt=_text(content["negative_prompt"]),
        regions=layers_json.regions(regions, lines[len(strokes) :]),
        poses=layers_json.poses(_list(content.get("poses", []), MOST_BOXES)),
        reference=layers_json.reference(content, members.get("reference.png")),
        layers=layers_json.layers(_list(content.get("layers", []), MOST_LAYERS)),
    )


def _described_stroke(stroke: Stroke) -> dict[str, Any]:
    described: dict[str, Any] = {
        "points": len(stroke.points),
        "width": stroke.width,
        "eraser": stroke.eraser,
    }
    if stroke.role != "follow":
        described["role"] = stroke.role
    if stroke.group:
        described["group"] = stroke.group
    return described


def _strokes(described: list[Any], points: bytes) -> tuple[Stroke, ...]:
    rows: NDArray[np.float32] = np.frombuffer(points, "<f4").reshape(-1, 3)
    strokes, start = [], 0
    for one in map(_object, described):
        count = _whole(one["points"])
        if count < 1 or start + count > len(rows):
            raise ValueError("a stroke without its points")
        eraser = one.get("eraser", False)
        if not isinstance(eraser, bool):
            raise TypeError(eraser)
        role = _text(one.get("role", "follow"))
        part = rows[start : start + count]
        group = _text(one.get("group", ""))
        strokes.append(Stroke(part, _number(one["width"]), eraser, cast(Role, role), group))
        start += count
    if start != len(rows):
        raise ValueError("points without a stroke")
    return tuple(strokes)


def _references(content: Mapping[str, Any], data: bytes) -> list[bytes]:
    lengths = [_whole(one) for one in _list(content.get("references", []), MOST_BOXES)]
    if any(length < 1 for length in lengths) or sum(lengths) != len(data):
        raise ValueError("the boxes' pictures do not add up")
    ends = list(accumulate(lengths))
    return [data[end - length : end] for length, end in zip(lengths, ends, strict=True)]


def _box(one: Mapping[str, Any], references: list[bytes]) -> Box:
    if not one["id"]:
        raise ValueError("a box without an id")
    which = one.get("reference")
    if which is None:
        return box_json.from_json(one, picture=b"")
    if not 0 <= _whole(which) < len(references):
        raise ValueError(which)
    return box_json.from_json(one, picture=references[which])


def _extra(members: Mapping[str, bytes]) -> Extra:
    """Settings and picture are no reason to refuse a drawing: what is wrong with them is left out."""
    try:
        text = members.get("settings.json", b"{}")
        if len(text) > LARGEST_SETTINGS:
            text = _REPEATED_PICTURE.sub(b'"picture":""', text)
        settings = _object(_json(text)) if len(text) <= LARGEST_SETTINGS else {}
    except ODD:
        settings = {}
    picture = members.get("picture.png")
    return Extra(settings, picture if picture is not None and _is_small_png(picture) else None)


def _is_small_png(data: bytes) -> bool:
    if len(data) < 33 or not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR":
        return False
    width, height = struct.unpack(">2L", data[16:24])
    return 0 < width <= LARGEST_PICTURE and 0 < height <= LARGEST_PICTURE


def _dump(value: object) -> bytes:
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii")


def _json(data: bytes) -> Any:
    return parse_json(data)


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def _list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise TypeError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(value)
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(value)
    return float(value)
