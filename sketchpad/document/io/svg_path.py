"""The ``d`` of an SVG path, and the basic shapes, as polylines. Coordinates in, coordinates out: no page, no files.

Source: Scalable Vector Graphics (SVG) 2, chapters 9 (paths), 10 (basic shapes), appendix B (elliptical arcs).
"""

from __future__ import annotations

import cmath
import math
import re
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sketchpad.outside import LONGEST_NUMBER, numbers

Line = NDArray[np.float64]  # (n, 2)

# Each is matched at one place, and what stands between is passed over before: no character is looked at twice.
_BETWEEN = re.compile(r"[\s,]*")
_FLAG = re.compile(r"[01]")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_COMMAND = re.compile(r"[MmZzLlHhVvCcSsQqTtAa]")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
LINE, CURVE, ARC = range(3)
_CURVE_POINTS = (4, 96)
MOST_POINTS = 1_000_000
FURTHEST = 1e9  # a larger number is an error in the path


def path_lines(text: str, scale: float = 1.0) -> list[Line]:
    """The subpaths of a path. What follows an error in `text` is left out, as the specification asks.

    Args:
        scale: how much larger the result will be shown: decides into how many pieces a curve is cut.

    Raises:
        TooManyPoints: the lines would be longer than any drawing.
    """
    return parse_path(text).lines(scale)


class TooManyPoints(ValueError):
    """More than `MOST_POINTS`."""


def parse_path(text: str, spend: Callable[[int], object] = int) -> Outline:
    """What `path_lines` makes its lines of, once for all scales. `spend` is called with 1 for every segment."""
    pen = _Pen()
    position, command = 0, ""
    while True:
        spend(1)
        if letter := _next(_COMMAND, text, position):
            command, position = letter[0], letter.end()
        elif not command or command in "Zz":
            break
        arguments, position = _arguments(text, position, command.upper())
        if arguments is None or not pen.draw(command, arguments):
            break
        command = {"M": "L", "m": "l"}.get(command, command)
    return pen.outline


def _arguments(text: str, position: int, command: str) -> tuple[list[float] | None, int]:
    values = []
    for number in range(_ARGUMENTS[command]):
        match = _next(_FLAG if command == "A" and number in (3, 4) else _NUMBER, text, position)
        if match is None or match.end() - match.start() > LONGEST_NUMBER:
            return None, position
        value = float(match[0])
        if not abs(value) < FURTHEST:
            return None, position
        values.append(value)
        position = match.end()
    return values, position


def _next(pattern: re.Pattern[str], text: str, position: int) -> re.Match[str] | None:
    between = _BETWEEN.match(text, position)
    return pattern.match(text, between.end() if between else position)


class Outline:
    """Straight and curved pieces in the order in which they are drawn; cut into points all at once.

    `pieces`: of each piece eight numbers. A straight line or cubic Bezier curve: four points x, y. An elliptical arc:
    centre, radii, the direction of its first radius (cosine, sine), first angle and angle that it covers.
    """

    def __init__(self) -> None:
        self.pieces: list[tuple[float, ...]] = []
        self._kinds: list[int] = []
        self._to: list[tuple[float, float]] = []
        self._starts: list[int] = []  # of each subpath, in `pieces`

    def begin(self) -> None:
        self._starts.append(len(self.pieces))

    def add(self, kind: int, *numbers: float, to: tuple[float, float]) -> None:
        self.pieces.append(numbers)
        self._kinds.append(kind)
        self._to.append(to)

    def lines(self, scale: float) -> list[Line]:
        """Of each subpath (n, 2), as `path_lines` says."""
        if not self.pieces:
            return []
        if not any(self._kinds):  # nothing is curved
            points, ends = np.array(self._to), np.arange(1, len(self._to) + 1)
            return self._cut(points, ends, ends - np.arange(len(ends)))
        pieces, kinds = np.array(self.pieces, np.float64), np.array(self._kinds)
        counts = _counts(pieces, kinds, scale)
        ends = np.cumsum(counts)
        if ends[-1] > MOST_POINTS:
            raise TooManyPoints
        of = np.repeat(np.arange(len(counts)), counts)
        share = (np.arange(ends[-1]) - (ends - counts)[of] + 1) / counts[of]
        points = np.empty((len(of), 2))
        arcs = kinds[of] == ARC
        for here, place in ((~arcs, _on_curve), (arcs, _on_arc)):
            if here.any():
                points[here] = place(pieces[of[here]], share[here, None])
        points[ends - 1] = self._to  # without what rounding does to them
        return self._cut(points, ends, counts)

    def _cut(self, points: Line, ends: NDArray[np.int64], counts: NDArray[np.int64]) -> list[Line]:
        """Into subpaths, each with the place where it begins."""
        return [
            np.vstack([self._start(first), points[ends[first] - counts[first] : ends[after - 1]]])
            for first, after in pairwise((*self._starts, len(counts)))
            if first < after
        ]

    def _start(self, first: int) -> Line:
        piece = np.array(self.pieces[first])
        return _on_arc(piece[None], np.zeros((1, 1)))[0] if self._kinds[first] == ARC else piece[:2]


def _counts(pieces: Line, kinds: NDArray[np.int64], scale: float) -> NDArray[np.int64]:
    """Into how many points each piece is cut."""
    low, high = _CURVE_POINTS
    corners = pieces.reshape(-1, 4, 2)
    lengths = np.hypot(*np.moveaxis(np.diff(corners, axis=1), 2, 0)).sum(axis=1) * scale
    arcs = np.abs(pieces[:, 7]) * np.abs(pieces[:, 2:4]).max(axis=1) * scale
    wanted = np.where(kinds == ARC, np.sqrt(np.abs(arcs)) * 3, np.sqrt(np.abs(lengths)) * 2)
    wanted = np.nan_to_num(wanted, nan=low, posinf=low, neginf=low)
    counted: NDArray[np.int64] = np.clip(wanted, low, high).astype(np.int64)
    counted[kinds == LINE] = 1
    return counted


