"""Boxes as JSON values. What a box does not have is left out, so that plain boxes are written as they always were."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping
from typing import Any

from sketchpad.document.box import LARGEST_REFERENCE, Box

_LONGEST_TEXT = 4 * (LARGEST_REFERENCE + 3) // 3


def to_json(box: Box, *, id: bool = True, picture: bool = True) -> dict[str, Any]:
    """Plain JSON values of `box`; its picture, if wanted, in base 64."""
    value: dict[str, Any] = {"id": box.id} if id else {}
    value |= {"phrase": box.phrase, "rect": list(box.rect)}
    if box.strength != 1.0:
        value["strength"] = box.strength
    if box.locked:
        value["locked"] = True
    if box.colour:
        value["colour"] = box.colour
    if box.group:
        value["group"] = box.group
    if box.picture and picture:
        value["picture"] = base64.b64encode(box.picture).decode("ascii")
    return value


def from_json(value: Mapping[str, Any], picture: bytes | None = None) -> Box:
    """The opposite of `to_json`.

    Args:
        picture: the box's picture, where it is not among the JSON values.

    Raises:
        KeyError, TypeError, ValueError: no box.
    """
    rect = value["rect"]
    if not isinstance(rect, list | tuple) or len(rect) != 4:
        raise TypeError(rect)
    x0, y0, x1, y1 = (_number(edge) for edge in rect)
    locked = value.get("locked", False)
    if not isinstance(locked, bool):
        raise TypeError(locked)
    return Box(
        phrase=_text(value["phrase"]),
        rect=(x0, y0, x1, y1),
        id=_text(value.get("id", "")),
        strength=_number(value.get("strength", 1.0)),
        picture=_bytes(value.get("picture", "")) if picture is None else picture,
        locked=locked,
        colour=_text(value.get("colour", "")),
        group=_text(value.get("group", "")),
    )


def _bytes(value: Any) -> bytes:
    text = _text(value)
    if len(text) > _LONGEST_TEXT:
        raise ValueError("a very large picture")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base 64") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(value)
    return float(value)
