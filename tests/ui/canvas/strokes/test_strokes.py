"""Lines are selected by click, marquee and lasso, and moved, scaled, turned, copied, deleted, given another role."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.ui.canvas.strokes import geometry

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NO_KEYS = Qt.KeyboardModifier.NoModifier


def dragged(hand, start, end, keys=NO_KEYS) -> None:
    hand.press(*start, keys)
    with hand.holding(keys):
        hand.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        hand.move(*end)
        hand.release(*end, keys)


def places(stroke: Stroke) -> list[list[float]]:
    return stroke.points[:, :2].round().tolist()


@pytest.fixture
def lines(state):
    """Three lines, one above the other, and the tool that selects them."""
    document = Document(
        strokes=tuple(Stroke([(40, y, 1), (140, y, 1)], 4) for y in (40, 80, 120)),
        boxes=(Box("dog", (0.7, 0.7, 0.9, 0.9)),),
    )
    state.open(document)
    state.set_tool("strokes")
    return document


def test_a_click_selects_the_line_under_it(state, hand, lines, page_pixels):
    before = page_pixels().astype(int)
    hand.click(90, 81)
    assert state.stroke_selection.indices == (1,)
    assert np.abs(before - page_pixels())[80, 60:120].max() > 60  # it is marked
    hand.click(60, 42)
    assert state.stroke_selection.indices == (0,)
    hand.click(200, 30)
    assert not state.stroke_selection


def test_shift_adds_and_takes_away(state, hand, lines):
    hand.click(90, 40)
    hand.click(90, 120, SHIFT)
    assert state.stroke_selection.indices == (0, 2)
    hand.click(60, 40, SHIFT)
    assert state.stroke_selection.indices == (2,)


def test_a_marquee_selects_what_it_touches(state, hand, lines):
    dragged(hand, (120, 60), (160, 130))
    assert state.stroke_selection.indices == (1, 2)
    dragged(hand, (20, 20), (60, 50), SHIFT)
    assert state.stroke_selection.indices == (0, 1, 2)
    dragged(hand, (160, 60), (200, 130))
    assert not state.stroke_selection


def test_a_lasso_selects_what_it_goes_around(state, hand, lines):
    hand.type("l")
    assert state.tool == "lasso"
    hand.drag((30, 60), (150, 60), (150, 100), (30, 100), (30, 62))
    assert state.stroke_selection.indices == (1,)
    hand.drag((120, 20), (160, 20), (160, 140), (120, 140))  # less than half of each
    assert not state.stroke_selection


def test_a_line_is_dragged_at_once(state, hand, lines, page_pixels, is_dark):
    hand.press(90, 80)
    hand.move(100, 120)
    hand.move(110, 160)
    look = page_pixels()
    assert is_dark(look, 90, 160)  # while it is dragged
    assert look[80, 45, :3].min() > 200
    assert state.document == lines
    hand.release(110, 160)
    assert places(state.document.strokes[1]) == [[60, 160], [160, 160]]
    assert state.document.strokes[0] is lines.strokes[0]
    assert state.history.undo_label == "Move lines"
    assert state.stroke_selection.indices == (1,)
    look = page_pixels()
    assert is_dark(look, 90, 158)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert state.document == lines


def test_several_lines_move_together_and_keep_to_an_axis_with_shift(state, hand, lines):
    hand.key(Qt.Key.Key_A, CTRL)
    assert state.stroke_selection.indices == (0, 1, 2)
    hand.press(90, 60)  # between two of them, within the frame
    with hand.holding(SHIFT):
        hand.move(100, 64)
        hand.move(120, 68)
        hand.release(120, 68, SHIFT)
    assert places(state.document.strokes[2]) == [[70, 120], [170, 120]]


def test_alt_drags_a_copy(state, hand, lines, page_pixels, is_dark):
    dragged(hand, (90, 120), (90, 180), ALT)
    assert len(state.document.strokes) == 4
    assert places(state.document.strokes[3]) == [[40, 180], [140, 180]]
    assert state.stroke_selection.indices == (3,)
    assert is_dark(page_pixels(), 60, 121)


def test_escape_leaves_everything_where_it_was(state, hand, lines, page_pixels):
    hand.click(90, 80)
    before = page_pixels()
    hand.press(90, 80)
    hand.move(90, 150)
    hand.key(Qt.Key.Key_Escape)
    hand.release(90, 150)
    assert state.document == lines
    assert (np.abs(before.astype(int) - page_pixels()).max(axis=2) > 100).mean() < 0.001
    hand.key(Qt.Key.Key_Escape)
    assert not state.stroke_selection


def test_scaling_by_a_corner(state, hand, lines):
    dragged(hand, (20, 20), (160, 140))  # all; their frame is 30..150, 30..130
    dragged(hand, (150, 130), (202, 172))
    scaled = state.document.strokes
    assert places(scaled[0])[0] == [41, 41]
    assert np.allclose(scaled[2].points[1, :2], (191, 161), atol=1.5)
    assert scaled[0].width == pytest.approx(6, rel=0.05)
    assert state.history.undo_label == "Scale lines"


def test_scaling_in_proportion_and_from_the_middle(state, hand, lines):
    hand.key(Qt.Key.Key_A, CTRL)
    dragged(hand, (150, 80), (176, 80), SHIFT | ALT)  # the middle of the right edge
    low = np.min([s.points[:, :2].min(axis=0) for s in state.document.strokes], axis=0)
    high = np.max([s.points[:, :2].max(axis=0) for s in state.document.strokes], axis=0)
    assert np.allclose((low + high) / 2, (90, 80), atol=0.6)
    assert np.allclose(high - low, (150, 120), atol=2.5)


def test_turning_by_the_round_handle(state, hand, lines):
    hand.key(Qt.Key.Key_A, CTRL)
    knob = (90, 30 - 26)
    dragged(hand, knob, (160, 82), SHIFT)  # a quarter, by steps of fifteen degrees
    first = state.document.strokes[0].points[:, :2]
    assert np.allclose(first, [(130, 30), (130, 130)], atol=0.6)
    assert state.document.strokes[0].width == pytest.approx(4, rel=1e-5)
    assert state.history.undo_label == "Turn lines"


def test_the_pen_can_do_it_too(state, hand, lines):
    hand.pen((90, 80, 0.5), (95, 90, 0.6), (100, 100, 0.4))
    assert places(state.document.strokes[1]) == [[50, 100], [150, 100]]


def test_by_keys(state, hand, lines):
    hand.click(90, 80)
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Down, SHIFT)
    assert places(state.document.strokes[1]) == [[41, 90], [141, 90]]
    hand.key(Qt.Key.Key_Z, CTRL)
    assert state.document == lines
    hand.key(Qt.Key.Key_D, CTRL)
    assert places(state.document.strokes[3]) == [[48, 88], [148, 88]]
    assert state.stroke_selection.indices == (3,)
    hand.key(Qt.Key.Key_Delete)
    assert state.document == lines
    assert not state.stroke_selection


def test_the_role_of_what_is_selected(state, hand, lines, canvas):
    hand.click(90, 80)
    hand.type("3")
    assert [s.role for s in state.document.strokes] == ["follow", "ignore", "follow"]
    assert state.pencil.role == "follow"  # of lines to come
    assert canvas.action("role_ignore").isChecked()
    hand.click(60, 40)
    assert canvas.action("role_follow").isChecked()
    hand.key(Qt.Key.Key_Z, CTRL)
    assert state.document == lines


def test_what_was_erased_of_a_line_goes_with_it(state, hand, lines, page_pixels, is_dark):
    eraser = Stroke([(90, 80, 1)], 20, eraser=True)
    state.apply(state.document.with_stroke(eraser), "Erase")
    hand.click(60, 80)
    dragged(hand, (60, 80), (60, 180))
    assert places(state.document.strokes[3]) == [[90, 180]]
    hand.type("b")  # nothing is marked any more
    look = page_pixels()
    assert is_dark(look, 60, 180)
    assert not is_dark(look, 90, 180)


def test_what_was_erased_of_two_lines_stays(state, hand, lines):
    eraser = Stroke([(90, 30, 1), (90, 130, 1)], 20, eraser=True)
    state.apply(state.document.with_stroke(eraser), "Erase")
    hand.click(60, 80)
    dragged(hand, (60, 80), (60, 180))
    assert state.document.strokes[3] is eraser


def test_another_tool_lets_go(state, hand, lines, canvas):
    hand.click(90, 80)
    assert canvas.action("delete").isEnabled()
    hand.type("b")
    assert not state.stroke_selection
    assert not canvas.action("delete").isEnabled()


def test_an_undo_meanwhile_ends_the_gesture(state, hand, lines, page_pixels, is_dark):
    state.apply(state.document.with_stroke(Stroke([(40, 200, 1), (140, 200, 1)], 4)), "Draw")
    hand.press(90, 80)
    hand.move(90, 150)
    state.undo()
    hand.move(90, 160)
    hand.release(90, 160)
    assert state.document == lines
    hand.type("b")
    assert is_dark(page_pixels(), 50, 81)


def test_the_bucket_fills_by_click(state, hand, page_pixels, is_dark, canvas, qtbot):
    state.set_tool("rectangle")
    dragged(hand, (60, 60), (180, 180))
    hand.type("g")
    with qtbot.waitSignal(canvas.announced) as told:
        hand.click(20, 20)
    assert "enclose" in told.args[0]
    assert len(state.document.strokes) == 1
    hand.click(120, 120)
    assert state.history.undo_label == "Fill"
    look = page_pixels()
    assert all(is_dark(look, x, y) for x in (70, 120, 170) for y in (70, 120, 170))
    assert not is_dark(look, 50, 120)
    state.undo()
    hand.click(120, 120, ALT)
    assert state.history.undo_label == "Outline"
    assert not is_dark(page_pixels(), 120, 120)


spots = st.tuples(st.floats(0, 200), st.floats(0, 200))


@settings(deadline=None)
@given(st.lists(spots, min_size=2, max_size=6), spots, st.floats(-3, 3))
def test_turning_keeps_all_distances(points, centre, angle):
    start = (centre[0] + 50, centre[1])
    end = (centre[0] + 50 * math.cos(angle), centre[1] + 50 * math.sin(angle))
    matrix = geometry.turn(centre, start, end)
    stroke = Stroke(points)
    turned = stroke.transformed(matrix).points[:, :2].astype(float)
    before = np.linalg.norm(np.diff(stroke.points[:, :2].astype(float), axis=0), axis=1)
    assert np.allclose(np.linalg.norm(np.diff(turned, axis=0), axis=1), before, atol=0.01)
    back = geometry.turn(centre, end, start)
    assert np.allclose(
        stroke.transformed(matrix).transformed(back).points, stroke.points, atol=0.01
    )


@settings(deadline=None)
@given(st.lists(spots, min_size=1, max_size=6), spots, st.floats(1, 20))
def test_the_distance_is_that_to_the_nearest_point(points, at, width):
    stroke = Stroke(points, width)
    among = np.linalg.norm(geometry.dense(stroke, 0.5) - at, axis=1).min()
    assert geometry.distance_from(stroke.points[:, :2], at) == pytest.approx(among, abs=0.3)


@pytest.mark.parametrize("handle", [(1, 1), (-1, 0), (0, -1), (-1, 1)])
def test_the_side_across_from_a_handle_stays(handle):
    rect = (10.0, 20.0, 110.0, 70.0)
    matrix = geometry.stretch(rect, handle, (30, 12))
    corners = np.array([(x, y) for x in (10, 110) for y in (20, 70)], float)
    moved = corners @ matrix[:, :2].T + matrix[:, 2]
    low, high = moved.min(axis=0), moved.max(axis=0)
    expected = [10.0, 20.0, 110.0, 70.0]
    for axis in (0, 1):
        if handle[axis]:
            expected[axis + 2 if handle[axis] > 0 else axis] += (30, 12)[axis]
    assert np.allclose([*low, *high], expected)


def test_a_selection_dragged_through_itself_is_turned_inside_out(state, hand, lines):
    hand.click(90, 80)
    state.stroke_selection.select([0, 1, 2])
    dragged(hand, (150, 130), (10, 10))
    assert all(np.isfinite(s.points).all() and s.width > 0 for s in state.document.strokes)


def test_hovering_shows_what_a_press_would_do(state, hand, lines, canvas):
    hand.move(200, 200)
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor
    hand.move(90, 80)
    assert canvas.cursor().shape() == Qt.CursorShape.SizeAllCursor
    hand.click(90, 80)
    hand.pen_event(QEvent.Type.TabletMove, 150, 90, 0.0)
    assert canvas.cursor().shape() == Qt.CursorShape.SizeFDiagCursor


def test_what_is_selected_is_said(state, hand, lines, canvas, qtbot):
    with qtbot.waitSignal(canvas.announced) as told:
        hand.key(Qt.Key.Key_A, CTRL)
    assert told.args == ["lines selected: 3"]
    with qtbot.assertNotEmitted(canvas.announced):
        hand.key(Qt.Key.Key_Right)
    with qtbot.waitSignal(canvas.announced) as told:
        hand.key(Qt.Key.Key_Escape)
    assert told.args == ["nothing selected"]


def test_the_menu_is_for_the_line_under_the_pointer(state, hand, lines, canvas):
    at = hand.at(60, 80).toPoint()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at))
    QApplication.sendEvent(canvas, event)
    assert state.stroke_selection.indices == (1,)
    menu = canvas.findChild(QMenu)
    assert menu is not None
    assert canvas.action("role_loose") in menu.actions()
    canvas.action("role_loose").trigger()
    assert state.document.strokes[1].role == "loose"
    menu.close()


def test_no_menu_where_there_is_no_line(state, hand, lines, canvas):
    at = hand.at(220, 20).toPoint()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, canvas.mapToGlobal(at))
    QApplication.sendEvent(canvas, event)
    assert canvas.findChild(QMenu) is None


def test_a_lasso_that_crosses_itself_and_leaves_the_page():
    dots = [Stroke([[x, 50]], 4) for x in (20, 60, 100)]
    eight = [(0, 0), (80, 100), (80, 0), (0, 100)]  # crosses itself at 40, 50
    assert geometry.enclosed(dots, eight) == [0, 1]
    around = [(-500, -500), (900, -500), (900, 900), (-500, 900)]
    assert geometry.enclosed(dots, around) == [0, 1, 2]
    assert geometry.enclosed(dots, [(0, 0), (5, 5)]) == []
    assert geometry.enclosed(dots, [(20, 50)] * 5) in ([], [0])


def test_a_marquee_finds_a_long_line_that_only_passes_through():
    line = Stroke([[0, 0], [200, 200]], 2)
    assert geometry.touching([line], (90, 90, 110, 110)) == [0]
    assert geometry.touching([line], (90, 10, 110, 30)) == []


def test_the_cursor_is_asked_for_before_the_canvas_shows_the_new_drawing(
    state, canvas, hand, lines
):
    hand.move(90, 120)
    assert canvas.cursor().shape() == Qt.CursorShape.SizeAllCursor
    shown = []

    def ask(*_: object) -> None:
        canvas.bench.tool_in_hand_changed()
        shown.append(canvas.cursor().shape())

    state.blockSignals(True)
    state.open(Document(strokes=lines.strokes[:1]))
    ask()
    state.open(Document(strokes=lines.strokes[:1] + lines.strokes[2:]))
    ask()
    state.blockSignals(False)
    assert shown == [Qt.CursorShape.ArrowCursor, Qt.CursorShape.SizeAllCursor]
