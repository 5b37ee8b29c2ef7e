"""Known words are offered and listed at the prompt, and unknown ones are named before there is a picture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget

from sketchpad.document.model import Document
from sketchpad.errors import Problem
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.panels.word_help import WordHelp


@pytest.fixture
def words(window: MainWindow) -> WordHelp:
    window.side.prompt.prompt.setFocus()
    return window.side.prompt.words


def offered(words: WordHelp) -> list[str]:
    model = words.offers.completer.model()
    shown = words.offers.list.isVisible()
    return [model.index(n, 0).data() for n in range(model.rowCount())] if shown else []


def test_known_words_are_offered_while_typing_and_taken_by_keys(words, window, qtbot) -> None:
    edit = window.side.prompt.prompt
    QTest.keyClicks(edit, "a ca")
    rows = offered(words)
    assert "camel  骆驼  ·  animals" in rows
    row = rows.index("cat  猫  ·  animals")
    for _ in range(row + 1):
        QTest.keyClick(words.offers.list, Qt.Key.Key_Down)
    QTest.keyClick(words.offers.list, Qt.Key.Key_Return)
    assert not words.offers.list.isVisible()
    taken = rows[row].split("  ")[0]
    assert window.state.document.prompt == f"a {taken}"
    QTest.keyClicks(edit, ", a xq")
    assert offered(words) == []


def test_enter_without_a_choice_and_escape_leave_the_words_alone(words, window) -> None:
    edit = window.side.prompt.prompt
    QTest.keyClicks(edit, "ca")
    QTest.keyClick(words.offers.list, Qt.Key.Key_Escape)
    assert (offered(words), window.state.document.prompt) == ([], "ca")
    QTest.keyClicks(edit, "m")
    assert offered(words)
    QTest.keyClick(words.offers.list, Qt.Key.Key_Return)
    assert (offered(words), window.state.document.prompt) == ([], "cam")


def test_chinese_words_are_offered_to_an_input_method(words, window) -> None:
    event = QInputMethodEvent()
    event.setCommitString("一只猫头")
    QApplication.sendEvent(window.side.prompt.prompt, event)
    assert offered(words) == ["猫头鹰  owl  ·  animals"]
    QTest.keyClick(words.offers.list, Qt.Key.Key_Down)
    QTest.keyClick(words.offers.list, Qt.Key.Key_Return)
    assert window.state.document.prompt == "一只猫头鹰"


def test_unknown_words_are_named_before_a_run_and_replaced_by_a_click(words, window, qtbot) -> None:
    QTest.keyClicks(window.side.prompt.prompt, "a robot and a xylograph")
    assert words.isHidden()  # a word may not be whole yet
    qtbot.waitUntil(lambda: not words.isHidden())
    assert "“robot”, “xylograph”" in words.text.text()
    (button,) = [b for b in words.replacements if b.text() == "laptop"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.state.document.prompt == "a laptop and a xylograph"
    assert words.unknown == ("xylograph",)
    window.state.undo()
    assert window.state.document.prompt == "a robot and a xylograph"
    qtbot.waitUntil(lambda: words.unknown == ("robot", "xylograph"))


def test_the_remark_of_a_run_is_not_said_twice(words, window) -> None:
    remark = Problem.of("unknown_words", "prompt", blocking=False, words="robot", count=128)
    window.runner.problems_changed.emit((remark,))
    assert window.side.prompt.problem.isHidden()


def chip(shown: QListWidget, text: str) -> None:
    (item,) = shown.findItems(text, Qt.MatchFlag.MatchExactly)
    at = shown.visualItemRect(item).center()
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_the_list_puts_words_by_group_into_the_prompt(words, window, qtbot) -> None:
    window.actions_["known_words"].trigger()
    assert words.list.isVisible()
    chip(words.list.words, "cat")
    chip(words.list.groups, "colours")
    chip(words.list.words, "red")
    chip(words.list.groups, "places")
    chip(words.list.words, "castle")
    assert window.state.document.prompt == "a cat, red castle"
    QTest.keyClick(words.list, Qt.Key.Key_Escape)
    assert not words.list.isVisible()


def test_the_list_speaks_chinese_in_a_chinese_window(words, window) -> None:
    window.language.choose("zh_CN")
    window.actions_["known_words"].trigger()
    assert words.list.groups.item(0).text() == "动物"
    chip(words.list.words, "猫")
    assert window.state.document.prompt == "猫"
    words.list.close()


def test_nothing_is_offered_for_a_model_that_does_not_say_what_it_knows(words, window) -> None:
    window.side.prompt.set_words(())
    QTest.keyClicks(window.side.prompt.prompt, "a cam")
    assert offered(words) == []
    window.state.open(Document(prompt="a robot"))
    words.look()
    assert words.isHidden()
    assert not window.actions_["known_words"].isEnabled()
    assert window.side.prompt.show_words.isHidden()
