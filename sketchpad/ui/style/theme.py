"""The colours of the window, light and dark, and the style sheet made from them.

Neutral greys, so that nothing near a picture tints it, and one accent. Every text colour keeps a contrast of at least
4.5 to 1 on every surface it is used on (tests/ui/style/test_theme.py).
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal

import shiboken6
from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from sketchpad import paths

Choice = Literal["system", "light", "dark"]


COLOURS = {  # by what they are for: in the light theme, in the dark one
    "window": ("#f6f6f7", "#1f1f22"),
    "surface": ("#ffffff", "#29292d"),
    "sunken": ("#e7e7ea", "#161618"),
    "hover": ("#ebebee", "#323237"),
    "pressed": ("#e0e0e5", "#3b3b41"),
    "border": ("#dcdce1", "#3a3a40"),
    "border_strong": ("#b4b4bd", "#5c5c66"),
    "text": ("#1b1b1f", "#ececef"),
    "muted": ("#5d5d67", "#a9a9b3"),
    "faint": ("#83838d", "#85858f"),
    "accent": ("#5350c4", "#625fd6"),
    "accent_hover": ("#4744b0", "#6865da"),
    "accent_pressed": ("#3d3a9c", "#5552c2"),
    "accent_soft": ("#ecebfb", "#34334f"),
    "accent_text": ("#4744b5", "#b6b4ff"),
    "on_accent": ("#ffffff", "#ffffff"),
    "warning": ("#7d4600", "#f2c47a"),
    "warning_soft": ("#fff5e2", "#3a2f1c"),
    "warning_border": ("#f0d5a4", "#5d4a26"),
    "danger": ("#a8201a", "#ff9d97"),
    "danger_soft": ("#fdeceb", "#3f2322"),
    "danger_border": ("#f2c4c1", "#683534"),
    "success": ("#1d7348", "#6fd3a0"),
}


@dataclass(frozen=True)
class Tokens:
    """The colours of one theme."""

    dark: bool

    def colour(self, name: str) -> QColor:
        return QColor(COLOURS[name][self.dark])

    def all(self) -> dict[str, str]:
        return {name: shades[self.dark] for name, shades in COLOURS.items()}


LIGHT, DARK = Tokens(False), Tokens(True)


def palette_of(tokens: Tokens) -> QPalette:
    """Fusion's palette in these colours."""
    role = QPalette.ColorRole
    palette = QPalette()
    for group_roles, name in (
        ((role.Window,), "window"),
        ((role.Base, role.Button, role.ToolTipBase), "surface"),
        ((role.AlternateBase,), "window"),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), "text"),
        ((role.PlaceholderText,), "faint"),
        ((role.Highlight, role.Accent), "accent"),
        ((role.HighlightedText, role.BrightText), "on_accent"),
        ((role.Link,), "accent_text"),
        ((role.LinkVisited,), "muted"),
        ((role.Light,), "surface"),
        ((role.Midlight,), "hover"),
        ((role.Mid,), "border"),
        ((role.Dark,), "border_strong"),
        ((role.Shadow,), "sunken"),
    ):
        for one in group_roles:
            palette.setColor(one, tokens.colour(name))
    for one in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, tokens.colour("faint"))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, tokens.colour("border"))
    return palette


@cache
def _sheet() -> string.Template:
    return string.Template((paths.resources() / "theme" / "window.qss").read_text("utf-8"))


def sheet_of(tokens: Tokens) -> str:
    """The style sheet in these colours; pictures it names are looked up under the prefix ``icons:``."""
    return _sheet().substitute(tokens.all(), shade="dark" if tokens.dark else "light")


class Theme(QObject):
    """Follows the system's colour scheme, or the user's own choice.

    Signals:
        changed: the window has other colours now.
    """

    changed = Signal()
    newest: ClassVar[Theme | None] = None

    def __init__(self, app: QApplication, choice: Choice = "system") -> None:
        super().__init__(app)
        Theme.newest = self
        self._app = app
        self.choice: Choice = choice
        self.tokens = LIGHT
        QDir.setSearchPaths("icons", [str(paths.resources() / "icons")])
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._apply()

    def choose(self, choice: Choice) -> None:
        if choice != self.choice:
            self.choice = choice
            self._apply()

    @property
    def is_dark(self) -> bool:
        return self.tokens.dark

    @contextmanager
    def styled_at_the_end(self) -> Iterator[None]:
        """Put many widgets together without the style sheet, which Qt applies anew at each move into a layout."""
        self._app.setStyleSheet("")
        try:
            yield
        finally:
            self._app.setStyleSheet(sheet_of(self.tokens))

    def _on_system_changed(self) -> None:
        if self.choice == "system":
            self._apply()

    def _apply(self) -> None:
        hints = self._app.styleHints()
        wanted = self.choice
        if wanted == "system":
            wanted = "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"
        self.tokens = DARK if wanted == "dark" else LIGHT
        self._app.setPalette(palette_of(self.tokens))
        self._app.setStyleSheet(sheet_of(self.tokens))
        self.changed.emit()


def theme() -> Theme:
    """The application's theme; made at the first call."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    newest = Theme.newest  # asked for with every icon
    if newest is not None and shiboken6.isValid(newest) and newest.parent() is app:
        return newest
    return Theme(app)
