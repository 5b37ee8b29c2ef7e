"""A line drawn as if on a string: its tip moves only when the string is taut. Knows no Qt."""

from __future__ import annotations

import math

from sketchpad.ui.canvas.ink.stroke_builder import Point


class LazyBrush:
    """A stabiliser: the tip follows the pointer on a string and moves only when the string is taut.

    Args:
        length: page pixels; 0: the tip is where the pointer is.
    """

    def __init__(self, length: float) -> None:
        self.length = length
        self.tip: Point = (0.0, 0.0, 0.0)

    def begin(self, at: Point) -> Point:
        self.tip = at
        return at

    def pull(self, to: Point) -> Point:
        """Where the tip is when the hand is at `to`; the pressure is the hand's."""
        x, y, _ = self.tip
        away = math.dist((x, y), to[:2])
        if self.length <= 0:
            self.tip = to
        elif away > self.length:
            share = (away - self.length) / away
            self.tip = x + (to[0] - x) * share, y + (to[1] - y) * share, to[2]
        else:
            self.tip = x, y, to[2]
        return self.tip
