"""The tools, in a column at the left edge."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPainterPath, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QSpacerItem, QToolButton, QWidget

from sketchpad.document.model import Role
from sketchpad.ui.actions.action_text import plain
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.canvas.view import palette
from sketchpad.ui.connections import while_alive
from sketchpad.ui.style import icons
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import named, scrolled, vbox
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
    (
        ("strokes", "lasso"),
        "box",
        "select",
        "pose",
        "region",
        "paint",
        "mask",
        ("reference", "crop"),
        "pan",
    ),
    ("undo", "redo", "clear"),
)
FOOT = ("zoom_in", "zoom_out", "fit")
ICONS = {"zoom_in": "zoom-in", "zoom_out": "zoom-out"}
BUTTON, LINE_ROOM = 36, 9  # pixels
MOST_COLUMNS = 2  # into which the tools fold where the window is low, before they scroll


class ToolRail(Panel):
    def __init__(self, canvas: CanvasWidget) -> None:
        super().__init__()
        named(self, "tool_rail", styled=True)
        self._buttons: list[QToolButton] = []
        self._groups = [[self._button(canvas, names) for names in group] for group in GROUPS]
        self._lines = [_line() for _ in GROUPS[1:]]
        self._foot = [self._button(canvas, name) for name in FOOT]
        page = named(QWidget(), "side_contents")
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(8, 10, 8, 10)
        self._grid.setSpacing(2)
        self._columns = 0
        self._area = scrolled(page)
        vbox(self._area, on=self)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._fold(1)
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = 1
        while columns < MOST_COLUMNS and self._height(columns) > event.size().height():
            columns += 1
        self._fold(columns)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        height, width = self._height(self._columns), self._columns * (BUTTON + 2) + 15
        bar = self._area.verticalScrollBar().sizeHint().width() if height > self.height() else 0
        return QSize(width + bar, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), 2 * BUTTON)

    def _height(self, columns: int) -> int:
        """Pixels that are needed for so many columns."""
        rows = sum(-(-len(buttons) // columns) for buttons in (*self._groups, self._foot))
        return rows * (BUTTON + 2) + len(self._lines) * (LINE_ROOM + 2) + 20

    def _fold(self, columns: int) -> None:
        """Lay the buttons in so many columns, the groups one below the other."""
        if columns == self._columns:
            return
        self._columns, row = columns, 0
        while self._grid.takeAt(0) is not None:
            pass
        for part in (*self._groups, self._foot):
            if part is self._foot:
                self._grid.addItem(QSpacerItem(0, 0, vData=QSizePolicy.Policy.Expanding), row, 0)
            elif row:
                self._grid.addWidget(self._lines[self._groups.index(part) - 1], row, 0, 1, columns)
            row += 1
            for number, button in enumerate(part):
                self._grid.addWidget(button, row + number // columns, number % columns)
            row += -(-len(part) // columns)

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
        button.setFixedSize(BUTTON, BUTTON)
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


def _line() -> QWidget:
    line, around = named(QFrame(), "line"), QWidget()
    line.setFixedHeight(1)
    vbox(line, on=around, margins=(0, LINE_ROOM // 2))
    return around
