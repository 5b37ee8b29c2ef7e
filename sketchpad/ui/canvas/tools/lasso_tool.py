"""The lasso: selects the lines it is drawn around."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import Qt

from sketchpad.ui.canvas.strokes import geometry
from sketchpad.ui.canvas.tools.strokes_tool import StrokesTool
from sketchpad.ui.canvas.view.pointer import Pointer

STEP = 2.0  # widget pixels between two corners of the loop


class LassoTool(StrokesTool):
    def hint(self) -> str:
        return self.tr(
            "Lasso: draw around lines to select them. Shift: add. Drag what is selected to move it, with Alt a copy. "
            "1, 2, 3: role"
        )

    def cursor(self, pointer: Pointer | None) -> Qt.CursorShape:
        usual = super().cursor(pointer)
        return Qt.CursorShape.CrossCursor if usual == Qt.CursorShape.ArrowCursor else usual

    def _go_around(self, pointer: Pointer) -> None:
        at = (pointer.page.x(), pointer.page.y())
        if math.dist(at, self._loop[-1]) * self.surface.viewport.view.zoom >= STEP:
            self._loop.append(at)

    def _found(self) -> Iterable[int]:
        return geometry.enclosed(self.state.document.strokes, self._loop)
