"""Keys are changed, taken from others, brought back, and remembered."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest

from sketchpad import paths
from sketchpad.ui.actions.shortcut_store import FILE_NAME, ShortcutStore
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.dialogs.shortcuts import ShortcutsDialog


def actions(parent) -> dict[str, QAction]:
    made = {}
    for name, keys in (("pen", "B"), ("open", "Ctrl+O"), ("redo", "Ctrl+Shift+Z Ctrl+Y")):
        action = QAction(name.title(), parent)
        action.setObjectName(name)
        action.setShortcuts([QKeySequence(key) for key in keys.split()])
        made[name] = action
    return made


@pytest.fixture
def some(qapp) -> dict[str, QAction]:
    return actions(qapp)


def keys(action: QAction) -> list[str]:
    return [key.toString() for key in action.shortcuts()]


def test_a_key_is_taken_from_whoever_had_it(some) -> None:
    store = ShortcutStore(some.values())
    assert store.users(QKeySequence("Ctrl+Y"), "pen") == [some["redo"]]
    store.assign("pen", QKeySequence("Ctrl+Y"))
    assert keys(some["pen"]) == ["Ctrl+Y"]
    assert keys(some["redo"]) == ["Ctrl+Shift+Z"]
    assert "Ctrl+Y" in some["pen"].toolTip()
    store.reset("redo")
    assert keys(some["redo"]) == ["Ctrl+Shift+Z", "Ctrl+Y"]
    assert keys(some["pen"]) == []
    store.reset_all()
    assert keys(some["pen"]) == ["B"]


def test_it_is_remembered(some, qapp) -> None:
    ShortcutStore(some.values()).assign("pen", QKeySequence("Ctrl+J"))
    fresh = actions(qapp)
    store = ShortcutStore(fresh.values())
    assert keys(fresh["pen"]) == ["Ctrl+J"]
    assert store.is_changed("pen")
    assert not store.is_changed("open")
    store.reset("pen")
    assert json.loads((paths.user_config() / FILE_NAME).read_text()) == {}


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", '{"pen": "Ctrl+J"}', '{"pen": [3]}', '{"nobody": ["Ctrl+J"]}', "x" * 70_000],
)
def test_a_damaged_file_changes_nothing(some, content: str) -> None:
    paths.user_config().mkdir(parents=True, exist_ok=True)
    (paths.user_config() / FILE_NAME).write_text(content)
    ShortcutStore(some.values())
    assert keys(some["pen"]) == ["B"]


def test_a_key_is_changed_in_the_dialog(window: MainWindow) -> None:
    dialog = ShortcutsDialog(window.menus.shortcut_groups(), window, window.shortcuts)
    dialog.show()
    editor = dialog.editor
    assert editor is not None
    assert not editor.assign.isEnabled()
    dialog.tree.setCurrentItem(dialog._items["eraser"])
    editor.key.setFocus()
    QTest.keyClick(editor.key, Qt.Key.Key_B)
    assert "Pen" in editor.warning.text()
    QTest.mouseClick(editor.assign, Qt.MouseButton.LeftButton)
    assert dialog._items["eraser"].text(1) == "B"
    assert dialog._items["pen"].text(1) == ""
    assert keys(window.canvas.action("eraser")) == ["B"]
    QTest.mouseClick(editor.reset_all, Qt.MouseButton.LeftButton)
    assert dialog._items["pen"].text(1) == "B"
    QTest.mouseClick(editor.remove, Qt.MouseButton.LeftButton)
    assert dialog._items["eraser"].text(1) == ""
    assert editor.reset.isEnabled()
    QTest.mouseClick(editor.reset, Qt.MouseButton.LeftButton)
    assert dialog._items["eraser"].text(1) == "E"
    dialog.close()


def test_keys_of_two_windows_meet(some, qapp) -> None:
    others = actions(qapp)
    first, second = ShortcutStore(some.values()), ShortcutStore(others.values())
    first.assign("pen", QKeySequence("Ctrl+J"))
    second.assign("open", QKeySequence("Ctrl+K"))
    fresh = actions(qapp)
    ShortcutStore(fresh.values())
    assert keys(fresh["pen"]) == ["Ctrl+J"]
    assert keys(fresh["open"]) == ["Ctrl+K"]
