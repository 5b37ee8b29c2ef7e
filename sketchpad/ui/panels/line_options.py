"""How lines are drawn: a steady hand, smoothing, mirrors."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QMenu,
    QVBoxLayout,
    QWidget,
)

from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.panels.slider_menu import menu_button, slider_entry
from sketchpad.ui.style.panel import Panel

SWITCHES = (("smooth", "steady"), ("mirror_across", "mirror_down"), ("pressure",))


class LineOptions(Panel):
    """A button with a menu: the canvas's own switches, and how steady the hand is made."""

    def __init__(self, canvas: CanvasWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pencil = canvas.state.pencil
        self.button = menu_button("sliders")
        self.slider, self._label, action = slider_entry(self)
        self.menu = QMenu(self)
        for number, names in enumerate(SWITCHES):
            if number:
                self.menu.addSeparator()
            self.menu.addActions([canvas.action(name) for name in names])
            if not number:
                self.menu.addAction(action)
        self.button.setMenu(self.menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.button)
        self.slider.valueChanged.connect(lambda value: self._pencil.set_steadiness(value / 100))
        self._pencil.changed.connect(self._show)
        self._show()
        self.retranslate()

    def retranslate(self) -> None:
        name = self.tr("How lines are drawn")
        self.button.setToolTip(name)
        self.button.setAccessibleName(name)
        self._label.setText(self.tr("Steadiness"))
        self.slider.setAccessibleName(self.tr("Steadiness"))
        self.slider.setToolTip(self.tr("How far the line follows behind the pointer"))

    def _show(self) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(self._pencil.steadiness * 100))
