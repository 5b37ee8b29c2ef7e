"""Regions by the pointer: painted with a brush, or filled: by a click, or around what a loop encloses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from sketchpad.ui.canvas.poses import painter as pose_painter
from sketchpad.ui.canvas.regions import layer as region_layer
from sketchpad.ui.canvas.regions.layer import RegionLayer
from sketchpad.ui.canvas.tools.patch_tool import ERASES, PatchTool
from sketchpad.ui.canvas.view.snapping import Pointer
from sketchpad.ui.state.drawing_settings import RegionBrush
from sketchpad.ui.style.layer_text import class_label

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench

CHIP = QPointF(220, 44)  # as far as the name beside the pointer reaches, in widget pixels
FIRST = Qt.Key.Key_1


class RegionTool(PatchTool):
    layer = "regions"
    kind = "region"
    hovered = ""  # name of the region under the pointer

    def __init__(self, bench: ToolBench) -> None:
        super().__init__(bench)
        self._picking = False

    @property
    def brush(self) -> RegionBrush:
        return self.state.region_brush

    @property
    def picture(self) -> RegionLayer:
        return self.bench.regions

    def hint(self) -> str:
        brush = self.brush
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

    def filled_label(self) -> str:
        if not self._name:
            return self.label()
        return self.tr("Fill with {name}").format(name=class_label(self._name))

    # the gesture

    def press(self, pointer: Pointer) -> None:
        self._picking = pointer.ctrl and not pointer.shift
        if not self._picking:
            super().press(pointer)
            return
        name = self.picture.name_at(pointer.page)
        if name:
            self.brush.choose(name)
        self.bench.announced.emit(self._class_in_hand())

    def move(self, pointer: Pointer) -> None:
        if not self._picking:
            super().move(pointer)

    def release(self, pointer: Pointer) -> None:
        if self._picking:
            self._picking = False
        else:
            super().release(pointer)

    def cancel(self) -> None:
        self._picking = False
        super().cancel()

    @property
    def place(self) -> QPointF | None:
        """Where the pointer is, or was when a menu was opened there; in page pixels."""
        return None if self._at is None else self.view.to_page(self._at)

    def pick(self, pointer: Pointer) -> bool:
        self.hover(pointer)
        return True

    # which class

    def _class_in_hand(self) -> str:
        name = self.brush.paints
        return class_label(name) if name else self.tr("eraser")

    def wants(self, key: Qt.Key) -> bool:
        return ERASES <= key < FIRST + len(self.brush.favourites)

    def key(self, key: Qt.Key) -> None:
        if key == ERASES:
            super().key(key)
        else:
            self.brush.choose(self.brush.favourites[key - FIRST])
        self.bench.announced.emit(self._class_in_hand())

    # painting

    def hover(self, pointer: Pointer) -> None:
        self.hovered = self.picture.name_at(pointer.page)
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
        super().paint(painter)
        if len(self._loop) < 2 and self._at is not None and not self.active:
            self._paint_name(painter, self._at)

    def _paint_name(self, painter: QPainter, at: QPointF) -> None:
        """The class under the pointer; where there is none, the one that would be painted."""
        brush = self.brush
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
