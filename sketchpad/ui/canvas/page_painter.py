"""Paints what lies beneath the tools: surround, shadow, paper, ink, the result, and a word to whoever sees it empty."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QRegion

from sketchpad.ui.canvas.ink.ink_layer import InkLayer
from sketchpad.ui.canvas.view import palette

SHADOW = 14  # widget pixels
PIXELS_SHOW = 6.0  # screen pixels per picture pixel from which on the result is shown unsmoothed


def paint_surround(
    painter: QPainter, exposed: QRectF, page: QRectF, colour: QColor, dark: bool
) -> None:
    """The backdrop and, around the page, a soft shadow."""
    painter.fillRect(exposed, colour)
    if page.contains(exposed):
        return
    painter.save()
    outside = QRegion(exposed.toAlignedRect()) - QRegion(page.toRect().adjusted(1, 1, -1, -1))
    painter.setClipRegion(outside, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 7 if dark else 3))
    for spread in range(SHADOW, 0, -1):
        soft = page.adjusted(-spread, -spread + 3, spread, spread + 3)
        painter.drawRoundedRect(soft, spread, spread)
    painter.setBrush(QColor(0, 0, 0, 90 if dark else 26))
    painter.drawRect(page.adjusted(-1, -1, 1, 1))
    painter.restore()


def paint_ink(painter: QPainter, ink: InkLayer, page: QRectF, ratio: float, zoom: float) -> None:
    """The ink: pixel for pixel where it has the screen's resolution, stretched until it has."""
    image = ink.image
    if ink.scale == zoom * ratio:
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(QPointF(round(page.x() * ratio), round(page.y() * ratio)), image)
        painter.restore()
    else:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(page, image, QRectF(image.rect()))


def paint_result(
    painter: QPainter, picture: QImage, page: QRectF, ratio: float, opacity: float
) -> None:
    painter.save()
    enlarged = page.width() * ratio / max(picture.width(), 1)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, enlarged < PIXELS_SHOW)
    painter.setOpacity(opacity)
    painter.drawImage(page, picture, QRectF(picture.rect()))
    painter.restore()


def paint_invitation(painter: QPainter, page: QRectF, font: QFont, title: str, more: str) -> None:
    """`title`, and `more` beneath it, in the middle of the page; smaller or not at all where there is no room."""
    room = page.adjusted(16, 16, -16, -16)
    if room.width() < 120 or room.height() < 60:
        return
    large, small = QFont(font), QFont(font)
    large.setPixelSize(round(min(20, max(12, page.width() / 24))))
    small.setPixelSize(max(11, round(large.pixelSize() * 0.65)))
    wrap = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    upper = QFontMetricsF(large).boundingRect(room, wrap, title)
    lower = QFontMetricsF(small).boundingRect(room, wrap, more)
    gap = large.pixelSize() * 0.6
    height = upper.height() + gap + lower.height()
    if height > room.height():
        return
    top = room.center().y() - height / 2
    painter.save()
    painter.setFont(large)
    painter.setPen(palette.HINT)
    painter.drawText(QRectF(room.x(), top, room.width(), upper.height() + 1), wrap, title)
    painter.setFont(small)
    painter.setPen(palette.FAINT_HINT)
    below = top + upper.height() + gap
    painter.drawText(QRectF(room.x(), below, room.width(), lower.height() + 1), wrap, more)
    painter.restore()
