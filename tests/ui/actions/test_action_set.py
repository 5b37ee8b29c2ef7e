"""Actions made from a table: connected by id, exclusive by choice, with the words of the language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QTranslator
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sketchpad import paths
from sketchpad.ui.actions.action_set import ActionSet, ActionSpec, Table
from sketchpad.ui.actions.tables.all_tables import TABLES

TABLE: Table = {
    "file": (ActionSpec("save", "&Save", "Save the drawing", "Ctrl+S F12"),),
    "looks": (
        ActionSpec("near", "Near", choice="look"),
        ActionSpec("far", "Far", choice="look", on_canvas=True),
        ActionSpec("dim", "Dim", checkable=True),
    ),
}


@pytest.fixture
def actions(qtbot: QtBot) -> Iterator[ActionSet]:
    widget = QWidget()
    qtbot.addWidget(widget)
    yield ActionSet(widget, TABLE, {})
    assert widget.actions()


def test_each_action_calls_its_handler(actions: ActionSet) -> None:
    called: list[object] = []
    actions.connect_handlers(
        {
            "save": lambda: called.append("save"),
            "dim": called.append,
            "far": lambda: called.append("far"),
        }
    )
    actions["save"].trigger()
    actions["dim"].setChecked(True)
    actions["far"].trigger()
    assert called == ["save", True, "far"]


def test_of_a_choice_one_is_on(actions: ActionSet) -> None:
    actions["near"].setChecked(True)
    actions["far"].trigger()
    assert [action.objectName() for action in actions.group("looks") if action.isChecked()] == [
        "far"
    ]


def test_words_and_keys(actions: ActionSet) -> None:
    save = actions["save"]
    assert [key.toString() for key in save.shortcuts()] == ["Ctrl+S", "F12"]
    assert (save.text(), save.iconText()) == ("&Save", "Save")
    assert (save.toolTip(), save.statusTip()) == ("Save (Ctrl+S)", "Save the drawing")


def test_the_words_follow_the_language(actions: ActionSet, qapp: QApplication) -> None:
    translator = QTranslator()
    assert translator.load("sketchpad_zh_CN", str(paths.resources() / "translations"))
    qapp.installTranslator(translator)
    QApplication.sendEvent(actions.parent(), QEvent(QEvent.Type.LanguageChange))
    qapp.removeTranslator(translator)
    assert actions["save"].text() == "保存(&S)"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: next(iter(table)))
def test_ids_are_unique_and_every_action_can_be_reached_by_keys(table: Table) -> None:
    specs = [spec for group in table.values() for spec in group]
    assert [name for name, count in Counter(spec.id for spec in specs).items() if count > 1] == []
    without = {spec.id for spec in specs if not spec.keys}
    assert without <= {"log_folder", "about"}