def _on_curve(pieces: Line, t: Line) -> Line:
    a, b, c, d = np.moveaxis(pieces.reshape(-1, 4, 2), 1, 0)
    back = 1 - t
    points: Line = back**3 * a + 3 * t * back**2 * b + 3 * t**2 * back * c + t**3 * d
    return points


def _on_arc(pieces: Line, t: Line) -> Line:
    x, y, rx, ry, cos, sin, first, angle = pieces.T
    angles = first + angle * t[:, 0]
    across, down = rx * np.cos(angles), ry * np.sin(angles)
    return np.stack([x + cos * across - sin * down, y + sin * across + cos * down], axis=1)


class _Pen:
    """Where we are, where the subpath began, and the last control point, which S and T mirror."""

    def __init__(self) -> None:
        self.outline = Outline()
        self._x = self._y = self._begin_x = self._begin_y = 0.0
        self._control: tuple[float, float] | None = None
        self._last = ""
        self._moved = self._drawn = False

    def draw(self, command: str, arguments: list[float]) -> bool:
        """False if a path cannot begin like this."""
        kind = command.upper()
        if not self._drawn and not self._moved and kind != "M":
            return False
        x, y = (self._x, self._y) if command.islower() else (0.0, 0.0)
        at = [number + (x, y)[place % 2] for place, number in enumerate(arguments)]
        match kind:
            case "M":
                self._x, self._y = self._begin_x, self._begin_y = at[0], at[1]
                self._moved = True
            case "Z":
                if not self._moved and self._drawn:
                    self._line(self._begin_x, self._begin_y)
                self._moved = True
            case "L":
                self._line(*at)
            case "H":
                self._line(at[0], self._y)
            case "V":
                self._line(self._x, y + arguments[0])
            case "C" | "S":
                self._cubic(*(self._mirrored("CS") if kind == "S" else ()), *at)
            case "Q" | "T":
                self._quadratic(*(self._mirrored("QT") if kind == "T" else ()), *at)
            case _:
                rx, ry, turn, large, sweep, to_x, to_y = arguments
                end = (x + to_x, y + to_y)
                arc = _arc((self._x, self._y), end, (abs(rx), abs(ry)), turn, large > 0, sweep > 0)
                if arc is None:
                    self._line(*end)
                else:
                    self._add(ARC, *arc, to=end)
        self._last = kind
        return True

    def _mirrored(self, after: str) -> tuple[float, float]:
        if self._control is None or self._last not in after:
            return self._x, self._y
        return 2 * self._x - self._control[0], 2 * self._y - self._control[1]

    def _quadratic(self, cx: float, cy: float, x: float, y: float) -> None:
        a, b = 1 / 3, 2 / 3
        first = (a * self._x + b * cx, a * self._y + b * cy)
        self._cubic(*first, a * x + b * cx, a * y + b * cy, x, y)
        self._control = (cx, cy)

    def _cubic(self, *corners: float) -> None:
        self._add(CURVE, self._x, self._y, *corners, to=(corners[4], corners[5]))
        self._control = (corners[2], corners[3])

    def _line(self, x: float, y: float) -> None:
        self._add(LINE, self._x, self._y, self._x, self._y, x, y, x, y, to=(x, y))

    def _add(self, kind: int, *numbers: float, to: tuple[float, float]) -> None:
        if self._moved:
            self.outline.begin()
            self._begin_x, self._begin_y = self._x, self._y
            self._moved, self._drawn = False, True
        self.outline.add(kind, *numbers, to=to)
        self._x, self._y = to


def _arc(
    start: tuple[float, float],
    end: tuple[float, float],
    radii: tuple[float, float],
    turn: float,
    large: bool,
    sweep: bool,
) -> tuple[float, ...] | None:
    """An elliptical arc as `Outline` keeps it (SVG 2, B.2.4 and B.2.5), None for a straight line; `turn` in degrees."""
    rx, ry = radii
    if min(rx, ry) < 1 / FURTHEST or start == end:
        return None
    turned = cmath.rect(1.0, math.radians(turn))
    half = (complex(*start) - complex(*end)) / 2 / turned  # from the middle to the start
    x, y = half.real, half.imag
    grow = max(1.0, math.hypot(x / rx, y / ry))
    rx, ry = rx * grow, ry * grow
    below = (rx * y) ** 2 + (ry * x) ** 2
    if not below:
        return None
    length = math.sqrt(max(0.0, (rx * ry) ** 2 / below - 1.0)) * (-1 if large == sweep else 1)
    mid_x, mid_y = length * rx * y / ry, -length * ry * x / rx
    first = math.atan2((y - mid_y) / ry, (x - mid_x) / rx)
    angle = math.atan2((-y - mid_y) / ry, (-x - mid_x) / rx) - first
    if angle and sweep != (angle > 0):
        angle += math.copysign(2 * math.pi, -angle)
    centre = complex(mid_x, mid_y) * turned + (complex(*start) + complex(*end)) / 2
    return centre.real, centre.imag, rx, ry, turned.real, turned.imag, first, angle


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
    near = [number for number in numbers(text, 2 * MOST_POINTS) if abs(number) < FURTHEST]
    return np.array(near[: len(near) // 2 * 2], np.float64).reshape(-1, 2)
