"""People, regions, reference picture and layers of a drawing as text that travels inside of a picture, and back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sketchpad.document.io import layers_json
from sketchpad.document.model import Document, Stroke
from sketchpad.document.reference import LARGEST

MOST = 1_000  # of each
Pack = Callable[[tuple[Stroke, ...]], dict[str, Any]]
Unpack = Callable[[Mapping[str, Any]], Sequence[Stroke]]


def to_json(document: Document, pack: Pack, *, reference: bool = True) -> dict[str, Any]:
    """JSON values of all but prompts, boxes and strokes; empty where there is nothing of it.

    Args:
        pack: of the lines of regions. reference: False leaves the reference picture out, which is the largest part.
    """
    if not reference:
        document = document.with_reference(None)
    value = layers_json.to_json(document)
    if document.regions:
        value["lines"] = pack(tuple(region.stroke for region in document.regions))
    if document.reference is not None:
        value["picture"] = base64.b64encode(document.reference.picture).decode("ascii")
    return value


def onto(document: Document, value: Mapping[str, Any], unpack: Unpack) -> Document:
    """`document` with what `to_json` said of it. KeyError, TypeError or ValueError where that is something else."""
    poses, regions = (_list(value.get(name, [])) for name in ("poses", "regions"))
    lines = unpack(value["lines"]) if regions else ()
    return replace(
        document,
        poses=layers_json.poses(poses),
        regions=layers_json.regions(regions, lines),
        reference=layers_json.reference(value, _picture(value)),
        layers=layers_json.layers(_list(value.get("layers", []))),
    )


def _picture(value: Mapping[str, Any]) -> bytes | None:
    text = value.get("picture")
    if text is None:
        return None
    if not isinstance(text, str) or len(text) > 2 * LARGEST:
        raise TypeError("not a picture")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base 64") from error


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST:
        raise TypeError(value)
    return value
