"""Straight lines."""

from __future__ import annotations

from sketchpad.ui.canvas.tools.brush_tool import by_eighths
from sketchpad.ui.canvas.tools.shapes.shape_tool import Corner, ShapeTool


class LineTool(ShapeTool):
    def hint(self) -> str:
        return self.tr("Line: drag from end to end. Shift: by 45°. Alt: from the middle")

    def label(self) -> str:
        return self.tr("Line")

    def outline(self, start: Corner, end: Corner) -> list[Corner]:
        return [start, end]

    def regular(self, start: Corner, end: Corner) -> Corner:
        return by_eighths(start, *end)
