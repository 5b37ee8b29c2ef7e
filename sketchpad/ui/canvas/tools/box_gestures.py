"""What can be done to boxes with the pointer held down: draw, move, resize, gather. Each is one gesture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from sketchpad.document.edit import arrange
from sketchpad.document.model import Box, Document
from sketchpad.ui.canvas.boxes import geometry
from sketchpad.ui.canvas.boxes.geometry import Rect
from sketchpad.ui.canvas.view.pointer import Pointer
from sketchpad.ui.canvas.view.snapping import Snap


class BoxGesture:
    """From press to release.

    Attributes:
        rects: places of boxes while they are dragged.
        frame: of the box or marquee that is being drawn.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, page: Document, start: Pointer, snap: Snap, zoom: float) -> None:
        self._page, self._snap, self._zoom = page, snap, zoom
        self._start = self.normalised(start)
        self._at = start.widget
        self.rects: dict[str, Rect] = {}
        self.frame: Rect | None = None

    def normalised(self, pointer: Pointer) -> tuple[float, float]:
        return pointer.page.x() / self._page.width, pointer.page.y() / self._page.height

    def pixels(self, rect: Rect) -> Rect:
        wide, high = self._page.width, self._page.height
        return rect[0] * wide, rect[1] * high, rect[2] * wide, rect[3] * high

    def snapped(self, pointer: Pointer) -> tuple[float, float]:
        """The pointer's place, snapped."""
        at = (pointer.page.x(), pointer.page.y())
        x, y = self._snap.point(pointer, self._zoom, at)
        return x / self._page.width, y / self._page.height

    def move(self, pointer: Pointer) -> None: ...

    def end(self) -> None:
        self._snap.end()


class Draw(BoxGesture):
    """A new box."""

    def __init__(self, page: Document, start: Pointer, snap: Snap, zoom: float) -> None:
        super().__init__(page, start, snap, zoom)
        self._start = self.snapped(start)

    def move(self, pointer: Pointer) -> None:
        aspect = self._page.height / self._page.width if pointer.shift else None
        end = self.normalised(pointer) if pointer.shift else self.snapped(pointer)
        self.frame = geometry.dragged_out(self._start, end, aspect=aspect, from_centre=pointer.alt)


class Gather(BoxGesture):
    """A marquee around boxes."""

    def move(self, pointer: Pointer) -> None:
        (x, y), (x0, y0) = self.normalised(pointer), self._start
        self.frame = (min(x, x0), min(y, y0), max(x, x0), max(y, y0))


class Move(BoxGesture):
    """Boxes to another place, with Shift straight across or down."""

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(
        self, page: Document, start: Pointer, snap: Snap, zoom: float, boxes: Sequence[Box]
    ) -> None:
        super().__init__(page, start, snap, zoom)
        self._before = {box.id: box.rect for box in boxes}

    def move(self, pointer: Pointer) -> None:
        (x, y), (x0, y0) = self.normalised(pointer), self._start
        dx, dy = x - x0, y - y0
        offset = pointer.widget - self._at
        across = abs(offset.x()) >= abs(offset.y())
        if pointer.shift:
            dx, dy = (dx, 0.0) if across else (0.0, dy)
        before = list(self._before.values())
        if not before:
            return
        frame = self.pixels(arrange.frame(geometry.moved(before, dx, dy)))
        if not pointer.shift:
            pulls = self._snap.rect(pointer, self._zoom, frame)
        else:
            pull = self._snap.only(pointer, self._zoom, frame, across=across)
            pulls = (pull, 0.0) if across else (0.0, pull)
        rects = geometry.moved(
            before, dx + pulls[0] / self._page.width, dy + pulls[1] / self._page.height
        )
        self.rects = dict(zip(self._before, rects, strict=True))


class Resize(BoxGesture):
    """One box, or several as a group, by a handle of the frame around them."""

    def __init__(
        self,
        page: Document,
        start: Pointer,
        snap: Snap,
        zoom: float,
        boxes: Sequence[Box],
        handle: tuple[int, int],
    ) -> None:
        super().__init__(page, start, snap, zoom)
        self.cursor = arrow(handle)
        self._handle = handle
        self._before = {box.id: box.rect for box in boxes}
        self._frame = arrange.frame(list(self._before.values()))

    def move(self, pointer: Pointer) -> None:
        (x, y), (x0, y0) = self.normalised(pointer), self._start
        grip = geometry.handle_point(self._frame, self._handle)
        to = grip[0] + x - x0, grip[1] + y - y0
        after = self._resized(pointer, to)
        if pointer.shift:
            self._snap.end()
        else:
            pulls = self._snap.rect(pointer, self._zoom, self.pixels(after), self._handle)
            edge = geometry.handle_point(after, self._handle)
            to = edge[0] + pulls[0] / self._page.width, edge[1] + pulls[1] / self._page.height
            after = self._resized(pointer, to)
        if len(self._before) == 1:
            (one,) = self._before
            self.rects = {one: after}
            return
        rects = arrange.scaled(list(self._before.values()), self._frame, after)
        self.rects = {
            one: geometry.at_least(rect) for one, rect in zip(self._before, rects, strict=True)
        }

    def _resized(self, pointer: Pointer, to: tuple[float, float]) -> Rect:
        return geometry.resized(
            self._frame,
            self._handle,
            *to,
            proportional=pointer.shift,
            from_centre=pointer.alt,
        )


def arrow(handle: tuple[int, int]) -> Qt.CursorShape:
    across, down = handle
    if across and down:
        rising = across != down
        return Qt.CursorShape.SizeBDiagCursor if rising else Qt.CursorShape.SizeFDiagCursor
    return Qt.CursorShape.SizeHorCursor if across else Qt.CursorShape.SizeVerCursor
