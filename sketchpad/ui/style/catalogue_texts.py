"""English texts of the catalogue that the window translates."""

from __future__ import annotations

from collections.abc import Iterator

from sketchpad.models.catalogue.catalogue import (
    FOLLOWS,
    FOLLOWS_KNOWN,
    KINDS,
    shipped,
)

SUMMARIES = {
    "base": "Makes the pictures.",
    "controlnet": "Builds pictures on lines, depth, poses and more.",
    "t2i_adapter": "Like ControlNet, smaller and looser.",
    "gligen": "Puts what boxes say where they are.",
    "lora": "Changes the style or the speed of a model.",
}
"""What models of a kind are for."""


def texts() -> Iterator[str]:
    notes = (entry.note for entry in shipped().values() if entry.note)
    said = [*KINDS.values(), *SUMMARIES.values(), *notes, FOLLOWS, FOLLOWS_KNOWN]
    yield from dict.fromkeys(said)
