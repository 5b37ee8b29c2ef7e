"""A method that is only registered has a card, a switch, a menu entry, a shortcut and a place in comparisons."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document
from sketchpad.generation.methods.registry import METHODS, method_names
from sketchpad.generation.request.request import MethodSettings
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.compare.matrix.titles import method_title
from sketchpad.ui.style import messages
from tests.colour_method import COLOUR
from tests.ui.fake_engine import FakeEngine


@pytest.fixture
def colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(METHODS, COLOUR.name, COLOUR)


@pytest.mark.slow
def test_every_text_is_given_to_the_translators() -> None:
    known = set(messages.texts())
    for method in METHODS.values():
        for text in filter(None, (method.label, method.note, method.menu)):
            assert ("Method", text) in known
        for part in (*method.settings, *method.options):
            assert ("Setting", part.label) in known
        for option in method.options:
            for text in filter(None, (option.note, option.short, *option.labels.values())):
                assert ("Setting", text) in known


def test_every_method_has_card_switch_and_menu_entry(window: MainWindow) -> None:
    for name in method_names():
        _is_there(window, name)


def test_it_is_chosen_and_asked_for(
    colour: None, window: MainWindow, qtbot: QtBot, drawing: Document
) -> None:
    window.state.open(drawing)
    _is_there(window, "colour")
    qtbot.keyClick(window, Qt.Key.Key_F7, Qt.KeyboardModifier.ControlModifier)
    card = window.side.methods.cards["colour"]
    assert card.check.isChecked()
    assert card.check.text() == "Colour"
    fields = card.controls.fields
    assert list(fields) == ["red", "green", "blue", "soft"]
    assert fields["red"].slider is not None
    assert fields["soft"].check is not None
    fields["red"].slider.spin.setValue(1.0)
    fields["soft"].check.click()
    card.controls.strength.spin.setValue(3.0)
    method = window.runner.request.method("colour")
    assert method == MethodSettings("colour", 3.0, red=1.0, soft=True)
    assert card.controls.more.summary.text() == "Red 1"
    assert method_title(method) == "Colour 3 red 100 % softly"


def test_it_comes_back_from_project_and_picture(
    colour: None,
    window: MainWindow,
    engine: FakeEngine,
    drawing: Document,
    tmp_path: Path,
) -> None:
    window.state.open(drawing)
    window.settings.choose("colour", True)
    window.settings.set_method("colour", blue=0.25, strength=2.0)
    before = window.settings.values
    window.questions.path = tmp_path / "a.sketchpad"  # type: ignore[attr-defined]
    window.project.save()
    window.runner.generate()
    engine.run_to_end()
    window.questions.path = tmp_path / "a.png"  # type: ignore[attr-defined]
    window.actions_["export"].trigger()
    for name in ("a.sketchpad", "a.png"):
        window.settings.set_method("colour", blue=0.5, strength=1.0)
        window.settings.choose("colour", False)
        assert window.project.open_now(tmp_path / name)
        shown = window.settings.values
        assert (shown.method("colour"), shown.chosen) == (
            before.method("colour"),
            before.chosen,
        )


def _is_there(window: MainWindow, name: str) -> None:
    action = window.actions_[f"method_{name}"]
    assert action in window.menus.picture.actions()
    assert action.shortcut().toString() == METHODS[name].key
    assert not action.icon().isNull()
    assert action.isCheckable()
    assert action.toolTip()
    action.setChecked(True)
    assert name in window.settings.values.chosen
    card = window.side.methods.cards[name]
    assert card.check.isChecked()
    assert card.check.accessibleDescription() == METHODS[name].note
    action.setChecked(False)
    assert not card.check.isChecked()
