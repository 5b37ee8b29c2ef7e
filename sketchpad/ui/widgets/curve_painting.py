"""How a curve of strength over the steps looks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from sketchpad.ui.style.theme import theme

_LINES = (0.25, 0.5, 0.75)  # shares of the steps
_RADIUS = 4.5


def paint_frame(painter: QPainter, rect: QRectF, area: QRectF, focused: bool) -> None:
    """The field, and lines at each quarter of the steps."""
    tokens = theme().tokens
    painter.setPen(QPen(tokens.colour("accent" if focused else "border"), 1))
    painter.setBrush(tokens.colour("window"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    painter.setPen(QPen(tokens.colour("border"), 1))
    for share in _LINES:
        x = round(area.left() + share * area.width()) + 0.5
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


def paint_curve(
    painter: QPainter,
    area: QRectF,
    places: Sequence[QPointF],
    one: float,
    acts: tuple[float, float],
) -> None:
    """The line through `places` and what is under it; grey where the method does not act.

    Args:
        one: height of a factor of 1.
        acts: from where to where, across, the method acts.
    """
    tokens = theme().tokens
    painter.setPen(QPen(tokens.colour("border_strong"), 1, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(area.left(), one), QPointF(area.right(), one))
    line = [QPointF(area.left(), places[0].y()), *places, QPointF(area.right(), places[-1].y())]
    under = QPolygonF(
        [QPointF(area.left(), area.bottom()), *line, QPointF(area.right(), area.bottom())]
    )
    for left, right, colour, fill in (
        (area.left(), area.right(), "border_strong", "hover"),
        (*acts, "accent", "accent_soft"),
    ):
        painter.setClipRect(QRectF(left, 0, right - left, area.bottom() + area.top()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.colour(fill))
        painter.drawPolygon(under)
        painter.setPen(QPen(tokens.colour(colour), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(line))
    painter.setClipping(False)


def paint_points(painter: QPainter, places: Sequence[QPointF], chosen: int | None) -> None:
    """A ring at each of `places`, the chosen one filled."""
    tokens = theme().tokens
    for n, place in enumerate(places):
        is_chosen = n == chosen
        painter.setPen(QPen(tokens.colour("accent_text" if is_chosen else "accent"), 2))
        painter.setBrush(tokens.colour("accent" if is_chosen else "surface"))
        painter.drawEllipse(place, _RADIUS, _RADIUS)
