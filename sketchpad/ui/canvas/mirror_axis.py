"""Shows about which lines the drawing is mirrored."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from sketchpad.ui.canvas.view.palette import SELECTED
from sketchpad.ui.state.drawing_settings import Mirror

BEYOND = 14.0  # widget pixels that an axis stands out of the page


def paint(painter: QPainter, page: QRectF, mirror: Mirror) -> None:
    """`page` in widget pixels."""
    middle = page.center()
    axes = []
    if mirror in ("across", "both"):
        axes.append(QLineF(middle.x(), page.top() - BEYOND, middle.x(), page.bottom() + BEYOND))
    if mirror in ("down", "both"):
        axes.append(QLineF(page.left() - BEYOND, middle.y(), page.right() + BEYOND, middle.y()))
    for axis in axes:
        painter.setPen(QPen(QColor(255, 255, 255, 150), 3.0))
        painter.drawLine(axis)
        pen = QPen(SELECTED, 1.0)
        pen.setDashPattern([6.0, 4.0])
        painter.setPen(pen)
        painter.drawLine(axis)
