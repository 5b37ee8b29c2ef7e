"""From a picture of lines to the lines: which pixels are ink, their middle, and the way a pen would have gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Pixel = tuple[int, int]  # row, column
Watch = Callable[[float], None]
"""Called with the share of the work that is done (0..1), many times; it may raise `Cancelled`, which ends the work."""

FAINTEST = 24  # of 255: ink that stands out less from its paper is a stain
MOST_INK = 0.3  # share of the picture above which it is not a drawing of lines
MOST_UNEXPLAINED = 0.35  # share of the edges away from any line, above which it is not one either
STRAIGHT = 0.7  # cosine of the turn up to which two ways go on as one
_NEIGHBOURS = ((-1, 0), (0, 1), (1, 0), (0, -1), (-1, 1), (1, 1), (1, -1), (-1, -1))


class Cancelled(Exception):
    """The result is not wanted any more."""


def unwatched(_share: float) -> None:
    """A `Watch` that lets everything go on."""


def part(watch: Watch, start: float, end: float) -> Watch:
    """A watch of a part of the work, which goes from `start` to `end` of the whole."""
    return lambda share: watch(start + share * (end - start))


def find_ink(picture: NDArray[np.uint8]) -> Mask:
    """Where the lines are in an RGB picture: dark on light or light on dark, found out by itself.

    A picture of areas (a photograph, a painting) has few lines that explain its edges; the edges are taken instead.
    """
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    contrast = _contrast(gray)
    threshold, _ = cv2.threshold(contrast, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    ink = _without_specks(contrast > max(FAINTEST, threshold * 0.8))
    edges = cv2.Canny(cv2.GaussianBlur(gray, (0, 0), 1.4), 60, 140) > 0
    near_ink = cv2.dilate(ink.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    if ink.mean() > MOST_INK or (edges & ~near_ink).sum() > MOST_UNEXPLAINED * edges.sum():
        return _without_specks(edges)
    return ink


def _contrast(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """How far each pixel is from its paper, which may be shaded unevenly, as in a photographed page."""
    size = max(gray.shape) // 16 * 2 + 1
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    dark_lines = np.median(gray) >= (int(gray.min()) + int(gray.max())) / 2
    kind = cv2.MORPH_BLACKHAT if dark_lines else cv2.MORPH_TOPHAT
    return cv2.morphologyEx(gray, kind, brush, borderType=cv2.BORDER_REPLICATE)


def _without_specks(ink: Mask) -> Mask:
    """Without the blots too small to be drawn on purpose."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    smallest = max(4, ink.size // 60_000)
    keep = stats[:, cv2.CC_STAT_AREA] >= smallest
    keep[0] = False
    return keep[labels]


def thin(ink: Mask, watch: Watch = unwatched) -> Mask:
    """The skeleton of `ink`, one pixel wide, corners of stairs taken off."""
    pixels = np.pad(thinned(ink, watch).astype(np.uint8), 1)
    for table in _STAIRS:  # one direction after the other: a step loses one corner, not both
        pixels[table[_neighbourhoods(pixels)] & (pixels > 0)] = 0
    return pixels[1:-1, 1:-1] > 0


def thinned(ink: Mask, watch: Watch = unwatched) -> Mask:
    """The skeleton of `ink` (Zhang and Suen, CACM 27(3), 1984)."""
    pixels = np.pad(ink.astype(np.uint8), 1)
    most, before = max(1, int(np.count_nonzero(pixels))), -1
    while (left := int(np.count_nonzero(pixels))) != before:
        before = left
        watch(1 - left / most)
        for table in _THINNING:
            pixels[table[_neighbourhoods(pixels)] & (pixels > 0)] = 0
    return pixels[1:-1, 1:-1] > 0


# Bit i of a neighbourhood is the neighbour i, clockwise from the top: N NE E SE S SW W NW.
_KERNEL = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)


