"""Line, polyline, rectangle and ellipse, by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from sketchpad.document.model import Document, Stroke

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def corners(stroke: Stroke) -> np.ndarray:
    return stroke.points[:, :2]


def box(stroke: Stroke) -> list[float]:
    points = corners(stroke)
    return [*points.min(axis=0).round().tolist(), *points.max(axis=0).round().tolist()]


def shape(hand, start, end, keys=Qt.KeyboardModifier.NoModifier) -> None:
    """A drag during which `keys` are held from the first move on."""
    hand.press(*start)
    with hand.holding(keys):
        hand.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        hand.move(*end)
        hand.release(*end, keys)


def test_a_line(state, hand, page_pixels, is_dark):
    state.set_tool("line")
    hand.press(40, 50)
    hand.move(100, 70)
    hand.move(200, 90)
    assert is_dark(page_pixels(), 120, 70)  # while it is dragged
    assert state.document.strokes == ()
    hand.release(200, 90)
    (line,) = state.document.strokes
    assert np.allclose(corners(line), [(40, 50), (200, 90)], atol=0.6)
    assert (line.points[:, 2] == 1).all()
    assert line.width == state.width_of("pen")
    assert is_dark(page_pixels(), 120, 70)
    assert state.history.undo_label == "Line"


@pytest.mark.parametrize(
    ("end", "snapped"), [((200, 60), (200, 50)), ((100, 102), (96, 106)), ((44, 180), (40, 180))]
)
def test_shift_draws_lines_by_45_degrees(state, hand, end, snapped):
    state.set_tool("line")
    shape(hand, (40, 50), end, SHIFT)
    if end != (100, 102):
        assert np.allclose(corners(state.document.strokes[0])[1], snapped, atol=0.8)
    else:
        x, y = corners(state.document.strokes[0])[1] - (40, 50)
        assert x == pytest.approx(y, abs=0.01)


def test_alt_draws_from_the_middle(state, hand):
    state.set_tool("line")
    shape(hand, (100, 100), (150, 100), ALT)
    assert np.allclose(corners(state.document.strokes[0]), [(50, 100), (150, 100)], atol=0.6)


def test_a_rectangle_in_any_direction(state, hand, page_pixels, is_dark):
    state.set_tool("rectangle")
    shape(hand, (200, 180), (60, 80))
    (stroke,) = state.document.strokes
    assert box(stroke) == [60, 80, 200, 180]
    assert (corners(stroke)[0] == corners(stroke)[-1]).all()
    look = page_pixels()
    assert all(is_dark(look, *at) for at in ((60, 130), (200, 130), (130, 80), (130, 180)))
    assert not is_dark(look, 130, 130)


def test_shift_draws_a_square_and_alt_from_its_middle(state, hand):
    state.set_tool("rectangle")
    shape(hand, (100, 100), (160, 130), SHIFT)
    shape(hand, (128, 128), (168, 148), SHIFT | ALT)
    assert box(state.document.strokes[0]) == [100, 100, 160, 160]
    assert box(state.document.strokes[1]) == [88, 88, 168, 168]


def test_an_ellipse_and_a_circle(state, hand):
    state.set_tool("ellipse")
    shape(hand, (60, 80), (200, 160))
    shape(hand, (60, 80), (160, 100), SHIFT)
    wide, round_ = state.document.strokes
    assert box(wide) == [60, 80, 200, 160]
    assert box(round_) == [60, 80, 160, 180]
    radii = np.linalg.norm(corners(round_) - (110, 130), axis=1)
    assert radii.max() - radii.min() < 0.7
    gaps = np.linalg.norm(np.diff(corners(round_), axis=0), axis=1)
    assert gaps.max() < 6


@pytest.mark.parametrize("tool", ["line", "rectangle", "ellipse"])
def test_a_click_is_no_shape_and_escape_gives_it_up(state, hand, tool, page_pixels):
    state.set_tool(tool)
    hand.click(100, 100)
    before = page_pixels()
    hand.press(100, 100)
    hand.move(150, 160)
    hand.key(Qt.Key.Key_Escape)
    hand.release(150, 160)
    hand.move(100, 100)
    assert state.document.strokes == ()
    assert not state.can_undo
    assert np.abs(before.astype(int) - page_pixels()).max() < 60


def test_shapes_by_the_pen(state, hand):
    state.set_tool("rectangle")
    assert all(hand.pen((40, 40, 0.2), (80, 80, 0.5), (120, 120, 0.7)))
    assert box(state.document.strokes[0]) == [40, 40, 120, 120]


def test_a_polyline_finished_by_enter(state, hand, page_pixels, is_dark):
    state.set_tool("polyline")
    for at in ((40, 40), (140, 40), (140, 140)):
        hand.click(*at)
    assert state.document.strokes == ()
    assert is_dark(page_pixels(), 140, 90)
    hand.move(60, 140)
    hand.key(Qt.Key.Key_Return)
    (stroke,) = state.document.strokes
    assert np.allclose(corners(stroke), [(40, 40), (140, 40), (140, 140)], atol=0.6)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert state.document.strokes == ()


def test_a_polyline_finished_by_a_double_click(state, hand):
    state.set_tool("polyline")
    hand.click(40, 40)
    hand.double_click(140, 60)
    assert np.allclose(corners(state.document.strokes[0]), [(40, 40), (140, 60)], atol=0.6)


def test_a_polyline_is_closed_at_its_first_corner(state, hand):
    state.set_tool("polyline")
    for at in ((40, 40), (140, 40), (140, 140), (44, 43)):
        hand.click(*at)
    (stroke,) = state.document.strokes
    assert len(stroke.points) == 4
    assert (corners(stroke)[0] == corners(stroke)[-1]).all()


def test_corners_are_taken_back_one_by_one(state, hand):
    state.set_tool("polyline")
    for at in ((40, 40), (140, 40), (140, 140)):
        hand.click(*at)
    hand.key(Qt.Key.Key_Backspace)
    hand.key(Qt.Key.Key_Return)
    assert len(state.document.strokes[0].points) == 2
    hand.click(40, 40)
    hand.key(Qt.Key.Key_Backspace)
    assert not state.history.can_redo
    assert len(state.document.strokes) == 1


def test_escape_gives_the_polyline_up_and_another_tool_keeps_it(state, hand):
    state.set_tool("polyline")
    hand.click(40, 40)
    hand.click(140, 40)
    hand.key(Qt.Key.Key_Escape)
    assert state.document.strokes == ()
    hand.click(40, 40)
    hand.click(140, 40)
    hand.type("b")
    assert len(state.document.strokes) == 1


def test_undo_takes_an_unfinished_polyline_away(state, hand):
    hand.drag((40, 40), (80, 40))
    state.set_tool("polyline")
    hand.click(40, 80)
    hand.click(140, 80)
    hand.key(Qt.Key.Key_Z, CTRL)
    assert len(state.document.strokes) == 1
    hand.key(Qt.Key.Key_Return)
    assert len(state.document.strokes) == 1


def test_shift_turns_a_polyline_by_45_degrees(state, hand):
    state.set_tool("polyline")
    hand.click(40, 40)
    hand.click(140, 50, SHIFT)
    hand.key(Qt.Key.Key_Enter)
    assert state.document.strokes[0].points[1, 1] == pytest.approx(40, abs=0.6)


def test_another_drawing_ends_a_polyline(state, hand):
    state.set_tool("polyline")
    hand.click(40, 40)
    hand.click(140, 40)
    state.open(Document(strokes=(Stroke([(40, 200, 1), (200, 200, 1)], 6),)))
    hand.key(Qt.Key.Key_Return)
    assert len(state.document.strokes) == 1
