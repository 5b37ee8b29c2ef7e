"""The mask as a value: what of a picture is painted anew. Its patches are regions called `MASKED`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sketchpad import settings

MASKED = "mask"
"""Name of the patches that belong to the mask; those without a name take away, as with regions."""
_LENGTHS = ("grow", "feather", "padding")


@dataclass(frozen=True)
class MaskOptions:
    """How patches become a mask. Raises BadSetting for lengths that are out of bounds.

    Args:
        inverted: what the patches leave out is masked.
        grow: page pixels by which the mask grows; below 0 it shrinks.
        feather: page pixels, outside of the grown mask, over which the new picture passes into the old one.
        only_masked: the masked part is painted alone at the model's native resolution, or its own if that is higher.
        padding: page pixels around that part that the model sees.
    """

    inverted: bool = False
    grow: int = int(settings.default("mask.grow"))
    feather: int = int(settings.default("mask.feather"))
    only_masked: bool = False
    padding: int = int(settings.default("mask.padding"))

    def __post_init__(self) -> None:
        for name in _LENGTHS:
            settings.check(f"mask.{name}", getattr(self, name))

    def scaled(self, factor: float) -> MaskOptions:
        """The same on a page `factor` times as large."""
        lengths: dict[str, Any] = {}
        for name in _LENGTHS:
            known = settings.setting(f"mask.{name}")
            least, most = int(known.low or 0), int(known.high or 0)
            lengths[name] = min(max(round(getattr(self, name) * factor), least), most)
        return replace(self, **lengths)


USUAL = MaskOptions()
