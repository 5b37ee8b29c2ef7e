"""How the result is shown on the drawing: under it, over it, not at all; and how strongly."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from sketchpad.ui import icons
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.messages import setting_label
from sketchpad.ui.panel import Panel

MODES = ("result_under", "result_over", "result_hidden")


class OverlayButton(Panel):
    """A button with a menu: the canvas's own actions, and a slider."""

    def __init__(self, canvas: CanvasWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.button = QToolButton()
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setIconSize(QSize(18, 18))
        self.button.setFixedSize(32, 32)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        icons.set_icon(self.button, "overlay")
        self.menu = QMenu(self)
        self.menu.addActions([canvas.action(mode) for mode in MODES])
        self.menu.addSeparator()
        self.menu.addAction(canvas.action("peek"))
        self.menu.addSeparator()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setMinimumWidth(180)
        self._label = QLabel()
        self._label.setObjectName("note")
        self._label.setBuddy(self.slider)
        box = QWidget()
        inner = QVBoxLayout(box)
        inner.setContentsMargins(14, 4, 14, 10)
        inner.setSpacing(4)
        inner.addWidget(self._label)
        inner.addWidget(self.slider)
        action = QWidgetAction(self)
        action.setDefaultWidget(box)
        self.menu.addAction(action)
        self.button.setMenu(self.menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.button)
        self.slider.valueChanged.connect(lambda value: canvas.set_result_opacity(value / 100))
        canvas.result_changed.connect(self._show)
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
            self.slider.setValue(round(self._canvas.result_opacity * 100))
