"""Boxes by the pointer: draw, select, move, resize, name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from sketchpad.document.edit import arrange, box_strokes, grouping
from sketchpad.document.model import Box, Document
from sketchpad.ui.canvas.boxes import geometry
from sketchpad.ui.canvas.boxes import painter as box_painter
from sketchpad.ui.canvas.boxes.geometry import Rect
from sketchpad.ui.canvas.tools.box_gestures import BoxGesture, Draw, Gather, Move, Resize, arrow
from sketchpad.ui.canvas.tools.tool import Tool
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.canvas.view.snapping import Pointer, Snap

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench

EDGE = 6.0  # widget pixels within a box that still are its edge
MOST_GHOSTS = 400  # lines shown going along while a box is dragged


class BoxTool(Tool):
    """The box tool, which draws boxes on empty paper, and the selection tool, which draws a marquee there."""

    layer = "boxes"
    snaps = True

    def __init__(self, bench: ToolBench, kind: Literal["box", "select"]) -> None:
        super().__init__(bench)
        self.kind = kind
        self._gesture: BoxGesture | None = None
        self._start = Pointer(QPointF(), QPointF())
        self._inside: list[str] = []  # boxes in which a new one is begun, if the press is no click
        self._click_selects: str | None = None  # when the press turns out to be a click
        self._was_selected: str | None = None  # before a click went on to the box beneath

    def hint(self) -> str:
        if self.kind == "box":
            return self.tr(
                "Box: drag to make a box, then type what goes there; edge and label move one. Shift: square. "
                "Alt: from the centre. Ctrl: draw over edges"
            )
        return self.tr(
            "Select: click or drag around boxes. Shift: add. Click again or Tab: the one beneath. "
            "Ctrl+drag: with its lines. Double-click: edit phrase. Arrows: nudge, with Shift by 10"
        )

    def rects(self) -> Mapping[str, Rect]:
        return self._gesture.rects if self._gesture is not None else {}

    def unfinished(self) -> Document | None:
        rects = self.rects()
        return (
            box_strokes.placed(self.state.document, rects, carry=self._carries()) if rects else None
        )

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        if self._gesture is not None:
            return self._gesture.cursor
        is_box = self.kind == "box"
        empty = Qt.CursorShape.CrossCursor if is_box else Qt.CursorShape.ArrowCursor
        if pointer is None or (is_box and pointer.ctrl):
            return empty
        handle = self._handle_under(pointer)
        if handle is not None:
            return arrow(handle)
        under = self._under(pointer) if not is_box else self._grasped(pointer)
        if not under:
            return empty
        locked = self.state.document.box(under[0]).locked
        return Qt.CursorShape.ArrowCursor if locked else Qt.CursorShape.SizeAllCursor

    # the gesture

    def press(self, pointer: Pointer) -> None:
        self.active = True
        self._start = pointer
        self._click_selects = self._was_selected = None
        page = self.state.document
        forced = self.kind == "box" and pointer.ctrl
        handle = None if forced else self._handle_under(pointer)
        under = [] if forced or handle is not None else self._under(pointer)
        self._inside = []
        if under and self.kind == "box":
            self._inside, under = under, self._grasped(pointer)
        if under:
            self._press_on_box(pointer, under)
        zoom, free = self.view.zoom, self._free()
        snap = self._snap(pointer, free if under or handle is not None else [])
        if handle is not None:
            self._gesture = Resize(page, pointer, snap, zoom, free, handle)
        elif under:
            self._gesture = Move(page, pointer, snap, zoom, free)
        elif self.kind == "box":
            self._gesture = Draw(page, pointer, snap, zoom)
        else:
            self._gesture = Gather(page, pointer, snap, zoom)
            if not pointer.shift:
                self.state.select(())

    def _snap(self, pointer: Pointer, boxes: list[Box]) -> Snap:
        """What is dragged does not snap to itself: `boxes`, and the strokes they take along."""
        page, dragged = self.state.document, tuple(box.id for box in boxes)
        strokes = box_strokes.strokes_of(page, dragged) if self._carries() else ()
        return self.bench.snapping.begin(page, pointer, but_boxes=dragged, but_strokes=strokes)

    def _press_on_box(self, pointer: Pointer, under: list[str]) -> None:
        selected = self.state.selection
        held = [one for one in under if one in selected]
        if pointer.alt and held:
            self.state.select([_after(under, held[0])])
        elif pointer.shift:
            top = under[0]
            fellows = self._fellows([top])
            rest = [one for one in selected if one not in fellows]
            self.state.select(rest if top in selected else [*selected, *fellows])
        elif held:
            only = self._is_single()
            self._click_selects = _after(under, held[0]) if only else under[0]
        else:
            self.state.select(self._fellows([under[0]]))

    def _fellows(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Whole groups: only a second click means a single box of one."""
        return grouping.with_fellows(self.state.document.boxes, ids)

    def move(self, pointer: Pointer) -> None:
        gesture = self._gesture
        if gesture is None:
            return
        begun = bool(gesture.rects) or gesture.frame is not None
        if begun or not pointer.is_click(self._start):
            gesture.move(pointer)
            self.bench.update_overlay()

    def hover(self, pointer: Pointer) -> None:
        self.set_hovered(next(iter(self._under(pointer)), None))

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        gesture = self._gesture
        self.cancel()
        if isinstance(gesture, Draw):
            if gesture.frame is not None:
                self._make(gesture.frame)
            elif self._inside:
                self._press_on_box(self._start, self._inside)
                self._end_click()
            else:
                self.state.select(())
        elif isinstance(gesture, Gather):
            if gesture.frame is not None:
                free = [box for box in self.state.document.boxes if not box.locked]
                touched = self._fellows(geometry.touching(free, gesture.frame))
                before = self.state.selection if pointer.shift else ()
                self.state.select([*before, *touched])
        elif gesture is not None and gesture.rects:
            document = self.state.document
            placed = box_strokes.placed(document, gesture.rects, carry=self._carries())
            resizes = isinstance(gesture, Resize)
            self.state.apply(placed, self.tr("Resize box") if resizes else self.tr("Move box"))
        elif isinstance(gesture, Move):
            self._end_click()

    def _end_click(self) -> None:
        if self._click_selects is not None:
            self._was_selected = self.state.selection[0] if self._is_single() else None
            self.state.select([self._click_selects])

    def _make(self, rect: Rect) -> None:
        document = self.state.document.with_box(Box("", rect))
        if self.state.apply(document, self.tr("Add box")):
            new = document.boxes[-1].id
            self.state.select([new])
            self.bench.typing.begin(new)

    def double_click(self, pointer: Pointer) -> bool:
        under = self._under(pointer)
        if not under:
            return False
        held = [one for one in under if one in self.state.selection]
        chosen = (held or under)[0]
        if self._was_selected in under:  # the first click has gone on to the box beneath
            chosen = self._was_selected
        self.state.select([chosen])
        self.bench.typing.begin(chosen)
        return True

    # choosing

    def pick(self, pointer: Pointer) -> bool:
        """Select the box at the pointer, unless one of the selected ones is there; False if there is none."""
        under = self._under(pointer)
        if under and not set(under) & set(self.state.selection):
            self.state.select(self._fellows([under[0]]))
        return bool(under)

    def cycle(self, pointer: Pointer, direction: int) -> bool:
        """Select the next (or with -1 the previous) box of those at the pointer; False if it has no choice there."""
        under = self._under(pointer)
        if len(under) < 2:
            return False
        held = [one for one in under if one in self.state.selection]
        following = _after(under, held[0], direction) if held else under[0]
        self.state.select([following])
        return True

    # painting

    def paint(self, painter: QPainter) -> None:
        gesture = self._gesture
        if gesture is None:
            return
        if gesture.frame is not None:
            colour = palette.BOX_COLOURS[0]
            box_painter.paint_marquee(painter, self._on_page(gesture.frame), colour)
            if isinstance(gesture, Draw):
                self._paint_size(painter, gesture.frame)
        elif gesture.rects and self._carries():
            moved = box_strokes.carried(self.state.document, gesture.rects, MOST_GHOSTS)
            box_painter.paint_ghosts(painter, moved, self.view)

    def _paint_size(self, painter: QPainter, frame: Rect) -> None:
        page = self.state.document
        width, height = (frame[2] - frame[0]) * page.width, (frame[3] - frame[1]) * page.height
        rect = self._on_page(frame)
        room = QRectF(rect.right() - 120, rect.bottom() + 4, 120, 20)
        with self.bench.viewport.turning.readable(painter, room):
            painter.setPen(palette.BOX_COLOURS[0])
            painter.drawText(room, Qt.AlignmentFlag.AlignRight, f"{width:.0f} × {height:.0f}")

    # what there is

    def _carries(self) -> bool:
        """Do the strokes go along? Ctrl held at the start of a drag turns the habit round for once."""
        return self.bench.habits.carry != (self.kind == "select" and self._start.ctrl)

    def cancel(self) -> None:
        self.active = False
        if self._gesture is not None:
            self._gesture.end()
        self._gesture = None
        self.bench.update_overlay()

    def _is_single(self) -> bool:
        return len(self.state.selection) == 1

    def _free(self) -> list[Box]:
        """The selected boxes that are not locked."""
        return [box for box in self.state.selected_boxes if not box.locked]

    def _on_page(self, rect: Rect) -> QRectF:
        return self.bench.viewport.on_page(rect)

    def _handle_under(self, pointer: Pointer) -> tuple[int, int] | None:
        free = [box.rect for box in self._free()]
        frame = self._on_page(arrange.frame(free)) if free else None
        return box_painter.grasped_handle(frame, pointer.widget)

    def _grasped(self, pointer: Pointer) -> list[str]:
        """Of the boxes at the pointer those whose edge or label it is on."""

        def is_on(one: str) -> bool:
            frame = self._on_page(self.state.document.box(one).rect)
            inner = frame.adjusted(EDGE, EDGE, -EDGE, -EDGE)
            label = self.bench.looks.label_rect(one)
            return label.contains(pointer.widget) or not inner.contains(pointer.widget)

        return [one for one in self._under(pointer) if is_on(one)]

    def _under(self, pointer: Pointer) -> list[str]:
        """Boxes at the pointer, the one to take first in front; of locked ones only the label counts."""
        boxes = self.state.document.boxes
        labelled = [
            box.id
            for box in reversed(boxes)
            if self.bench.looks.label_rect(box.id).contains(pointer.widget)
        ]
        page = self.state.document
        at = pointer.page.x() / page.width, pointer.page.y() / page.height
        inside = geometry.under((box for box in boxes if not box.locked), *at)
        return list(dict.fromkeys([*labelled, *inside]))


def _after(ids: list[str], one: str, direction: int = 1) -> str:
    return ids[(ids.index(one) + direction) % len(ids)]
