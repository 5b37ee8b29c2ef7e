"""Light and dark: readable everywhere, followed by everything."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from sketchpad import paths
from sketchpad.ui.canvas.view.palette import luminance
from sketchpad.ui.style import icons
from sketchpad.ui.style.theme import (
    DARK,
    LIGHT,
    Theme,
    Tokens,
    sheet_of,
    theme,
)

READ_ON = {
    "text": ("window", "surface", "hover", "pressed", "accent_soft"),
    "muted": ("window", "surface", "hover"),
    "accent_text": ("window", "surface", "accent_soft"),
    "on_accent": ("accent", "accent_hover", "accent_pressed"),
    "warning": ("warning_soft",),
    "danger": ("danger_soft",),
}


def contrast(a: QColor, b: QColor) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read(tokens: Tokens) -> None:
    for text, grounds in READ_ON.items():
        for ground in grounds:
            assert contrast(tokens.colour(text), tokens.colour(ground)) >= 4.5, (text, ground)
    assert contrast(tokens.colour("faint"), tokens.colour("surface")) >= 3.0
    assert contrast(tokens.colour("accent"), tokens.colour("window")) >= 3.0


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_style_sheet_is_whole(tokens: Tokens) -> None:
    sheet = sheet_of(tokens)
    assert "$" not in sheet
    for name in re.findall(r"url\(icons:([\w-]+\.svg)\)", sheet):
        assert (paths.resources() / "icons" / name).is_file(), name
    assert all(QColor(value).isValid() for value in tokens.all().values())


def test_the_choice_changes_palette_and_icons(qapp: QApplication) -> None:
    one = theme()
    one.choose("dark")
    assert one.is_dark
    assert qapp.palette().color(QPalette.ColorRole.Window) == DARK.colour("window")
    before = icons.icon("pen").pixmap(24).toImage()
    one.choose("light")
    assert icons.icon("pen").pixmap(24).toImage() != before
    assert isinstance(one, Theme)


@pytest.mark.parametrize(
    "path", sorted((paths.resources() / "icons").glob("*.svg")), ids=lambda p: p.stem
)
def test_every_icon_can_be_drawn(qapp: QApplication, path) -> None:
    image = icons.pixmap(path.stem, "#123456", 24, 2.0).toImage()
    assert image.width() == 48
    assert any(image.pixelColor(x, y).alpha() for x in range(48) for y in range(48))
