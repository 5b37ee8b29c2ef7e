"""What can be done to boxes with the pointer held down: draw, move, resize, gather. Each is one gesture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from sketchpad.document.edit import arrange
from sketchpad.document.model import Box, Document
from sketchpad.ui.canvas.boxes import geometry
from sketchpad.ui.canvas.boxes.geometry import Rect
from sketchpad.ui.canvas.boxes.painter import arrow
from sketchpad.ui.canvas.view.snapping import ALL, Pointer, Snap


class BoxGesture:
    """From press to release, with `boxes`, if any, by `handle` of the frame around them.

    Attributes:
        rects: places of boxes while they are dragged.
        frame: of the box or marquee that is being drawn.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(
        self,
        page: Document,
        start: Pointer,
        snap: Snap,
        zoom: float,
        boxes: Sequence[Box] = (),
        handle: tuple[int, int] = (0, 0),
    ) -> None:
        self._page, self._snap, self._zoom, self._handle = page, snap, zoom, handle
        self._start = self._normalised(*start.at)
        self._at = start.widget
        self._before = {box.id: box.rect for box in boxes}
        if handle != (0, 0):
            self.cursor = arrow(handle)
        self.rects: dict[str, Rect] = {}
        self.frame: Rect | None = None

    def _normalised(self, x: float, y: float) -> tuple[float, float]:
        return x / self._page.width, y / self._page.height

    def _pixels(self, rect: Rect) -> Rect:
        wide, high = self._page.width, self._page.height
        return rect[0] * wide, rect[1] * high, rect[2] * wide, rect[3] * high

    def _way(self, pointer: Pointer) -> tuple[float, float]:
        """From the start, in shares of the page."""
        x, y = self._normalised(*pointer.at)
        return x - self._start[0], y - self._start[1]

    def move(self, pointer: Pointer) -> None: ...

    def end(self) -> None:
        self._snap.end()


class Draw(BoxGesture):
    """A new box."""

    def __init__(self, page: Document, start: Pointer, snap: Snap, zoom: float) -> None:
        super().__init__(page, start, snap, zoom)
        self._start = self._snapped(start)

    def _snapped(self, pointer: Pointer) -> tuple[float, float]:
        return self._normalised(*self._snap.point(pointer, self._zoom, pointer.at))

    def move(self, pointer: Pointer) -> None:
        aspect = self._page.height / self._page.width if pointer.shift else None
        end = self._normalised(*pointer.at) if pointer.shift else self._snapped(pointer)
        self.frame = geometry.dragged_out(self._start, end, aspect=aspect, from_centre=pointer.alt)


class Gather(BoxGesture):
    """A marquee around boxes."""

    def move(self, pointer: Pointer) -> None:
        (x, y), (x0, y0) = self._normalised(*pointer.at), self._start
        self.frame = (min(x, x0), min(y, y0), max(x, x0), max(y, y0))


class Move(BoxGesture):
    """Boxes to another place, with Shift straight across or down."""

    cursor = Qt.CursorShape.SizeAllCursor

    def move(self, pointer: Pointer) -> None:
        before = list(self._before.values())
        if not before:
            return
        offset = pointer.widget - self._at
        across = abs(offset.x()) >= abs(offset.y())
        dx, dy = self._way(pointer)
        if pointer.shift:
            dx, dy = (dx, 0.0) if across else (0.0, dy)
        frame = self._pixels(arrange.frame(geometry.moved(before, dx, dy)))
        straight = (ALL, 0) if across else (0, ALL)
        ways = straight if pointer.shift else (ALL, ALL)
        px, py = self._normalised(*self._snap.rect(pointer, self._zoom, frame, ways))
        self.rects = dict(zip(self._before, geometry.moved(before, dx + px, dy + py), strict=True))


class Resize(BoxGesture):
    """One box, or several as a group, by a handle of the frame around them."""

    def move(self, pointer: Pointer) -> None:
        before = list(self._before.values())
        frame, (dx, dy) = arrange.frame(before), self._way(pointer)
        x, y = geometry.handle_point(frame, self._handle)
        after = self._resized(pointer, frame, (x + dx, y + dy))
        if pointer.shift:
            self._snap.end()
        else:
            pulls = self._snap.rect(pointer, self._zoom, self._pixels(after), self._handle)
            (x, y), (px, py) = (
                geometry.handle_point(after, self._handle),
                self._normalised(*pulls),
            )
            after = self._resized(pointer, frame, (x + px, y + py))
        rects = [after]
        if len(before) > 1:
            rects = [geometry.at_least(rect) for rect in arrange.scaled(before, frame, after)]
        self.rects = dict(zip(self._before, rects, strict=True))

    def _resized(self, pointer: Pointer, frame: Rect, to: tuple[float, float]) -> Rect:
        return geometry.resized(
            frame, self._handle, *to, proportional=pointer.shift, from_centre=pointer.alt
        )
