"""A request as text that travels inside of a picture, with the whole drawing, and back from a stranger's picture."""

from __future__ import annotations

import base64
import binascii
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from sketchpad import __version__, settings
from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadSetting, SketchpadError
from sketchpad.generation.export import metadata_layers
from sketchpad.generation.export.a1111_text import LONGEST_PROMPT
from sketchpad.generation.methods.registry import METHODS
from sketchpad.generation.request.defaults import model_info
from sketchpad.generation.request.method_settings import MOST_METHODS, without_folder, wrong
from sketchpad.generation.request.request import (
    MethodSettings,
    Request,
    Sampling,
)
from sketchpad.models.hub.locate import entry_for, portable
from sketchpad.outside import ODD, parse_json

SCHEMA = 1
LARGEST = 1_000_000
"""Most characters of the text; Pillow refuses to unpack more than 1 MiB from a PNG."""
SOFTWARE = f"Sketchpad {__version__}"
_OWN = ("schema", "software", "model", "vae", "request", "strokes", "drawing")
_MOST_BOXES = 1_000
_MOST_STROKES = 100_000


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

    For want of room the reference picture is left out, then the boxes' pictures, then the lines and what else is
    drawn, and then `more`, the boxes and the ends of the words.

    Args:
        strokes: False leaves them out anyway.
        more: further JSON values.
    """
    document = request.document
    texts = itertools.chain(
        _drawn_texts(request, more) if strokes else (), _plain_texts(request, more)
    )
    shortest = _text(replace(request, document=_shortened(document)), {})
    fitting = (text for text in texts if len(text) <= LARGEST and from_text(text).request)
    return next(fitting, shortest)


def is_whole(text: str, document: Document) -> bool:
    """Does `text`, of `to_text`, hold all of `document`?"""
    saved = from_text(text)
    if saved.request is None or not saved.strokes:
        return False
    named_anew = replace(document, boxes=tuple(replace(box, id="") for box in document.boxes))
    return saved.request.document == named_anew


def _drawn_texts(request: Request, more: Mapping[str, Any]) -> Iterator[str]:
    document = request.document
    strokes = _packed(document.strokes)
    for pictures, reference in ((True, True), (True, False), (False, False)):
        rest = metadata_layers.to_json(document, _packed, reference=reference)
        drawn = {"strokes": strokes} | ({"drawing": rest} if rest else {})
        yield _text(request, {**more, **drawn}, pictures=pictures)


def _plain_texts(request: Request, more: Mapping[str, Any]) -> Iterator[str]:
    for pictures in (True, False):
        yield _text(request, more, pictures=pictures)
    yield _text(replace(request, document=_shortened(request.document)), more)


def _text(request: Request, more: Mapping[str, Any], *, pictures: bool = True) -> str:
    travelling = replace(
        request,
        model=portable(request.model),
        base=None,
        loras=(),
        vae=portable(request.vae),
        methods=tuple(without_folder(method) for method in request.methods),
    )
    content = {
        "schema": SCHEMA,
        "software": SOFTWARE,
        "model": model_name(request),
        **({"vae": vae_name(request)} if request.vae else {}),
        "request": travelling.to_json(pictures=pictures),
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
            document = request.document.with_strokes(_unpacked(strokes))
            document = metadata_layers.onto(document, content.get("drawing", {}), _unpacked)
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
    read = Request.from_json(data)
    document, sampling = read.document, read.sampling
    if max(len(document.prompt), len(document.negative_prompt)) > LONGEST_PROMPT:
        raise ValueError("a very long prompt")
    if any(len(box.phrase) > LONGEST_PROMPT for box in document.boxes):
        raise ValueError("a very long phrase")
    return Request(
        document,
        Sampling(
            seed=int(settings.check("seed", sampling.seed)),
            steps=int(settings.check("steps", sampling.steps)),
            guidance_scale=float(settings.check("guidance_scale", sampling.guidance_scale)),
            scheduler=str(settings.check("scheduler", sampling.scheduler)),
            guidance_rescale=float(settings.check("guidance_rescale", sampling.guidance_rescale)),
            two_pass=bool(settings.check("two_pass", sampling.two_pass)),
        ),
        tuple(_method(method) for method in read.methods),
        portable(read.model),
    )


def _method(method: MethodSettings) -> MethodSettings:
    if method.name not in METHODS:
        raise BadSetting("method", method.name)
    for error in wrong(method):
        raise error
    return without_folder(method)


def _packed(strokes: tuple[Stroke, ...]) -> dict[str, Any]:
    """Strokes as JSON values; their points, exactly, as little-endian 32 bit floats in base 64."""
    points = b"".join(stroke.points.astype("<f4").tobytes() for stroke in strokes)
    packed = {
        "counts": [len(stroke.points) for stroke in strokes],
        "widths": [stroke.width for stroke in strokes],
        "erasers": [stroke.eraser for stroke in strokes],
        "points": base64.b64encode(points).decode("ascii"),
    }
    if any(stroke.role != "follow" for stroke in strokes):
        packed["roles"] = [stroke.role for stroke in strokes]
    if any(stroke.group for stroke in strokes):
        packed["groups"] = [stroke.group for stroke in strokes]
    return packed


def _unpacked(packed: Mapping[str, Any]) -> list[Stroke]:
    counts, widths, erasers = packed["counts"], packed["widths"], packed["erasers"]
    if len(counts) > _MOST_STROKES:
        raise ValueError("more strokes than anybody draws")
    try:
        data = base64.b64decode(packed["points"], validate=True)
    except binascii.Error as error:
        raise ValueError("not base 64") from error
    rows = np.frombuffer(data, "<f4").reshape(-1, 3)
    strokes, start = [], 0
    roles = packed.get("roles", ["follow"] * len(counts))
    groups = packed.get("groups", [""] * len(counts))
    for count, width, eraser, role, group in zip(
        counts, widths, erasers, roles, groups, strict=True
    ):
        if type(count) is not int or count < 1 or type(eraser) is not bool:
            raise TypeError("not a stroke")
        strokes.append(Stroke(rows[start : start + count], width, eraser, role, group))
        start += count
    if start != len(rows):
        raise ValueError("points without a stroke")
    return strokes


def _short(value: Any) -> str:
    return value[:200] if isinstance(value, str) else ""
