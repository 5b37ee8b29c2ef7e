"""Boxes on the clipboard: a form of our own, and their phrases for everybody else."""

from __future__ import annotations

import json
from collections.abc import Iterable

from PySide6.QtCore import QByteArray, QMimeData

from sketchpad.document.io.drawing_json import box_to_json
from sketchpad.document.model import Box
from sketchpad.outside import ODD, parse_json, typed

FORM = "application/x-sketchpad-boxes+json"
LARGEST = 96 << 20  # bytes
MOST = 1000


def to_mime(boxes: Iterable[Box]) -> QMimeData:
    chosen = tuple(boxes)
    data = QMimeData()
    content = {"boxes": [box_to_json(box, id=False) for box in chosen]}
    data.setData(FORM, QByteArray(json.dumps(content, allow_nan=False).encode("ascii")))
    data.setText("\n".join(box.phrase for box in chosen))
    return data


def from_mime(data: QMimeData) -> tuple[Box, ...]:
    """The boxes on a clipboard that anybody may have filled; none where that is something else."""
    raw = data.data(FORM)
    if not 0 < raw.size() <= LARGEST:
        return ()
    try:
        listed = parse_json(bytes(raw.data()))["boxes"]
        if not isinstance(listed, list) or len(listed) > MOST:
            return ()
        return tuple(typed(Box, one).copied() for one in listed)
    except ODD:
        return ()
