"""How the result is shown on the drawing: under it, over it, not at all; and how strongly."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QMenu,
    QVBoxLayout,
    QWidget,
)

from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.panels.slider_menu import menu_button, slider_entry
from sketchpad.ui.style.messages import setting_label
from sketchpad.ui.style.panel import Panel

MODES = ("result_under", "result_over", "result_hidden")


class OverlayButton(Panel):
    """A button with a menu: the canvas's own actions, and a slider."""

    def __init__(self, canvas: CanvasWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.button = menu_button("overlay")
        self.menu = QMenu(self)
        self.menu.addActions([canvas.action(mode) for mode in MODES])
        self.menu.addSeparator()
        self.menu.addAction(canvas.action("peek"))
        self.menu.addSeparator()
        self.slider, self._label, action = slider_entry(self)
        self.menu.addAction(action)
        self.button.setMenu(self.menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.button)
        self.slider.valueChanged.connect(lambda value: canvas.overlay.set_opacity(value / 100))
        canvas.overlay.changed.connect(self._show)
        self._show()
        self.retranslate()

    def retranslate(self) -> None:
        name = self.tr("Picture on the drawing")
        self.button.setToolTip(name)
        self.button.setAccessibleName(name)
        self._label.setText(setting_label("result.opacity"))
        self.slider.setAccessibleName(setting_label("result.opacity"))

    def _show(self) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(self._canvas.overlay.opacity * 100))
