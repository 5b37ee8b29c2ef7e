"""Words of actions as they stand outside of a menu."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton

from sketchpad.ui.connections import while_alive
from sketchpad.ui.style.shorthand import describe, tool_button

_MNEMONIC = re.compile(r"\s*\(&\w\)|&(?!&)")


def plain(text: str) -> str:
    """Without the sign of the key that chooses it in a menu: ``&Open…`` and ``打开(&O)…`` become ``Open``, ``打开``."""
    return _MNEMONIC.sub("", text).rstrip("…")


def name_of(action: QAction) -> str:
    """What an action is called in a list of all actions."""
    return plain(action.iconText() or action.text())


def keys_of(action: QAction) -> str:
    """The first shortcut as this system writes it; empty where there is none."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def tip_of(action: QAction) -> str:
    """Name and key, for a tool tip."""
    name, keys = plain(action.text()), keys_of(action)
    return f"{name} ({keys})" if keys else name


def name_after(button: QAbstractButton, action: QAction) -> None:
    """Give `button` the accessible name of `action`, now and whenever that changes."""

    def name() -> None:
        button.setAccessibleName(plain(action.text()))

    name()
    while_alive(button, action.changed, name)


def button_of(action: QAction) -> QPushButton:
    """A button of a dialog that triggers `action`; see `name_button`."""
    button = QPushButton()
    button.setAutoDefault(False)
    button.clicked.connect(action.trigger)
    return button


def name_button(button: QPushButton, action: QAction) -> None:
    """Give `button` the words of `action`, in the present language."""
    text, tip = action.text(), f"{plain(action.statusTip())} ({keys_of(action)})"
    describe(button, text, tip, text=text)


def action_button(action: QAction, square: int = 32) -> QToolButton:
    """A small button for `action`, with its icon and name."""
    button = tool_button(size=18, square=square)
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    name_after(button, action)
    return button
