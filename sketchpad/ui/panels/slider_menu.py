"""Small buttons whose menu holds a slider: how lines are drawn, and how the result is shown on the drawing."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSlider, QToolButton, QWidget, QWidgetAction

from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.style.messages import setting_label
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import describe, label, tool_button, vbox

SWITCHES = (("smooth", "steady"), ("mirror_across", "mirror_down"), ("pressure",))
MODES = ("result_under", "result_over", "result_hidden")


class _SliderMenu(Panel):
    """A button with a menu: the canvas's own actions, and a slider from 0 to 100 with its label above it."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self.button, self.menu = tool_button(icon, 18, square=32), QMenu(self)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setMenu(self.menu)
        self.slider, self._label = QSlider(Qt.Orientation.Horizontal), label("note")
        self.slider.setRange(0, 100)
        self.slider.setMinimumWidth(180)
        self._label.setBuddy(self.slider)
        self._entry, box = QWidgetAction(self), QWidget()
        vbox(self._label, self.slider, on=box, margins=(14, 4, 14, 10), spacing=4)
        self._entry.setDefaultWidget(box)
        vbox(self.button, on=self)

    def _fill(self, *groups: list[QAction]) -> None:
        for number, actions in enumerate(groups):
            if number:
                self.menu.addSeparator()
            self.menu.addActions(actions)

    def _show_share(self, share: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(share * 100))


class LineOptions(_SliderMenu):
    """How lines are drawn: a steady hand, smoothing, mirrors."""

    def __init__(self, canvas: CanvasWidget) -> None:
        super().__init__("sliders")
        self._pencil = canvas.state.pencil
        first, *more = ([canvas.action(name) for name in names] for names in SWITCHES)
        self._fill([*first, self._entry], *more)
        self.slider.valueChanged.connect(lambda value: self._pencil.set_steadiness(value / 100))
        self._pencil.changed.connect(self._show)
        self._show()
        self.retranslate()

    def retranslate(self) -> None:
        describe(self.button, self.tr("How lines are drawn"))
        self._label.setText(self.tr("Steadiness"))
        tip = self.tr("How far the line follows behind the pointer")
        describe(self.slider, self.tr("Steadiness"), tip)

    def _show(self) -> None:
        self._show_share(self._pencil.steadiness)


class OverlayButton(_SliderMenu):
    """How the result is shown on the drawing: under it, over it, not at all; and how strongly."""

    def __init__(self, canvas: CanvasWidget) -> None:
        super().__init__("overlay")
        self._overlay = canvas.overlay
        modes = [canvas.action(mode) for mode in MODES]
        self._fill(modes, [canvas.action("peek")], [self._entry])
        self.slider.valueChanged.connect(lambda value: self._overlay.set_opacity(value / 100))
        self._overlay.changed.connect(self._show)
        self._show()
        self.retranslate()

    def retranslate(self) -> None:
        describe(self.button, self.tr("Picture on the drawing"))
        self._label.setText(setting_label("result.opacity"))
        self.slider.setAccessibleName(setting_label("result.opacity"))

    def _show(self) -> None:
        self._show_share(self._overlay.opacity)
