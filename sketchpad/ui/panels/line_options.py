"""How lines are drawn: a steady hand, smoothing, mirrors."""

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
from sketchpad.ui.panel import Panel

SWITCHES = (("smooth", "steady"), ("mirror_across", "mirror_down"), ("pressure",))


class LineOptions(Panel):
    """A button with a menu: the canvas's own switches, and how steady the hand is made."""

    def __init__(self, canvas: CanvasWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pencil = canvas.state.pencil
        self.button = QToolButton()
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setIconSize(QSize(18, 18))
        self.button.setFixedSize(32, 32)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        icons.set_icon(self.button, "sliders")
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
