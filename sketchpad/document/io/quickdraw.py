"""Drawings of Quick, Draw! (Google, CC BY 4.0): strokes as [[x...], [y...]] or [[x...], [y...], [t...]]."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sketchpad.document.model import Document, Stroke
from sketchpad.errors import BadDocument
from sketchpad.outside import ODD, open_file, parse_json

MARGIN = 0.1  # of the picture, left free on each side
LINE_WIDTH = 3.0  # in pixels of a 256 pixel picture
_LONGEST_LINE = 4 << 20
_MOST_POINTS = 200_000


def from_quickdraw(
    drawing: Mapping[str, Any] | list[Any],
    width: int = 256,
    height: int = 256,
    *,
    rect: tuple[float, float, float, float] | None = None,
    line_width: float | None = None,
) -> Document:
    """The drawing as large as it fits, centred, its proportions kept; its word, if it has one, as the prompt.

    Args:
        drawing: ``{"word": ..., "drawing": [...]}`` of an ``.ndjson`` file, or only its strokes.
        rect: x0, y0, x1, y1 normalised: the part of the picture to fit it into; by default all but a margin.
        line_width: in picture pixels; by default 3 in 256.

    Raises ValueError: not such a drawing.
    """
    if isinstance(drawing, list):
        drawing = {"drawing": drawing}
    given = drawing.get("drawing") if isinstance(drawing, Mapping) else None
    if not isinstance(given, list):
        raise ValueError("not a Quick, Draw! drawing: no list of strokes")
    lines = [_line(one) for one in given]
    if not lines or sum(map(len, lines)) > _MOST_POINTS:
        raise ValueError("not a Quick, Draw! drawing: no strokes, or far too many")
    x0, y0, x1, y1 = rect or (MARGIN, MARGIN, 1 - MARGIN, 1 - MARGIN)
    every = np.concatenate(lines)
    low, high = every.min(axis=0), every.max(axis=0)
    room = np.array([(x1 - x0) * width, (y1 - y0) * height])
    scale = float((room / np.maximum(high - low, 1e-6)).min()) if (high > low).any() else 1.0
    centre = np.array([(x0 + x1) / 2 * width, (y0 + y1) / 2 * height])
    thick = LINE_WIDTH * min(width, height) / 256 if line_width is None else line_width
    strokes = (Stroke((line - (low + high) / 2) * scale + centre, thick) for line in lines)
    return Document(width, height, tuple(strokes), prompt=str(drawing.get("word", "")))


def read_quickdraw(path: str | Path, most: int = 1000) -> list[Document]:
    """The first `most` drawings of an ``.ndjson`` file. Raises BadDocument."""
    path = Path(path)
    drawings: list[Document] = []
    try:
        with open_file(path) as file:
            while len(drawings) < most and (line := file.readline(_LONGEST_LINE)):
                drawings.append(from_quickdraw(parse_json(line)))
    except FileNotFoundError as error:
        raise BadDocument(path, "missing") from error
    except OSError as error:
        raise BadDocument(path, "unreadable") from error
    except ODD as error:
        raise BadDocument(path, "not_quickdraw") from error
    return drawings


def _line(one: Any) -> NDArray[np.float64]:
    if not isinstance(one, list) or len(one) < 2:
        raise ValueError("not a Quick, Draw! stroke")
    try:
        x, y = (np.asarray(axis, np.float64) for axis in one[:2])
    except (TypeError, OverflowError) as error:
        raise ValueError("not a Quick, Draw! stroke") from error
    if x.ndim != 1 or x.shape != y.shape or not len(x):
        raise ValueError("not a Quick, Draw! stroke")
    line = np.stack([x, y], axis=1)
    if not (np.abs(line) < 1e6).all():
        raise ValueError("a Quick, Draw! stroke far outside of its picture")
    return line
