"""The actions of each area: id, English text, keys and icon side by side. Adding an action means adding a row."""

from __future__ import annotations

from collections.abc import Iterator

from sketchpad.ui.actions.action_set import CONTEXT, Table
from sketchpad.ui.actions.tables import (
    boxes,
    canvas,
    compare,
    dialogs,
    gallery,
    layers,
    mask,
    paint,
    people_regions,
    window,
)

TABLES: tuple[Table, ...] = (
    window.actions(), window.CHANGES, window.QUEUE, canvas.ACTIONS, boxes.ACTIONS, layers.ACTIONS,
    paint.ACTIONS, people_regions.ACTIONS, mask.ACTIONS, compare.ACTIONS, gallery.ACTIONS, gallery.SIDE_BY_SIDE,
    dialogs.MODELS, dialogs.PREFERENCES, dialogs.FOLDER,
)  # fmt: skip


def texts() -> Iterator[tuple[str, str]]:
    """Context and English text of every action, for the translators."""
    for table in TABLES:
        for specs in table.values():
            for spec in specs:
                own = (spec.text, spec.tip, spec.short) if not spec.method else (spec.tip,)
                yield from ((CONTEXT, text) for text in own if text)
