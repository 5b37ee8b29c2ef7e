"""Shorthand for what panels are made of: rows and columns, names for the style sheet, small buttons, words."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QMimeData, QObject, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QProgressBar,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sketchpad.ui.style import icons

Named = TypeVar("Named", bound=QObject)
Box = TypeVar("Box", bound=QBoxLayout)
STRETCH = "stretch"
FRAME = QSize(4, 36)  # pixels: what a window manager puts around a window, at most
Part = QWidget | QLayout | int | str | tuple[Any, ...] | None
"""A widget or layout, alone or with stretch and alignment; pixels of room; `STRETCH`; None for nothing."""
Margins = int | tuple[int, int] | tuple[int, int, int, int] | None
"""On all sides; at the sides and above and below; left, top, right, bottom; None: those of the style."""


def clipboard_data() -> QMimeData:
    """Return what is on the clipboard; where another program owns it and does not answer, nothing is."""
    return QGuiApplication.clipboard().mimeData() or QMimeData()


def hbox(
    *parts: Part, on: QWidget | None = None, margins: Margins = 0, spacing: int | None = None
) -> QHBoxLayout:
    """`parts` side by side, as the layout of the widget `on`, or to be put into another one."""
    return _filled(QHBoxLayout(), parts, on, margins, spacing)


def vbox(
    *parts: Part, on: QWidget | None = None, margins: Margins = 0, spacing: int | None = None
) -> QVBoxLayout:
    """`parts` one below the other; see `hbox`."""
    return _filled(QVBoxLayout(), parts, on, margins, spacing)


def _filled(
    box: Box, parts: tuple[Part, ...], on: QWidget | None, margins: Margins, spacing: int | None
) -> Box:
    if on is not None:
        on.setLayout(box)
    if margins is not None:
        sides = (margins,) if isinstance(margins, int) else margins
        box.setContentsMargins(*(sides * (4 // len(sides))))
    if spacing is not None:
        box.setSpacing(spacing)
    for part in parts:
        if part is None:
            continue
        if isinstance(part, str):
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part)
        else:
            what, *how = part if isinstance(part, tuple) else (part,)
            (box.addLayout if isinstance(what, QLayout) else box.addWidget)(what, *how)
    return box


def named(thing: Named, name: str, *, styled: bool = False) -> Named:
    """`thing` under the name that the style sheet knows; `styled`: a bare widget that has a background there."""
    thing.setObjectName(name)
    if styled and isinstance(thing, QWidget):
        thing.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return thing


def label(name: str = "", text: str = "", *, wrap: bool = False, plain: bool = False) -> QLabel:
    """A label under a name of the style sheet; `plain`: its text may look like markup, and is none."""
    shown = named(QLabel(text, wordWrap=wrap), name)
    if plain:
        shown.setTextFormat(Qt.TextFormat.PlainText)
    return shown


def describe(widget: QWidget, name: str, tip: str | None = None, text: str | None = None) -> None:
    """Give `widget` its accessible name, its tool tip (the name again unless `tip` is given), and a button its text."""
    widget.setAccessibleName(name)
    widget.setToolTip(name if tip is None else tip)
    if isinstance(widget, QComboBox):
        widget.view().setAccessibleName(name)
    if text is not None and isinstance(widget, QAbstractButton | QLabel):
        widget.setText(text)


def tool_button(
    icon: str = "", size: int = 16, role: str = "text", *, square: int = 0, checkable: bool = False
) -> QToolButton:
    """A small button with an icon of `size` pixels in a colour of the theme; `square`: its side, where it is fixed."""
    button = QToolButton()
    button.setIconSize(QSize(size, size))
    button.setCheckable(checkable)
    if icon:
        icons.set_icon(button, icon, role)
    if square:
        button.setFixedSize(square, square)
    return button


def tab_after(before: QWidget, widget: QWidget) -> None:
    """The Tab key goes from `before`, or the last part of it, to the parts of `widget`, wherever they were made."""
    policy = Qt.FocusPolicy.TabFocus
    parts = [[part, *part.findChildren(QWidget)] for part in (before, widget)]
    earlier, own = (
        [one for one in some if one.focusPolicy() & policy and one.window() is before.window()]
        for some in parts
    )  # lists that drop down are windows of their own
    for last, part in itertools.pairwise([*earlier[-1:], *own]):
        QWidget.setTabOrder(last, part)


def scrolled(page: QWidget, name: str = "") -> QScrollArea:
    """`page` in a frameless area that scrolls up and down, which the Tab key passes over."""
    area = named(QScrollArea(widgetResizable=True), name)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area


def with_room(page: QWidget) -> QScrollArea:
    """`page` as large as there is room; where that is less than it needs, it scrolls either way."""
    area = scrolled(page)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    return area


def available(widget: QWidget) -> QRect:
    """The part of the screen of `widget` that no bar of the desktop covers, in pixels of the program."""
    return widget.screen().availableGeometry()


def resize_on_screen(window: QWidget, usual: QSize) -> None:
    """Give `window` its usual size, or what the screen has room for, with its frame."""
    window.resize(usual.boundedTo(available(window).size() - FRAME))


def progress_bar(height: int, *, keeps_room: bool = True) -> QProgressBar:
    """A thin bar without words; `keeps_room`: nothing jumps when it is hidden."""
    bar = QProgressBar(textVisible=False)
    bar.setFixedHeight(height)
    policy = bar.sizePolicy()
    policy.setRetainSizeWhenHidden(keeps_room)
    bar.setSizePolicy(policy)
    return bar


def set_progress(bar: QProgressBar, value: int) -> None:
    """Set a bar's value; it is painted with everything else, where Qt would paint it, and wait for that, at once."""
    if value != bar.value():
        bar.setUpdatesEnabled(False)
        bar.setValue(value)
        bar.setUpdatesEnabled(True)


def restyle(widget: QWidget, **properties: object) -> bool:
    """Set properties that the style sheet reads, and apply it again; False where nothing is different."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return False
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    return True


def button_box(
    dialog: QDialog,
    buttons: QDialogButtonBox.StandardButton = QDialogButtonBox.StandardButton.Close,
    accepted: Callable[[], object] | None = None,
) -> QDialogButtonBox:
    """The standard buttons at the foot of `dialog`, without icons; Cancel and Close reject it."""
    box = QDialogButtonBox(buttons)
    for button in box.buttons():
        button.setIcon(QIcon())
    box.rejected.connect(dialog.reject)
    if accepted is not None:
        box.accepted.connect(accepted)
    return box


def open_dialog(dialog: QDialog) -> None:
    """Show `dialog`, which is deleted when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
