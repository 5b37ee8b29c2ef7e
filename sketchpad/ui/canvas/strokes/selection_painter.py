"""Paints what is selected: the lines themselves, a frame with handles around them, and the loop of a lasso."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from sketchpad.document.model import Stroke
from sketchpad.ui.canvas.boxes.painter import GRASP, handle_at, shown_handles
from sketchpad.ui.canvas.ink.stroke_outline import stroke_outlines
from sketchpad.ui.canvas.strokes.geometry import Matrix
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.canvas.view.view import View

KNOB = 26.0  # widget pixels from the frame to the handle that turns
HANDLE = 9.0
MOST_MARKED = 400  # strokes; of more, only the frame is shown


def to_transform(matrix: Matrix) -> QTransform:
    (a, b, x), (c, d, y) = matrix.tolist()
    return QTransform(a, c, b, d, x, y)


def knob_at(frame: QRectF) -> QPointF:
    """Where the handle that turns is: above the frame."""
    return QPointF(frame.center().x(), frame.top() - KNOB)


def grasps_knob(frame: QRectF, at: QPointF) -> bool:
    offset = knob_at(frame) - at
    return abs(offset.x()) <= GRASP and abs(offset.y()) <= GRASP


def paint_marks(painter: QPainter, strokes: Sequence[Stroke], view: View, matrix: Matrix) -> None:
    """A thin bright line along each stroke, under `matrix`."""
    if len(strokes) > MOST_MARKED:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    lines = [_line(stroke, view, matrix) for stroke in strokes]
    for colour, width in ((QColor(255, 255, 255, 200), 3.0), (palette.SELECTED, 1.4)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for line in lines:
            if len(line) == 1:
                painter.drawPoint(line[0])
            else:
                painter.drawPolyline(QPolygonF(line))
    painter.restore()


def _line(stroke: Stroke, view: View, matrix: Matrix) -> list[QPointF]:
    points = stroke.points[:, :2].astype(np.float64) @ matrix[:, :2].T + matrix[:, 2]
    return [QPointF(x, y) for x, y in (points * view.zoom + (view.x, view.y)).tolist()]


def outlines(stroke: Stroke, zoom: float) -> list[QPolygonF]:
    """What `paint_taken` fills, in page pixels, as finely as it is seen at `zoom`."""
    return [
        QPolygonF([QPointF(x / zoom, y / zoom) for x, y in outline.tolist()])
        for outline in stroke_outlines(stroke, zoom)
    ]


def paint_taken(
    painter: QPainter,
    taken: Iterable[tuple[Stroke, list[QPolygonF]]],
    view: View,
    matrix: Matrix,
    page: QRectF,
) -> None:
    """Strokes and their `outlines` as ink under `matrix`, as far as they lie on `page` (widget pixels)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipRect(page, Qt.ClipOperation.IntersectClip)
    painter.translate(view.x, view.y)
    painter.scale(view.zoom, view.zoom)
    painter.setTransform(to_transform(matrix), combine=True)
    painter.setPen(Qt.PenStyle.NoPen)
    for stroke, shapes in taken:
        painter.setBrush(palette.ROLE_INKS[stroke.role])
        for shape in shapes:
            painter.drawPolygon(shape, Qt.FillRule.WindingFill)
    painter.restore()


def paint_frame(painter: QPainter, frame: QPolygonF, handles: QRectF | None) -> None:
    """The frame, perhaps turned; with handles if `handles` is where it stands straight."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(255, 255, 255, 170), 3.0), (palette.SELECTED, 1.2)):
        painter.setPen(QPen(colour, width))
        painter.drawPolygon(frame)
        if handles is not None:
            painter.drawLine(QPointF(handles.center().x(), handles.top()), knob_at(handles))
    if handles is not None:
        painter.setPen(QPen(palette.SELECTED, 1.5))
        painter.setBrush(palette.PAPER)
        half = HANDLE / 2
        for handle in shown_handles(handles):
            at = handle_at(handles, handle)
            painter.drawRoundedRect(QRectF(at.x() - half, at.y() - half, HANDLE, HANDLE), 2, 2)
        painter.drawEllipse(knob_at(handles), half + 0.5, half + 0.5)
    painter.restore()


def paint_loop(painter: QPainter, corners: Iterable[QPointF]) -> None:
    """What a lasso or a marquee has gone around so far."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tint = QColor(palette.SELECTED)
    tint.setAlphaF(0.1)
    painter.setBrush(tint)
    pen = QPen(palette.SELECTED, 1.2)
    pen.setDashPattern([4.0, 3.0])
    painter.setPen(pen)
    painter.drawPolygon(QPolygonF(list(corners)))
    painter.restore()
