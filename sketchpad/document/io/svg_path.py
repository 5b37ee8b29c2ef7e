"""The ``d`` of an SVG path, and the basic shapes, as polylines. Coordinates in, coordinates out: no page, no files.

Source: Scalable Vector Graphics (SVG) 2, chapters 9 (paths), 10 (basic shapes), appendix B (elliptical arcs).
"""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]  # (n, 2)

_FLAG = re.compile(r"[\s,]*([01])")
_NUMBER = re.compile(r"[\s,]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_COMMAND = re.compile(r"[\s,]*([MmZzLlHhVvCcSsQqTtAa])")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_CURVE_POINTS = (4, 96)
MOST_SEGMENTS = 200_000
FURTHEST = 1e9  # a larger number is an error in the path


def path_lines(text: str, scale: float = 1.0) -> list[Line]:
    """The subpaths of a path. What follows an error in `text` is left out, as the specification asks.

    Args:
        scale: how much larger the result will be shown: decides into how many pieces a curve is cut.
    """
    pen = _Pen(scale)
    position, command, segments = 0, "", 0
    while segments < MOST_SEGMENTS:
        if found := _COMMAND.match(text, position):
            command, position = found[1], found.end()
        elif not command or command in "Zz":
            break
        arguments, position = _arguments(text, position, command.upper())
        if arguments is None or not pen.draw(command, arguments):
            break
        command = {"M": "L", "m": "l"}.get(command, command)
        segments += 1
    return pen.finished()


def _arguments(text: str, position: int, command: str) -> tuple[list[float] | None, int]:
    found = []
    for number in range(_ARGUMENTS[command]):
        match = (_FLAG if command == "A" and number in (3, 4) else _NUMBER).match(text, position)
        if match is None or not abs(float(match[1])) < FURTHEST:
            return None, position
        found.append(float(match[1]))
        position = match.end()
    return found, position


class _Pen:
    """Where we are, where the subpath began, and the last control point, which S and T mirror."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._lines: list[list[Line]] = []
        self._here = self._begin = np.zeros(2)
        self._control: Line | None = None
        self._last = ""
        self._moved = False

    def draw(self, command: str, arguments: list[float]) -> bool:
        """False if a path cannot begin like this."""
        kind, relative = command.upper(), command.islower()
        if not self._lines and not self._moved and kind != "M":
            return False
        getattr(self, f"_{kind}")(np.array(arguments), self._here if relative else np.zeros(2))
        self._last = kind
        return True

    def finished(self) -> list[Line]:
        return [np.concatenate(pieces) for pieces in self._lines]

    def _M(self, to: Line, origin: Line) -> None:
        self._here = self._begin = to + origin
        self._moved = True

    def _Z(self, _: Line, __: Line) -> None:
        if not self._moved and self._lines:
            self._add(self._begin[None])
            self._here = self._begin
        self._moved = True

    def _L(self, to: Line, origin: Line) -> None:
        self._add((to + origin)[None])

    def _H(self, to: Line, origin: Line) -> None:
        self._add(np.array([[to[0] + origin[0], self._here[1]]]))

    def _V(self, to: Line, origin: Line) -> None:
        self._add(np.array([[self._here[0], to[0] + origin[1]]]))

    def _C(self, to: Line, origin: Line) -> None:
        self._bezier(to.reshape(-1, 2) + origin)

    def _S(self, to: Line, origin: Line) -> None:
        self._bezier(np.vstack([self._mirrored("CS"), to.reshape(-1, 2) + origin]))

    def _Q(self, to: Line, origin: Line) -> None:
        self._bezier(to.reshape(-1, 2) + origin)

    def _T(self, to: Line, origin: Line) -> None:
        self._bezier(np.vstack([self._mirrored("QT"), to + origin]))

    def _A(self, to: Line, origin: Line) -> None:
        rx, ry, turn, large, sweep = to[:5]
        self._add(
            _arc(self._here, to[5:] + origin, (rx, ry), turn, large > 0, sweep > 0, self._scale)
        )

    def _mirrored(self, after: str) -> Line:
        if self._control is None or self._last not in after:
            return self._here
        return 2 * self._here - self._control

    def _bezier(self, controls: Line) -> None:
        corners = np.vstack([self._here, controls])
        count = _pieces(corners, self._scale)
        t = np.linspace(0, 1, count + 1)[1:, None]
        degree = len(corners) - 1
        terms = [
            math.comb(degree, i) * t**i * (1 - t) ** (degree - i) * corners[i]
            for i in range(degree + 1)
        ]
        self._add(np.sum(terms, axis=0))
        self._control = corners[-2]

    def _add(self, points: Line) -> None:
        if self._moved:
            self._lines.append([self._here[None]])
            self._begin = self._here
            self._moved = False
        self._lines[-1].append(points)
        self._here = points[-1]


def _pieces(corners: Line, scale: float) -> int:
    length = float(np.hypot(*np.diff(corners, axis=0).T).sum()) * scale
    low, high = _CURVE_POINTS
    return (
        int(min(high, max(low, math.sqrt(max(0.0, length)) * 2))) if math.isfinite(length) else low
    )


def _arc(
    start: Line,
    end: Line,
    radii: tuple[float, float],
    turn: float,
    large: bool,
    sweep: bool,
    scale: float,
) -> Line:
    """Points of an elliptical arc after `start` (SVG 2, B.2.4 and B.2.5); `turn` in degrees."""
    rx, ry = abs(radii[0]), abs(radii[1])
    if min(rx, ry) < 1 / FURTHEST or np.array_equal(start, end):
        return end[None]
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    to_ellipse = np.array([[cos, sin], [-sin, cos]])
    x, y = to_ellipse @ (start - end) / 2
    grow = math.sqrt(max(1.0, (x / rx) ** 2 + (y / ry) ** 2))
    rx, ry = rx * grow, ry * grow
    below = (rx * y) ** 2 + (ry * x) ** 2
    length = math.sqrt(max(0.0, (rx * ry) ** 2 / below - 1.0)) * (-1 if large == sweep else 1)
    centre = np.array([length * rx * y / ry, -length * ry * x / rx])
    first = math.atan2((y - centre[1]) / ry, (x - centre[0]) / rx)
    last = math.atan2((-y - centre[1]) / ry, (-x - centre[0]) / rx)
    angle = last - first
    if sweep and angle < 0:
        angle += 2 * math.pi
    elif not sweep and angle > 0:
        angle -= 2 * math.pi
    low, high = _CURVE_POINTS
    count = int(min(high, max(low, math.sqrt(abs(angle) * max(rx, ry) * scale) * 3)))
    angles = first + angle * np.linspace(0, 1, count + 1)[1:]
    on_ellipse = np.stack([rx * np.cos(angles), ry * np.sin(angles)], axis=1) + centre
    points = on_ellipse @ to_ellipse + (start + end) / 2
    points[-1] = end
    return points


def rect_lines(
    x: float, y: float, width: float, height: float, rx: float, ry: float, scale: float = 1.0
) -> list[Line]:
    """A rectangle, its corners rounded by `rx` and `ry`."""
    if width <= 0 or height <= 0:
        return []
    rx, ry = min(abs(rx), width / 2), min(abs(ry), height / 2)
    if not (rx and ry):
        return path_lines(f"M{x!r} {y!r}h{width!r}v{height!r}h{-width!r}z", scale)
    arc = f"a{rx!r} {ry!r} 0 0 1 "
    across, down = width - 2 * rx, height - 2 * ry
    return path_lines(
        f"M{x + rx!r} {y!r}h{across!r}{arc}{rx!r} {ry!r}v{down!r}{arc}{-rx!r} {ry!r}"
        f"h{-across!r}{arc}{-rx!r} {-ry!r}v{-down!r}{arc}{rx!r} {-ry!r}z",
        scale,
    )


def ellipse_lines(cx: float, cy: float, rx: float, ry: float, scale: float = 1.0) -> list[Line]:
    """A whole ellipse, from its rightmost point round to it."""
    if rx <= 0 or ry <= 0:
        return []
    count = int(min(_CURVE_POINTS[1], max(12, math.sqrt(2 * math.pi * max(rx, ry) * scale) * 3)))
    angles = np.linspace(0, 2 * math.pi, count + 1)
    return [np.stack([cx + rx * np.cos(angles), cy + ry * np.sin(angles)], axis=1)]


def number_pairs(text: str) -> Line:
    """The ``points`` of a polyline as (n, 2); an odd number at the end is left out."""
    numbers = [float(found) for found in re.findall(_NUMBER.pattern, text)]
    numbers = [number for number in numbers if abs(number) < FURTHEST]
    return np.array(numbers[: len(numbers) // 2 * 2], np.float64).reshape(-1, 2)
