"""The same picture at twice its size: smoothly enlarged, then what that leaves soft is painted again in a few steps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sketchpad import settings
from sketchpad.generation.request.request import InitImage, Request

TIMES = 2
CHANGE = 0.2
"""Strength of the second pass: edges get sharp, nothing moves. From about 0.4 on, things come apart in models that were
trained at the smaller size."""


def can_upscale(width: int, height: int) -> bool:
    """Whether a picture of this size has room for twice as much."""
    most = settings.setting("width").high, settings.setting("height").high
    return all(
        high is None or TIMES * side <= high
        for side, high in zip((width, height), most, strict=True)
    )


def upscaled(request: Request, picture: Path, width: int, height: int) -> Request:
    """What makes the larger picture.

    Args:
        request: what made the picture, or a smaller one of the same proportions.
        picture: its file; ``width``, ``height``: its size in pixels.
    """
    document = request.document.resized(TIMES * width, TIMES * height)
    return replace(request, document=document, base=InitImage(str(picture), CHANGE))
