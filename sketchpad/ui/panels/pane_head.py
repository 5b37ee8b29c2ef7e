"""The bar above the drawing or the result: a title and what one often needs there."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from sketchpad.ui.style.shorthand import Part, hbox, label, named

HEIGHT = 44


class PaneHead(QWidget):
    def __init__(self, *parts: Part) -> None:
        super().__init__()
        named(self, "pane_head", styled=True)
        self.setFixedHeight(HEIGHT)
        self.title = label("pane_title")
        hbox(self.title, 4, *parts, on=self, margins=(14, 0, 8, 0), spacing=6)
