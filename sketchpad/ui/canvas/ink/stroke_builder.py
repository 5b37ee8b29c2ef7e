"""Turns the pointer's samples into the points of a stroke: lightly smoothed, and never taken back once given out.

Knows no Qt. Samples become the corners of a chain of quadratic curves through their midpoints, flattened as finely as
their bend asks for. Slow movement is smoothed more than fast movement, so that jitter goes and nothing lags.
"""

from __future__ import annotations

import math

Point = tuple[float, float, float]  # x, y in page pixels, pressure 0..1

JITTER = 12.0  # widget pixels between two samples above which nothing is smoothed
FLATNESS = 0.04  # page pixels a curve may differ from its chords
EVENNESS = 0.06  # pressure may change by so much between two points


class StrokeBuilder:
    """One stroke in the making.

    `points` only ever grows at its end; `tail` is where the pointer is, which the points reach at `finish`.

    Args:
        zoom: widget pixels per page pixel; smoothing acts on what the hand did on the screen.
        smoothing: 0 (none) to 1.
    """

    def __init__(self, start: Point, zoom: float = 1.0, smoothing: float = 0.5) -> None:
        self._zoom = zoom
        self._smoothing = smoothing
        self._corner = start  # the last sample, smoothed
        self.points: list[Point] = [start]
        self.tail = start

    def add(self, sample: Point) -> int:
        """Take in one sample; the number of points that were added."""
        self.tail = sample
        distance = math.dist(sample[:2], self._corner[:2]) * self._zoom
        if distance < 0.5:
            return 0
        corner = _between(
            self._corner, sample, 1 - self._smoothing * (1 - min(distance / JITTER, 1))
        )
        return self._curve_to(self._corner, corner)

    def finish(self, sample: Point) -> int:
        """Go all the way to the last sample; the number of points that were added."""
        before = len(self.points)
        if math.dist(sample[:2], self._corner[:2]) * self._zoom >= 0.5:
            self._curve_to(self._corner, sample)
        if self.points[-1][:2] != self._corner[:2]:
            self.points.append(self._corner)
        self.tail = self.points[-1]
        return len(self.points) - before

    def _curve_to(self, control: Point, corner: Point) -> int:
        start, end = self.points[-1], _between(control, corner, 0.5)
        bend = math.hypot(start[0] - 2 * control[0] + end[0], start[1] - 2 * control[1] + end[1])
        taper = abs(start[2] - end[2])
        steps = max(1, math.ceil(math.sqrt(bend / 4 / FLATNESS)), math.ceil(taper / EVENNESS))
        for i in range(1, steps + 1):
            t = i / steps
            first, second = _between(start, control, t), _between(control, end, t)
            self.points.append(_between(first, second, t))
        self._corner = corner
        return steps


def _between(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t


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
