"""Beside the prompt: styles, negative presets, recent prompts, the count of tokens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QMenu

from sketchpad.document.model import Document
from sketchpad.document.prompt.history import PromptHistory
from sketchpad.document.prompt.styles import OwnStyles, Style, shipped
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.state.session import Result


def press(menu, text: str) -> None:
    menu.fill()
    next(action for action in menu.things.actions() if action.text() == text).trigger()


def checked(menu) -> list[str]:
    menu.fill()
    return [action.text() for action in menu.things.actions() if action.isChecked()]


def test_a_style_is_put_in_and_taken_out_and_undone(window: MainWindow) -> None:
    state, panel = window.state, window.side.prompt
    state.apply(state.document.with_prompt("a cat"), "x")
    press(panel.styles, "Pixel art")
    assert panel.prompt.toPlainText() == "pixel art of a cat, limited palette"
    assert panel.negative.toPlainText() == "blurry, smooth"
    assert checked(panel.styles) == ["Pixel art"]
    state.undo()
    assert (state.document.prompt, state.document.negative_prompt) == ("a cat", "")
    state.redo()
    press(panel.styles, "Pixel art")
    assert (state.document.prompt, state.document.negative_prompt) == ("a cat", "")
    press(panel.presets, "Low quality")
    assert "jpeg artifacts" in state.document.negative_prompt
    assert checked(panel.presets) == ["Low quality"]


@pytest.mark.parametrize("name", ["styles", "negative_presets", "prompt_history"])
def test_keys_open_the_menus_and_go_on(window: MainWindow, qapp: QApplication, name: str) -> None:
    window.actions_[name].trigger()
    shown = qapp.activePopupWidget()
    assert isinstance(shown, QMenu)
    assert not shown.isEmpty()
    shown.close()


def test_each_menu_has_its_own(window: MainWindow) -> None:
    panel = window.side.prompt
    for menu, negative in ((panel.styles, False), (panel.presets, True)):
        menu.fill()
        assert [s for s in shipped() if s.negative_only == negative] == list(menu.all)


def test_own_styles_are_saved_used_and_deleted(window: MainWindow) -> None:
    panel = window.side.prompt
    window.state.apply(Document(prompt="{prompt} & me", negative_prompt="you"), "x")
    window.questions.path = Path("Mine & yours")  # type: ignore[attr-defined]
    window.actions_["save_style"].trigger()
    window.questions.path = Path("No you")  # type: ignore[attr-defined]
    window.actions_["save_negative"].trigger()
    mine = Style("Mine & yours", "{prompt} & me", "you")
    assert OwnStyles().present() == (mine, Style("No you", "", "you"))
    window.state.apply(Document(prompt="a cat"), "x")
    press(panel.styles, "Mine && yours")
    assert window.state.document.prompt == "a cat & me"
    panel.styles.remove_menu.actions()[0].trigger()
    assert OwnStyles().present() == (Style("No you", "", "you"),)


def test_a_table_is_imported_or_refused_at_the_prompt(window: MainWindow, tmp_path: Path) -> None:
    panel, path = window.side.prompt, tmp_path / "styles.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    window.questions.path = path  # type: ignore[attr-defined]
    window.actions_["import_styles"].trigger()
    assert "holds no styles" in panel.styles_problem.text
    assert not panel.styles_problem.isHidden()
    path.write_text("name,prompt,negative_prompt\nMine,by me,\n", encoding="utf-8")
    window.questions.path = path  # type: ignore[attr-defined]
    window.actions_["import_styles"].trigger()
    assert panel.styles_problem.isHidden()
    assert OwnStyles().present() == (Style("Mine", "by me"),)


def test_prompts_of_pictures_come_back(window: MainWindow) -> None:
    panel = window.side.prompt
    for prompt in ("a cat", "a dog & a house " * 9):
        request = window.settings.values.request(Document(prompt=prompt, negative_prompt="x"))
        window.session.add(Result(request, np.zeros((8, 8, 3), np.uint8), 1.0))
    panel.history.fill()
    long, short = panel.history.things.actions()
    assert short.text() == "a cat"
    assert long.text().startswith("a dog && a house a dog")
    assert long.text().endswith("…")
    short.trigger()
    assert window.state.document.prompt == "a cat"
    assert window.state.document.negative_prompt == "x"
    assert len(PromptHistory().present()) == 2


def test_tokens_are_counted_behind_the_window(window: MainWindow, qtbot, tiny_model_dir) -> None:
    panel = window.side.prompt
    panel.set_words((), tiny_model_dir)
    assert panel.tokens.text() == ""
    window.state.apply(window.state.document.with_prompt("a cat and a dog"), "x")
    qtbot.waitUntil(lambda: panel.tokens.text() == "5 / 30")
    window.state.apply(window.state.document.with_prompt("a cat " * 16), "x")
    qtbot.waitUntil(lambda: panel.tokens.text() == "32 / 60")
    assert "32 / 60" in panel.tokens.accessibleName()
    panel.set_words((), tiny_model_dir / "nothing")
    qtbot.waitUntil(lambda: panel.tokens.text() == "")
