"""Every ability is an action with words and a shortcut, and the words follow the language."""

from __future__ import annotations

import re
from collections import Counter

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from sketchpad.document.model import Box
from sketchpad.ui.state.document_state import TOOLS


class Shouting(QTranslator):
    """Translates everything into capitals."""

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return re.sub(r"(\{\w+\})|([^{]+)", lambda found: found[1] or found[2].upper(), text)

    def isEmpty(self) -> bool:
        return False


def test_every_action_says_what_it_does(canvas):
    seen = 0
    for group in canvas.action_groups().values():
        for name, action in group.items():
            assert action.objectName() == name
            assert canvas.action(name) is action
            assert action.text()
            assert action.statusTip()
            assert action.toolTip()
            assert not action.shortcut().isEmpty(), name
            assert action in canvas.actions()
            seen += 1
    assert seen == len(canvas.actions())


def test_no_shortcut_is_given_twice(canvas):
    keys = Counter(key.toString() for action in canvas.actions() for key in action.shortcuts())
    assert [key for key, count in keys.items() if count > 1] == []


def test_tools_exclude_each_other_and_follow_the_state(canvas, state):
    for tool in TOOLS:
        canvas.action(tool).trigger()
        assert state.tool == tool
        assert [name for name in TOOLS if canvas.action(name).isChecked()] == [tool]


def test_actions_that_can_do_nothing_are_disabled(canvas, state):
    def on(*ids: str) -> list[bool]:
        return [canvas.action(one).isEnabled() for one in ids]

    assert not any(
        on(
            "undo",
            "redo",
            "clear",
            "delete",
            "duplicate",
            "edit_phrase",
            "nudge_left",
            "select_all",
        )
    )
    state.apply(state.document.with_box(Box("dog", (0.1, 0.1, 0.5, 0.5))), "Add box")
    assert on("undo", "redo", "clear", "delete", "select_all") == [True, False, True, False, True]
    state.select(["b1"])
    assert all(on("delete", "duplicate", "edit_phrase", "nudge_left", "grow_down_far", "deselect"))
    state.undo()
    assert on("undo", "redo", "delete") == [False, True, False]


def test_undo_says_what_it_would_undo(canvas, state, hand):
    hand.drag((40, 40), (90, 60))
    assert canvas.action("undo").text() == "&Undo: Draw"
    assert canvas.action("undo").iconText() == "Undo"
    state.undo()
    assert canvas.action("undo").text() == "&Undo"
    assert canvas.action("redo").text() == "&Redo: Draw"


def test_each_tool_has_a_hint(canvas, state, qtbot):
    hints = {canvas.bench.hint}
    for tool in TOOLS[1:]:
        with qtbot.waitSignal(canvas.hint_changed) as told:
            state.set_tool(tool)
        hints.add(told.args[0])
    assert len(hints) == len(TOOLS)
    assert all(len(hint) > 20 for hint in hints)


def test_words_follow_the_language(canvas, qapp: QApplication):
    translator = Shouting()
    qapp.installTranslator(translator)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange.value)
    try:
        for action in canvas.actions():
            assert action.text() == action.text().upper()
            assert action.statusTip() == action.statusTip().upper()
        assert canvas.bench.hint == canvas.bench.hint.upper()
        assert canvas.accessibleName() == canvas.accessibleName().upper()
        assert canvas.accessibleDescription().startswith("PAGE OF")
    finally:
        qapp.removeTranslator(translator)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange.value)
    assert canvas.action("pen").text() == "&Pen"


def test_everything_in_the_canvas_has_a_name(canvas, state, hand):
    state.set_tool("box")
    hand.drag((40, 40), (120, 120))
    assert canvas.focusPolicy() & Qt.FocusPolicy.TabFocus
    for widget in [canvas, *canvas.findChildren(QWidget)]:
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible():
            assert widget.accessibleName()
