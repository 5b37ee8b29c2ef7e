"""What the bucket made is one thing to the hand: a click takes all of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from sketchpad.document.model import Document, Stroke

SHIFT = Qt.KeyboardModifier.ShiftModifier
FRAME = Stroke([(60, 60), (180, 60), (180, 180), (60, 180), (60, 60)], 4)
ASIDE = Stroke([(20, 230), (220, 230)], 4)


@pytest.fixture
def filling(state, hand):
    """The places of a filling's strokes, made by the bucket; the hand holds what selects lines."""
    state.open(Document(strokes=(FRAME, ASIDE)))
    state.set_tool("bucket")
    hand.click(120, 120)
    state.set_tool("strokes")
    found = tuple(range(2, len(state.document.strokes)))
    assert len(found) > 1
    return found


def test_a_click_takes_the_whole_filling(state, hand, filling):
    hand.click(120, 120)
    assert state.stroke_selection.indices == filling
    hand.click(20, 20)
    hand.click(75, 75)
    assert state.stroke_selection.indices == filling


def test_a_second_click_means_a_single_line_of_it(state, hand, filling):
    hand.click(120, 120)
    hand.click(120, 120)
    (single,) = state.stroke_selection.indices
    assert single in filling
    hand.click(120, 120)
    assert state.stroke_selection.indices == filling


def test_shift_adds_it_and_takes_it_away(state, hand, filling):
    hand.click(120, 230)
    hand.click(120, 120, SHIFT)
    assert state.stroke_selection.indices == (1, *filling)
    hand.click(120, 120, SHIFT)
    assert state.stroke_selection.indices == (1,)


def test_a_marquee_that_touches_it_has_all_of_it(state, hand, filling):
    hand.drag((170, 20), (174, 70))
    assert state.stroke_selection.indices == (0, *filling)


def test_it_is_dragged_and_deleted_as_one(state, hand, filling, page_pixels, is_dark):
    hand.drag((120, 120), (122, 124), (120, 90))
    assert state.history.undo_label == "Move lines"
    look = page_pixels()
    assert is_dark(look, 120, 40)
    assert not is_dark(look, 120, 170)
    hand.key(Qt.Key.Key_Delete)
    assert state.document.strokes == (FRAME, ASIDE)


def test_another_role_is_for_all_of_it(state, hand, filling):
    hand.click(120, 120)
    hand.type("2")
    assert {state.document.strokes[i].role for i in filling} == {"loose"}
    assert state.document.strokes[0].role == "follow"


def test_a_copy_is_a_filling_of_its_own(state, canvas, hand, filling):
    hand.click(120, 120)
    canvas.action("duplicate").trigger()
    copy = state.stroke_selection.indices
    assert len(copy) == len(filling)
    assert not set(copy) & set(filling)
    state.stroke_selection.select(())
    x, y = state.document.strokes[copy[-1]].points[0, :2].tolist()
    hand.click(x, y)
    assert state.stroke_selection.indices == copy


def test_the_menu_is_for_all_of_it(state, canvas, hand, filling, monkeypatch):
    monkeypatch.setattr("PySide6.QtWidgets.QMenu.popup", lambda *_args: None)
    at = hand.at(120, 120).toPoint()
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(canvas, QContextMenuEvent(reason, at, canvas.mapToGlobal(at)))
    assert state.stroke_selection.indices == filling


def test_mirror_images_are_fillings_of_their_own(state, hand):
    left = Stroke([(30, 60), (100, 60), (100, 180), (30, 180), (30, 60)], 4)
    right = left.transformed(((-1, 0, 256), (0, 1, 0)))
    state.open(Document(strokes=(left, right)))
    state.pencil.set_mirror("across")
    state.set_tool("bucket")
    hand.click(65, 120)
    state.set_tool("strokes")
    hand.click(65, 120)
    first = state.stroke_selection.indices
    hand.click(191, 120)
    second = state.stroke_selection.indices
    assert len(first) == len(second) > 1
    assert sorted((*first, *second)) == list(range(2, len(state.document.strokes)))
