"""A request as text that travels inside of a picture, with the whole drawing, and back from an untrusted picture."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta, Struct

from sketchpad import __version__, settings
from sketchpad.document.io.drawing_json import (
    Count,
    StrokeRow,
    Things,
    grounds_of,
    points_of,
    strokes_of,
    things_lines,
    things_to_json,
)
from sketchpad.document.layers import MOST_LAYERS
from sketchpad.document.model import Document, Stroke
from sketchpad.document.reference import LARGEST as LARGEST_REFERENCE
from sketchpad.document.stroke import Role
from sketchpad.errors import BadSetting, SketchpadError
from sketchpad.generation.export.a1111_text import LONGEST_PROMPT
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request.defaults import model_info
from sketchpad.generation.request.method_settings import MOST_METHODS, without_folder, wrong
from sketchpad.generation.request.request import MethodSettings, Request, Sampling
from sketchpad.models.hub.locate import entry_for, portable
from sketchpad.outside import ODD, parse_json, typed

SCHEMA = 1
LARGEST = 1_000_000
"""Most characters of the text; Pillow refuses to unpack more than 1 MiB from a PNG."""
SOFTWARE = f"Sketchpad {__version__}"
_OWN = ("schema", "software", "model", "vae", "request", "strokes", "drawing")
_MOST_BOXES = 1_000
_MOST_STROKES = 100_000


class _Packed(Struct, kw_only=True):
    """Strokes by column; their points, exactly, as `points_of` writes them, in base 64."""

    counts: Annotated[list[Count], Meta(max_length=_MOST_STROKES)]
    widths: list[float]
    erasers: list[bool]
    points: bytes
    roles: list[Role] | None = None
    groups: list[str] | None = None

    def strokes(self) -> tuple[Stroke, ...]:
        count = len(self.counts)
        roles, groups = self.roles or ["follow"] * count, self.groups or [""] * count
        columns = zip(self.counts, self.widths, self.erasers, roles, groups, strict=True)
        rows = [
            StrokeRow(points=points, width=width, eraser=eraser, role=role, group=group)
            for points, width, eraser, role, group in columns
        ]
        return strokes_of(rows, self.points)


class _Drawn(Things, kw_only=True):
    """All but prompts, boxes and strokes; `picture` is the PNG of the reference, `ground_picture` of the ground.

    `layer_grounds`: the same of layers that are not current.
    """

    lines: _Packed | None = None
    picture: Annotated[bytes, Meta(max_length=LARGEST_REFERENCE)] | None = None
    ground_picture: Annotated[bytes, Meta(max_length=LARGEST_REFERENCE)] | None = None
    layer_grounds: Annotated[tuple[bytes, ...], Meta(max_length=MOST_LAYERS)] = ()


@dataclass(frozen=True)
class SavedSettings:
    """What a picture says about how it was made.

    Args:
        request: the request; its model is one of the catalogue or the embedded one (a file must not choose a folder
            of this machine). None if it could not be understood.
        strokes: the request's drawing is complete, but for pictures that are too large to go along; False where
            strokes were left out for want of room.
        parameters: the text in the form that other programs share, as it stands in the file.
        model_name, software: what made it, for reading only.
        more: further JSON values that were given to `to_text`.
    """

    request: Request | None
    strokes: bool = False
    parameters: str = ""
    model_name: str = ""
    software: str = ""
    more: Mapping[str, Any] = field(default_factory=dict, compare=False)


def model_name(request: Request) -> str:
    """What a request's model is called; never where it lies."""
    try:
        info = model_info(request.model)
    except SketchpadError:
        return Path(request.model).name
    return f"{info.name} {info.version}".strip()


def vae_name(request: Request) -> str:
    """What a chosen VAE is called; empty for the model's own."""
    if not request.vae:
        return ""
    entry = entry_for(request.vae)
    return entry.name if entry else Path(request.vae).name


def to_text(request: Request, *, strokes: bool = True, **more: Any) -> str:
    """JSON in ASCII for `request`, which `from_text` takes: at most `LARGEST` characters.

    For want of room reference picture and ground are left out, then the boxes' pictures, then lines and what else is
    drawn, and then `more` (further JSON values), the boxes and the ends of the words. `strokes`: False leaves them out
    anyway.
    """
    shortened = replace(request, document=_shortened(request.document))
    texts = _texts(request, shortened, more, strokes)
    fitting = (text for text in texts if len(text) <= LARGEST and from_text(text).request)
    return next(fitting, _text(shortened, {}))


def is_whole(text: str, document: Document) -> bool:
    """Does `text`, of `to_text`, hold all of `document`?"""
    saved = from_text(text)
    if saved.request is None or not saved.strokes:
        return False
    named_anew = replace(document, boxes=tuple(replace(box, id="") for box in document.boxes))
    return saved.request.document == named_anew


