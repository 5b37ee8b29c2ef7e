"""Help lines on the page: a grid, and the thirds that photographers compose by. They are never part of the picture."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QLineF, QObject, QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from sketchpad.document.model import Document
from sketchpad.ui.canvas.canvas_widget import CanvasWidget

CELLS = 8  # of the grid along the longer side
GRAIN = 8  # picture pixels: the lines lie on multiples
GRID, THIRDS = QColor(70, 110, 190, 60), QColor(200, 60, 120, 130)


class Guides(QObject):
    """A layer of the canvas."""

    def __init__(self, canvas: CanvasWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.grid = self.thirds = False
        canvas.painter.add_layer(self.paint)
        canvas.bench.snapping.grid = lambda: (
            float(grid_step(canvas.state.document)) if self.grid else 0.0
        )

    def show_grid(self, shown: bool) -> None:
        self.grid = shown
        self._canvas.update()

    def show_thirds(self, shown: bool) -> None:
        self.thirds = shown
        self._canvas.update()

    def paint(self, painter: QPainter) -> None:
        page = self._canvas.state.document
        for shown, colour, places in (
            (self.grid, GRID, grid_lines(page)),
            (self.thirds, THIRDS, third_lines(page)),
        ):
            if not shown:
                continue
            painter.save()
            painter.setPen(QPen(colour, 1))
            view = self._canvas.viewport.view
            for x0, y0, x1, y1 in places:
                a, b = view.to_widget(QPointF(x0, y0)), view.to_widget(QPointF(x1, y1))
                painter.drawLine(
                    QLineF(
                        QPointF(_crisp(a.x()), _crisp(a.y())), QPointF(_crisp(b.x()), _crisp(b.y()))
                    )
                )
            painter.restore()


def grid_step(page: Document) -> int:
    """Picture pixels between two lines of the grid."""
    return max(GRAIN, round(max(page.width, page.height) / CELLS / GRAIN) * GRAIN)


def grid_lines(page: Document) -> Iterator[tuple[float, float, float, float]]:
    """x0, y0, x1, y1 of each line, in picture pixels."""
    step = grid_step(page)
    for x in range(step, page.width, step):
        yield x, 0, x, page.height
    for y in range(step, page.height, step):
        yield 0, y, page.width, y


def third_lines(page: Document) -> Iterator[tuple[float, float, float, float]]:
    for part in (1 / 3, 2 / 3):
        yield page.width * part, 0, page.width * part, page.height
        yield 0, page.height * part, page.width, page.height * part


def _crisp(value: float) -> float:
    """In the middle of a pixel, so that the line is one pixel wide and not two half ones."""
    return int(value) + 0.5
