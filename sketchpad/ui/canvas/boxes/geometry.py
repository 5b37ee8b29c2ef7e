"""How a box's rectangle changes when it is dragged: arithmetic on normalised (x0, y0, x1, y1). Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sketchpad.document.model import Box

Rect = tuple[float, float, float, float]

SMALLEST = 1 / 64  # of the page; smaller boxes cannot be grasped and tell the model nothing
# Each handle says which way it pulls: -1 left or top, +1 right or bottom, 0 neither.
HANDLES = ((-1, -1), (1, -1), (1, 1), (-1, 1), (0, -1), (1, 0), (0, 1), (-1, 0))


def handle_point(rect: Rect, handle: tuple[int, int]) -> tuple[float, float]:
    x0, y0, x1, y1 = rect
    return x0 + (x1 - x0) * (handle[0] + 1) / 2, y0 + (y1 - y0) * (handle[1] + 1) / 2


def moved(rects: Sequence[Rect], dx: float, dy: float) -> list[Rect]:
    """All shifted alike, as far as the page allows all of them."""
    if not rects:
        return []
    dx = min(max(dx, -min(r[0] for r in rects)), 1 - max(r[2] for r in rects))
    dy = min(max(dy, -min(r[1] for r in rects)), 1 - max(r[3] for r in rects))
    return [_safe((x0 + dx, y0 + dy, x1 + dx, y1 + dy)) for x0, y0, x1, y1 in rects]


def resized(
    rect: Rect,
    handle: tuple[int, int],
    x: float,
    y: float,
    *,
    proportional: bool = False,
    from_centre: bool = False,
) -> Rect:
    """`rect` with `handle` dragged to (x, y). It does not turn inside out and stays on the page."""
    x0, y0, x1, y1 = rect
    axes = ((x0, x1, handle[0]), (y0, y1, handle[1]))
    spans = [_pulled(*axis, to, from_centre) for axis, to in zip(axes, (x, y), strict=True)]
    if proportional:
        factors = [
            (after[1] - after[0]) / (high - low)
            for after, (low, high, pull) in zip(spans, axes, strict=True)
            if pull
        ]
        factor = max(*factors, SMALLEST / min(x1 - x0, y1 - y0))
        factor = min(factor, *(_room(*axis, from_centre) / (axis[1] - axis[0]) for axis in axes))
        spans = [_scaled(*axis, factor, from_centre) for axis in axes]
    (left, right), (top, bottom) = spans
    return _safe((left, top, right, bottom))


def dragged_out(
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    aspect: float | None = None,
    from_centre: bool = False,
) -> Rect:
    """The box between two corners (or a centre and a corner), on the page.

    Args:
        aspect: width / height in normalised units that the box is to have; None leaves it free.
    """
    start = _on_page(start[0]), _on_page(start[1])
    dx, dy = _on_page(end[0]) - start[0], _on_page(end[1]) - start[1]
    if aspect is not None:
        side = max(abs(dx), abs(dy) * aspect)
        sx, sy = (-1 if dx < 0 else 1), (-1 if dy < 0 else 1)
        most = [
            min(low, 1 - low) if from_centre else low if sign < 0 else 1 - low
            for low, sign in zip(start, (sx, sy), strict=True)
        ]
        side = min(side, most[0], most[1] * aspect)
        dx, dy = sx * side, sy * side / aspect
    opposite = (start[0] - dx, start[1] - dy) if from_centre else start
    corner = (start[0] + dx, start[1] + dy)
    return Box.between("", opposite, corner, smallest=SMALLEST).rect


def grown(rect: Rect, dx: float, dy: float) -> Rect:
    """The right and the lower edge moved by (dx, dy)."""
    x0, y0, x1, y1 = rect
    return _safe((x0, y0, max(x0 + SMALLEST, x1 + dx), max(y0 + SMALLEST, y1 + dy)))


def at_least(rect: Rect, smallest: float = SMALLEST) -> Rect:
    """`rect`, or where it has become too small, one around its middle that is not."""
    return Box.between("", rect[:2], rect[2:], smallest=smallest).rect


def copied(rects: Sequence[Rect], by: float = 1 / 32) -> list[Rect]:
    """Where copies go: aside by `by`, to the other side where the page ends."""
    dx = by if max(r[2] for r in rects) + by <= 1 else -by
    dy = by if max(r[3] for r in rects) + by <= 1 else -by
    return moved(rects, dx, dy)


def under(boxes: Iterable[Box], x: float, y: float) -> list[str]:
    """Ids of the boxes that contain (x, y), the smallest first, of equal ones the topmost."""
    hit = [box for box in reversed(list(boxes)) if meets(box.rect, (x, y, x, y))]
    return [box.id for box in sorted(hit, key=lambda box: area(box.rect))]


def touching(boxes: Iterable[Box], rect: Rect) -> list[str]:
    """Ids of the boxes that `rect` touches."""
    return [box.id for box in boxes if meets(box.rect, rect)]


def meets(a: Rect, b: Rect) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def area(rect: Rect) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])


def _on_page(value: float) -> float:
    return min(1.0, max(0.0, value))


def _pulled(
    low: float, high: float, pull: int, to: float, from_centre: bool
) -> tuple[float, float]:
    if pull == 0:
        return low, high
    to = _on_page(to)
    if from_centre:
        middle = (low + high) / 2
        half = max(pull * (to - middle), SMALLEST / 2)
        half = min(half, middle, 1 - middle)
        return middle - half, middle + half
    if pull < 0:
        return min(to, high - SMALLEST), high
    return low, max(to, low + SMALLEST)


def _room(low: float, high: float, pull: int, from_centre: bool) -> float:
    if from_centre or pull == 0:
        middle = (low + high) / 2
        return 2 * min(middle, 1 - middle)
    return high if pull < 0 else 1 - low


def _scaled(
    low: float, high: float, pull: int, factor: float, from_centre: bool
) -> tuple[float, float]:
    length = (high - low) * factor
    if from_centre or pull == 0:
        middle = (low + high) / 2
        return middle - length / 2, middle + length / 2
    return (high - length, high) if pull < 0 else (low, low + length)


def _safe(rect: Rect) -> Rect:
    """Rounding errors must not carry a box over the edge of the page."""
    return _on_page(rect[0]), _on_page(rect[1]), _on_page(rect[2]), _on_page(rect[3])
