"""How a picture's rectangle changes when it is dragged: arithmetic on (x0, y0, x1, y1) in shares of the page."""

from __future__ import annotations

from sketchpad.document.reference import Rect

SMALLEST = 1 / 32  # of the page, of a side
LARGEST = 16.0
HELD = 1 / 32  # of the page: so much of a picture stays on it


def fitted(size: tuple[int, int], page: tuple[int, int]) -> Rect:
    """Where a picture of `size` (width, height) is as large as it fits on a `page` of so many pixels, in its middle."""
    scale = min(page[0] / size[0], page[1] / size[1])
    wide, high = size[0] * scale / page[0], size[1] * scale / page[1]
    return (1 - wide) / 2, (1 - high) / 2, (1 + wide) / 2, (1 + high) / 2


def moved(rect: Rect, dx: float, dy: float) -> Rect:
    """`rect` shifted, as far as something of it stays on the page."""
    x0, y0, x1, y1 = rect
    dx = min(max(dx, HELD - x1), 1 - HELD - x0)
    dy = min(max(dy, HELD - y1), 1 - HELD - y0)
    return x0 + dx, y0 + dy, x1 + dx, y1 + dy


def scaled(
    rect: Rect,
    handle: tuple[int, int],
    x: float,
    y: float,
    *,
    free: bool = False,
    centred: bool = False,
) -> Rect:
    """`rect` with `handle` dragged to (x, y); it does not turn inside out.

    Args:
        handle: which way it pulls: -1 left or top, +1 right or bottom, 0 neither.
        free: its shape may change; else both sides grow alike.
        centred: about its middle; else the opposite edge stays.
    """
    spans = ((rect[0], rect[2]), (rect[1], rect[3]))
    factors = []
    for (low, high), pull, to in zip(spans, handle, (x, y), strict=True):
        if pull:
            anchor = _anchor(low, high, pull, centred)
            factors.append((to - anchor) / ((high if pull > 0 else low) - anchor))
        else:
            factors.append(1.0)
    if not free:
        pulled = [f for f, pull in zip(factors, handle, strict=True) if pull]
        least = max(SMALLEST / (high - low) for low, high in spans)
        most = min(LARGEST / (high - low) for low, high in spans)
        factors = [min(max(*pulled, min(least, 1.0)), max(most, 1.0))] * 2
    sides = []
    for (low, high), pull, factor in zip(spans, handle, factors, strict=True):
        anchor = _anchor(low, high, pull, centred)
        side = high - low
        least, most = min(SMALLEST / side, 1.0), max(LARGEST / side, 1.0)
        by = min(max(factor, least), most) if free else factor
        sides.append((anchor + (low - anchor) * by, anchor + (high - anchor) * by))
    (x0, x1), (y0, y1) = sides
    return moved((x0, y0, x1, y1), 0.0, 0.0)


def _anchor(low: float, high: float, pull: int, centred: bool) -> float:
    """What stays."""
    if centred or not pull:
        return (low + high) / 2
    return low if pull > 0 else high
