"""Strokes by the pointer: select by click or marquee, move, scale, turn, copy."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from sketchpad.document.edit import grouping
from sketchpad.document.model import Stroke
from sketchpad.ui.canvas.boxes.painter import arrow, grasped_handle
from sketchpad.ui.canvas.strokes import geometry, selection_painter
from sketchpad.ui.canvas.strokes.commands import StrokeCommands
from sketchpad.ui.canvas.strokes.geometry import Matrix, Place, Rect
from sketchpad.ui.canvas.tools.shapes.line_drag import SAME, LineDrag
from sketchpad.ui.canvas.tools.tool import Tool
from sketchpad.ui.canvas.view.snapping import Pointer

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench

ROOM = 8.0  # widget pixels between lines and their frame, so that its handles do not lie on them
REACH = 6.0  # widget pixels from a line at which a click still means it
MOST_PREVIEWED = 60_000  # points; beyond, lines stay where they are until the gesture ends

Gesture = Literal["move", "scale", "turn", "around"]
STEP = 2.0  # widget pixels between two corners of the loop


class StrokesTool(Tool):
    """Lines are selected by a click or by a marquee, and dragged by themselves or by the handles of their frame."""

    layer = "sketch"
    snaps = True

    def __init__(self, bench: ToolBench) -> None:
        super().__init__(bench)
        self._commands = StrokeCommands(self.state, self)
        self._gesture: Gesture | None = None
        self._kept_area: tuple[object, object, Rect | None] | None = None
        self._start = Pointer(QPointF(), QPointF())
        self._handle = (0, 0)
        self._matrix = SAME
        self._drag: LineDrag | None = None
        self._moving = False  # farther than in a click
        self._click_selects: int | None = None
        self._painted_strokes: list[
            tuple[Stroke, list[QPolygonF]]
        ] = []  # shown at another place while dragged
        self._loop: list[Place] = []  # page pixels, of what is gone around

    def hint(self) -> str:
        return self.tr(
            "Lines: click or drag around them. Shift: add. Drag: move, with Alt a copy. Handles: scale, Shift: in "
            "proportion, Alt: from the middle. Round handle: turn. 1, 2, 3: role"
        )

    # where things are

    def _area(self) -> Rect | None:
        """Around what is selected, in page pixels; asked for at every move, so it is kept."""
        strokes, indices = self.state.document.strokes, self.state.stroke_selection.indices
        kept = self._kept_area
        if kept is None or kept[0] is not strokes or kept[1] is not indices:
            area = geometry.bounds(self.state.stroke_selection.strokes)
            self._kept_area = kept = (strokes, indices, area)
        return kept[2]

    def _frame(self) -> QRectF | None:
        return selection_painter.frame_around(self._area(), self.view, ROOM)

    def _under(self, pointer: Pointer) -> int | None:
        slack = REACH / self.view.zoom
        area = QRectF(pointer.page, pointer.page).adjusted(-slack, -slack, slack, slack)
        strokes, ink = self.state.document.strokes, self.bench.ink
        near = ink.near(area) if ink.strokes is strokes else range(len(strokes))
        return geometry.hit(strokes, near, pointer.at, slack)

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        if self._gesture is not None:
            return {
                "move": Qt.CursorShape.SizeAllCursor,
                "scale": arrow(self._handle),
                "turn": Qt.CursorShape.ClosedHandCursor,
                "around": Qt.CursorShape.CrossCursor,
            }[self._gesture]
        if pointer is None:
            return Qt.CursorShape.ArrowCursor
        on_handle = selection_painter.cursor_on(self._frame(), pointer.widget)
        if on_handle is not None:
            return on_handle
        moves = self._in_frame(pointer) or self._under(pointer) is not None
        return Qt.CursorShape.SizeAllCursor if moves else Qt.CursorShape.ArrowCursor

    def _in_frame(self, pointer: Pointer) -> bool:
        frame = self._frame()
        return frame is not None and frame.contains(pointer.widget)

    # the gesture

    def press(self, pointer: Pointer) -> None:
        self.active = True
        self._start, self._matrix, self._moving = pointer, SAME, False
        self._click_selects = None
        selection, frame = self.state.stroke_selection, self._frame()
        if selection_painter.grasps_knob(frame, pointer.widget):
            self._gesture = "turn"
            return
        handle = grasped_handle(frame, pointer.widget)
        if handle is not None:
            self._gesture, self._handle = "scale", handle
            return
        under = self._under(pointer)
        if under is not None:
            self._press_on_line(pointer, under)
        elif self._in_frame(pointer) and not pointer.shift:
            self._gesture, self._click_selects = "move", -1
        else:
            self._gesture = "around"
            self._loop = [pointer.at]
            if not pointer.shift:
                selection.select(())

    def _press_on_line(self, pointer: Pointer, under: int) -> None:
        selection = self.state.stroke_selection
        if pointer.shift:
            selection.select(set(selection.indices) ^ {*self._fellows([under])})
        elif under in selection.indices:
            self._click_selects = under
        else:
            selection.select(self._fellows([under]))
        self._gesture = "move"

    def _fellows(self, indices: Iterable[int]) -> tuple[int, ...]:
        """With all that was drawn in one go, as a filling is: only a second click means a single line of it."""
        return grouping.strokes_with_fellows(self.state.document.strokes, indices)

    def move(self, pointer: Pointer) -> None:
        if not self._moving:
            if self._gesture is None or pointer.is_click(self._start):
                return
            self._moving = True
            if self._gesture != "around":
                self._take_up()
        if self._gesture == "around":
            self._go_around(pointer)
        else:
            self._matrix = self._matrix_of(pointer)
        self.bench.update_overlay()

    def _matrix_of(self, pointer: Pointer) -> Matrix:
        area = self._area()
        if self._drag is None or area is None:
            return SAME
        if self._gesture == "move":
            return self._drag.moved(pointer)
        if self._gesture == "scale":
            return self._drag.scaled(pointer, area, self._handle)
        return self._drag.turned(pointer, area)

    def _go_around(self, pointer: Pointer) -> None:
        """A marquee; a lasso does it otherwise."""
        (x0, y0), (x1, y1) = self._loop[0], pointer.at
        self._loop = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]

    def _gone_around(self) -> Iterable[int]:
        (x0, y0), _, (x1, y1), _ = self._loop
        rect = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        return geometry.touching(self.state.document.strokes, rect)

    def _take_up(self) -> None:
        """The lines leave the ink and are painted where they are dragged."""
        document, selection = self.state.document, self.state.stroke_selection
        snap = self.bench.snapping.begin(document, self._start, but_strokes=selection.indices)
        self._drag = LineDrag(self._start, snap, self.view.zoom, selection.strokes)
        if sum(len(stroke.points) for stroke in selection.strokes) > MOST_PREVIEWED:
            return
        taken = set(geometry.with_erasers(document.strokes, selection.indices))
        zoom = self.view.zoom
        self._painted_strokes = [
            (stroke, selection_painter.outlines(stroke, zoom)) for stroke in selection.strokes
        ]
        left = (stroke for i, stroke in enumerate(document.strokes) if i not in taken)
        self.bench.ink_renderer.show(document.with_strokes(left))

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        gesture, matrix, moved = self._gesture, self._matrix, self._moving
        clicked, selection = self._click_selects, self.state.stroke_selection
        if gesture == "around":
            inside = self._fellows(self._gone_around()) if moved else ()
            self.cancel()
            selection.select([*selection.indices, *inside] if pointer.shift else inside)
        elif moved:
            self.cancel(put_back=False)
            if gesture == "move" and pointer.alt:
                self.bench.ink_renderer.show(self.state.document)
                self._commands.copy(matrix)
            else:
                self._commands.transform(matrix, self._label(gesture))
                self.bench.ink_renderer.show(self.state.document)
        else:
            self.cancel()
            if clicked == -1:
                selection.select(())
            elif clicked is not None:
                fellows = self._fellows([clicked])
                selection.select([clicked] if fellows == selection.indices else fellows)

    def _label(self, gesture: Gesture | None) -> str:
        return {
            "move": self.tr("Move lines"),
            "scale": self.tr("Scale lines"),
            "turn": self.tr("Turn lines"),
        }.get(gesture or "", "")

    def pick(self, pointer: Pointer) -> bool:
        under, selection = self._under(pointer), self.state.stroke_selection
        if under is not None and under not in selection.indices:
            selection.select(self._fellows([under]))
        return under is not None or self._in_frame(pointer)

    def cancel(self, *, put_back: bool = True) -> None:
        self.active = False
        put_back = put_back and bool(self._painted_strokes)
        self._gesture, self._moving, self._matrix = None, False, SAME
        self._painted_strokes, self._loop = [], []
        if self._drag is not None:
            self._drag.end()
        self._drag = None
        if put_back:
            self.bench.ink_renderer.show(self.state.document)
        self.bench.update_overlay()

    # painting

    def paint(self, painter: QPainter) -> None:
        view, strokes, taken = self.view, self.state.stroke_selection.strokes, self._painted_strokes
        if taken:
            page = self.bench.viewport.page_rect()
            selection_painter.paint_taken(painter, taken, view, self._matrix, page)
        else:
            selection_painter.paint_marks(painter, strokes, view, self._matrix)
        frame = self._frame()
        if frame is not None:
            self._paint_frame(painter, frame)
        if len(self._loop) > 1:
            selection_painter.paint_loop(painter, view.polygon(np.array(self._loop)))

    def _paint_frame(self, painter: QPainter, frame: QRectF) -> None:
        places = [self.view.to_page(at).toTuple() for at in QPolygonF(frame).toList()[:4]]
        moved = np.array(places) @ self._matrix[:, :2].T + self._matrix[:, 2]
        handles = None if self._moving else frame
        selection_painter.paint_frame(painter, self.view.polygon(moved), handles)


class LassoTool(StrokesTool):
    def hint(self) -> str:
        return self.tr(
            "Lasso: draw around lines to select them. Shift: add. Drag what is selected to move it, with Alt a copy. "
            "1, 2, 3: role"
        )

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        usual = super().cursor(pointer)
        return Qt.CursorShape.CrossCursor if usual == Qt.CursorShape.ArrowCursor else usual

    def _go_around(self, pointer: Pointer) -> None:
        if math.dist(pointer.at, self._loop[-1]) * self.view.zoom >= STEP:
            self._loop.append(pointer.at)

    def _gone_around(self) -> Iterable[int]:
        return geometry.enclosed(self.state.document.strokes, self._loop)
