"""Ellipses and circles."""

from __future__ import annotations

import math

from sketchpad.ui.canvas.tools.shapes.shape_tool import Corner, ShapeTool

FLATNESS = 0.04  # page pixels that a chord may be off


class EllipseTool(ShapeTool):
    def hint(self) -> str:
        return self.tr("Ellipse: drag from corner to corner. Shift: circle. Alt: from the middle")

    def label(self) -> str:
        return self.tr("Ellipse")

    def outline(self, start: Corner, end: Corner) -> list[Corner]:
        x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
        across, down = abs(end[0] - start[0]) / 2, abs(end[1] - start[1]) / 2
        radius = max(across, down, 1.0)
        count = max(16, math.ceil(math.pi / math.sqrt(2 * FLATNESS / radius)))
        turns = (2 * math.pi * i / count for i in range(count + 1))
        return [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]
