"""A painted or filled region as a value: what a part of the picture shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sketchpad.document.stroke import Stroke

LONGEST_NAME = 100


@dataclass(frozen=True)
class Region:
    """A patch of one class; later ones lie over earlier ones.

    Args:
        name: of a class (one of ADE20K's in `hints.segmentation`); empty takes away what regions before it painted.
        stroke: its geometry in page pixels: painted along the line with the stroke's full width, whatever the
            pressure, or, if `filled`, the inside of the closed line. It has no role and is no eraser.
    """

    name: str
    stroke: Stroke
    filled: bool = False

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME:
            raise ValueError("a very long name for a region")
        if self.stroke.eraser or self.stroke.role != "follow":
            object.__setattr__(self, "stroke", Stroke(self.stroke.points, self.stroke.width))
        object.__setattr__(self, "filled", bool(self.filled))

    def with_stroke(self, stroke: Stroke) -> Region:
        return replace(self, stroke=stroke)
