"""The people on the canvas, also while they are dragged about."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from sketchpad.document.model import Document, Pose
from sketchpad.ui.canvas.poses import geometry
from sketchpad.ui.canvas.poses import painter as pose_painter
from sketchpad.ui.canvas.view.view import View

ROOM = 16.0  # widget pixels around joints for what is painted there
LARGEST = 4 << 20  # pixels of a picture that is kept


class PoseLayer(QObject):
    """What stands still is painted once and kept as a picture, lest every stroke of the pen above waits for it."""

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
        ratio = painter.device().devicePixelRatio()
        if still and not self._paint_kept(painter, still, document, view, ratio):
            pose_painter.paint_people(painter, still, document, view)
        if self._dragged:
            pose_painter.paint_people(painter, self._dragged.values(), document, view)

    def _paint_kept(
        self,
        painter: QPainter,
        poses: tuple[Pose, ...],
        page: Document,
        view: View,
        ratio: float,
    ) -> bool:
        """False where the picture would be too large."""
        key = (poses, page.width, page.height, view.zoom, ratio)
        if key != self._key:
            area = self._area(poses, page, view)
            if area.width() * area.height() * ratio * ratio > LARGEST:
                return False
            self._picture = self._painted(poses, page, view, area, ratio)
            self._key, self._corner = key, area.topLeft()
        exposed = painter.clipBoundingRect() if painter.hasClipping() else None
        place = QRectF(
            self._corner + QPointF(view.x, view.y), self._picture.deviceIndependentSize()
        )
        if exposed is None or place.intersects(exposed):
            painter.drawImage(place.topLeft(), self._picture)
        return True

    @staticmethod
    def _area(poses: tuple[Pose, ...], page: Document, view: View) -> QRectF:
        """Around all of them on a page that begins at (0, 0), in whole widget pixels."""
        x0, y0, x1, y1 = geometry.bounds(poses, page) or (0.0, 0.0, 0.0, 0.0)
        rect = QRectF(x0, y0, x1 - x0, y1 - y0)
        place = replace(view, x=0.0, y=0.0).rect_to_widget(rect)
        return QRectF(place.adjusted(-ROOM, -ROOM, ROOM, ROOM).toAlignedRect())

    @staticmethod
    def _painted(
        poses: tuple[Pose, ...], page: Document, view: View, area: QRectF, ratio: float
    ) -> QImage:
        width, height = math.ceil(area.width() * ratio), math.ceil(area.height() * ratio)
        image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        pose_painter.paint_people(painter, poses, page, replace(view, x=-area.x(), y=-area.y()))
        painter.end()
        return image
