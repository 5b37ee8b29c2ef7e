"""Poses, regions, reference picture and layers as JSON values: what version 2 of the file added."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sketchpad.document.layers import USUAL, Layer
from sketchpad.document.model import Document
from sketchpad.document.pose import Joint, Pose
from sketchpad.document.reference import Reference
from sketchpad.document.region import Region
from sketchpad.document.stroke import Stroke

MOST_OPTIONS = 32


def to_json(document: Document) -> dict[str, Any]:
    """Plain JSON values of what is there of them; nothing for a drawing that could be of version 1."""
    value: dict[str, Any] = {}
    if document.poses:
        value["poses"] = [{"id": pose.id, "joints": pose.joints} for pose in document.poses]
    if document.regions:
        value["regions"] = [_region(region) for region in document.regions]
    if document.reference is not None:
        one = document.reference
        value["reference_picture"] = {
            "rect": one.rect,
            "kind": one.kind,
            "options": dict(one.options),
        }
    if document.layers != USUAL:
        names = [field.name for field in fields(Layer)]
        value["layers"] = [{name: getattr(one, name) for name in names} for one in document.layers]
    return value


def _region(region: Region) -> dict[str, Any]:
    stroke = region.stroke
    return {
        "name": region.name,
        "filled": region.filled,
        "points": len(stroke.points),
        "width": stroke.width,
    }


def poses(values: Sequence[Any]) -> tuple[Pose, ...]:
    """KeyError, TypeError or ValueError, like all below, where a value is none."""
    return tuple(
        Pose(tuple(_joint(joint) for joint in _list(one["joints"])), _text(one["id"]))
        for one in values
    )


def regions(values: Sequence[Any], strokes: Sequence[Stroke]) -> tuple[Region, ...]:
    return tuple(
        Region(_text(one["name"]), stroke, _truth(one["filled"]))
        for one, stroke in zip(values, strokes, strict=True)
    )


def reference(content: Mapping[str, Any], picture: bytes | None) -> Reference | None:
    value = content.get("reference_picture")
    if value is None:
        return None
    if picture is None:
        raise ValueError("a reference without its picture")
    options = value["options"]
    if not isinstance(options, dict) or len(options) > MOST_OPTIONS:
        raise TypeError(options)
    x0, y0, x1, y1 = (_number(edge) for edge in _list(value["rect"]))
    return Reference(
        picture,
        (x0, y0, x1, y1),
        _text(value["kind"]),
        tuple((name, _number(number)) for name, number in options.items()),
    )


def layers(values: Sequence[Any]) -> tuple[Layer, ...]:
    return (
        tuple(
            Layer(
                one["kind"], _truth(one["visible"]), _truth(one["locked"]), _number(one["opacity"])
            )
            for one in values
        )
        or USUAL
    )


def _joint(value: Any) -> Joint:
    if value is None:
        return None
    x, y = _list(value)
    return _number(x), _number(y)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(value)
    return float(value)
