"""Help lines on the page (a grid, thirds), which are never part of the picture, and rulers at its edges."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QSinglePointEvent,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from sketchpad.document.model import Document
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.view.palette import SELECTED
from sketchpad.ui.canvas.view.snapping import crisp
from sketchpad.ui.canvas.view.viewport import Viewport
from sketchpad.ui.style.painting import faded

CELLS = 8  # of the grid along the longer side
GRAIN = 8  # picture pixels: the lines lie on multiples
GRID, THIRDS = QColor(70, 110, 190, 60), QColor(200, 60, 120, 130)
THICK = 20  # widget pixels
APART = 52.0  # widget pixels between two numbers, at least
FINE = 5.0  # widget pixels between two ticks, at least
FIT = 0.8  # of a tick's room that its number may fill
MOVES = (QEvent.Type.MouseMove, QEvent.Type.TabletMove, QEvent.Type.MouseButtonPress)


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
                ends = (view.to_widget(QPointF(*at)) for at in ((x0, y0), (x1, y1)))
                painter.drawLine(*map(crisp, ends))
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


@dataclass(frozen=True)
class Scale:
    """Which of the page's axes a ruler measures (0: x, 1: y): `value` lies at `zero` + `step` * value on it."""

    axis: int
    zero: float
    step: float

    def at(self, value: float) -> float:
        return self.zero + self.step * value

    def value(self, at: float) -> float:
        return (at - self.zero) / self.step


def scale_of(viewport: Viewport, reference: QPointF, *, level: bool) -> Scale:
    """The scale of the level ruler at the top, or the upright one.

    A page that is turned is measured along the axis that lies nearer to the ruler. Where on the other axis matters
    then: at `reference` (page pixels).
    """
    view = viewport.view
    turn = viewport.turning.transform(viewport.size())
    steps = (turn.m11(), turn.m21()) if level else (turn.m12(), turn.m22())
    own = 0 if level else 1
    axis = own if abs(steps[own]) >= abs(steps[1 - own]) - 1e-9 else 1 - own
    origin = QPointF(0, reference.y()) if axis == 0 else QPointF(reference.x(), 0)
    seen = turn.map(view.to_widget(origin))
    return Scale(axis, seen.x() if level else seen.y(), steps[axis] * view.zoom)


def tick_steps(zoom: float) -> tuple[float, float]:
    """Picture pixels between two numbers, and between two ticks: 1, 2 or 5 and zeros."""
    return _nice(APART / zoom), _nice(FINE / zoom)


def _nice(least: float) -> float:
    least = max(least, 1.0)
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= least - 1e-9)


class Rulers(QObject):
    """The two rulers of the canvas.

    Args:
        canvas: gets the two rulers as children, above whatever it paints. They let the pointer through.
    """

    def __init__(self, canvas: QWidget, viewport: Viewport) -> None:
        super().__init__(canvas)
        self._canvas, self._viewport = canvas, viewport
        self.level, self.upright = (Ruler(canvas, viewport, level=level) for level in (True, False))
        viewport.view_changed.connect(self.update)
        canvas.installEventFilter(self)

    @property
    def shown(self) -> bool:
        return not self.level.isHidden()

    def show(self, shown: bool) -> None:
        self._place()
        for ruler in (self.level, self.upright):
            ruler.lower()
            ruler.setVisible(shown)

    def update(self) -> None:
        for ruler in (self.level, self.upright):
            ruler.update()

    def _place(self) -> None:
        size = self._canvas.size()
        self.level.setGeometry(0, 0, size.width(), THICK)
        self.upright.setGeometry(0, THICK, THICK, size.height() - THICK)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Resize:
            self._place()
        elif kind in MOVES and isinstance(event, QSinglePointEvent):
            self._point(event.position())
        elif kind == QEvent.Type.Leave:
            self._point(None)
        return False

    def _point(self, at: QPointF | None) -> None:
        for ruler in (self.level, self.upright):
            ruler.point(at)


class Ruler(QWidget):
    def __init__(self, canvas: QWidget, viewport: Viewport, *, level: bool) -> None:
        super().__init__(canvas)
        self._viewport, self._level = viewport, level
        self.pointer: QPointF | None = None  # widget pixels of the canvas
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        font = self.font()
        font.setPixelSize(10)
        self.setFont(font)
        self.hide()

    def point(self, at: QPointF | None) -> None:
        """Where the pointer is; None: elsewhere."""
        self.pointer = at
        if self.isVisible():
            self.update()

    def scale(self) -> Scale:
        page = self._viewport.page_size
        reference = QPointF(page.width() / 2, page.height() / 2)
        if self.pointer is not None:
            reference = self._viewport.view.to_page(self._viewport.straight(self.pointer))
        return scale_of(self._viewport, reference, level=self._level)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Painted as if it were level: x along it, y across."""
        painter, colours, role = QPainter(self), self.palette(), QPalette.ColorRole
        painter.fillRect(self.rect(), colours.color(role.Window))
        if not self._level:  # it begins below the other one
            painter.setTransform(QTransform(0, 1, 1, 0, 0, -THICK))
        scale, page = self.scale(), self._viewport.page_size
        length = page.width() if scale.axis == 0 else page.height()
        low, high = sorted((scale.at(0), scale.at(length)))
        painter.fillRect(QRectF(low, 0, high - low, THICK), colours.color(role.Base))
        long = self.width() if self._level else self.height() + THICK
        self._paint_ticks(painter, scale, long)
        if self.pointer is not None:
            at = self.pointer.x() if self._level else self.pointer.y()
            painter.fillRect(QRectF(int(at), 0, 1, THICK), SELECTED)
        painter.setPen(faded(colours.color(role.WindowText), 0.35))
        painter.drawLine(0 if self._level else THICK, THICK - 1, long, THICK - 1)

    def _paint_ticks(self, painter: QPainter, scale: Scale, long: int) -> None:
        numbered, fine = tick_steps(abs(scale.step))
        text = self.palette().color(QPalette.ColorRole.WindowText)
        low, high = sorted((scale.value(THICK), scale.value(long)))
        painter.setPen(faded(text, 0.55))
        for number in range(math.floor(low / fine), math.ceil(high / fine) + 1):
            at = math.floor(scale.at(number * fine)) + 0.5
            tick = 3 if number % 5 else 6
            painter.drawLine(QPointF(at, THICK - tick), QPointF(at, THICK))
        room = QRectF(3, 0, APART * FIT, THICK - 6)
        where = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for number in range(math.floor(low / numbered), math.ceil(high / numbered) + 1):
            at = math.floor(scale.at(number * numbered)) + 0.5
            painter.setPen(faded(text, 0.55))
            painter.drawLine(QPointF(at, 0), QPointF(at, THICK))
            painter.setPen(faded(text, 0.9))
            painter.save()
            painter.translate(at, 0)
            painter.scale(1 if self._level else -1, 1)  # upright: from below to above
            painter.drawText(room, where, f"{number * numbered:.0f}")
            painter.restore()
