"""English texts of the catalogue that the window translates."""

from __future__ import annotations

from collections.abc import Iterator

from sketchpad.models.catalogue.catalogue import (
    CONTROLNET,
    FOLLOWS,
    FOLLOWS_KNOWN,
    GLIGEN,
    KINDS,
    T2I_ADAPTER,
    VAE,
    shipped,
)

SUMMARIES = {
    "base": "Makes the pictures.",
    CONTROLNET: "Builds pictures on lines, depth, poses and more.",
    T2I_ADAPTER: "Like ControlNet, smaller and looser.",
    GLIGEN: "Puts what boxes say where they are.",
    VAE: "Turns latents into pictures, in place of the one that a model brings.",
    "lora": "Changes the style or the speed of a model.",
}
"""What models of a kind are for."""


def texts() -> Iterator[str]:
    notes = (entry.note for entry in shipped().values() if entry.note)
    said = [*KINDS.values(), *SUMMARIES.values(), *notes, FOLLOWS, FOLLOWS_KNOWN]
    yield from dict.fromkeys(said)
