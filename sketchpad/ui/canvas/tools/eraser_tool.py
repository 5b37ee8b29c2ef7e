"""The eraser, which is also the other end of a pen."""

from __future__ import annotations

from sketchpad.ui.canvas.tools.pen_tool import PenTool


class EraserTool(PenTool):
    kind = "eraser"

    def hint(self) -> str:
        return self.tr(
            "Eraser: drag to erase. Shift+click: straight line. [ and ], or Alt+drag: size. B: back to the pen"
        )

    def label(self) -> str:
        return self.tr("Erase")
