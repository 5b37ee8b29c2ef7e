"""Paints people as skeletons in OpenPose's colours, readable on paper and on dark pictures alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from sketchpad.document.model import Document, Pose
from sketchpad.document.pose import LIMBS
from sketchpad.hints.openpose import COLOURS
from sketchpad.ui.canvas.poses import geometry
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.canvas.view.turning import Turning
from sketchpad.ui.canvas.view.view import View

THICK = 8 / 512  # of the page's shorter side, as the model gets it
THINNEST, THICKEST = 4.0, 10.0  # widget pixels
LIMB = 0.6  # of a joint's brightness
HALO = QColor(255, 255, 255, 215)
RIM = QColor(24, 24, 28, 210)
GHOST = QColor(110, 110, 118)
JOINT_COLOURS = tuple(QColor(*colour) for colour in COLOURS)
LIMB_COLOURS = tuple(QColor(*(int(value * LIMB) for value in colour)) for colour in COLOURS)


def thickness(page: Document, zoom: float) -> float:
    """Of a limb, in widget pixels."""
    return min(max(THICK * min(page.width, page.height) * zoom, THINNEST), THICKEST)


def paint_people(painter: QPainter, poses: Iterable[Pose], page: Document, view: View) -> None:
    """Later ones over earlier ones. Each line has a dark rim and a light one around it."""
    thick = thickness(page, view.zoom)
    exposed = painter.clipBoundingRect() if painter.hasClipping() else None
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pose in poses:
        if exposed is not None and not _around(pose, page, view, thick).intersects(exposed):
            continue
        points = in_widget(pose, page, view)
        for more, rim in ((4.5, HALO), (1.8, RIM)):
            _paint_limbs(painter, points, thick + more, [rim] * len(LIMBS))
            _paint_joints(painter, points, thick * 0.72 + more / 2, [rim] * len(points))
        _paint_limbs(painter, points, thick, LIMB_COLOURS)
        _paint_joints(painter, points, thick * 0.72, JOINT_COLOURS)
    painter.restore()


def _around(pose: Pose, page: Document, view: View, thick: float) -> QRectF:
    x0, y0, x1, y1 = pose.bounds
    corner, size = QPointF(x0 * page.width, y0 * page.height), (x1 - x0, y1 - y0)
    rect = view.rect_to_widget(
        QRectF(corner.x(), corner.y(), size[0] * page.width, size[1] * page.height)
    )
    return rect.adjusted(-thick - 5, -thick - 5, thick + 5, thick + 5)


def in_widget(pose: Pose, page: Document, view: View) -> list[QPointF | None]:
    return [
        None if place is None else view.to_widget(QPointF(*place))
        for place in geometry.places(pose, page)
    ]


def _paint_limbs(
    painter: QPainter, points: Sequence[QPointF | None], width: float, colours: Sequence[QColor]
) -> None:
    for (start, end), colour in zip(LIMBS, colours, strict=False):
        a, b = points[start], points[end]
        if a is not None and b is not None:
            pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLine(a, b)


def _paint_joints(
    painter: QPainter, points: Sequence[QPointF | None], radius: float, colours: Sequence[QColor]
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for at, colour in zip(points, colours, strict=False):
        if at is not None:
            painter.setBrush(colour)
            painter.drawEllipse(at, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_ghosts(painter: QPainter, pose: Pose, page: Document, view: View) -> None:
    """Rings where hidden joints would be."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, joint in enumerate(pose.joints):
        if joint is None:
            at = view.to_widget(QPointF(*geometry.guessed(pose, page, number)))
            painter.setBrush(HALO)
            pen = QPen(GHOST, 1.4)
            pen.setDashPattern([2.0, 1.6])
            painter.setPen(pen)
            painter.drawEllipse(at, 4.5, 4.5)
    painter.restore()


def paint_ring(painter: QPainter, at: QPointF, radius: float, *, chosen: bool) -> None:
    """Around the joint under the pointer, or the `chosen` one that keys move."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(255, 255, 255, 235), 4.5), (palette.SELECTED, 2.2)):
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(
            at, radius + (3.5 if chosen else 2.5), radius + (3.5 if chosen else 2.5)
        )
    painter.restore()


def chip_rect(at: QPointF, text: str, font: QFont, within: QRectF, swatch: bool = False) -> QRectF:
    """Where a name goes that is shown beside `at`: below and to the right, else where there is room."""
    size = QFontMetricsF(font).size(Qt.TextFlag.TextSingleLine, text)
    width, height = size.width() + (32 if swatch else 14), size.height() + 6
    x, y = at.x() + 14, at.y() + 14
    if x + width > within.right() - 2:
        x = at.x() - 14 - width
    if y + height > within.bottom() - 2:
        y = at.y() - 14 - height
    return QRectF(round(x), round(y), round(width), round(height))


def paint_chip(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    turning: Turning,
    swatch: QColor | None = None,
) -> None:
    """A name on dark ground, perhaps with a colour before it."""
    turning.begin_text(painter, rect)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(255, 255, 255, 120), 1))
    painter.setBrush(QColor(28, 28, 32, 235))
    painter.drawRoundedRect(rect, 5, 5)
    room = QRectF(rect)
    if swatch is not None:
        painter.setPen(QPen(QColor(255, 255, 255, 160), 1))
        painter.setBrush(swatch)
        painter.drawRoundedRect(QRectF(rect.x() + 6, rect.center().y() - 6, 12, 12), 3, 3)
        room.setLeft(rect.x() + 18)
    painter.setFont(font)
    painter.setPen(QColor(255, 255, 255))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
