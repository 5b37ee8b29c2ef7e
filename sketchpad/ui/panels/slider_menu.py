"""The parts of a small button whose menu holds a slider."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QLabel, QSlider, QToolButton, QVBoxLayout, QWidget, QWidgetAction

from sketchpad.ui.style import icons


def menu_button(icon: str) -> QToolButton:
    button = QToolButton()
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setIconSize(QSize(18, 18))
    button.setFixedSize(32, 32)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    icons.set_icon(button, icon)
    return button


def slider_entry(owner: QObject) -> tuple[QSlider, QLabel, QWidgetAction]:
    """A slider from 0 to 100 with its label above it, as an entry for a menu."""
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, 100)
    slider.setMinimumWidth(180)
    label = QLabel()
    label.setObjectName("note")
    label.setBuddy(slider)
    box = QWidget()
    inner = QVBoxLayout(box)
    inner.setContentsMargins(14, 4, 14, 10)
    inner.setSpacing(4)
    inner.addWidget(label)
    inner.addWidget(slider)
    entry = QWidgetAction(owner)
    entry.setDefaultWidget(box)
    return slider, label, entry
