"""Everything is found by a few letters and done by Enter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sketchpad.document.model import Document
from sketchpad.ui.actions import command_palette
from sketchpad.ui.actions.command_palette import CommandPalette, score
from sketchpad.ui.app.main_window import MainWindow


@pytest.fixture
def palette(window: MainWindow) -> Iterator[CommandPalette]:
    command_palette._recent.clear()
    window.canvas.setFocus()
    QApplication.processEvents()
    QTest.keyClick(window.canvas, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    (made,) = window.findChildren(CommandPalette)
    yield made
    command_palette._recent.clear()


def test_everything_with_a_name_is_there(window: MainWindow, palette: CommandPalette) -> None:
    ids = set(palette.listed())
    for action in [*window.actions_.all(), *window.canvas.actions(), *window.layout_.actions.all()]:
        if action.objectName() != "command_palette":
            assert action.objectName() in ids


def test_typing_finds_and_enter_does(window: MainWindow, palette: CommandPalette) -> None:
    QTest.keyClicks(palette.line, "eraser")
    assert palette.listed()[0] == "eraser"
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.state.tool == "eraser"
    assert not palette.isVisible()


def test_arrows_choose_another_line(window: MainWindow, palette: CommandPalette) -> None:
    QTest.keyClicks(palette.line, "method")
    palette.line.setText("zoom")
    ids = palette.listed()
    QTest.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.list.currentItem().text(0) == palette.list.topLevelItem(1).text(0)
    QTest.keyClick(palette.line, Qt.Key.Key_PageUp)
    assert palette.list.currentItem().text(0) == palette.list.topLevelItem(0).text(0)
    assert len(ids) > 1


def test_what_cannot_be_done_is_listed_last_and_not_done(
    window: MainWindow, palette: CommandPalette
) -> None:
    window.state.open(Document())
    palette.line.setText("clear drawing")
    assert palette.listed() == ["clear"]
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert palette.isVisible()
    QTest.keyClick(palette.line, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_what_was_done_last_comes_first(window: MainWindow, palette: CommandPalette) -> None:
    palette.line.setText("whole page")
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.actions_["command_palette"].trigger()
    QApplication.processEvents()
    (again,) = window.findChildren(CommandPalette)
    assert again.listed()[0] == "fit"


def test_theme_and_language_are_found_and_can_have_keys(
    window: MainWindow, palette: CommandPalette
) -> None:
    QTest.keyClicks(palette.line, "theme dark")
    assert palette.listed()[0] == "theme_dark"
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert window.preferences["theme"] == "dark"
    window.shortcuts.assign("language_zh_CN", QKeySequence("Ctrl+Alt+Y"))
    window.activateWindow()
    QApplication.processEvents()
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(window.canvas, Qt.Key.Key_Y, modifiers)
    assert window.language.present == "zh_CN"
    window.shortcuts.reset_all()
    window.preferences.set("theme", "system")
    window.preferences.set("language", "")


def test_letters_in_order_are_enough_and_starts_of_words_count_more() -> None:
    assert score("", "anything") == 0
    assert score("xyz", "align left") is None
    exact, starts, apart = (
        score(letters, "align left edges") for letters in ("left", "ale", "gtgs")
    )
    assert exact is not None
    assert starts is not None
    assert apart is not None
    assert exact > starts > apart
