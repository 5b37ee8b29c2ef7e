"""What can be done to boxes with the pointer held down: draw, move, resize, gather. Each is one gesture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt

from sketchpad.document import arrange
from sketchpad.document.model import Box, Document
from sketchpad.ui.canvas import box_geometry
from sketchpad.ui.canvas.box_geometry import Rect
from sketchpad.ui.canvas.pointer import Pointer


class BoxGesture:
    """From press to release.

    Attributes:
        rects: places of boxes while they are dragged.
        frame: of the box or marquee that is being drawn.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, page: Document, start: Pointer) -> None:
        self._page = page
        self._start = self.normalised(start)
        self._at = start.widget
        self.rects: dict[str, Rect] = {}
        self.frame: Rect | None = None

    def normalised(self, pointer: Pointer) -> tuple[float, float]:
        return pointer.page.x() / self._page.width, pointer.page.y() / self._page.height

    def move(self, pointer: Pointer) -> None: ...


class Draw(BoxGesture):
    """A new box."""

    def move(self, pointer: Pointer) -> None:
        aspect = self._page.height / self._page.width if pointer.shift else None
        self.frame = box_geometry.dragged_out(
            self._start, self.normalised(pointer), aspect=aspect, from_centre=pointer.alt
        )


class Gather(BoxGesture):
    """A marquee around boxes."""

    def move(self, pointer: Pointer) -> None:
        (x, y), (x0, y0) = self.normalised(pointer), self._start
        self.frame = (min(x, x0), min(y, y0), max(x, x0), max(y, y0))


class Move(BoxGesture):
    """Boxes to another place, with Shift straight across or down."""

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(self, page: Document, start: Pointer, boxes: Sequence[Box]) -> None:
        super().__init__(page, start)
        self._before = {box.id: box.rect for box in boxes}

    def move(self, pointer: Pointer) -> None:
        (x, y), (x0, y0) = self.normalised(pointer), self._start
        dx, dy = x - x0, y - y0
        if pointer.shift:
            offset = pointer.widget - self._at
            dx, dy = (dx, 0.0) if abs(offset.x()) >= abs(offset.y()) else (0.0, dy)
        rects = box_geometry.moved(list(self._before.values()), dx, dy)
        self.rects = dict(zip(self._before, rects, strict=True))


class Resize(BoxGesture):
    """One box, or several as a group, by a handle of the frame around them."""

    def __init__(
        self, page: Document, start: Pointer, boxes: Sequence[Box], handle: tuple[int, int]
    ) -> None:
        super().__init__(page, start)
        self.cursor = arrow(handle)
        self._handle = handle
        self._before = {box.id: box.rect for box in boxes}
        self._frame = arrange.frame(list(self._before.values()))

    def move(self, pointer: Pointer) -> None:
        (x, y), (x0, y0) = self.normalised(pointer), self._start
        grip = box_geometry.handle_point(self._frame, self._handle)
        after = box_geometry.resized(
            self._frame,
            self._handle,
            grip[0] + x - x0,
            grip[1] + y - y0,
            proportional=pointer.shift,
            from_centre=pointer.alt,
        )
        if len(self._before) == 1:
            (one,) = self._before
            self.rects = {one: after}
            return
        rects = arrange.scaled(list(self._before.values()), self._frame, after)
        self.rects = {
            one: box_geometry.at_least(rect) for one, rect in zip(self._before, rects, strict=True)
        }


def arrow(handle: tuple[int, int]) -> Qt.CursorShape:
    across, down = handle
    if across and down:
        rising = across != down
        return Qt.CursorShape.SizeBDiagCursor if rising else Qt.CursorShape.SizeFDiagCursor
    return Qt.CursorShape.SizeHorCursor if across else Qt.CursorShape.SizeVerCursor
