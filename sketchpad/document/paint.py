"""A patch of paint as a value: what colour lies where, under the lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from sketchpad import settings
from sketchpad.document.box import COLOUR
from sketchpad.document.stroke import Stroke

DENOISING = float(settings.default("denoising"))
"""Usual denoising strength of a picture that begins from the colour layer."""
Blend = Literal["normal", "multiply"]
Pressure = Literal["width", "opacity", "both"]
BLENDS: tuple[Blend, ...] = get_args(Blend)
PRESSURES: tuple[Pressure, ...] = get_args(Pressure)


@dataclass(frozen=True)
class Paint:
    """A patch of one colour; later ones lie over earlier ones.

    Args:
        stroke: its geometry in page pixels: painted along the line, or, if `filled`, the inside of the closed line. An
            eraser takes away what was painted before it. It has neither role nor group.
        colour: "#rrggbb" in lower case.
        opacity: 0..1, of the whole patch: a line that crosses itself is no darker there.
        blend: how it is mixed with what lies below, as the W3C's Compositing and Blending defines it.
        pressure: what a pen's pressure changes.

    Raises:
        ValueError: anything else.
    """

    stroke: Stroke
    colour: str = "#000000"
    filled: bool = False
    opacity: float = 1.0
    blend: Blend = "normal"
    pressure: Pressure = "width"

    def __post_init__(self) -> None:
        opacity = float(self.opacity) + 0.0
        if not COLOUR.fullmatch(self.colour):
            raise ValueError(f"a colour is #rrggbb, not {self.colour}")
        if not 0.0 <= opacity <= 1.0:
            raise ValueError(f"an opacity is between 0 and 1, not {self.opacity}")
        if self.blend not in BLENDS or self.pressure not in PRESSURES:
            raise ValueError(f"no paint is {self.blend} or {self.pressure}")
        stroke = self.stroke
        if stroke.group or stroke.role != "follow":
            plain = Stroke(stroke.points, stroke.width, stroke.eraser)
            object.__setattr__(self, "stroke", plain)
        object.__setattr__(self, "opacity", opacity)
        object.__setattr__(self, "filled", bool(self.filled))

    @property
    def rgb(self) -> tuple[int, int, int]:
        """0..255 each."""
        red, green, blue = bytes.fromhex(self.colour[1:])
        return red, green, blue

    def with_stroke(self, stroke: Stroke) -> Paint:
        return replace(self, stroke=stroke)
