"""Pen and eraser, by mouse and tablet events."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPointingDevice
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document, Stroke

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ERASER_END = QPointingDevice.PointerType.Eraser


def test_a_drag_becomes_a_stroke_where_it_was_drawn(state, hand, page_pixels, is_dark, wave):
    hand.drag(*wave)
    (stroke,) = state.document.strokes
    assert not stroke.eraser
    assert stroke.width == state.width_of("pen")
    assert np.allclose(stroke.points[0, :2], wave[0], atol=0.6)
    assert np.allclose(stroke.points[-1, :2], wave[-1], atol=0.6)
    look = page_pixels()
    assert all(is_dark(look, x, y) for x, y in wave[2:-2])
    assert not is_dark(look, 128, 30)


def test_ink_appears_before_the_pen_is_lifted(state, hand, page_pixels, is_dark):
    hand.press(40, 40)
    hand.move(90, 40)
    hand.move(140, 40)
    look = page_pixels()
    assert is_dark(look, 60, 40)
    assert is_dark(look, 138, 40)  # up to the pointer, with no lag
    assert state.document.strokes == ()
    hand.release(140, 40)
    assert is_dark(page_pixels(), 138, 40)


def test_the_picture_does_not_change_when_the_pen_is_lifted(hand, page_pixels, wave, canvas):
    hand.press(*wave[0])
    for point in wave[1:]:
        hand.move(*point)
    before = page_pixels().astype(int)
    hand.release(*wave[-1])
    after = page_pixels().astype(int)
    assert (np.abs(before - after).max(axis=2) > 40).sum() <= 12  # of the end of the line


def test_a_click_is_a_dot(state, hand, page_pixels, is_dark):
    hand.click(100, 100)
    assert len(state.document.strokes) == 1
    assert len(state.document.strokes[0].points) == 1
    assert is_dark(page_pixels(), 100, 100)


def test_quick_clicks_are_two_dots(state, hand):
    hand.double_click(100, 100)
    assert len(state.document.strokes) == 2


def test_the_pens_pressure_is_the_width(state, hand):
    accepted = hand.pen(
        (50, 50, 0.1), (80, 50, 0.4), (110, 50, 0.9), (140, 50, 1.0), (170, 50, 0.2)
    )
    assert all(accepted)  # else Qt would send the mouse after it
    (stroke,) = state.document.strokes
    pressure = stroke.points[:, 2]
    assert pressure[0] == pytest.approx(0.1)
    assert pressure[-1] == pytest.approx(0.2)
    assert pressure.max() > 0.8
    assert stroke.widths.max() > 2 * stroke.widths.min()


def test_pressure_can_be_switched_off(state, hand):
    state.pencil.set_pressure(False)
    hand.pen((50, 50, 0.1), (80, 50, 0.4), (110, 50, 0.9))
    assert (state.document.strokes[0].points[:, 2] == 1).all()


def test_the_other_end_of_the_pen_erases(state, hand, page_pixels, is_dark):
    hand.drag((40, 100), (200, 100))
    hand.pen((120, 90, 1), (120, 100, 1), (120, 110, 1), end=ERASER_END)
    assert state.tool == "pen"
    assert state.document.strokes[-1].eraser
    assert state.document.strokes[-1].width == state.width_of("eraser")
    look = page_pixels()
    assert not is_dark(look, 120, 100)
    assert is_dark(look, 60, 100)


def test_a_hovering_pen_shows_its_brush_and_draws_nothing(state, hand, canvas, page_pixels):
    state.set_brush_width(40)
    before = page_pixels()
    hand.pen_event(QEvent.Type.TabletMove, 128, 128, 0.0)
    after = page_pixels()
    assert state.document.strokes == ()
    ring = np.abs(before.astype(int) - after).max(axis=2)
    assert ring[128, 148] > 60  # its rim
    assert ring[128, 128] == 0  # not its middle


def test_the_eraser_tool_erases_while_it_moves(state, hand, page_pixels, is_dark):
    hand.drag((40, 100), (200, 100))
    state.set_tool("eraser")
    hand.press(120, 80)
    hand.move(120, 100)
    hand.move(120, 120)
    assert not is_dark(page_pixels(), 114, 100)
    hand.release(120, 120)
    assert not is_dark(page_pixels(), 120, 100)
    state.undo()
    assert is_dark(page_pixels(), 120, 100)


def test_shift_draws_straight_from_the_last_point(state, hand, page_pixels, is_dark):
    hand.click(40, 40)
    hand.click(200, 120, SHIFT)
    line = state.document.strokes[-1]
    assert len(line.points) == 2
    assert np.allclose(line.points[:, :2], [(40, 40), (200, 120)], atol=0.6)
    assert is_dark(page_pixels(), 120, 80)


def test_shift_and_ctrl_draw_by_45_degrees(state, hand):
    hand.click(40, 40)
    hand.click(140, 52, SHIFT | CTRL)
    assert state.document.strokes[-1].points[-1, 1] == pytest.approx(40, abs=0.6)


def test_shift_without_a_last_point_draws_freely(state, hand, wave):
    hand.drag(*wave, keys=SHIFT)
    assert len(state.document.strokes[0].points) > 20


def test_the_line_to_come_is_shown(hand, page_pixels):
    hand.click(40, 40)
    hand.move(200, 40)
    before = page_pixels().astype(int)
    with hand.holding(SHIFT):
        assert (before - page_pixels())[40, 120, :3].min() > 40
    assert (before == page_pixels())[40, 100:140].all()


def test_escape_takes_a_stroke_back(state, hand, page_pixels):
    blank = page_pixels()
    hand.press(40, 40)
    hand.move(100, 60)
    hand.move(160, 40)
    hand.key(Qt.Key.Key_Escape)
    hand.move(180, 80)
    hand.release(180, 80)
    hand.move(1, 1)
    assert state.document.strokes == ()
    assert not state.can_undo
    assert (np.abs(blank.astype(int) - page_pixels())[10:250, 10:250].max(axis=2) > 20).sum() == 0


def test_undo_while_drawing_takes_back_only_what_is_being_drawn(state, hand):
    hand.drag((40, 40), (80, 40))
    hand.press(40, 90)
    hand.move(90, 90)
    hand.key(Qt.Key.Key_Z, CTRL)
    hand.release(90, 90)
    assert len(state.document.strokes) == 1


def test_undo_redo_clear_by_keys(state, hand, page_pixels):
    hand.drag((40, 40), (80, 40))
    hand.drag((40, 90), (80, 90))
    drawn = state.document
    hand.key(Qt.Key.Key_Z, CTRL)
    assert len(state.document.strokes) == 1
    hand.key(Qt.Key.Key_Z, CTRL | SHIFT)
    assert state.document == drawn
    hand.key(Qt.Key.Key_Z, CTRL)
    hand.key(Qt.Key.Key_Y, CTRL)
    assert state.document == drawn
    hand.key(Qt.Key.Key_Delete, CTRL | SHIFT)
    assert state.document.strokes == ()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert state.document == drawn


def test_brush_size_by_keys_and_wheel_goes_back_the_way_it_came(state, hand, canvas):
    start = state.brush_width
    seen = [start]
    for _ in range(12):
        hand.key(Qt.Key.Key_BracketRight)
        seen.append(state.brush_width)
    assert seen == sorted(set(seen))
    for width in reversed(seen[:-1]):
        hand.key(Qt.Key.Key_BracketLeft)
        assert state.brush_width == width
    for _ in range(30):
        hand.key(Qt.Key.Key_BracketLeft)
    assert state.brush_width == 0.5


def test_the_brush_may_change_while_drawing_but_not_the_stroke(state, hand):
    hand.press(40, 40)
    hand.move(80, 40)
    hand.key(Qt.Key.Key_BracketRight)
    hand.move(120, 40)
    hand.release(120, 40)
    assert state.document.strokes[0].width == 4


def test_beside_the_page_nothing_is_recorded(state, hand):
    hand.drag((-40, -40), (-20, -30))
    assert state.document.strokes == ()
    hand.drag((-20, 100), (60, 100))
    assert len(state.document.strokes) == 1


def test_tools_by_their_letters(state, hand, qtbot: QtBot, canvas):
    for letter, tool in (
        ("e", "eraser"),
        ("c", "box"),
        ("v", "select"),
        ("h", "pan"),
        ("r", "box"),
        ("u", "line"),
        ("o", "ellipse"),
        ("b", "pen"),
    ):
        hand.type(letter)
        assert state.tool == tool
        assert canvas.action(tool).isChecked()


def test_another_document_from_elsewhere_ends_the_gesture(state, hand, page_pixels, is_dark):
    hand.press(40, 40)
    hand.move(90, 40)
    state.open(Document(strokes=(Stroke([(40, 200, 1), (200, 200, 1)], 6),)))
    hand.move(140, 40)
    hand.release(140, 40)
    assert len(state.document.strokes) == 1
    look = page_pixels()
    assert is_dark(look, 120, 200)
    assert not is_dark(look, 60, 40)


def test_a_prompt_typed_meanwhile_does_not_end_it(state, hand):
    hand.press(40, 40)
    hand.move(90, 40)
    state.apply(state.document.with_prompt("a cat"), "Type")
    hand.release(140, 40)
    assert len(state.document.strokes) == 1
    assert state.document.prompt == "a cat"
