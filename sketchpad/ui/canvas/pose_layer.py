"""The people on the canvas, also while they are dragged about."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter

from sketchpad.document.model import Document, Pose
from sketchpad.ui.canvas import pose_painter
from sketchpad.ui.canvas.view import View


class PoseLayer(QObject):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dragged: Mapping[str, Pose] = {}

    def drag(self, poses: Mapping[str, Pose]) -> None:
        """Show these instead of those with their ids, and those without one besides."""
        self._dragged = poses

    def shown(self, document: Document) -> tuple[Pose, ...]:
        there = {pose.id for pose in document.poses}
        more = (pose for one, pose in self._dragged.items() if one not in there)
        return (*(self._dragged.get(pose.id, pose) for pose in document.poses), *more)

    def paint(self, painter: QPainter, document: Document, view: View) -> None:
        pose_painter.paint_people(painter, self.shown(document), document, view)
