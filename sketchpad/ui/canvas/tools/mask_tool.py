"""The mask by the pointer: a brush, a loop or a rectangle around what is to be repainted."""

from __future__ import annotations

from PySide6.QtCore import Qt

from sketchpad.ui.canvas.regions.layer import MaskLayer
from sketchpad.ui.canvas.tools.patch_tool import PatchTool
from sketchpad.ui.state.drawing_settings import MaskBrush


class MaskTool(PatchTool):
    layer = "mask"
    kind = "mask"

    @property
    def brush(self) -> MaskBrush:
        return self.state.mask_brush

    @property
    def picture(self) -> MaskLayer:
        return self.bench.mask

    def hint(self) -> str:
        return {
            "brush": self.tr(
                "Mask: drag over what is to change. Shift+click: straight line. Alt+drag: size. 0: eraser"
            ),
            "fill": self.tr(
                "Mask: draw around what is to change, or click a place that lines enclose. 0: eraser"
            ),
            "rectangle": self.tr("Mask: drag a rectangle over what is to change. 0: eraser"),
        }[self.brush.mode]

    def label(self) -> str:
        return self.tr("Mask") if self._name else self.tr("Erase mask")

    def key(self, key: Qt.Key) -> None:
        super().key(key)
        erases = self.brush.erasing
        self.bench.announced.emit(self.tr("Eraser") if erases else self.tr("Mask"))
