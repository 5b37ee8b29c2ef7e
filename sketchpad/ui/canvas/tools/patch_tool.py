"""Patches by the pointer, of regions or of the mask: painted with a brush, or filled, as with a loop around them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from sketchpad.document.edit import region_fill
from sketchpad.document.model import Document, Region, Stroke
from sketchpad.ui.canvas.ink.stroke_builder import Point
from sketchpad.ui.canvas.regions.layer import PatchLayer
from sketchpad.ui.canvas.strokes import selection_painter
from sketchpad.ui.canvas.tools.pen_tool import PenTool, end_of
from sketchpad.ui.canvas.view.snapping import Pointer
from sketchpad.ui.state.drawing_settings import PatchBrush
from sketchpad.ui.style.painting import faded, smoothly

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench

SLACK = 4.0  # widget pixels the pointer may move in a click
STEP = 2.0  # widget pixels between two corners of a loop
ERASES = Qt.Key.Key_0


class PatchTool(PenTool):
    """Subclasses say whose patches they are: `layer` is a field of the document, too."""

    def __init__(self, bench: ToolBench) -> None:
        super().__init__(bench)
        self._name = ""  # of what is being painted
        self._begun: Pointer | None = None  # of a click or a loop that fills
        self._loop: list[tuple[float, float]] = []  # page pixels

    @property
    def brush(self) -> PatchBrush:
        raise NotImplementedError

    @property
    def picture(self) -> PatchLayer:
        """The patches on the canvas."""
        raise NotImplementedError

    @property
    def _patches(self) -> tuple[Region, ...]:
        patches: tuple[Region, ...] = getattr(self.state.document, str(self.layer))
        return patches

    @property
    def _last_point(self) -> Point | None:
        last = self._patches[-1:]
        return end_of(last[0].stroke) if last and not last[0].filled else None

    # the gesture

    def press(self, pointer: Pointer) -> None:
        self._name = "" if pointer.eraser else self.brush.paints
        if self.brush.mode == "brush" or pointer.eraser:
            super().press(pointer)
        else:
            self.active = True
            self._begun, self._loop = pointer, [pointer.at]

    def move(self, pointer: Pointer) -> None:
        if self._begun is None:
            super().move(pointer)
        elif self.brush.mode == "rectangle":
            (x0, y0), (x1, y1) = self._begun.at, pointer.at
            self._loop = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
            self.bench.update_overlay()
        elif math.dist(pointer.at, self._loop[-1]) * self.view.zoom >= STEP:
            self._loop.append(pointer.at)
            self.bench.update_overlay()

    def release(self, pointer: Pointer) -> None:
        if self._begun is None:
            super().release(pointer)
            return
        self.move(pointer)
        begun, loop = self._begun, self._loop
        self._stop()
        far = max(math.dist(loop[0], at) for at in loop) * self.view.zoom
        if far > SLACK:
            self._add_filled([Region(self._name, Stroke(loop, 1.0), filled=True)])
        else:
            self._fill(begun)
        self.bench.update_overlay()

    def _fill(self, pointer: Pointer) -> None:
        document = self.state.document
        if pointer.shift:
            patches = region_fill.rest(document, self._name)
        else:
            patches = region_fill.fill(document, pointer.at, self._name)
        if patches:
            self._add_filled(patches)
        else:
            self.bench.announced.emit(self.tr("Nothing to fill here"))

    def _add_filled(self, patches: Iterable[Region]) -> None:
        document, pencil = self.state.document, self.state.pencil
        filled = [
            Region(one.name, image, filled=True)
            for one in patches
            for image in pencil.mirrored(one.stroke, document)
        ]
        self.state.apply(self._with(filled), self.filled_label())

    def filled_label(self) -> str:
        return self.label()

    def _with(self, patches: Iterable[Region]) -> Document:
        changed: dict[str, Any] = {str(self.layer): (*self._patches, *patches)}
        return replace(self.state.document, **changed)

    def added(self, strokes: Iterable[Stroke]) -> Document:
        return self._with(Region(self._name, one) for one in strokes)

    def enter(self, strokes: Iterable[Stroke], label: str) -> bool:
        nothing = not self._name and not self._patches
        return not nothing and super().enter(strokes, label)

    def cancel(self) -> None:
        if self._begun is not None:
            self._stop()
            self.bench.update_overlay()
        else:
            super().cancel()

    def _stop(self) -> None:
        super()._stop()
        self._begun, self._loop = None, []

    def draw_piece(self, piece: Stroke) -> QRectF:
        return self.picture.draw(piece, self._name)

    def take_back(self) -> None:
        self.picture.take_back()
        self.bench.update_overlay()

    def hover(self, pointer: Pointer) -> None:
        if self.brush.mode == "brush":
            super().hover(pointer)
        else:
            self._line_from = None
            self.follow(pointer)

    def wants(self, key: Qt.Key) -> bool:
        return key == ERASES

    def key(self, key: Qt.Key) -> None:
        self.brush.set_erasing(not self.brush.erasing)

    # painting

    def paint(self, painter: QPainter) -> None:
        if self.brush.mode == "brush":
            self._paint_dab(painter)
            super().paint(painter)
        if len(self._loop) > 1:
            corners = self.view.polygon(np.array(self._loop))
            if self._name:
                with smoothly(painter, brush=faded(self.picture.colour(self._name), 0.5)):
                    painter.drawPolygon(corners, Qt.FillRule.OddEvenFill)
            selection_painter.paint_loop(painter, corners)

    def _paint_dab(self, painter: QPainter) -> None:
        name = self.brush.paints
        if self._at is None or self.active or not name:
            return
        radius = self.width * self.view.zoom / 2
        with smoothly(painter, brush=faded(self.picture.colour(name), 0.6)):
            painter.drawEllipse(self._at, radius, radius)

    def paint_strokes(self, painter: QPainter, strokes: Iterable[Stroke], alpha: int = 255) -> None:
        """A straight line that is still to be drawn, in the colour of its patch."""
        name = self._name if self.active else self.brush.paints
        ink = self.picture.colour(name) if name else QColor(Qt.GlobalColor.gray)
        selection_painter.paint_filled(painter, strokes, self.view, faded(ink, alpha / 255))
