"""Paints people as skeletons in OpenPose's colours, readable on paper and on dark pictures alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from sketchpad.document.model import Document, Pose
from sketchpad.document.pose import LIMBS
from sketchpad.hints.openpose import COLOURS
from sketchpad.ui.canvas.poses import geometry
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.canvas.view.view import Turning, View
from sketchpad.ui.style.painting import clear_image, dashed, painting_on, rect_of, smoothly

THICK = 8 / 512  # of the page's shorter side, as the model gets it
THINNEST, THICKEST = 4.0, 10.0  # widget pixels
LIMB = 0.6  # of a joint's brightness
HALO = QColor(255, 255, 255, 215)
RIM = QColor(24, 24, 28, 210)
GHOST = QColor(110, 110, 118)
JOINT_COLOURS = tuple(QColor(*colour) for colour in COLOURS)
LIMB_COLOURS = tuple(QColor(*(int(value * LIMB) for value in colour)) for colour in COLOURS)
ROOM = 16.0  # widget pixels around joints for what is painted there
LARGEST = 4 << 20  # pixels of a picture that is kept


def thickness(page: Document, zoom: float) -> float:
    """Of a limb, in widget pixels."""
    return min(max(THICK * min(page.width, page.height) * zoom, THINNEST), THICKEST)


def paint_people(painter: QPainter, poses: Iterable[Pose], page: Document, view: View) -> None:
    """Later ones over earlier ones. Each line has a dark rim and a light one around it."""
    thick = thickness(page, view.zoom)
    exposed = painter.clipBoundingRect() if painter.hasClipping() else None
    with smoothly(painter):
        for pose in poses:
            if exposed is not None and not _around(pose, page, view, thick).intersects(exposed):
                continue
            places = geometry.places(pose, page)
            points = [None if at is None else view.to_widget(QPointF(*at)) for at in places]
            for more, rim in ((4.5, HALO), (1.8, RIM)):
                _paint_limbs(painter, points, thick + more, [rim] * len(LIMBS))
                _paint_joints(painter, points, thick * 0.72 + more / 2, [rim] * len(points))
            _paint_limbs(painter, points, thick, LIMB_COLOURS)
            _paint_joints(painter, points, thick * 0.72, JOINT_COLOURS)


def _around(pose: Pose, page: Document, view: View, thick: float) -> QRectF:
    around = rect_of(geometry.bounds([pose], page) or ())
    room = thick + 5
    return view.rect_to_widget(around).adjusted(-room, -room, room, room)


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
    with smoothly(painter, dashed(GHOST, 1.4, 2.0, 1.6), HALO):
        for number, joint in enumerate(pose.joints):
            if joint is None:
                at = view.to_widget(QPointF(*geometry.guessed(pose, page, number)))
                painter.drawEllipse(at, 4.5, 4.5)


def paint_ring(painter: QPainter, at: QPointF, radius: float, *, chosen: bool) -> None:
    """Around the joint under the pointer, or the `chosen` one that keys move."""
    radius += 3.5 if chosen else 2.5
    with smoothly(painter):
        for colour, width in ((QColor(255, 255, 255, 235), 4.5), (palette.SELECTED, 2.2)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(at, radius, radius)


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
    rim, ground = QColor(255, 255, 255, 120), QColor(28, 28, 32, 235)
    with turning.readable(painter, rect), smoothly(painter, rim, ground):
        painter.drawRoundedRect(rect, 5, 5)
        room = QRectF(rect)
        if swatch is not None:
            painter.setPen(QColor(255, 255, 255, 160))
            painter.setBrush(swatch)
            painter.drawRoundedRect(QRectF(rect.x() + 6, rect.center().y() - 6, 12, 12), 3, 3)
            room.setLeft(rect.x() + 18)
        painter.setFont(font)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)


class PoseLayer(QObject):
    """What stands still is painted once and kept as a picture, so that strokes of the pen above it do not wait."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dragged: Mapping[str, Pose] = {}
        self._key: object = None
        self._picture = QImage()
        self._corner = QPointF()  # of the picture on a page that begins at (0, 0), in widget pixels

    def drag(self, poses: Mapping[str, Pose]) -> None:
        """Show these instead of those with their ids, and those without one besides."""
        self._dragged = poses

    def shown(self, document: Document) -> tuple[Pose, ...]:
        there = {pose.id for pose in document.poses}
        more = (pose for one, pose in self._dragged.items() if one not in there)
        return (*(self._dragged.get(pose.id, pose) for pose in document.poses), *more)

    def paint(self, painter: QPainter, document: Document, view: View) -> None:
        still = tuple(pose for pose in document.poses if pose.id not in self._dragged)
        if still and not self._paint_kept(painter, still, document, view):
            paint_people(painter, still, document, view)
        if self._dragged:
            paint_people(painter, self._dragged.values(), document, view)

    def _paint_kept(
        self, painter: QPainter, poses: tuple[Pose, ...], page: Document, view: View
    ) -> bool:
        """False where the picture would be too large."""
        ratio = painter.device().devicePixelRatio()
        key = (poses, page.width, page.height, view.zoom, ratio)
        if key != self._key:
            area = self._area(poses, page, view)
            if area.width() * area.height() * ratio * ratio > LARGEST:
                return False
            self._picture = clear_image(area.width(), area.height(), ratio)
            with painting_on(self._picture) as kept:
                paint_people(kept, poses, page, replace(view, x=-area.x(), y=-area.y()))
            self._key, self._corner = key, area.topLeft()
        exposed = painter.clipBoundingRect() if painter.hasClipping() else None
        corner = self._corner + QPointF(view.x, view.y)
        place = QRectF(corner, self._picture.deviceIndependentSize())
        if exposed is None or place.intersects(exposed):
            painter.drawImage(place.topLeft(), self._picture)
        return True

    @staticmethod
    def _area(poses: tuple[Pose, ...], page: Document, view: View) -> QRectF:
        """Around all of them on a page that begins at (0, 0), in whole widget pixels."""
        around = rect_of(geometry.bounds(poses, page) or (0.0, 0.0, 0.0, 0.0))
        place = replace(view, x=0.0, y=0.0).rect_to_widget(around)
        return QRectF(place.adjusted(-ROOM, -ROOM, ROOM, ROOM).toAlignedRect())