def _neighbourhoods(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return cv2.filter2D(pixels, -1, _KERNEL, borderType=cv2.BORDER_CONSTANT)


def _tables() -> tuple[list[Mask], list[Mask]]:
    codes = np.arange(256)
    n, ne, e, se, s, sw, w, nw = ((codes >> bit) & 1 for bit in range(8))
    ring = np.stack([n, ne, e, se, s, sw, w, nw])
    count = ring.sum(axis=0)
    rises = ((ring == 0) & (np.roll(ring, -1, axis=0) == 1)).sum(axis=0)
    ends = (count >= 2) & (count <= 6) & (rises == 1)
    first = ends & (n * e * s == 0) & (e * s * w == 0)
    second = ends & (n * e * w == 0) & (n * s * w == 0)
    corners = [(n, e, s, sw, w), (e, s, w, nw, n), (s, w, n, ne, e), (w, n, e, se, s)]
    stairs = [(a & b & (1 - c) & (1 - d) & (1 - f)).astype(bool) for a, b, c, d, f in corners]
    return [first, second], stairs


_THINNING, _STAIRS = _tables()


def trace(skeleton: Mask, thickness: float = 1.0, watch: Watch = unwatched) -> list[list[Pixel]]:
    """The skeleton as ways from end to end; where several meet, the two that go on straightest become one.

    Args:
        thickness: of the lines that were thinned, in pixels. Hairs and torn crossings, which thinning leaves, are
            about that long, and are mended.
    """
    pixels = {(int(row), int(column)) for row, column in np.argwhere(skeleton)}
    degree = {pixel: sum(1 for _ in _around(pixel, pixels)) for pixel in pixels}
    ways = list(_ways(pixels, degree, part(watch, 0.0, 0.5)))
    knots = {pixel for pixel, count in degree.items() if count > 2}
    shortest = max(3.0, thickness)  # what is shorter and has a loose end is a hair
    ways = [w for w in ways if len(w) >= shortest or (w[0] in knots) == (w[-1] in knots)]
    ways, knots = _mended(ways, knots, 1.5 * thickness)
    return _joined(ways, knots, max(8, round(2 * thickness)), part(watch, 0.5, 1.0))


def _around(pixel: Pixel, pixels: set[Pixel]) -> Iterator[Pixel]:
    """The neighbours of `pixel`; a diagonal one only if it cannot be reached round the corner."""
    row, column = pixel
    for down, right in _NEIGHBOURS:
        other = (row + down, column + right)
        corner = down and right and {(row + down, column), (row, column + right)} & pixels
        if other in pixels and not corner:
            yield other


def _ways(pixels: set[Pixel], degree: dict[Pixel, int], watch: Watch) -> Iterator[list[Pixel]]:
    walked: set[tuple[Pixel, Pixel]] = set()

    def walk(begin: Pixel, second: Pixel) -> list[Pixel]:
        way = [begin, second]
        walked.update({(begin, second), (second, begin)})
        while degree[way[-1]] == 2 and way[-1] != begin:
            following = next((one for one in _around(way[-1], pixels) if one != way[-2]), None)
            if following is None:
                break
            walked.update({(way[-1], following), (following, way[-1])})
            way.append(following)
        return way

    ordered = sorted(pixels)
    # ends and knots first, then what is a ring
    for number, begin in enumerate(sorted(ordered, key=lambda pixel: degree[pixel] == 2)):
        if number % 256 == 0:
            watch(number / len(ordered))
        if degree[begin] == 0:
            yield [begin]
        for second in _around(begin, pixels):
            if (begin, second) not in walked:
                yield walk(begin, second)


def _mended(
    ways: list[list[Pixel]], knots: set[Pixel], longest: float
) -> tuple[list[list[Pixel]], set[Pixel]]:
    """Knots with a bridge between them that is no longer than `longest` become one knot, the bridge goes."""
    leader = {knot: knot for knot in knots}

    def lead(knot: Pixel) -> Pixel:
        while leader[knot] != knot:
            knot = leader[knot]
        return knot

    bridges = [way for way in ways if len(way) <= longest and way[0] in knots and way[-1] in knots]
    for way in bridges:
        leader[lead(way[0])] = lead(way[-1])
    groups: dict[Pixel, list[Pixel]] = {}
    for knot in sorted(knots):
        groups.setdefault(lead(knot), []).append(knot)
    middle: dict[Pixel, Pixel] = {}
    for group in groups.values():
        row, column = (round(sum(axis) / len(group)) for axis in zip(*group, strict=True))
        middle |= dict.fromkeys(group, (row, column))
    gone = {id(way) for way in bridges}
    kept = [
        [middle.get(way[0], way[0]), *way[1:-1], middle.get(way[-1], way[-1])]
        for way in ways
        if id(way) not in gone and len(way) > 1
    ]
    return kept + [way for way in ways if len(way) == 1], set(middle.values())


def _joined(
    ways: list[list[Pixel]], knots: set[Pixel], reach: int, watch: Watch
) -> list[list[Pixel]]:
    """Pairs of ways that meet and go on in about the same direction become one."""
    result = list(ways)
    at: dict[Pixel, set[int]] = {}
    for number, way in enumerate(result):
        for end in {way[0], way[-1]} & knots:
            at.setdefault(end, set()).add(number)
    for number, (knot, here) in enumerate(at.items()):
        if number % 64 == 0:
            watch(number / len(at))
        while True:
            open_ways = sorted(n for n in here if knot in (result[n][0], result[n][-1]))
            pairs = [
                (_straightness(result[i], result[j], knot, reach), i, j)
                for position, i in enumerate(open_ways)
                for j in open_ways[position + 1 :]
            ]
            best, i, j = max(pairs, default=(-1.0, 0, 0))
            if best < STRAIGHT:
                break
            whole = _from(result[i], knot)[::-1] + _from(result[j], knot)[1:]
            result[i], result[j] = whole, []
            here -= {i, j}
            far = whole[-1]
            if far in at:  # what ended there as way j goes on as way i
                at[far].discard(j)
                at[far].add(i)
    return [way for way in result if way]


def _from(way: list[Pixel], knot: Pixel) -> list[Pixel]:
    return way if way[0] == knot else way[::-1]


def _straightness(first: list[Pixel], second: list[Pixel], knot: Pixel, reach: int) -> float:
    """1 if `second` goes on where `first` came from, -1 if it turns back."""
    a, b = (
        np.subtract(way[min(reach, len(way) - 1)], knot)
        for way in (_from(first, knot), _from(second, knot))
    )
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return -float(np.dot(a, b)) / length if length else -1.0
