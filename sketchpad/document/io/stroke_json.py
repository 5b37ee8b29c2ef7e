"""Strokes as JSON, for the clipboard: what is alike in all of them as lists, their points as one block."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

import numpy as np

from sketchpad.document.model import Stroke
from sketchpad.outside import ODD

MOST_STROKES = 50_000
MOST_POINTS = 2_000_000


def to_json(strokes: Iterable[Stroke]) -> dict[str, Any]:
    chosen = tuple(strokes)
    points = np.concatenate([stroke.points for stroke in chosen]) if chosen else np.zeros((0, 3))
    return {
        "strokes": [
            {
                "points": len(stroke.points),
                "width": stroke.width,
                "eraser": stroke.eraser,
                "role": stroke.role,
                **({"group": stroke.group} if stroke.group else {}),
            }
            for stroke in chosen
        ],
        "points": base64.b64encode(points.astype("<f4").tobytes()).decode("ascii"),
    }


def from_json(found: object) -> tuple[Stroke, ...]:
    """The strokes that `to_json` described; whoever made `found` is not trusted.

    Raises:
        ValueError: it is something else, damaged or too large.
    """
    try:
        listed, block = found["strokes"], found["points"]  # type: ignore[index]
        if not isinstance(listed, list) or len(listed) > MOST_STROKES:
            raise ValueError("no strokes, or too many")
        if not isinstance(block, str) or len(block) > MOST_POINTS * 16 + 4:
            raise ValueError("no points, or too many")
        points = np.frombuffer(base64.b64decode(block, validate=True), "<f4").reshape(-1, 3)
        counts = [_count(one["points"]) for one in listed]
        if sum(counts) != len(points):
            raise ValueError("points are missing")
        ends = np.cumsum(counts)
        return tuple(
            Stroke(
                points[end - count : end],
                one["width"],
                one["eraser"] is True,
                one["role"],
                str(one.get("group", "")),
            )
            for one, count, end in zip(listed, counts, ends.tolist(), strict=True)
        )
    except ODD as error:
        raise ValueError("these are no strokes") from error


def _count(value: object) -> int:
    if not isinstance(value, int) or not 0 < value <= MOST_POINTS:
        raise ValueError("a stroke without points")
    return value
