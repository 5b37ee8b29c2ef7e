from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.ui.state.document_state import DocumentState

DOT = Stroke([(10, 10, 1)])
BOX = Box("dog", (0.1, 0.1, 0.5, 0.5))


@pytest.fixture
def state(qapp) -> DocumentState:
    return DocumentState()


def test_apply_undo_redo_tell_about_the_document(state: DocumentState, qtbot: QtBot):
    start = state.document
    drawn = start.with_stroke(DOT)
    with qtbot.waitSignal(state.history_changed), qtbot.waitSignal(state.document_changed) as told:
        state.apply(drawn, "Draw")
    assert told.args == [drawn]
    assert (state.can_undo, state.can_redo) == (True, False)
    state.undo()
    assert state.document == start
    assert (state.can_undo, state.can_redo) == (False, True)
    state.redo()
    assert state.document == drawn


def test_the_same_value_is_no_step(state: DocumentState, qtbot: QtBot):
    with (
        qtbot.assertNotEmitted(state.document_changed),
        qtbot.assertNotEmitted(state.history_changed),
    ):
        state.apply(Document(), "Nothing")
        state.undo()
        state.redo()
    assert not state.can_undo


def test_steps_of_one_key_are_undone_at_once_until_sealed(state: DocumentState):
    for text in ("c", "ca", "cat"):
        state.apply(state.document.with_prompt(text), "Type", "prompt")
    state.seal()
    state.apply(state.document.with_prompt("cats"), "Type", "prompt")
    state.undo()
    assert state.document.prompt == "cat"
    state.undo()
    assert state.document.prompt == ""


def test_undo_takes_what_is_gone_out_of_the_selection(state: DocumentState, qtbot: QtBot):
    state.apply(state.document.with_box(BOX), "Add box")
    state.select(["b1"])
    with qtbot.waitSignal(state.selection_changed):
        state.undo()
    assert state.selection == ()
    assert state.selected_boxes == ()


def test_selecting(state: DocumentState, qtbot: QtBot):
    state.apply(state.document.with_box(BOX).with_box(BOX), "Add boxes")
    state.select(["b2", "b1", "b2"])
    assert [box.id for box in state.selected_boxes] == ["b2", "b1"]
    with qtbot.assertNotEmitted(state.selection_changed):
        state.select(("b2", "b1"))
    with pytest.raises(KeyError):
        state.select(["b7"])
    assert state.selection == ("b2", "b1")


def test_modified_compares_values(state: DocumentState, qtbot: QtBot):
    with qtbot.waitSignal(state.modified_changed) as told:
        state.apply(state.document.with_stroke(DOT), "Draw")
    assert told.args == [True]
    state.undo()
    assert not state.modified
    state.redo()
    with qtbot.waitSignal(state.modified_changed) as told:
        state.mark_saved()
    assert told.args == [False]


def test_opening_begins_anew(state: DocumentState):
    state.apply(state.document.with_box(BOX), "Add box")
    state.select(["b1"])
    other = Document(prompt="other")
    state.open(other)
    assert (state.document, state.can_undo, state.modified, state.selection) == (
        other,
        False,
        False,
        (),
    )
    state.open(Document(prompt="recovered"), saved=False)
    assert state.modified


def test_pen_and_eraser_keep_their_own_width(state: DocumentState, qtbot: QtBot):
    pen, eraser = state.width_of("pen"), state.width_of("eraser")
    state.set_brush_width(pen + 3)
    with qtbot.waitSignal(state.brush_changed) as told:
        state.set_tool("eraser")
    assert told.args == [eraser]
    state.set_brush_width(1e9)
    assert state.brush_width == 256
    state.set_brush_width(0)
    assert state.brush_width == 0.5
    state.set_tool("box")
    assert state.brush_width == pen + 3


def test_tools(state: DocumentState, qtbot: QtBot):
    with qtbot.waitSignal(state.tool_changed) as told:
        state.set_tool("box")
    assert told.args == ["box"]
    with qtbot.assertNotEmitted(state.tool_changed):
        state.set_tool("box")
    with pytest.raises(ValueError, match="hammer"):
        state.set_tool("hammer")  # type: ignore[arg-type]


def test_go_to_any_step(state: DocumentState):
    for text in ("a", "ab", "abc"):
        state.apply(state.document.with_prompt(text), text)
    state.go_to(1)
    assert state.document.prompt == "a"
    assert state.history.labels == ("a", "ab", "abc")
    state.go_to(99)
    assert state.document.prompt == "abc"
