"""Boxes by the pointer: draw, select, move, resize, name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from sketchpad.document.model import Box
from sketchpad.ui.canvas import box_geometry, box_painter, palette
from sketchpad.ui.canvas.box_geometry import Rect
from sketchpad.ui.canvas.pointer import Pointer
from sketchpad.ui.canvas.tools.tool import Surface, Tool

SLACK = 3.0  # widget pixels the pointer may move in a click

Gesture = Literal["draw", "move", "resize", "marquee"]


class BoxTool(Tool):
    """The box tool, which draws boxes on empty paper, and the selection tool, which draws a marquee there."""

    def __init__(
        self, surface: Surface, kind: Literal["box", "select"], parent: QObject | None = None
    ) -> None:
        super().__init__(surface, parent)
        self.kind = kind
        self.hovered: str | None = None
        self._gesture: Gesture | None = None
        self._start = Pointer(QPointF(), QPointF())
        self._handle = (0, 0)
        self._before: dict[str, Rect] = {}
        self._rects: dict[str, Rect] = {}
        self._frame: Rect | None = None  # of the box or marquee being drawn
        self._click_selects: str | None = None  # when the press turns out to be a click

    def hint(self) -> str:
        if self.kind == "box":
            return self.tr(
                "Box: drag to make a box, then type what goes there. Shift: square. Alt: from the centre. "
                "Ctrl: draw over another box"
            )
        return self.tr(
            "Select: click or drag around boxes. Shift: add. Alt+click: the one beneath. Double-click: edit phrase. "
            "Arrows: nudge, with Shift by 10"
        )

    def rects(self) -> Mapping[str, Rect]:
        return self._rects

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        drawing = Qt.CursorShape.CrossCursor
        empty = drawing if self.kind == "box" else Qt.CursorShape.ArrowCursor
        if self._gesture is not None:
            return {
                "draw": drawing,
                "marquee": drawing,
                "move": Qt.CursorShape.SizeAllCursor,
                "resize": _arrow(self._handle),
            }[self._gesture]
        if pointer is None or (self.kind == "box" and pointer.ctrl):
            return empty
        handle = self._handle_under(pointer)
        if handle is not None:
            return _arrow(handle)
        return Qt.CursorShape.SizeAllCursor if self._under(pointer) else empty

    def press(self, pointer: Pointer) -> None:
        self.active = True
        self._start = pointer
        self._click_selects = None
        forced = self.kind == "box" and pointer.ctrl
        handle = None if forced else self._handle_under(pointer)
        if handle is not None:
            (box,) = self.state.selected_boxes
            self._begin("resize", [box])
            self._handle = handle
            return
        under = [] if forced else self._under(pointer)
        if under:
            self._press_on_box(pointer, under)
        elif self.kind == "box":
            self._begin("draw", [])
        else:
            self._begin("marquee", [])
            if not pointer.shift:
                self.state.select(())

    def _press_on_box(self, pointer: Pointer, under: list[str]) -> None:
        selected = self.state.selection
        held = [one for one in under if one in selected]
        if pointer.alt and held:
            following = under[(under.index(held[0]) + 1) % len(under)]
            self.state.select([following])
        elif pointer.shift:
            top = under[0]
            rest = [one for one in selected if one != top]
            self.state.select(rest if top in selected else [*selected, top])
        elif held:
            self._click_selects = under[0]
        else:
            self.state.select([under[0]])
        self._begin("move", self.state.selected_boxes)

    def move(self, pointer: Pointer) -> None:
        offset = pointer.widget - self._start.widget
        if not self._rects and self._frame is None and offset.manhattanLength() < SLACK:
            return
        x, y = self._normalised(pointer)
        x0, y0 = self._normalised(self._start)
        if self._gesture == "move" and self._before:
            dx, dy = x - x0, y - y0
            if pointer.shift:
                wide = abs(offset.x()) >= abs(offset.y())
                dx, dy = (dx, 0.0) if wide else (0.0, dy)
            rects = box_geometry.moved(list(self._before.values()), dx, dy)
            self._rects = dict(zip(self._before, rects, strict=True))
        elif self._gesture == "resize":
            ((one, rect),) = self._before.items()
            grip = box_geometry.handle_point(rect, self._handle)
            self._rects = {
                one: box_geometry.resized(
                    rect,
                    self._handle,
                    grip[0] + x - x0,
                    grip[1] + y - y0,
                    proportional=pointer.shift,
                    from_centre=pointer.alt,
                )
            }
        elif self._gesture == "draw":
            page = self.state.document
            self._frame = box_geometry.dragged_out(
                (x0, y0),
                (x, y),
                aspect=page.height / page.width if pointer.shift else None,
                from_centre=pointer.alt,
            )
        elif self._gesture == "marquee":
            self._frame = (min(x, x0), min(y, y0), max(x, x0), max(y, y0))
        self.surface.update_overlay()

    def hover(self, pointer: Pointer) -> None:
        under = self._under(pointer)
        hovered = under[0] if under else None
        if hovered != self.hovered:
            self.hovered = hovered
            self.surface.update_overlay()

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        gesture, rects, frame = self._gesture, self._rects, self._frame
        self._end()
        if gesture == "draw":
            if frame is None:
                self.state.select(())
            else:
                self._make(frame)
        elif gesture == "marquee" and frame is not None:
            found = box_geometry.touching(self.state.document.boxes, frame)
            self.state.select([*self.state.selection, *found] if pointer.shift else found)
        elif rects:
            document = self.state.document
            for one, rect in rects.items():
                document = document.replace_box(one, document.box(one).with_rect(rect))
            label = self.tr("Resize box") if gesture == "resize" else self.tr("Move box")
            self.state.apply(document, label)
        elif gesture == "move" and self._click_selects is not None:
            self.state.select([self._click_selects])

    def _make(self, rect: Rect) -> None:
        document = self.state.document.with_box(Box("", rect))
        self.state.apply(document, self.tr("Add box"))
        made = document.boxes[-1].id
        self.state.select([made])
        self.surface.edit_phrase(made)

    def double_click(self, pointer: Pointer) -> bool:
        under = self._under(pointer)
        if not under:
            return False
        held = [one for one in under if one in self.state.selection]
        chosen = (held or under)[0]
        self.state.select([chosen])
        self.surface.edit_phrase(chosen)
        return True

    def pick(self, pointer: Pointer) -> bool:
        """Select the box at the pointer, unless one of the selected ones is there; False if there is none."""
        under = self._under(pointer)
        if under and not set(under) & set(self.state.selection):
            self.state.select([under[0]])
        return bool(under)

    def cancel(self) -> None:
        self._end()

    def leave(self) -> None:
        if self.hovered is not None:
            self.hovered = None
            self.surface.update_overlay()

    def paint(self, painter: QPainter) -> None:
        if self._frame is not None:
            colour = palette.BOX_COLOURS[0]
            box_painter.paint_marquee(painter, self._to_widget(self._frame), colour)
            if self._gesture == "draw":
                self._paint_size(painter, self._frame)

    def _paint_size(self, painter: QPainter, frame: Rect) -> None:
        page = self.state.document
        width, height = (frame[2] - frame[0]) * page.width, (frame[3] - frame[1]) * page.height
        rect = self._to_widget(frame)
        room = QRectF(rect.right() - 120, rect.bottom() + 4, 120, 20)
        painter.setPen(palette.BOX_COLOURS[0])
        painter.drawText(room, Qt.AlignmentFlag.AlignRight, f"{width:.0f} × {height:.0f}")

    def _begin(self, gesture: Gesture, boxes: list[Box] | tuple[Box, ...]) -> None:
        self._gesture = gesture
        self._before = {box.id: box.rect for box in boxes}

    def _end(self) -> None:
        self.active = False
        self._gesture, self._frame = None, None
        self._before, self._rects = {}, {}
        self.surface.update_overlay()

    def _normalised(self, pointer: Pointer) -> tuple[float, float]:
        page = self.state.document
        return pointer.page.x() / page.width, pointer.page.y() / page.height

    def _to_widget(self, rect: Rect) -> QRectF:
        page, view = self.state.document, self.surface.view
        x0, y0, x1, y1 = rect
        top_left = view.to_widget(QPointF(x0 * page.width, y0 * page.height))
        return QRectF(top_left, view.to_widget(QPointF(x1 * page.width, y1 * page.height)))

    def _handle_under(self, pointer: Pointer) -> tuple[int, int] | None:
        if len(self.state.selection) != 1:
            return None
        look = self.surface.look_of(self.state.selection[0])
        return box_painter.grasped_handle(look.rect, pointer.widget)

    def _under(self, pointer: Pointer) -> list[str]:
        """Boxes at the pointer, the one to take first in front; a label belongs to its box."""
        boxes = self.state.document.boxes
        labelled = [
            box.id
            for box in reversed(boxes)
            if self.surface.label_rect(box.id).contains(pointer.widget)
        ]
        inside = box_geometry.under(boxes, *self._normalised(pointer))
        return list(dict.fromkeys([*labelled, *inside]))


def _arrow(handle: tuple[int, int]) -> Qt.CursorShape:
    across, down = handle
    if across and down:
        rising = across != down
        return Qt.CursorShape.SizeBDiagCursor if rising else Qt.CursorShape.SizeFDiagCursor
    return Qt.CursorShape.SizeHorCursor if across else Qt.CursorShape.SizeVerCursor
