"""Small helpers for painting: a painter put back as it was, fading, rectangles, polygons, pictures, swatches."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPen, QPixmap, QPolygonF

from sketchpad.ui.style.theme import theme


@contextmanager
def smoothly(
    painter: QPainter,
    pen: QPen | QColor | Qt.PenStyle = Qt.PenStyle.NoPen,
    brush: QColor | Qt.BrushStyle = Qt.BrushStyle.NoBrush,
) -> Iterator[None]:
    """Paint antialiased with `pen` and `brush`; afterwards `painter` is as it was."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(brush)
    yield
    painter.restore()


@contextmanager
def painting_on(image: QImage) -> Iterator[QPainter]:
    """A painter on a transparent `image`, antialiased, without a pen."""
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    yield painter
    painter.end()


def clear_image(width: float, height: float, ratio: float = 1.0) -> QImage:
    """An image to paint on, of a size in logical pixels."""
    size = math.ceil(width * ratio), math.ceil(height * ratio)
    image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    return image


def faded(colour: QColor, alpha: float) -> QColor:
    """`colour` with an opacity of 0..1."""
    copy = QColor(colour)
    copy.setAlphaF(alpha)
    return copy


def dashed(colour: QColor, width: float, *pattern: float) -> QPen:
    pen = QPen(colour, width)
    pen.setDashPattern(pattern)
    return pen


def rect_of(corners: Iterable[float]) -> QRectF:
    """The rectangle (x0, y0, x1, y1)."""
    x0, y0, x1, y1 = corners
    return QRectF(x0, y0, x1 - x0, y1 - y0)


def paint_exposed(painter: QPainter, image: QImage, page: QRectF) -> None:
    """What of `image` is exposed where it fills `page`; nothing of one that is null."""
    exposed = painter.clipBoundingRect() if painter.hasClipping() else page
    shown = exposed.adjusted(-2, -2, 2, 2).intersected(page)  # no seams where parts meet
    if image.isNull() or shown.isEmpty():
        return
    scale = image.width() / page.width()
    part = QRectF((shown.topLeft() - page.topLeft()) * scale, shown.size() * scale)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(shown, image, part)
    painter.restore()


def polygon(points: np.ndarray) -> QPolygonF:
    """Of points (n, 2)."""
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])


def swatch(colour: QColor, size: int = 16) -> QIcon:
    """A square patch of `colour`, which looks alike while its item is selected."""
    image = clear_image(size, size, 2.0)
    with painting_on(image) as painter:
        painter.setPen(QPen(theme().tokens.colour("border_strong"), 1.0))
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(0.5, 0.5, size - 1, size - 1), 4, 4)
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
        icon.addPixmap(QPixmap.fromImage(image), mode)
    return icon
