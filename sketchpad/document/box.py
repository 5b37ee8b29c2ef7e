"""A box as a value: what belongs where, how strongly, and after which picture."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace

from sketchpad.outside import is_small_png

Rect = tuple[float, float, float, float]

STRONGEST = 2.0
LARGEST_REFERENCE = 1 << 20  # bytes of one reference picture as PNG
LONGEST_REFERENCE = 512  # pixels of its longer side; what sees it looks at 224
COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Box:
    """What belongs where.

    Args:
        phrase: what is in the box; may still be empty while the user types.
        rect: x0, y0, x1, y1 normalised to 0..1 of the picture, x0 < x1, y0 < y1.
        id: stable within a document; a document names boxes that come without one.
        strength: how strongly this box is obeyed, 0..`STRONGEST`; multiplied with the method's.
        picture: a PNG that shows what belongs here, at most `LARGEST_REFERENCE` bytes and `LONGEST_REFERENCE` pixels
            a side; empty for none.
        locked: cannot be moved, resized or deleted by hand.
        colour: "#rrggbb" in lower case; empty lets the canvas choose.
        group: boxes of the same name are selected together; empty for none.

    Raises:
        ValueError: anything else.
    """

    phrase: str
    rect: Rect
    id: str = ""
    strength: float = 1.0
    picture: bytes = field(default=b"", repr=False)
    locked: bool = False
    colour: str = ""
    group: str = ""

    def __post_init__(self) -> None:
        x0, y0, x1, y1 = (float(v) + 0.0 for v in self.rect)
        if not (0.0 <= x0 < x1 <= 1.0 and 0.0 <= y0 < y1 <= 1.0):
            raise ValueError(
                f"a box needs 0 <= x0 < x1 <= 1 and 0 <= y0 < y1 <= 1, not {self.rect}"
            )
        strength = float(self.strength) + 0.0
        if not (math.isfinite(strength) and 0.0 <= strength <= STRONGEST):
            raise ValueError(f"a box's strength is between 0 and {STRONGEST}, not {strength}")
        if self.picture and not is_reference(self.picture):
            raise ValueError("a box's picture is a small PNG")
        if self.colour and not COLOUR.fullmatch(self.colour):
            raise ValueError(f"a box's colour is #rrggbb, not {self.colour}")
        object.__setattr__(self, "rect", (x0, y0, x1, y1))
        object.__setattr__(self, "strength", strength)
        object.__setattr__(self, "locked", bool(self.locked))

    @classmethod
    def between(
        cls,
        phrase: str,
        a: tuple[float, float],
        b: tuple[float, float],
        *,
        smallest: float = 1 / 64,
        id: str = "",
    ) -> Box:
        """The box between two corners in any order: clamped to the picture, at least `smallest` wide and high."""
        (x0, x1), (y0, y1) = (_span(a[i], b[i], smallest) for i in (0, 1))
        return cls(phrase, (x0, y0, x1, y1), id)

    @property
    def area(self) -> float:
        """Share of the picture."""
        return (self.rect[2] - self.rect[0]) * (self.rect[3] - self.rect[1])

    def with_phrase(self, phrase: str) -> Box:
        return replace(self, phrase=phrase)

    def with_rect(self, rect: Rect) -> Box:
        return replace(self, rect=rect)

    def copied(self, rect: Rect | None = None) -> Box:
        """The same without its id, and unlocked, for another place."""
        return replace(self, id="", locked=False, rect=self.rect if rect is None else rect)


def is_reference(data: bytes) -> bool:
    """Does `data` begin as a PNG that may be a box's picture? Its pixels are not decoded."""
    return len(data) <= LARGEST_REFERENCE and is_small_png(data, LONGEST_REFERENCE)


def _span(a: float, b: float, smallest: float) -> tuple[float, float]:
    low, high = (min(1.0, max(0.0, v)) for v in sorted((float(a), float(b))))
    if high - low < smallest:
        low = min(max(0.0, (low + high - smallest) / 2), 1.0 - smallest)
        high = low + smallest
    return low, min(1.0, high)
