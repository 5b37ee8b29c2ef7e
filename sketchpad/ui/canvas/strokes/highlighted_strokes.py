"""The lines of lit boxes, in the colour of their box, over the drawing."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from sketchpad.document.edit.box_strokes import strokes_of
from sketchpad.document.model import Document, Stroke
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.ink.stroke_outline import stroke_outlines

MOST = 2000  # strokes


class HighlightedStrokes(QObject):
    """A layer of the canvas."""

    def __init__(self, canvas: CanvasWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._of: tuple[Document, frozenset[str]] | None = None
        self._found: list[tuple[QColor, list[Stroke]]] = []
        canvas.painter.add_layer(self.paint)

    def paint(self, painter: QPainter) -> None:
        lit = self._canvas.bench.habits.lit
        if not lit:
            return
        document = self._canvas.state.document
        if self._of is None or self._of[0] is not document or self._of[1] != lit:
            self._of = (document, lit)
            self._found = [
                (self._canvas.bench.colours[box.id], self._strokes(document, box.id))
                for box in document.boxes
                if box.id in lit
            ]
        view = self._canvas.viewport.view
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, strokes in self._found:
            painter.setBrush(colour)
            for stroke in strokes:
                for outline in stroke_outlines(stroke, view.zoom, (view.x, view.y)):
                    corners = [QPointF(x, y) for x, y in outline.tolist()]
                    painter.drawPolygon(QPolygonF(corners), Qt.FillRule.WindingFill)
        painter.restore()

    @staticmethod
    def _strokes(document: Document, id: str) -> list[Stroke]:
        numbers = strokes_of(document, [id])[:MOST]
        return [document.strokes[n] for n in numbers if not document.strokes[n].eraser]
