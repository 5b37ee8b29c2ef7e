"""How often composed scenes show what a short prompt asks for, and for whom (docs/decisions/0040)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Preference:
    """How often scenes show what a short prompt asks for.

    Args:
        usual: by kind of scene, how often all things in it are their words' usual pictures.
        white: by kind of scene, how often it is on the white page, on which most drawings are made.
    """

    usual: Mapping[str, float]
    white: Mapping[str, float]


EVEN = Preference(
    {"plain": 0.5, "boxed": 0.5, "varied": 0.0}, {"plain": 0.5, "boxed": 0.5, "varied": 0.0}
)
"""For whatever looks at pictures: codec, readers, judge."""
SHORT_PROMPTS = Preference(
    {"plain": 0.9, "boxed": 0.7, "varied": 0.7}, {"plain": 0.8, "boxed": 0.6, "varied": 0.6}
)
"""For whatever makes them: a usual picture has to be seen a thousand times before it is sharp."""
