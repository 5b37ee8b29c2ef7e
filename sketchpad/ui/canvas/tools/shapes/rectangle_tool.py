"""Rectangles and squares."""

from __future__ import annotations

from sketchpad.ui.canvas.tools.shapes.shape_tool import Corner, ShapeTool


class RectangleTool(ShapeTool):
    def hint(self) -> str:
        return self.tr("Rectangle: drag from corner to corner. Shift: square. Alt: from the middle")

    def label(self) -> str:
        return self.tr("Rectangle")

    def outline(self, start: Corner, end: Corner) -> list[Corner]:
        return [start, (end[0], start[1]), end, (start[0], end[1]), start]
