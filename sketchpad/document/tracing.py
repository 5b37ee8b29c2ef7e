"""From a picture of lines to the lines: which pixels are ink, their middle, and the way a pen would have gone."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

Pixel = tuple[int, int]  # row, column

FAINTEST = 24  # of 255: ink that stands out less from its paper is a stain
MOST_INK = 0.3  # share of the picture above which it is not a drawing of lines
MOST_UNEXPLAINED = 0.35  # share of the edges away from any line, above which it is not one either
_NEIGHBOURS = ((-1, 0), (0, 1), (1, 0), (0, -1), (-1, 1), (1, 1), (1, -1), (-1, -1))


def find_ink(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
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


def _without_specks(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Without the blots too small to be drawn on purpose."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    smallest = max(4, ink.size // 60_000)
    keep = stats[:, cv2.CC_STAT_AREA] >= smallest
    keep[0] = False
    return keep[labels]


def thin(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The skeleton of `ink`, one pixel wide (Zhang and Suen, CACM 27(3), 1984), corners of stairs taken off."""
    found = np.pad(ink.astype(np.uint8), 1)
    while True:
        before = np.count_nonzero(found)
        for table in _THINNING:
            found[table[_neighbourhoods(found)] & (found > 0)] = 0
        if np.count_nonzero(found) == before:
            break
    for (
        table
    ) in _STAIRS:  # one direction after the other, so that a step loses one corner, not both
        found[table[_neighbourhoods(found)] & (found > 0)] = 0
    return found[1:-1, 1:-1] > 0


# Bit i of a neighbourhood is the neighbour i, clockwise from the top: N NE E SE S SW W NW.
_KERNEL = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)


def _neighbourhoods(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return cv2.filter2D(pixels, -1, _KERNEL, borderType=cv2.BORDER_CONSTANT)


def _tables() -> tuple[list[NDArray[np.bool_]], list[NDArray[np.bool_]]]:
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


def trace(skeleton: NDArray[np.bool_], shortest_spur: int = 0) -> list[list[Pixel]]:
    """The skeleton as ways from end to end; where several meet, the two that go on straightest become one.

    Args:
        shortest_spur: a way shorter than this with one loose end is a hair that thinning left, and is dropped.
    """
    pixels = {(int(row), int(column)) for row, column in np.argwhere(skeleton)}
    degree = {pixel: sum(1 for _ in _around(pixel, pixels)) for pixel in pixels}
    ways = list(_ways(pixels, degree))
    knots = {pixel for pixel, count in degree.items() if count > 2}
    ways = [way for way in ways if not _is_spur(way, knots, shortest_spur)]
    return _joined(ways, knots)


def _around(pixel: Pixel, pixels: set[Pixel]) -> Iterator[Pixel]:
    """The neighbours of `pixel`; a diagonal one only if it cannot be reached round the corner."""
    row, column = pixel
    for down, right in _NEIGHBOURS:
        other = (row + down, column + right)
        if other not in pixels:
            continue
        if down and right and ((row + down, column) in pixels or (row, column + right) in pixels):
            continue
        yield other


def _ways(pixels: set[Pixel], degree: dict[Pixel, int]) -> Iterator[list[Pixel]]:
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
    for begin in sorted(
        ordered, key=lambda pixel: degree[pixel] == 2
    ):  # ends and knots first, then what is a ring
        if degree[begin] == 0:
            yield [begin]
        for second in _around(begin, pixels):
            if (begin, second) not in walked:
                yield walk(begin, second)


def _is_spur(way: list[Pixel], knots: set[Pixel], shortest: int) -> bool:
    return len(way) < shortest and (way[0] in knots) != (way[-1] in knots)


def _joined(ways: list[list[Pixel]], knots: set[Pixel]) -> list[list[Pixel]]:
    """Pairs of ways that meet at a knot and go on in about the same direction become one."""
    at: dict[Pixel, list[int]] = {}
    for number, way in enumerate(ways):
        for end in {way[0], way[-1]}:
            at.setdefault(end, []).append(number)
    owner = list(range(len(ways)))
    result: list[list[Pixel] | None] = list(ways)

    def current(number: int) -> int:
        while owner[number] != number:
            number = owner[number]
        return number

    for knot, numbers in at.items():
        if knot not in knots and len(numbers) != 2:
            continue
        while True:
            here = sorted({current(number) for number in numbers})
            pairs = [
                (_straightness(a, b, knot), i, j)
                for position, i in enumerate(here)
                for j in here[position + 1 :]
                if (a := result[i])
                and (b := result[j])
                and knot in (a[0], a[-1])
                and knot in (b[0], b[-1])
            ]
            best = max(pairs, default=None)
            if best is None or best[0] < 0.7:
                break
            _, i, j = best
            first, second = result[i], result[j]
            assert first is not None
            assert second is not None
            whole = _from(first, knot)[::-1] + _from(second, knot)[1:]
            result[i], result[j], owner[j] = whole, None, i
            if knot in (whole[0], whole[-1]):
                break
    return [way for way in result if way is not None]


def _from(way: list[Pixel], knot: Pixel) -> list[Pixel]:
    return way if way[0] == knot else way[::-1]


def _straightness(first: list[Pixel], second: list[Pixel], knot: Pixel) -> float:
    """1 if `second` goes on where `first` came from, -1 if it turns back."""
    a, b = (
        np.subtract(way[min(8, len(way) - 1)], knot)
        for way in (_from(first, knot), _from(second, knot))
    )
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return -float(np.dot(a, b)) / length if length else -1.0
