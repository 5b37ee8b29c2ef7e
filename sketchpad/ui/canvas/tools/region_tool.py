"""Regions by the pointer: painted with a brush, or filled: by a click, or around what a loop encloses."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from sketchpad.document.edit import region_fill
from sketchpad.document.model import Document, Region, Stroke
from sketchpad.ui.canvas.ink.stroke_builder import Point
from sketchpad.ui.canvas.poses import painter as pose_painter
from sketchpad.ui.canvas.regions import layer as region_layer
from sketchpad.ui.canvas.strokes import selection_painter
from sketchpad.ui.canvas.tools.pen_tool import PenTool, end_of
from sketchpad.ui.canvas.view.snapping import Pointer
from sketchpad.ui.style.layer_text import class_label
from sketchpad.ui.style.painting import faded, smoothly

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench

SLACK = 4.0  # widget pixels the pointer may move in a click
STEP = 2.0  # widget pixels between two corners of a loop
CHIP = QPointF(220, 44)  # as far as the name beside the pointer reaches, in widget pixels
ERASES = Qt.Key.Key_0
FIRST = Qt.Key.Key_1


class RegionTool(PenTool):
    layer = "regions"
    kind = "region"
    hovered = ""  # name of the region under the pointer

    def __init__(self, bench: ToolBench) -> None:
        super().__init__(bench)
        self._name = ""  # of what is being painted
        self._picking = False
        self._begun: Pointer | None = None  # of a click or a loop that fills
        self._loop: list[tuple[float, float]] = []  # page pixels

    def hint(self) -> str:
        brush = self.state.region_brush
        if brush.mode == "fill":
            words = self.tr(
                "Fill with {name}: click a place, or draw around one. Shift+click: all that is empty. "
                "Ctrl+click: take the class there. 1 to 9: classes, 0: eraser"
            )
        else:
            words = self.tr(
                "Paint {name}: drag. Shift+click: straight line. Alt+drag: size. Ctrl+click: take the class there. "
                "1 to 9: classes, 0: eraser"
            )
        words = words.format(name=self._class_in_hand())
        if self.hovered:
            here = self.tr("Here: {name}").format(name=class_label(self.hovered))
            return f"{here} · {words}"
        return words

    def label(self) -> str:
        if not self._name:
            return self.tr("Erase region")
        return self.tr("Paint {name}").format(name=class_label(self._name))

    @property
    def _last_point(self) -> Point | None:
        regions = self.state.document.regions
        return end_of(regions[-1].stroke) if regions and not regions[-1].filled else None

    # the gesture

    def press(self, pointer: Pointer) -> None:
        brush = self.state.region_brush
        self._name = "" if pointer.eraser else brush.paints
        self._picking = pointer.ctrl and not pointer.shift
        if self._picking:
            name = self.bench.regions.name_at(pointer.page)
            if name:
                brush.choose(name)
            self.bench.announced.emit(self._class_in_hand())
        elif brush.mode == "fill" and not pointer.eraser:
            self.active = True
            self._begun, self._loop = pointer, [pointer.at]
        else:
            super().press(pointer)

    def move(self, pointer: Pointer) -> None:
        if self._begun is None:
            if not self._picking:
                super().move(pointer)
            return
        if math.dist(pointer.at, self._loop[-1]) * self.view.zoom >= STEP:
            self._loop.append(pointer.at)
            self.bench.update_overlay()

    def release(self, pointer: Pointer) -> None:
        if self._picking:
            self._picking = False
        elif self._begun is None:
            super().release(pointer)
        else:
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
            regions = region_fill.rest(document, self._name)
        else:
            regions = region_fill.fill(document, pointer.at, self._name)
        if regions:
            self._add_filled(regions)
        else:
            self.bench.announced.emit(self.tr("Nothing to fill here"))

    def _add_filled(self, regions: Iterable[Region]) -> None:
        document, pencil = self.state.document, self.state.pencil
        filled = [
            Region(one.name, image, filled=True)
            for one in regions
            for image in pencil.mirrored(one.stroke, document)
        ]
        label = self.tr("Erase region")
        if self._name:
            label = self.tr("Fill with {name}").format(name=class_label(self._name))
        self.state.apply(document.with_regions((*document.regions, *filled)), label)

    def added(self, strokes: Iterable[Stroke]) -> Document:
        document = self.state.document
        painted = (Region(self._name, one) for one in strokes)
        return document.with_regions((*document.regions, *painted))

    def enter(self, strokes: Iterable[Stroke], label: str) -> bool:
        nothing = not self._name and not self.state.document.regions
        return not nothing and super().enter(strokes, label)

    def cancel(self) -> None:
        self._picking = False
        if self._begun is not None:
            self._stop()
            self.bench.update_overlay()
        else:
            super().cancel()

    def _stop(self) -> None:
        super()._stop()
        self._begun, self._loop = None, []

    def draw_piece(self, piece: Stroke) -> QRectF:
        return self.bench.regions.draw(piece, self._name)

    def take_back(self) -> None:
        self.bench.regions.take_back()
        self.bench.update_overlay()

    @property
    def place(self) -> QPointF | None:
        """Where the pointer is, or was when a menu was opened there; in page pixels."""
        return None if self._at is None else self.view.to_page(self._at)

    def pick(self, pointer: Pointer) -> bool:
        self.hover(pointer)
        return True

    # which class

    def _class_in_hand(self) -> str:
        name = self.state.region_brush.paints
        return class_label(name) if name else self.tr("eraser")

    def wants(self, key: Qt.Key) -> bool:
        return ERASES <= key < FIRST + len(self.state.region_brush.favourites)

    def key(self, key: Qt.Key) -> None:
        brush = self.state.region_brush
        if key == ERASES:
            brush.set_erasing(not brush.erasing)
        else:
            brush.choose(brush.favourites[key - FIRST])
        self.bench.announced.emit(self._class_in_hand())

    # painting

    def hover(self, pointer: Pointer) -> None:
        self.hovered = self.bench.regions.name_at(pointer.page)
        if self.state.region_brush.mode == "fill":
            self._line_from = None
            self.follow(pointer)
        else:
            super().hover(pointer)

    def leave(self) -> None:
        self.hovered = ""
        super().leave()

    def extent(self) -> list[QPointF]:
        points = super().extent()
        if self._at is not None and not self.active:  # where its name is
            view = self.view
            points += [view.to_page(self._at + CHIP), view.to_page(self._at - CHIP)]
        return points

    def paint(self, painter: QPainter) -> None:
        if self.state.region_brush.mode == "brush":
            self._paint_dab(painter)
            super().paint(painter)
        if len(self._loop) > 1:
            corners = self.view.polygon(np.array(self._loop))
            if self._name:
                with smoothly(painter, brush=faded(region_layer.colour(self._name), 0.5)):
                    painter.drawPolygon(corners, Qt.FillRule.OddEvenFill)
            selection_painter.paint_loop(painter, corners)
        elif self._at is not None and not self.active:
            self._paint_name(painter, self._at)

    def _paint_dab(self, painter: QPainter) -> None:
        name = self.state.region_brush.paints
        if self._at is None or self.active or not name:
            return
        radius = self.width * self.view.zoom / 2
        with smoothly(painter, brush=faded(region_layer.colour(name), 0.6)):
            painter.drawEllipse(self._at, radius, radius)

    def _paint_name(self, painter: QPainter, at: QPointF) -> None:
        """The class under the pointer; where there is none, the one that would be painted."""
        brush = self.state.region_brush
        name = self.hovered or brush.paints
        text = class_label(name) if name else self.tr("eraser")
        if not self.hovered and name:
            text = f"+ {text}"
        font = painter.font()
        swatch = region_layer.colour(name) if name else None
        room = QRectF(painter.viewport())
        half = self.width * self.view.zoom / 2 if brush.mode == "brush" else 0.0
        beside = at + QPointF(1, 1) * min(half * 0.7, 60)
        chip = pose_painter.chip_rect(beside, text, font, room, swatch is not None)
        pose_painter.paint_chip(painter, chip, text, font, self.bench.viewport.turning, swatch)

    def paint_strokes(self, painter: QPainter, strokes: Iterable[Stroke], alpha: int = 255) -> None:
        """A straight line that is still to be drawn, in the colour of its class."""
        name = self._name if self.active else self.state.region_brush.paints
        ink = region_layer.colour(name) if name else QColor(Qt.GlobalColor.gray)
        selection_painter.paint_filled(painter, strokes, self.view, faded(ink, alpha / 255))
