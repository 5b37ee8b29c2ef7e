"""A reference picture as a value: what lies under the sketch to be traced, or to be turned into a control image."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from sketchpad.document.box import Rect
from sketchpad.outside import is_small_png, png_size

LARGEST = 24 << 20  # bytes as PNG
LONGEST = 2048  # pixels of its longer side
FURTHEST = 64.0  # pages


@dataclass(frozen=True)
class Reference:
    """A picture placed on the page.

    Args:
        picture: a PNG of at most `LARGEST` bytes and `LONGEST` pixels a side.
        rect: x0, y0, x1, y1 in shares of the page, x0 < x1 and y0 < y1; may reach beyond the page.
        kind: of the control image that it is turned into (a name of `hints.registry`); empty for none.
        options: of that control image, name -> number, sorted by name (thresholds and the like).

    Raises:
        ValueError: anything else.
    """

    picture: bytes = field(repr=False)
    rect: Rect = (0.0, 0.0, 1.0, 1.0)
    kind: str = ""
    options: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if not is_picture(self.picture):
            raise ValueError("a reference is a PNG of moderate size")
        x0, y0, x1, y1 = (float(v) + 0.0 for v in self.rect)
        if not all(math.isfinite(v) and abs(v) <= FURTHEST for v in (x0, y0, x1, y1)):
            raise ValueError("a reference must lie near the page")
        if not (x0 < x1 and y0 < y1):
            raise ValueError(f"a reference needs x0 < x1 and y0 < y1, not {self.rect}")
        options = tuple(sorted((str(name), float(value) + 0.0) for name, value in self.options))
        if not all(math.isfinite(value) for _, value in options):
            raise ValueError("a reference's options are numbers")
        object.__setattr__(self, "rect", (x0, y0, x1, y1))
        object.__setattr__(self, "options", options)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in its own pixels."""
        return png_size(self.picture)

    def with_rect(self, rect: Rect) -> Reference:
        return replace(self, rect=rect)


def is_picture(data: bytes) -> bool:
    """Does `data` begin as a PNG that may be a reference? Its pixels are not decoded."""
    return len(data) <= LARGEST and is_small_png(data, LONGEST)