def _texts(
    request: Request, shortened: Request, more: Mapping[str, Any], strokes: bool
) -> Iterator[str]:
    """What `to_text` tries, the largest first."""
    document = request.document
    if strokes:
        packed = _packed(document.strokes)
        for pictures, reference in ((True, True), (True, False), (False, False)):
            rest = _things(document if reference else _without_pictures(document))
            drawn = {"strokes": packed} | ({"drawing": rest} if rest else {})
            yield _text(request, {**more, **drawn}, pictures=pictures)
    for pictures in (True, False):
        yield _text(request, more, pictures=pictures)
    yield _text(shortened, more)


def travelling(request: Request) -> Request:
    """What a picture says of `request`: no file and no folder of this machine."""
    return replace(
        request,
        model=portable(request.model),
        base=None,
        loras=(),
        vae=portable(request.vae),
        methods=tuple(without_folder(method) for method in request.methods),
    )


def _text(request: Request, more: Mapping[str, Any], *, pictures: bool = True) -> str:
    content = {
        "schema": SCHEMA,
        "software": SOFTWARE,
        "model": model_name(request),
        **({"vae": vae_name(request)} if request.vae else {}),
        "request": travelling(request).to_json(pictures=pictures),
        **more,
    }
    return json.dumps(content, allow_nan=False)


def _shortened(document: Document) -> Document:
    return Document(
        document.width,
        document.height,
        prompt=document.prompt[:LONGEST_PROMPT],
        negative_prompt=document.negative_prompt[:LONGEST_PROMPT],
    )


def from_text(text: str) -> SavedSettings:
    """The opposite of `to_text`. Whatever the text is, the worst that happens is a `request` of None."""
    try:
        if len(text) > LARGEST:
            raise ValueError("too long")
        content = parse_json(text)
        if not isinstance(content, dict) or content["schema"] != SCHEMA:
            raise ValueError("another schema")
        request = _request(content["request"])
        strokes = content.get("strokes")
        if strokes is not None:
            document = request.document.with_strokes(typed(_Packed, strokes).strokes())
            drawn = typed(_Drawn, content.get("drawing", {}))
            lines = drawn.lines.strokes() if drawn.lines else ()
            document = drawn.onto(
                document, lines, drawn.picture, drawn.ground_picture, drawn.layer_grounds
            )
            request = replace(request, document=document)
    except (*ODD, SketchpadError):
        return SavedSettings(None)
    return SavedSettings(
        request,
        strokes is not None,
        model_name=_short(content.get("model")),
        software=_short(content.get("software")),
        more={name: value for name, value in content.items() if name not in _OWN},
    )


def _request(data: Mapping[str, Any]) -> Request:
    if len(data.get("boxes", ())) > _MOST_BOXES or len(data.get("methods", ())) > MOST_METHODS:
        raise ValueError("more than there can be")
    return harmless(Request.from_json(data))


def harmless(read: Request) -> Request:
    """The request of a stranger's file, without files and folders of this machine.

    Raises BadSetting or ValueError where a value is out of bounds.
    """
    document, sampling = read.document, read.sampling
    if max(len(document.prompt), len(document.negative_prompt)) > LONGEST_PROMPT:
        raise ValueError("a very long prompt")
    if any(len(box.phrase) > LONGEST_PROMPT for box in document.boxes):
        raise ValueError("a very long phrase")
    return Request(
        document,
        Sampling(**{name: settings.check(name, value) for name, value in asdict(sampling).items()}),  # type: ignore[arg-type]
        tuple(_method(method) for method in read.methods),
        portable(read.model),
        vae=portable(read.vae),
    )


def _method(method: MethodSettings) -> MethodSettings:
    if method.name not in METHODS:
        raise BadSetting("method", method.name)
    for error in wrong(method):
        raise error
    return without_folder(method)


def _things(document: Document) -> dict[str, Any]:
    """JSON values of all but prompts, boxes and strokes; empty where there is nothing of it."""
    value = things_to_json(document)
    if lines := things_lines(document):
        value["lines"] = _packed(lines)
    for name, shown in (("picture", document.reference), ("ground_picture", document.ground)):
        if shown is not None:
            value[name] = base64.b64encode(shown.picture).decode("ascii")
    if grounds := grounds_of(document):
        value["layer_grounds"] = [base64.b64encode(png).decode("ascii") for png in grounds]
    return value


def _without_pictures(document: Document) -> Document:
    bare = document.with_reference(None).with_ground(None)
    return bare.with_contents(lambda content: replace(content, ground=None))


def _packed(strokes: Sequence[Stroke]) -> dict[str, Any]:
    packed: dict[str, Any] = {
        "counts": [len(stroke.points) for stroke in strokes],
        "widths": [stroke.width for stroke in strokes],
        "erasers": [stroke.eraser for stroke in strokes],
        "points": base64.b64encode(points_of(strokes)).decode("ascii"),
    }
    if any(stroke.role != "follow" for stroke in strokes):
        packed["roles"] = [stroke.role for stroke in strokes]
    if any(stroke.group for stroke in strokes):
        packed["groups"] = [stroke.group for stroke in strokes]
    return packed


def _short(value: Any) -> str:
    return value[:200] if isinstance(value, str) else ""
