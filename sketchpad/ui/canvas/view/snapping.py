"""Mouse and pen as one thing, and snapping: pulls what is dragged onto edges and middles nearby, and shows which."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from sketchpad.document.edit import snapping
from sketchpad.document.edit.snapping import Mark, Marks
from sketchpad.document.model import Document
from sketchpad.ui.canvas.view.view import View

REACH = 6.0  # widget pixels
COLOUR = QColor(226, 30, 110)
HALO = QColor(255, 255, 255, 150)
END = 3.0  # widget pixels: half of the cross at a guide's ends

Rect = tuple[float, float, float, float]
Guide = tuple[float, float, float, float]
Way = int | None
ALL: Way = None
Modifier = Qt.KeyboardModifier
SLACK = 3.0  # widget pixels the pointer may move in a click


class Snapping(QObject):
    """Whether and to what dragged things snap, and the guides to show.

    Signals:
        changed: on or off, or other guides.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.on = True
        self.grid: Callable[[], float] = lambda: 0.0
        """The gap between the lines of the grid that is shown, in picture pixels; 0: none is."""
        self.guides: tuple[Guide, ...] = ()  # x0, y0, x1, y1 in picture pixels

    def set_on(self, on: bool) -> None:
        if on != self.on:
            self.on = on
            self.show(())
            self.changed.emit()

    def begin(
        self,
        document: Document,
        start: Pointer,
        *,
        but_boxes: Collection[str] = (),
        but_strokes: Collection[int] = (),
    ) -> Snap:
        """For one gesture, which begins with `start`; what it drags does not snap to itself."""
        marks = Marks()
        if self.on:
            marks = snapping.marks(
                document, but_boxes=but_boxes, but_strokes=but_strokes, grid=self.grid()
            )
        return Snap(self, marks, start)

    def show(self, guides: Iterable[Guide]) -> None:
        shown = tuple(guides)
        if shown != self.guides:
            self.guides = shown
            self.changed.emit()

    def paint(self, painter: QPainter, view: View) -> None:
        """The guides, in widget pixels."""
        if not self.guides:
            return
        painter.save()
        lines = []
        for x0, y0, x1, y1 in self.guides:
            a, b = (crisp(view.to_widget(QPointF(*at))) for at in ((x0, y0), (x1, y1)))
            lines.append(QLineF(a, b))
            for end in (a, b):
                lines += [
                    QLineF(end - QPointF(END, sign * END), end + QPointF(END, sign * END))
                    for sign in (-1, 1)
                ]
        for colour, width in ((HALO, 3.0), (COLOUR, 1.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLines(lines)
        painter.restore()


class Snap:
    """One gesture's snapping. Ctrl switches it off while it is held, unless it has been held since the press."""

    def __init__(self, owner: Snapping, marks: Marks, start: Pointer) -> None:
        self._owner, self._marks = owner, marks
        self._ctrl_is_free = not start.ctrl

    def rect(
        self, pointer: Pointer, zoom: float, rect: Rect, ways: tuple[Way, Way] = (ALL, ALL)
    ) -> tuple[float, float]:
        """How far `rect` (x0, y0, x1, y1) is pulled; the guides are shown.

        Args:
            ways: what of it snaps, across and down: -1 left or top, 1 right or bottom, 0 nothing, `ALL` both edges and
                the middle.
        """
        x0, y0, x1, y1 = rect
        xs, ys = _snapping(x0, x1, ways[0]), _snapping(y0, y1, ways[1])
        return self._pull(pointer, zoom, xs, ys, rect)

    def point(
        self,
        pointer: Pointer,
        zoom: float,
        at: tuple[float, float],
        corners: Iterable[tuple[float, float]] = (),
    ) -> tuple[float, float]:
        """Where a point at `at` goes; `corners` of the same line count, too."""
        x, y = at
        marks = self._marks.with_points(corners) if self._marks.across else self._marks
        dx, dy = self._pull(pointer, zoom, (x,), (y,), (x, y, x, y), marks)
        return x + dx, y + dy

    def end(self) -> None:
        self._owner.show(())

    def _pull(
        self,
        pointer: Pointer,
        zoom: float,
        xs: Sequence[float],
        ys: Sequence[float],
        rect: Rect,
        marks: Marks | None = None,
    ) -> tuple[float, float]:
        self._ctrl_is_free = self._ctrl_is_free or not pointer.ctrl
        if pointer.ctrl and self._ctrl_is_free:
            self._owner.show(())
            return 0.0, 0.0
        marks = marks or self._marks
        across = snapping.pull(xs, marks.across, REACH / zoom)
        down = snapping.pull(ys, marks.down, REACH / zoom)
        x0, y0, x1, y1 = rect
        x0, x1, y0, y1 = x0 + across.by, x1 + across.by, y0 + down.by, y1 + down.by
        upright = [(at, low, at, high) for at, low, high in _spans(across.marks, y0, y1)]
        level = [(low, at, high, at) for at, low, high in _spans(down.marks, x0, x1)]
        self._owner.show((*upright, *level))
        return across.by, down.by


def _snapping(low: float, high: float, way: Way) -> tuple[float, ...]:
    if way is None:
        return low, (low + high) / 2, high
    return () if way == 0 else (low,) if way < 0 else (high,)


def _spans(marks: Sequence[Mark], low: float, high: float) -> list[tuple[float, float, float]]:
    """For each place one guide, from the first thing on it to the last one."""
    spans: dict[float, tuple[float, float]] = {}
    for mark in marks:
        key = round(mark.at, 2)
        before = spans.get(key, (low, high))
        spans[key] = (min(before[0], mark.low), max(before[1], mark.high))
    return [(at, *span) for at, span in spans.items()]


def crisp(at: QPointF) -> QPointF:
    """In the middle of a pixel, so that a line through it is one pixel wide."""
    return QPointF(int(at.x()) + 0.5, int(at.y()) + 0.5)


@dataclass(frozen=True)
class Pointer:
    """One report of the mouse or pen.

    Args:
        widget, page: the position in widget and in page pixels.
        pressure: 0..1.
        eraser: it is the eraser end of a pen.
        is_pen: the pressure comes from the hand.
    """

    widget: QPointF
    page: QPointF
    pressure: float = 1.0
    modifiers: Modifier = Modifier.NoModifier
    eraser: bool = False
    is_pen: bool = False

    @property
    def at(self) -> tuple[float, float]:
        """The position in page pixels."""
        return self.page.x(), self.page.y()

    def is_click(self, press: Pointer) -> bool:
        """Has it hardly moved since `press`?"""
        return (self.widget - press.widget).manhattanLength() < SLACK

    @property
    def shift(self) -> bool:
        return bool(self.modifiers & Modifier.ShiftModifier)

    @property
    def ctrl(self) -> bool:
        return bool(self.modifiers & Modifier.ControlModifier)

    @property
    def alt(self) -> bool:
        return bool(self.modifiers & Modifier.AltModifier)


class MousePressure:
    """A mouse has no pressure; quick movement draws a little thinner, as ink does, and a line begins softly."""

    FULL, THINNEST = 1.0, 0.62
    QUICK = 3.0  # widget pixels per millisecond at which the line is thinnest

    def __init__(self) -> None:
        self._at = QPointF()
        self._when = 0
        self._pressure = self.FULL

    def start(self, at: QPointF, when: int) -> float:
        """A stroke begins at `at` (widget pixels), at `when` (milliseconds)."""
        self._at, self._when, self._pressure = at, when, 0.85
        return self._pressure

    def move(self, at: QPointF, when: int) -> float:
        distance = math.dist(at.toTuple(), self._at.toTuple())
        speed = distance / max(when - self._when, 4)
        wanted = self.FULL - (self.FULL - self.THINNEST) * min(speed / self.QUICK, 1)
        # By way, not by time: the same line at any rate of reports.
        follow = 1 - math.exp(-distance / 40)
        self._pressure += (wanted - self._pressure) * follow
        self._at, self._when = at, when
        return self._pressure
