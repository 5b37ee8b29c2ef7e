"""The tools, in a column at the left edge."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QToolButton

from sketchpad.document.model import Role
from sketchpad.ui.actions.action_text import plain
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.connections import while_alive
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import STRETCH, Part, named, vbox
from sketchpad.ui.style.theme import theme
from sketchpad.ui.widgets.flyout_button import FlyoutButton

# Those in brackets share a button.
GROUPS: tuple[tuple[str | tuple[str, ...], ...], ...] = (
    (
        "pen",
        "eraser",
        ("line", "polyline", "rectangle", "ellipse"),
        "bucket",
        ("role_follow", "role_loose", "role_ignore"),
    ),
    (("strokes", "lasso"), "box", "select", "pose", "region", "reference", "pan"),
    ("undo", "redo", "clear"),
)
FOOT = ("zoom_in", "zoom_out", "fit")
ICONS = {"zoom_in": "zoom-in", "zoom_out": "zoom-out"}


class ToolRail(Panel):
    def __init__(self, canvas: CanvasWidget) -> None:
        super().__init__()
        named(self, "tool_rail", styled=True)
        self._buttons: list[QToolButton] = []
        tools: list[Part] = []
        for number, group in enumerate(GROUPS):
            tools += [4, _line(), 4] if number else []
            tools += [self._button(canvas, names) for names in group]
        foot = [self._button(canvas, name) for name in FOOT]
        vbox(*tools, STRETCH, *foot, on=self, margins=(8, 10), spacing=2)
        self.retranslate()

    def _button(self, canvas: CanvasWidget, names: str | tuple[str, ...]) -> QToolButton:
        several = (names,) if isinstance(names, str) else names
        actions = [canvas.action(name) for name in several]
        for name, action in zip(several, actions, strict=True):
            _give_icon(action, name)
            action.setIconVisibleInMenu(len(actions) > 1)
        button: QToolButton
        if len(actions) > 1:
            button = FlyoutButton(actions)
            if several[0].startswith("role_"):  # it tells what lines are; it is no tool in hand
                button.setStyleSheet("QToolButton:checked { background: transparent; }")
        else:
            button = QToolButton()
            button.setDefaultAction(actions[0])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setIconSize(QSize(22, 22))
        button.setFixedSize(36, 36)
        for action in actions:
            while_alive(button, action.changed, lambda: _name(button, button.defaultAction()))
        self._buttons.append(button)
        return button

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Tools"))
        for button in self._buttons:
            _name(button, button.defaultAction())


def _give_icon(action: QAction, name: str) -> None:
    if name.startswith("role_"):
        action.setIcon(role_icon(cast(Role, name.removeprefix("role_"))))
    else:
        icons.set_icon(action, ICONS.get(name, name))


def role_icon(role: Role) -> QIcon:
    """A line in the ink of `role`, on paper."""
    icon = QIcon()
    for ratio in (1.0, 2.0):
        pixmap = QPixmap(QSize(22, 22) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().tokens.colour("border_strong"), 1.0))
        painter.setBrush(palette.PAPER)
        painter.drawRoundedRect(QRectF(1.5, 1.5, 19, 19), 4, 4)
        wave = QPainterPath(QPointF(5, 14))
        wave.cubicTo(QPointF(8, 5), QPointF(14, 18), QPointF(17, 8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(palette.ROLE_INKS[role], 3.0)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(wave)
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def _name(button: QToolButton, action: QAction) -> None:
    text = plain(action.text())
    if button.accessibleName() != text:
        button.setAccessibleName(text)
        button.setAccessibleDescription(action.statusTip())


def _line() -> QFrame:
    line = named(QFrame(), "line")
    line.setFixedHeight(1)
    return line
