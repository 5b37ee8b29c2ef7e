"""The pen: strokes as the hand makes them, straight lines with Shift, another brush size with Alt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from sketchpad.document.model import Document, Stroke
from sketchpad.ui.canvas.ink.stroke_builder import LazyBrush, Point, StrokeBuilder
from sketchpad.ui.canvas.tools.brush_tool import BrushTool, by_eighths
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.canvas.view.snapping import Pointer

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench

LONGEST_STRING = 90.0  # widget pixels, at full steadiness
SMOOTHING = 0.5


class PenTool(BrushTool):
    """Draws, or erases. Ink appears at once, piece by piece; the stroke enters the document when the pen is lifted."""

    def __init__(self, bench: ToolBench) -> None:
        super().__init__(bench)
        self._builder: StrokeBuilder | None = None
        self._string = LazyBrush(0.0)
        self._width = 1.0  # of the stroke being drawn
        self._line_from: Point | None = None  # of a straight line
        self._line_to: Point = (0.0, 0.0, 1.0)
        self._sizing: tuple[QPointF, float] | None = None  # start of Alt+drag, and the width then

    def hint(self) -> str:
        return self.tr(
            "Pen: drag to draw. Shift+click: straight line from the last point, with Ctrl by 45°. [ and ], or "
            "Alt+drag: size"
        )

    def label(self) -> str:
        return self.tr("Draw")

    @property
    def _last_point(self) -> Point | None:
        """Where the last stroke ended, and a straight line would begin."""
        strokes = self.state.document.strokes
        return end_of(strokes[-1]) if strokes else None

    def press(self, pointer: Pointer) -> None:
        self.active = True
        self._width = self.width
        self._line_from = None
        if pointer.alt and not pointer.eraser:
            self._sizing = pointer.widget, self._width
        elif pointer.shift and self._last_point is not None:
            self._line_from = self._last_point
            self._line_to = self._snapped(pointer)
        else:
            zoom, pencil = self.view.zoom, self.state.pencil
            self._string = LazyBrush(pencil.steadiness * LONGEST_STRING / zoom)
            start = self._string.begin(self._sample(pointer))
            self._builder = StrokeBuilder(start, zoom, SMOOTHING if pencil.smooth else 0.0)
            self._draw(0)
        self.follow(pointer)

    def move(self, pointer: Pointer) -> None:
        if self._sizing is not None:
            self._resize(pointer)
            return
        if self._line_from is not None:
            self._line_to = self._snapped(pointer)
        elif self._builder is not None:
            before = len(self._builder.points)
            if self._builder.add(self._string.pull(self._sample(pointer))):
                self._draw(before - 1)
        self.follow(pointer)

    def hover(self, pointer: Pointer) -> None:
        shows_line = pointer.shift and not pointer.alt and self._last_point is not None
        self._line_from = self._last_point if shows_line else None
        if shows_line:
            self._line_to = self._snapped(pointer)
        self.follow(pointer)

    def release(self, pointer: Pointer) -> None:
        if self._line_from is not None:
            self._line_to = self._snapped(pointer)
            points: list[Point] = [(*self._line_from[:2], 1.0), (*self._line_to[:2], 1.0)]
        elif self._builder is not None:
            self._builder.finish(self._string.pull(self._sample(pointer)))
            points = self._builder.points
        else:
            self._stop()
            return
        strokes = self.strokes_of(points, self._width)
        self._stop()
        if not self.enter(strokes, self.label()):  # beside the page
            self.take_back()
        self.follow(pointer)

    def unfinished(self) -> Document | None:
        if self._builder is None:
            return None
        return self.added(self.strokes_of([*self._builder.points, self._builder.tail], self._width))

    def cancel(self) -> None:
        if not self.active:
            return
        sizing = self._sizing
        self._stop()
        if sizing is not None:
            self.state.set_brush_width(sizing[1])
        else:
            self.take_back()
        self.refresh()

    def take_back(self) -> None:
        """What has been drawn since the press goes from the screen."""
        self.bench.update_page(self.bench.ink.take_back())

    def leave(self) -> None:
        if not self.active:
            self._line_from = None
        super().leave()

    def paint_lines(self, painter: QPainter) -> None:
        view = self.view
        if self._line_from is not None:
            width = self._width if self.active else self.width
            line = self.strokes_of([self._line_from, self._line_to], width)
            self.paint_strokes(painter, line, 110)
        elif self._builder is not None:
            if self.kind == "pen":
                tail = [self._builder.points[-1], self._builder.tail]
                self.paint_strokes(painter, self.strokes_of(tail, self._width))
            if self._string.length and self._at is not None:
                painter.setPen(QPen(palette.HINT, 1.0))
                painter.drawLine(view.to_widget(QPointF(*self._string.tip[:2])), self._at)
        elif self._sizing is not None and self._at is not None:
            painter.setPen(QColor(palette.HINT))
            beside = self._at + QPointF(self.width * view.zoom / 2 + 8, 5)
            painter.drawText(beside, self.tr("{width} px").format(width=f"{self.width:g}"))

    def extent(self) -> list[QPointF]:
        ends: list[Point] = []
        if self._line_from is not None:
            ends = [self._line_from, self._line_to]
        elif self._builder is not None:
            ends = [self._builder.points[-1], self._builder.tail]
        points = [QPointF(*end[:2]) for end in ends]
        if self._sizing is not None and self._at is not None:
            points.append(self.view.to_page(self._at + QPointF(90, 0)))  # what is written
        return points

    def _draw(self, first: int) -> None:
        assert self._builder is not None
        for piece in self.strokes_of(self._builder.points[first:], self._width):
            self.bench.update_page(self.draw_piece(piece))

    def draw_piece(self, piece: Stroke) -> QRectF:
        """Draw a piece of the stroke being drawn, at once; the part of the page that changed."""
        return self.bench.ink.draw(piece)

    def _resize(self, pointer: Pointer) -> None:
        assert self._sizing is not None
        start, width = self._sizing
        width += (pointer.widget.x() - start.x()) / self.view.zoom
        self.state.set_brush_width(round(2 * width) / 2)
        self._at = start  # the ring grows where the gesture began
        self.refresh()

    def _sample(self, pointer: Pointer) -> Point:
        even = self.kind in ("eraser", "paint") and not pointer.is_pen
        return *pointer.at, 1.0 if even else pointer.pressure

    def _snapped(self, pointer: Pointer) -> Point:
        x, y, pressure = self._sample(pointer)
        if pointer.ctrl and self._line_from is not None:
            x, y = by_eighths(self._line_from, x, y)
        return x, y, pressure

    def _stop(self) -> None:
        self.active = False
        self._builder = self._line_from = self._sizing = None


def end_of(stroke: Stroke) -> Point:
    x, y, pressure = stroke.points[-1].tolist()
    return x, y, pressure


class EraserTool(PenTool):
    kind = "eraser"

    def hint(self) -> str:
        return self.tr(
            "Eraser: drag to erase. Shift+click: straight line. [ and ], or Alt+drag: size. B: back to the pen"
        )

    def label(self) -> str:
        return self.tr("Erase")
