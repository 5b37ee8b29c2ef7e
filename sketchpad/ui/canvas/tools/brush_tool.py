"""What pen, eraser and shapes share: a brush of some width, shown as a ring, and lines that enter the document."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from sketchpad.document.layers import LayerKind
from sketchpad.document.model import Document, Stroke
from sketchpad.ui.canvas.ink.stroke_builder import Point
from sketchpad.ui.canvas.strokes.geometry import on_page
from sketchpad.ui.canvas.strokes.selection_painter import paint_filled
from sketchpad.ui.canvas.tools.tool import Tool
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.canvas.view.snapping import Pointer
from sketchpad.ui.state.document_state import BrushName
from sketchpad.ui.style.painting import clear_image, faded, painting_on, smoothly

LARGEST_KEPT = 320.0  # widget pixels across of a ring that is kept as an image
SMALLEST_RING = 4.0  # widget pixels across; a finer brush shows only the cross
EIGHTH = math.pi / 4


class BrushTool(Tool):
    """Draws with a brush. Subclasses say what a gesture draws."""

    layer: LayerKind | None = "sketch"
    kind: BrushName = "pen"
    _at: QPointF | None = None  # of the ring, in widget pixels
    _painted = QRectF()  # what `paint` covers, in widget pixels

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    @property
    def width(self) -> float:
        return self.state.width_of(self.kind)

    def strokes_of(self, points: Sequence[Point], width: float | None = None) -> list[Stroke]:
        """What a line through `points` draws: the stroke in the present role, and its mirror images."""
        pencil = self.state.pencil
        width = self.width if width is None else width
        stroke = Stroke(points, width, self.kind == "eraser", pencil.role)
        return list(pencil.mirrored(stroke, self.state.document))

    def added(self, strokes: Iterable[Stroke]) -> Document:
        """The document with what these lines draw."""
        document = self.state.document
        return document.with_strokes((*document.strokes, *strokes))

    def enter(self, strokes: Iterable[Stroke], label: str) -> bool:
        """Add what lies on the page to the document; False if there is nothing."""
        seen = [stroke for stroke in strokes if on_page(stroke.bounds, self.state.document)]
        if seen:
            self.state.apply(self.added(seen), label)
        return bool(seen)

    def leave(self) -> None:
        self._at = None
        self.refresh()

    def paint(self, painter: QPainter) -> None:
        with smoothly(painter):
            self.paint_lines(painter)
            across = self.width * self.view.zoom
            if self._at is not None and across > LARGEST_KEPT:
                _stroke_ring(painter, self._at, across)
            elif self._at is not None and across >= SMALLEST_RING:
                ring = _ring(round(across * 4) / 4, float(painter.device().devicePixelRatio()))
                half = ring.deviceIndependentSize() / 2
                painter.drawImage(self._at - QPointF(half.width(), half.height()), ring)

    def paint_lines(self, painter: QPainter) -> None:
        """Lines that are still in the making."""

    def extent(self) -> list[QPointF]:
        """The page points around which `paint_lines` paints, as wide as the brush."""
        return []

    def paint_strokes(self, painter: QPainter, strokes: Iterable[Stroke], alpha: int = 255) -> None:
        for stroke in strokes:
            colour = palette.HINT if stroke.eraser else palette.ROLE_INKS[stroke.role]
            paint_filled(painter, [stroke], self.view, faded(colour, alpha / 255))

    def follow(self, pointer: Pointer) -> None:
        """The ring goes where the pointer is."""
        self._at = pointer.widget
        self.refresh()

    def refresh(self) -> None:
        """Repaint where `paint` painted, and where it is going to."""
        view = self.view
        half = self.width * view.zoom / 2 + 4
        ends = [] if self._at is None else [self._at]
        ends += [view.to_widget(point) for point in self._mirrored(self.extent())]
        area = QRectF()
        if ends:
            area = QPolygonF(ends).boundingRect().adjusted(-half, -half, half, half)
        dirty = area.united(self._painted)
        self._painted = area
        if not dirty.isEmpty():
            corner = view.to_page(dirty.topLeft())
            self.bench.update_page(QRectF(corner, dirty.size() / view.zoom))

    def _mirrored(self, points: list[QPointF]) -> list[QPointF]:
        if not points or self.state.pencil.mirror == "off":
            return points
        page = self.state.document
        lines = (Stroke([[point.x(), point.y(), 1.0]]) for point in points)
        images = (image for line in lines for image in self.state.pencil.mirrored(line, page))
        return [QPointF(*image.points[0, :2].tolist()) for image in images]


def _stroke_ring(painter: QPainter, at: QPointF, across: float) -> None:
    for colour, width in ((QColor(255, 255, 255, 190), 2.5), (QColor(0, 0, 0, 170), 1.0)):
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(at, across / 2, across / 2)


@lru_cache(maxsize=64)
def _ring(across: float, ratio: float) -> QImage:
    """A ring, kept: to stroke it anew at every move of the pen costs more than the ink."""
    image = clear_image(across + 4, across + 4, ratio)
    side = image.deviceIndependentSize()
    with painting_on(image) as painter:
        _stroke_ring(painter, QPointF(side.width() / 2, side.height() / 2), across)
    return image


def by_eighths(start: Sequence[float], x: float, y: float) -> tuple[float, float]:
    """The point nearest to (x, y) that lies from `start` at a multiple of 45 degrees."""
    x0, y0 = start[:2]
    angle = round(math.atan2(y - y0, x - x0) / EIGHTH) * EIGHTH
    along = (x - x0) * math.cos(angle) + (y - y0) * math.sin(angle)
    return x0 + along * math.cos(angle), y0 + along * math.sin(angle)
