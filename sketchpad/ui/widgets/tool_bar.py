"""A card that floats on the canvas while its tool is in hand."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt

from sketchpad.ui.actions.action_set import ActionSet
from sketchpad.ui.actions.action_text import action_button
from sketchpad.ui.style.panel import Panel
from sketchpad.ui.style.shorthand import hbox, named, tool_button


class ToolBar(Panel):
    """A card that floats on the canvas while its tool is in hand."""

    def __init__(self, actions: ActionSet, names: Iterable[str]) -> None:
        super().__init__()
        named(self, "tool_bar", styled=True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.button = named(tool_button(), "secondary")
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFixedHeight(30)
        buttons = [self.button, *(action_button(actions[name]) for name in names)]
        for button in buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        hbox(*buttons, on=self, margins=(5, 4), spacing=2)
