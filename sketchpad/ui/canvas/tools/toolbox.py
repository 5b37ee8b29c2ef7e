"""All tools of the canvas, by the names of the state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from sketchpad.document.edit import bucket_fill, grouping
from sketchpad.ui.canvas.tools.box_tool import BoxTool
from sketchpad.ui.canvas.tools.mask_tool import MaskTool
from sketchpad.ui.canvas.tools.page_tool import PageTool
from sketchpad.ui.canvas.tools.paint_tool import PaintTool
from sketchpad.ui.canvas.tools.pen_tool import EraserTool, PenTool
from sketchpad.ui.canvas.tools.pose_tool import PoseTool
from sketchpad.ui.canvas.tools.reference_tool import ReferenceTool
from sketchpad.ui.canvas.tools.region_tool import RegionTool
from sketchpad.ui.canvas.tools.shapes.shape_tool import (
    EllipseTool,
    LineTool,
    PolylineTool,
    RectangleTool,
)
from sketchpad.ui.canvas.tools.strokes_tool import LassoTool, StrokesTool
from sketchpad.ui.canvas.tools.tool import Tool
from sketchpad.ui.canvas.view.snapping import Pointer
from sketchpad.ui.canvas.view.view import View
from sketchpad.ui.state.document_state import ToolName

if TYPE_CHECKING:
    from sketchpad.ui.canvas.tool_bench import ToolBench


def make_tools(bench: ToolBench) -> dict[ToolName, Tool]:
    return {
        "pen": PenTool(bench),
        "eraser": EraserTool(bench),
        "line": LineTool(bench),
        "polyline": PolylineTool(bench),
        "rectangle": RectangleTool(bench),
        "ellipse": EllipseTool(bench),
        "bucket": BucketTool(bench),
        "strokes": StrokesTool(bench),
        "lasso": LassoTool(bench),
        "box": BoxTool(bench, "box"),
        "select": BoxTool(bench, "select"),
        "pose": PoseTool(bench),
        "region": RegionTool(bench),
        "mask": MaskTool(bench),
        "paint": PaintTool(bench),
        "reference": ReferenceTool(bench),
        "crop": PageTool(bench),
        "pan": PanTool(bench),
    }


class PanTool(Tool):
    _from = QPointF()
    _view = View()

    def hint(self) -> str:
        return self.tr(
            "Hand: drag to move the page. Wheel: zoom. Ctrl+0: whole page. Ctrl+1: 100 %"
        )

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        return Qt.CursorShape.ClosedHandCursor if self.active else Qt.CursorShape.OpenHandCursor

    def press(self, pointer: Pointer) -> None:
        self.active = True
        self._from, self._view = pointer.widget, self.view

    def move(self, pointer: Pointer) -> None:
        if self.active:
            self.bench.viewport.set_view(self._view.moved(pointer.widget - self._from))

    def release(self, pointer: Pointer) -> None:
        self.move(pointer)
        self.active = False

    def cancel(self) -> None:
        if self.active:
            self.active = False
            self.bench.viewport.set_view(self._view)


class BucketTool(Tool):
    layer = "sketch"

    def hint(self) -> str:
        return self.tr(
            "Bucket: click a place that lines enclose to fill it; small gaps are closed. Alt+click: only its outline"
        )

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    def press(self, pointer: Pointer) -> None:
        state, pencil = self.state, self.state.pencil
        document = state.document
        width = state.width_of("pen")
        filled = bucket_fill.fill(document, pointer.at, width, pencil.role, outline=pointer.alt)
        if not filled:
            text = self.tr("Nothing to fill here: click a place that lines enclose on all sides")
            self.bench.announced.emit(text)
            return
        strokes = document.strokes
        for image in zip(*(pencil.mirrored(one, document) for one in filled), strict=True):
            strokes += grouping.drawn_together(image, strokes)
        label = self.tr("Outline") if pointer.alt else self.tr("Fill")
        state.apply(document.with_strokes(strokes), label)
