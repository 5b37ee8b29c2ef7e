"""What can be laid over a result: the sketch with its boxes, and where lines were matched, missed or invented."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from sketchpad.document.model import Document
from sketchpad.document.raster.raster import render_lines
from sketchpad.generation.export.sheet import BOX_COLOURS
from sketchpad.generation.request.request import Request

SKETCH = (83, 80, 196)
MATCHED, MISSED, INVENTED = (37, 118, 235), (214, 51, 20), (240, 171, 0)
"""Blue, vermilion, amber: distinct also without red-green vision."""
_SIDE = 512  # of an overlay, at least, so that its lines are smooth
_JUDGED = 512  # longest side of the picture that is looked at for lines


def sketch_overlay(document: Document, ticks: Sequence[str] = ()) -> QImage:
    """Lines and boxes of the drawing on nothing, larger than the page where that is small.

    Args:
        ticks: what stands before each phrase: whether its thing was found.
    """
    scale = max(1.0, _SIDE / max(document.width, document.height))
    width, height = round(document.width * scale), round(document.height * scale)
    image = _tinted(render_lines(document, width, height), SKETCH)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(painter.font())
    font.setPixelSize(max(12, round(max(width, height) / 26)))
    painter.setFont(font)
    for number, box in enumerate(document.boxes):
        colour = QColor(*BOX_COLOURS[number % len(BOX_COLOURS)])
        x0, y0, x1, y1 = box.rect
        rect = QRectF(x0 * width, y0 * height, (x1 - x0) * width, (y1 - y0) * height)
        pen = QPen(colour, max(2.0, max(width, height) / 200))
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -1, -1))
        tick = ticks[number] if number < len(ticks) else ""
        text = f"{tick} {box.phrase.strip()}".strip()
        if text:
            _tag(painter, rect, text, colour)
    painter.end()
    return image


def _tag(painter: QPainter, rect: QRectF, text: str, colour: QColor) -> None:
    metrics = painter.fontMetrics()
    room = max(rect.width() - 12, 40.0)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, round(room))
    tag = QRectF(rect.x(), rect.y(), metrics.horizontalAdvance(shown) + 12, metrics.height() + 4)
    painter.fillRect(tag, colour)
    painter.setPen(QColor("white"))
    painter.drawText(tag, int(Qt.AlignmentFlag.AlignCenter), shown)


def match_overlay(picture: np.ndarray, request: Request) -> QImage | None:
    """Drawn lines the picture shows (blue) or lacks (red), and edges that were not drawn (amber); None: no lines."""
    from sketchpad.generation.comparison.adherence import lines_of

    height, width = picture.shape[:2]
    scale = min(1.0, _JUDGED / max(height, width))
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    lines = lines_of(picture, request)
    if lines is None:
        return None
    height, width = picture.shape[:2]
    larger = max(1, round(_SIDE / max(height, width)))
    pixels = np.zeros((height * larger, width * larger, 4), np.uint8)
    for mask, colour in (
        (lines.invented, INVENTED),
        (lines.missed, MISSED),
        (lines.matched, MATCHED),
    ):
        cover = _softened(mask, larger)
        over = cover > pixels[..., 3] // 2  # what was drawn counts before what was not
        pixels[over, :3] = colour
        pixels[..., 3] = np.maximum(pixels[..., 3], cover)
    return _image(pixels)


def _softened(mask: np.ndarray, larger: int) -> np.ndarray:
    """The mask `larger` times as large, its stairs rounded off: how far each pixel is covered, 0 to 255."""
    grown = np.kron(mask.astype(np.float32), np.ones((larger, larger), np.float32))
    blurred = cv2.GaussianBlur(grown, (0, 0), 0.5 * larger)
    return np.clip((blurred - 0.2) * 5.0 * 255, 0, 255).astype(np.uint8)


def difference_picture(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How far two pictures differ, three times as bright as it is; uint8 (h, w, 3). Sizes as `one`."""
    if one.shape != other.shape:
        other = cv2.resize(other, one.shape[1::-1], interpolation=cv2.INTER_AREA)
    return np.clip(3 * np.abs(one.astype(np.int16) - other), 0, 255).astype(np.uint8)


def _tinted(ink: np.ndarray, colour: tuple[int, int, int]) -> QImage:
    pixels = np.zeros((*ink.shape, 4), np.uint8)
    pixels[..., :3] = colour
    pixels[..., 3] = ink
    return _image(pixels)


def _image(pixels: np.ndarray) -> QImage:
    height, width = pixels.shape[:2]
    rows = np.ascontiguousarray(pixels)
    image = QImage(rows.data, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
