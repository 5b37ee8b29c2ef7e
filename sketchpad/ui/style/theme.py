"""The colours of the window, light and dark, and the style sheet made from them.

Neutral greys, so that nothing near a picture tints it, and one accent. Every text colour keeps a contrast of at least
4.5 to 1 on every surface it is used on (tests/ui/style/test_theme.py).
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from typing import Literal

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from sketchpad import paths

Choice = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Tokens:
    """The colours, by what they are for."""

    window: str
    surface: str
    sunken: str
    hover: str
    pressed: str
    border: str
    border_strong: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_soft: str
    accent_text: str
    on_accent: str
    warning: str
    warning_soft: str
    warning_border: str
    danger: str
    danger_soft: str
    danger_border: str
    success: str

    def colour(self, name: str) -> QColor:
        return QColor(getattr(self, name))


LIGHT = Tokens(
    window="#f6f6f7",
    surface="#ffffff",
    sunken="#e7e7ea",
    hover="#ebebee",
    pressed="#e0e0e5",
    border="#dcdce1",
    border_strong="#b4b4bd",
    text="#1b1b1f",
    muted="#5d5d67",
    faint="#83838d",
    accent="#5350c4",
    accent_hover="#4744b0",
    accent_pressed="#3d3a9c",
    accent_soft="#ecebfb",
    accent_text="#4744b5",
    on_accent="#ffffff",
    warning="#7d4600",
    warning_soft="#fff5e2",
    warning_border="#f0d5a4",
    danger="#a8201a",
    danger_soft="#fdeceb",
    danger_border="#f2c4c1",
    success="#1d7348",
)

DARK = Tokens(
    window="#1f1f22",
    surface="#29292d",
    sunken="#161618",
    hover="#323237",
    pressed="#3b3b41",
    border="#3a3a40",
    border_strong="#5c5c66",
    text="#ececef",
    muted="#a9a9b3",
    faint="#85858f",
    accent="#625fd6",
    accent_hover="#6865da",
    accent_pressed="#5552c2",
    accent_soft="#34334f",
    accent_text="#b6b4ff",
    on_accent="#ffffff",
    warning="#f2c47a",
    warning_soft="#3a2f1c",
    warning_border="#5d4a26",
    danger="#ff9d97",
    danger_soft="#3f2322",
    danger_border="#683534",
    success="#6fd3a0",
)


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
    shade = "dark" if tokens is DARK else "light"
    return _sheet().substitute(asdict(tokens), shade=shade)


class Theme(QObject):
    """Follows the system's colour scheme, or the user's own choice.

    Signals:
        changed: the window has other colours now.
    """

    changed = Signal()

    def __init__(self, app: QApplication, choice: Choice = "system") -> None:
        super().__init__(app)
        self._app = app
        self._choice: Choice = choice
        self.tokens = LIGHT
        QDir.setSearchPaths("icons", [str(paths.resources() / "icons")])
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._apply()

    @property
    def choice(self) -> Choice:
        return self._choice

    def choose(self, choice: Choice) -> None:
        if choice != self._choice:
            self._choice = choice
            self._apply()

    @property
    def is_dark(self) -> bool:
        return self.tokens is DARK

    @contextmanager
    def styled_at_the_end(self) -> Iterator[None]:
        """Put many widgets together without the style sheet, which Qt applies anew at each move into a layout."""
        self._app.setStyleSheet("")
        try:
            yield
        finally:
            self._app.setStyleSheet(sheet_of(self.tokens))

    def _on_system_changed(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        hints = self._app.styleHints()
        wanted = self._choice
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
    found = app.findChild(Theme)
    return found if found is not None else Theme(app)
