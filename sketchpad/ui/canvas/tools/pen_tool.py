"""Pen and eraser: strokes as the hand makes them, and straight lines with Shift."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from sketchpad.document.model import Stroke
from sketchpad.ui.canvas import palette
from sketchpad.ui.canvas.pointer import Pointer
from sketchpad.ui.canvas.ribbons import ribbons
from sketchpad.ui.canvas.stroke_builder import Point, StrokeBuilder
from sketchpad.ui.canvas.tools.tool import Surface, Tool

SMALLEST_RING = 4.0  # widget pixels across; a finer brush shows only the cross


class PenTool(Tool):
    """Draws or erases. Ink appears at once, piece by piece; the stroke enters the document when the pen is lifted."""

    def __init__(
        self, surface: Surface, kind: Literal["pen", "eraser"], parent: QObject | None = None
    ) -> None:
        super().__init__(surface, parent)
        self.kind = kind
        self._builder: StrokeBuilder | None = None
        self._width = 1.0  # of the stroke being drawn
        self._line_from: Point | None = None  # of a straight line
        self._line_to = (0.0, 0.0, 1.0)
        self._at: QPointF | None = None  # of the ring, in widget pixels
        self._painted = QRectF()  # what `paint` covers, in widget pixels

    def hint(self) -> str:
        if self.kind == "eraser":
            return self.tr(
                "Eraser: drag to erase. Shift+click: straight line. [ and ]: size. B: back to the pen"
            )
        return self.tr(
            "Pen: drag to draw. Shift+click: straight line from the last point, with Ctrl by 45°. [ and ]: size"
        )

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    @property
    def width(self) -> float:
        return self.state.width_of(self.kind)

    @property
    def _last_point(self) -> Point | None:
        """Where the last stroke ended, and a straight line would begin."""
        strokes = self.state.document.strokes
        if not strokes:
            return None
        x, y, pressure = strokes[-1].points[-1].tolist()
        return x, y, pressure

    def press(self, pointer: Pointer) -> None:
        self.active = True
        self._width = self.width
        here = self._sample(pointer)
        if pointer.shift and self._last_point is not None:
            self._line_from = self._last_point
            self._line_to = self._snapped(pointer)
        else:
            self._line_from = None
            self._builder = StrokeBuilder(here, self.surface.view.zoom)
            self._draw(0)
        self._follow(pointer)

    def move(self, pointer: Pointer) -> None:
        if self._line_from is not None:
            self._line_to = self._snapped(pointer)
        elif self._builder is not None:
            before = len(self._builder.points)
            if self._builder.add(self._sample(pointer)):
                self._draw(before - 1)
        self._follow(pointer)

    def hover(self, pointer: Pointer) -> None:
        shows_line = pointer.shift and self._last_point is not None
        self._line_from = self._last_point if shows_line else None
        if shows_line:
            self._line_to = self._snapped(pointer)
        self._follow(pointer)

    def release(self, pointer: Pointer) -> None:
        if self._line_from is not None:
            self._line_to = self._snapped(pointer)
            points = [(*self._line_from[:2], 1.0), (*self._line_to[:2], 1.0)]
        elif self._builder is not None:
            self._builder.finish(self._sample(pointer))
            points = self._builder.points
        else:
            return
        stroke = self._stroke(points)
        self._stop()
        x0, y0, x1, y1 = stroke.bounds
        document = self.state.document
        if x0 < document.width and y0 < document.height and x1 > 0 and y1 > 0:
            label = self.tr("Erase") if stroke.eraser else self.tr("Draw")
            self.state.apply(document.with_stroke(stroke), label)
        else:  # beside the page
            self.surface.ink.take_back()
        self._follow(pointer)

    def cancel(self) -> None:
        if self.active:
            self._stop()
            self.surface.update_page(self.surface.ink.take_back())
            self._refresh()

    def leave(self) -> None:
        self._at = None
        if not self.active:
            self._line_from = None
        self._refresh()

    def refresh(self) -> None:
        """The brush has another size."""
        self._refresh()

    def paint(self, painter: QPainter) -> None:
        view = self.surface.view
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._line_from is not None:
            self._paint_stroke(painter, [self._line_from, self._line_to], 110)
        elif self._builder is not None and self.kind == "pen":
            self._paint_stroke(painter, [self._builder.points[-1], self._builder.tail], 255)
        if self._at is not None:
            across = self.width * view.zoom
            if across >= SMALLEST_RING:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                for colour, width in (
                    (QColor(255, 255, 255, 190), 2.5),
                    (QColor(0, 0, 0, 170), 1.0),
                ):
                    painter.setPen(QPen(colour, width))
                    painter.drawEllipse(self._at, across / 2, across / 2)
        painter.restore()

    def _paint_stroke(self, painter: QPainter, points: list[Point], alpha: int) -> None:
        colour = QColor(palette.INK if self.kind == "pen" else palette.HINT)
        colour.setAlpha(alpha)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        view = self.surface.view
        for outline in ribbons(self._stroke(points), view.zoom, (view.x, view.y)):
            corners = [QPointF(x, y) for x, y in outline.tolist()]
            painter.drawPolygon(QPolygonF(corners), Qt.FillRule.WindingFill)

    def _draw(self, first: int) -> None:
        assert self._builder is not None
        piece = self._stroke(self._builder.points[first:])
        self.surface.update_page(self.surface.ink.draw(piece))

    def _stroke(self, points: list[Point]) -> Stroke:
        width = self._width if self.active else self.width
        return Stroke(points, width, self.kind == "eraser")

    def _sample(self, pointer: Pointer) -> Point:
        even = self.kind == "eraser" and not pointer.is_pen
        return pointer.page.x(), pointer.page.y(), 1.0 if even else pointer.pressure

    def _snapped(self, pointer: Pointer) -> Point:
        x, y, pressure = self._sample(pointer)
        if pointer.ctrl and self._line_from is not None:
            x0, y0, _ = self._line_from
            angle = round(math.atan2(y - y0, x - x0) / (math.pi / 4)) * (math.pi / 4)
            along = (x - x0) * math.cos(angle) + (y - y0) * math.sin(angle)
            x, y = x0 + along * math.cos(angle), y0 + along * math.sin(angle)
        return x, y, pressure

    def _stop(self) -> None:
        self.active = False
        self._builder = self._line_from = None

    def _follow(self, pointer: Pointer) -> None:
        self._at = pointer.widget
        self._refresh()

    def _refresh(self) -> None:
        """Repaint where `paint` painted, and where it is going to."""
        view = self.surface.view
        half = self.width * view.zoom / 2 + 4
        ends = [] if self._at is None else [self._at]
        if self._line_from is not None:
            ends += [view.to_widget(QPointF(*p[:2])) for p in (self._line_from, self._line_to)]
        elif self._builder is not None:
            ends += [
                view.to_widget(QPointF(*p[:2]))
                for p in (self._builder.points[-1], self._builder.tail)
            ]
        area = (
            QPolygonF(ends).boundingRect().adjusted(-half, -half, half, half) if ends else QRectF()
        )
        dirty = area.united(self._painted)
        self._painted = area
        if not dirty.isEmpty():
            corner = view.to_page(dirty.topLeft())
            self.surface.update_page(QRectF(corner, dirty.size() / view.zoom))
