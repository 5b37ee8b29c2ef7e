"""Colours by the pointer: painted with a brush, filled between lines, picked from what is in sight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from sketchpad.document.edit import painting
from sketchpad.document.model import Document, Stroke
from sketchpad.ui.canvas.ink.stroke_builder import Point
from sketchpad.ui.canvas.strokes import selection_painter
from sketchpad.ui.canvas.tools.pen_tool import PenTool, end_of
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.canvas.view.snapping import Pointer
from sketchpad.ui.style.painting import faded, smoothly

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench

CHIP = 15.0  # widget pixels across of the patch beside the pointer that shows what would be picked


class PaintTool(PenTool):
    layer = "colour"
    kind = "paint"

    def __init__(self, bench: ToolBench) -> None:
        super().__init__(bench)
        self._erases = False  # what is being painted
        self._picking = False
        self.picks = False  # the next click, without Alt

    def hint(self) -> str:
        if self.picks:
            return self.tr("Click a colour to take it")
        if self.state.paint_brush.mode == "fill":
            return self.tr(
                "Fill: click a place between lines. Alt+click: take the colour there. X: eraser"
            )
        return self.tr(
            "Paint: drag. Shift+click: straight line. Alt+click: take the colour there. [ and ]: size. X: eraser"
        )

    def label(self) -> str:
        return self.tr("Erase paint") if self._erases else self.tr("Paint")

    @property
    def _last_point(self) -> Point | None:
        paints = self.state.document.paints
        return end_of(paints[-1].stroke) if paints and not paints[-1].filled else None

    # the gesture

    def press(self, pointer: Pointer) -> None:
        brush = self.state.paint_brush
        self._picking = (pointer.alt or self.picks) and not pointer.eraser
        self._erases = pointer.eraser or brush.erasing
        if self._picking:
            self._pick(pointer)
        elif brush.mode == "fill" and not self._erases:
            self._fill(pointer)
        else:
            super().press(pointer)

    def move(self, pointer: Pointer) -> None:
        if self._picking:
            self._pick(pointer)
        else:
            super().move(pointer)

    def release(self, pointer: Pointer) -> None:
        if self._picking:
            self._picking = self.picks = False
            self.bench.announced.emit(self.state.paint_brush.colour)
        elif self.active:
            super().release(pointer)

    def cancel(self) -> None:
        self._picking = self.picks = False
        super().cancel()

    def leave(self) -> None:
        self._picking = False
        super().leave()

    def _pick(self, pointer: Pointer) -> None:
        self.state.paint_brush.choose(self.colour_at(pointer).name())
        self.follow(pointer)

    def colour_at(self, pointer: Pointer) -> QColor:
        """Of the paint there, else of the picture if that is in sight, else of the paper."""
        bench, at = self.bench, pointer.page
        painted = bench.images.colour_at(at)
        over, under = (bench.picture_colour(mode, at) for mode in ("over", "under"))
        return over or painted or under or palette.PAPER

    def _fill(self, pointer: Pointer) -> None:
        state, brush = self.state, self.state.paint_brush
        document = state.document
        lines = painting.filled(document, pointer.at)
        if not lines:
            self.bench.announced.emit(self.tr("Nothing to fill here"))
            return
        images = (image for line in lines for image in state.pencil.mirrored(line, document))
        filled = [brush.paint(image, filled=True) for image in images]
        if state.apply(document.with_paints((*document.paints, *filled)), self.tr("Fill")):
            brush.remember(brush.colour)

    def strokes_of(self, points: Iterable[Point], width: float | None = None) -> list[Stroke]:
        pressure = self.state.paint_brush.pressure
        even = [(x, y, hard if pressure else 1.0) for x, y, hard in points]
        stroke = Stroke(even, self.width if width is None else width, self._erases)
        return list(self.state.pencil.mirrored(stroke, self.state.document))

    def added(self, strokes: Iterable[Stroke]) -> Document:
        document, brush = self.state.document, self.state.paint_brush
        return document.with_paints((*document.paints, *map(brush.paint, strokes)))

    def enter(self, strokes: Iterable[Stroke], label: str) -> bool:
        if self._erases and not self.state.document.is_painted:
            return False
        entered = super().enter(strokes, label)
        if entered and not self._erases:
            self.state.paint_brush.remember(self.state.paint_brush.colour)
        return entered

    def draw_piece(self, piece: Stroke) -> QRectF:
        return self.bench.paint.draw(self.state.paint_brush.paint(piece))

    def take_back(self) -> None:
        self.bench.paint.take_back()
        self.bench.update_whole_page()

    def wants(self, key: Qt.Key) -> bool:
        return key == Qt.Key.Key_X

    def key(self, key: Qt.Key) -> None:
        brush = self.state.paint_brush
        brush.set_erasing(not brush.erasing)

    # painting

    def hover(self, pointer: Pointer) -> None:
        if pointer.alt or self.picks or self.state.paint_brush.mode == "fill":
            self._line_from = None
            self.follow(pointer)
        else:
            super().hover(pointer)

    def paint(self, painter: QPainter) -> None:
        last = self.bench.router.last
        if last is not None and self._at is not None and (last.alt or self.picks):
            with smoothly(painter, palette.HINT, self.colour_at(last)):
                painter.drawEllipse(self._at, CHIP, CHIP)
        elif self.state.paint_brush.mode == "brush" or self.state.paint_brush.erasing:
            super().paint(painter)

    def paint_lines(self, painter: QPainter) -> None:
        if self._line_from is not None:
            super().paint_lines(painter)

    def paint_strokes(self, painter: QPainter, strokes: Iterable[Stroke], alpha: int = 255) -> None:
        """A straight line that is still to be drawn."""
        brush = self.state.paint_brush
        ink = palette.HINT if brush.erasing else QColor(brush.colour)
        selection_painter.paint_filled(painter, strokes, self.view, faded(ink, alpha / 255))
