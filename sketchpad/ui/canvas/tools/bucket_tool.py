"""The bucket: fills what lines enclose."""

from __future__ import annotations

from PySide6.QtCore import Qt

from sketchpad.document.edit import bucket_fill, grouping
from sketchpad.ui.canvas.tools.tool import Tool
from sketchpad.ui.canvas.view.pointer import Pointer


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
        filled = bucket_fill.fill(
            document,
            (pointer.page.x(), pointer.page.y()),
            state.width_of("pen"),
            pencil.role,
            outline=pointer.alt,
        )
        if not filled:
            self.surface.say(
                self.tr("Nothing to fill here: click a place that lines enclose on all sides")
            )
            return
        strokes = document.strokes
        for image in zip(*(pencil.mirrored(one, document) for one in filled), strict=True):
            strokes += grouping.drawn_together(image, strokes)
        label = self.tr("Outline") if pointer.alt else self.tr("Fill")
        state.apply(document.with_strokes(strokes), label)
