"""A whole layout without a mouse, with every step said aloud; the list of keys and the palette by their own keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from sketchpad.ui.actions.command_palette import CommandPalette
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.dialogs.shortcuts import ShortcutsDialog

Key = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NO_KEYS = Qt.KeyboardModifier.NoModifier


class Keyboard:
    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.heard: list[str] = []
        window.canvas.announced.connect(self.heard.append)

    def __call__(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS, times: int = 1) -> None:
        for _ in range(times):
            QTest.keyClick(QApplication.focusWidget() or self.window.canvas, key, keys)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), text)
        self(Key.Key_Return)
        self.window.activateWindow()  # a screen that is not there forgets it when a list of words closes
        QApplication.processEvents()


@pytest.fixture
def keys(window: MainWindow) -> Keyboard:
    window.activateWindow()
    window.canvas.setFocus()
    QApplication.processEvents()
    return Keyboard(window)


def test_a_layout_of_boxes(window: MainWindow, keys: Keyboard) -> None:
    state = window.state
    keys(Key.Key_B, CTRL)
    keys.type("house")
    keys(Key.Key_Left, SHIFT, times=6)
    assert keys.heard[-1].startswith("box 1, house, left third")
    keys(Key.Key_B, CTRL)
    keys.type("tree")
    keys(Key.Key_Right, SHIFT, times=6)
    keys(Key.Key_Left, CTRL | SHIFT)
    assert keys.heard[-1].startswith("box 2, tree, right third")
    house, tree = state.document.boxes
    assert house.rect[0] < 0.1 < 0.5 < tree.rect[0]
    keys(Key.Key_N)
    assert keys.heard[-1].startswith("box 1, house")
    keys(Key.Key_BracketRight, CTRL)
    assert [box.phrase for box in state.document.boxes] == ["tree", "house"]
    keys(Key.Key_A, CTRL)
    assert "2" in keys.heard[-1]
    keys(Key.Key_Up, ALT | SHIFT)
    tops = {round(box.rect[1], 4) for box in state.document.boxes}
    assert len(tops) == 1
    keys(Key.Key_G, CTRL | ALT)
    assert len({box.group for box in state.document.boxes} - {""}) == 1
    keys(Key.Key_K, CTRL | SHIFT)
    assert all(box.locked for box in state.document.boxes)
    keys(Key.Key_K, CTRL | SHIFT)
    keys(Key.Key_C, CTRL)
    keys(Key.Key_V, CTRL)
    assert len(state.document.boxes) == 4
    keys(Key.Key_Delete)
    keys(Key.Key_P, CTRL | SHIFT)
    assert state.document.prompt == "tree, house"
    keys(Key.Key_N)
    keys(Key.Key_F2)
    keys.type("barn")
    assert "barn" in [box.phrase for box in state.document.boxes]
    while state.can_undo:
        keys(Key.Key_Z, CTRL)
    assert state.document.boxes == ()


def test_the_canvas_tells_where_the_selection_is(window: MainWindow, keys: Keyboard) -> None:
    keys(Key.Key_B, CTRL)
    keys.type("dog")
    assert "dog" in window.canvas.accessibleDescription()
    assert window.canvas.accessibleName()


@pytest.mark.parametrize(("key", "held"), [(Key.Key_Question, SHIFT), (Key.Key_F1, NO_KEYS)])
def test_the_list_of_keys_has_every_action(
    window: MainWindow, keys: Keyboard, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    keys(key, held)
    (dialog,) = window.findChildren(ShortcutsDialog)
    listed = {
        action.objectName()
        for actions in window.menus.shortcut_groups().values()
        for action in actions
    }
    assert {"snap", "show_rulers", "group_boxes", "copy_boxes", "page_size", "pen"} <= listed
    assert {action.objectName() for action in window.canvas.actions()} <= listed
    dialog.close()


@pytest.mark.parametrize(
    ("words", "name"), [("snap", "snap"), ("rulers", "show_rulers"), ("thirds", "show_thirds")]
)
def test_the_palette_finds_and_does(
    window: MainWindow, keys: Keyboard, words: str, name: str
) -> None:
    action = window.layout_.actions[name]
    before = action.isChecked()
    keys(Key.Key_K, CTRL)
    (palette,) = window.findChildren(CommandPalette)
    field = palette.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, words)
    QTest.keyClick(field, Key.Key_Return)
    QApplication.processEvents()
    assert action.isChecked() != before
