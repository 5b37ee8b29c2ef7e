"""Paints what is selected: the lines themselves, a frame with handles around them, and the loop of a lasso."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from sketchpad.document.model import Stroke
from sketchpad.ui.canvas.boxes.painter import arrow, grasped_handle, grasps, paint_handles
from sketchpad.ui.canvas.ink.ink_tiles import stroke_outlines
from sketchpad.ui.canvas.strokes.geometry import Matrix, Rect
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.canvas.view.view import View
from sketchpad.ui.style.painting import dashed, faded, polygon, rect_of, smoothly

KNOB = 26.0  # widget pixels from the frame to the handle that turns
MOST_MARKED = 400  # strokes; of more, only the frame is shown


def to_transform(matrix: Matrix) -> QTransform:
    (a, b, x), (c, d, y) = matrix.tolist()
    return QTransform(a, c, b, d, x, y)


def frame_around(area: Rect | None, view: View, room: float) -> QRectF | None:
    """The frame around `area` (page pixels), `room` widget pixels larger, in widget pixels."""
    if area is None:
        return None
    return view.rect_to_widget(rect_of(area)).adjusted(-room, -room, room, room)


def grasps_knob(frame: QRectF | None, at: QPointF) -> bool:
    return frame is not None and grasps(_knob_at(frame), at)


def cursor_on(frame: QRectF | None, at: QPointF) -> Qt.CursorShape | None:
    """The cursor over the handles of a frame; None where there is none of them."""
    if grasps_knob(frame, at):
        return Qt.CursorShape.OpenHandCursor
    handle = grasped_handle(frame, at)
    return None if handle is None else arrow(handle)


def _knob_at(frame: QRectF) -> QPointF:
    return QPointF(frame.center().x(), frame.top() - KNOB)


def paint_marks(painter: QPainter, strokes: Sequence[Stroke], view: View, matrix: Matrix) -> None:
    """A thin bright line along each stroke, under `matrix`."""
    if len(strokes) > MOST_MARKED:
        return
    places = (stroke.points[:, :2] @ matrix[:, :2].T + matrix[:, 2] for stroke in strokes)
    lines = [view.polygon(points) for points in places]
    with smoothly(painter):
        for colour, width in ((QColor(255, 255, 255, 200), 3.0), (palette.SELECTED, 1.4)):
            painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            for line in lines:
                if line.size() == 1:
                    painter.drawPoint(line.first())
                else:
                    painter.drawPolyline(line)


def paint_filled(painter: QPainter, strokes: Iterable[Stroke], view: View, colour: QColor) -> None:
    """Strokes in one colour, as wide as they are."""
    with smoothly(painter, brush=colour):
        for stroke in strokes:
            for outline in stroke_outlines(stroke, view.zoom, (view.x, view.y)):
                painter.drawPolygon(polygon(outline), Qt.FillRule.WindingFill)


def outlines(stroke: Stroke, zoom: float) -> list[QPolygonF]:
    """What `paint_taken` fills, in page pixels, as finely as it is seen at `zoom`."""
    return [polygon(outline / zoom) for outline in stroke_outlines(stroke, zoom)]


def paint_taken(
    painter: QPainter,
    taken: Iterable[tuple[Stroke, list[QPolygonF]]],
    view: View,
    matrix: Matrix,
    page: QRectF,
) -> None:
    """Strokes and their `outlines` as ink under `matrix`, as far as they lie on `page` (widget pixels)."""
    with smoothly(painter):
        painter.setClipRect(page, Qt.ClipOperation.IntersectClip)
        painter.translate(view.x, view.y)
        painter.scale(view.zoom, view.zoom)
        painter.setTransform(to_transform(matrix), combine=True)
        for stroke, shapes in taken:
            painter.setBrush(palette.ROLE_INKS[stroke.role])
            for shape in shapes:
                painter.drawPolygon(shape, Qt.FillRule.WindingFill)


def paint_frame(painter: QPainter, frame: QPolygonF, handles: QRectF | None) -> None:
    """The frame, perhaps turned; with handles if `handles` is where it stands straight."""
    with smoothly(painter):
        for colour, width in ((QColor(255, 255, 255, 170), 3.0), (palette.SELECTED, 1.2)):
            painter.setPen(QPen(colour, width))
            painter.drawPolygon(frame)
            if handles is not None:
                painter.drawLine(QPointF(handles.center().x(), handles.top()), _knob_at(handles))
        if handles is not None:
            paint_handles(painter, handles, palette.SELECTED)
            painter.setPen(QPen(palette.SELECTED, 1.5))
            painter.setBrush(palette.PAPER)
            painter.drawEllipse(_knob_at(handles), 5.0, 5.0)


def paint_loop(painter: QPainter, corners: QPolygonF) -> None:
    """What a lasso or a marquee has gone around so far."""
    pen = dashed(palette.SELECTED, 1.2, 4.0, 3.0)
    with smoothly(painter, pen, faded(palette.SELECTED, 0.1)):
        painter.drawPolygon(corners)
