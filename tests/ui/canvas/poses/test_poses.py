"""People on the canvas, by real events of mouse, pen and keys."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt

from sketchpad.document.model import Box, Document, Pose
from sketchpad.document.pose import JOINTS
from sketchpad.hints.openpose import standing
from sketchpad.ui.canvas.poses import geometry
from sketchpad.ui.canvas.poses import painter as pose_painter
from sketchpad.ui.canvas.poses.commands import PoseCommands

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
NECK, RIGHT_SHOULDER, RIGHT_ELBOW, RIGHT_WRIST = 1, 2, 3, 4
WRIST = JOINTS.index("left wrist")


@pytest.fixture
def person(state, canvas):
    """Somebody in the middle of the page, who is selected, with the tool in hand."""
    state.set_tool("pose")
    state.apply(state.document.with_pose(standing((0.3, 0.2, 0.7, 0.8))), "Place")
    state.pose_selection.select(["p1"])
    return lambda: state.document.pose("p1")


def at(state, joint: int, pose: Pose | None = None) -> tuple[float, float]:
    pose = pose or state.document.poses[0]
    place = geometry.places(pose, state.document)[joint]
    assert place is not None
    return place


def test_a_click_places_somebody_standing(state, hand):
    state.set_tool("pose")
    hand.click(128, 128)
    [pose] = state.document.poses
    assert pose.seen == 18
    x0, y0, x1, y1 = pose.bounds
    assert (x0 + x1) / 2 == pytest.approx(0.5, abs=0.02)
    assert y0 < 0.3 < 0.7 < y1
    assert state.pose_selection.ids == (pose.id,)
    hand.click(20, 20)  # beside: first of all nobody is selected any more
    assert (len(state.document.poses), state.pose_selection.ids) == (1, ())
    hand.click(40, 128)
    assert len(state.document.poses) == 2
    state.undo()
    state.undo()
    assert state.document.poses == ()


def test_a_drag_places_somebody_of_its_height(state, hand):
    state.set_tool("pose")
    hand.drag((60, 40), (70, 100), (80, 200))
    [pose] = state.document.poses
    x0, y0, x1, y1 = pose.bounds
    assert y0 * 256 == pytest.approx(40 + 0.08 * 160, abs=2)
    assert y1 * 256 == pytest.approx(40 + 0.95 * 160, abs=2)
    assert (x0 + x1) / 2 * 256 == pytest.approx(70, abs=2)


def test_a_joint_is_dragged_and_no_other_moves(state, hand, person):
    before = person()
    x, y = at(state, WRIST)
    hand.drag((x, y), (x + 10, y - 20), (x + 20, y - 40))
    after = person()
    assert after.joints[WRIST] == pytest.approx(((x + 20) / 256, (y - 40) / 256), abs=0.005)
    assert [a for a, b in zip(after.joints, before.joints, strict=True) if a != b] == [
        after.joints[WRIST]
    ]
    assert state.history.undo_label == "Move joint"
    assert state.pose_selection.joint == WRIST
    state.undo()
    assert person() == before


def test_with_shift_all_goes_along_that_hangs_on_the_joint(state, hand, person):
    before = person()
    x, y = at(state, RIGHT_SHOULDER)
    hand.press(x, y)
    with hand.holding(SHIFT):
        hand.move(x - 20, y - 10)
    hand.release(x - 20, y - 10, SHIFT)
    after = person()
    for joint in range(18):
        moved = joint in (RIGHT_SHOULDER, RIGHT_ELBOW, RIGHT_WRIST)
        assert (after.joints[joint] != before.joints[joint]) == moved, JOINTS[joint]


def test_with_alt_a_limb_swings_and_keeps_its_length(state, hand, person):
    shoulder, elbow, wrist = (at(state, n) for n in (RIGHT_SHOULDER, RIGHT_ELBOW, RIGHT_WRIST))
    lengths = math.dist(shoulder, elbow), math.dist(elbow, wrist)
    hand.press(*elbow, ALT)
    hand.move(elbow[0] - 40, shoulder[1] - 30)
    hand.release(elbow[0] - 60, shoulder[1] - 30, ALT)
    shoulder_, elbow_, wrist_ = (at(state, n) for n in (RIGHT_SHOULDER, RIGHT_ELBOW, RIGHT_WRIST))
    assert shoulder_ == pytest.approx(shoulder)
    assert elbow_[1] < shoulder_[1]  # the arm is raised
    assert (math.dist(shoulder_, elbow_), math.dist(elbow_, wrist_)) == pytest.approx(lengths)


def test_the_body_moves_the_whole_person_and_with_alt_a_copy(state, hand, person):
    before = person()
    x0, y0, x1, y1 = before.bounds
    middle = ((x0 + x1) * 128, 100.0)
    hand.drag(middle, (middle[0] + 10, 104), (middle[0] + 32, 116))
    assert person().bounds == pytest.approx((x0 + 1 / 8, y0 + 1 / 16, x1 + 1 / 8, y1 + 1 / 16))
    middle = (middle[0] + 32, 116)
    hand.press(*middle, ALT)
    hand.move(middle[0] - 30, 116)
    hand.release(middle[0] - 64, 116, ALT)
    assert [pose.id for pose in state.document.poses] == ["p1", "p2"]
    assert state.pose_selection.ids == ("p2",)
    assert state.document.pose("p2").bounds[0] == pytest.approx(x0 - 1 / 8)


def test_handles_scale_and_the_knob_turns(state, hand, canvas, person):
    tool = canvas.bench.tool
    frame = tool._frame()
    before = person().bounds
    corner = canvas.viewport.view.to_page(frame.bottomRight())
    hand.drag(
        (corner.x(), corner.y()),
        (corner.x() + 5, corner.y() + 5),
        (corner.x() + 20, corner.y() + 30),
    )
    after = person().bounds
    assert after[:2] == pytest.approx(before[:2])
    grown = [(after[i + 2] - after[i]) / (before[i + 2] - before[i]) for i in (0, 1)]
    assert grown[0] == pytest.approx(grown[1])
    assert grown[0] > 1.1
    state.undo()
    knob = canvas.viewport.view.to_page(tool._frame().center())
    top = canvas.viewport.view.to_page(tool._frame().topLeft()).y() - 26
    hand.drag((knob.x(), top), (knob.x() + 30, top), (knob.x() + 300, knob.y()))
    head, hip = at(state, 0), at(state, 8)
    assert head[0] > hip[0] + 40  # lies with the head to the right
    assert state.history.undo_label == "Turn people"


def test_a_double_click_hides_a_joint_and_shows_it_again(state, hand, person):
    x, y = at(state, WRIST)
    hand.double_click(x, y)
    assert person().joints[WRIST] is None
    ghost = geometry.guessed(person(), state.document, WRIST)
    assert math.dist(ghost, (x, y)) < 6  # somebody who stands: where it was
    hand.double_click(*ghost)
    assert person().joints[WRIST] is not None
    state.undo()
    assert person().joints[WRIST] is None
    x, y = ghost
    hand.drag(ghost, (x + 10, y), (x + 20, y - 5))  # dragging shows it, too
    assert person().joints[WRIST] == pytest.approx(((x + 20) / 256, (y - 5) / 256), abs=0.01)


def test_the_last_joint_stays(state, canvas):
    lone = Pose(((0.5, 0.5), *[None] * 17))
    state.apply(state.document.with_pose(lone), "One joint")
    state.set_tool("pose")
    state.pose_selection.select(["p1"], 0)
    PoseCommands(state).toggle_joint()
    assert state.document.pose("p1").joints[0] == (0.5, 0.5)


def test_escape_takes_a_drag_back(state, hand, person):
    before = state.document
    x, y = at(state, WRIST)
    hand.press(x, y)
    hand.move(x + 30, y)
    hand.key(Qt.Key.Key_Escape)
    hand.release(x + 30, y)
    assert state.document is before
    hand.key(Qt.Key.Key_Escape)
    assert not state.pose_selection


def test_the_pen_drags_joints_too(state, hand, person):
    x, y = at(state, WRIST)
    assert all(hand.pen((x, y, 0.5), (x + 8, y, 0.7), (x + 24, y + 8, 0.1)))
    assert person().joints[WRIST] == pytest.approx(((x + 24) / 256, (y + 8) / 256), abs=0.005)


def test_hovering_names_the_joint(state, hand, canvas, person, page_pixels):
    away = page_pixels()
    hand.move(*at(state, WRIST))
    assert canvas.bench.tool.hovered == ("p1", WRIST)
    assert (page_pixels() != away).any()
    hand.move(250, 250)
    assert canvas.bench.tool.hovered is None


# by keys alone


def test_everybody_and_every_joint_is_reached_by_tab_and_read_out(state, hand, canvas, qtbot):
    state.set_tool("pose")
    for x in (0.1, 0.5):
        state.apply(state.document.with_pose(standing((x, 0.2, x + 0.3, 0.8))), "Place")
    said: list[str] = []
    canvas.announced.connect(said.append)
    hand.key(Qt.Key.Key_Tab)
    assert said[-1] == "person 1, left third, half way down"
    for _ in range(18):
        hand.key(Qt.Key.Key_Tab)
    assert said[-1] == "person 1, left ear"
    hand.key(Qt.Key.Key_Tab)
    for _ in range(1 + WRIST):
        hand.key(Qt.Key.Key_Tab)
    assert said[-1] == "person 2, left wrist"
    hand.key(Qt.Key.Key_Backtab, SHIFT)
    assert said[-1] == "person 2, left elbow"
    hand.key(Qt.Key.Key_N)
    assert said[-1].startswith("person 1, left third")


def test_tab_leaves_the_canvas_after_the_last_joint(state, canvas, hand):
    state.set_tool("pose")
    commands = PoseCommands(state)
    assert not canvas.bench.tool.tab(1)  # nobody there
    commands.add()
    state.pose_selection.select(())
    steps = 0
    while canvas.bench.tool.tab(1):
        steps += 1
    assert steps == 19
    assert not canvas.bench.tool.tab(1)
    assert canvas.bench.tool.tab(-1)


def test_arrows_move_the_joint_or_the_person_and_undo_at_once(state, hand, person):
    before = person()
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Down, SHIFT)
    assert person().bounds == pytest.approx(np.add(before.bounds, np.array([2, 10, 2, 10]) / 256))
    state.undo()
    assert person() == before
    state.pose_selection.select(["p1"], WRIST)
    hand.key(Qt.Key.Key_Left, SHIFT)
    x, y = before.joints[WRIST] or (0, 0)
    assert person().joints[WRIST] == pytest.approx((x - 10 / 256, y))
    assert person().joints[:WRIST] == before.joints[:WRIST]


def test_delete_hides_a_joint_and_takes_a_person_away(state, hand, person):
    state.pose_selection.select(["p1"], WRIST)
    hand.key(Qt.Key.Key_Delete)
    assert person().joints[WRIST] is None
    hand.key(Qt.Key.Key_Return)
    assert person().joints[WRIST] is not None
    state.pose_selection.select(["p1"])
    hand.key(Qt.Key.Key_Delete)
    assert state.document.poses == ()
    state.undo()
    assert person().seen == 18


def test_duplicate_and_select_all(state, canvas, person):
    canvas.action("duplicate").trigger()
    assert state.pose_selection.ids == ("p2",)
    canvas.action("select_all").trigger()
    assert state.pose_selection.ids == ("p1", "p2")
    canvas.action("delete").trigger()
    assert state.document.poses == ()


def test_only_one_kind_of_thing_is_selected(state, person):
    state.apply(state.document.with_box(Box("cat", (0.1, 0.1, 0.4, 0.4))), "Box")
    state.select(["b1"])
    assert state.pose_selection.ids == ()
    state.pose_selection.select(["p1"])
    assert state.selection == ()
    state.set_tool("pan")
    assert state.pose_selection.ids == ("p1",)
    state.set_tool("pen")
    assert state.pose_selection.ids == ()


def test_a_mirrored_person_swaps_hands_and_stays_in_place(state, person):
    before = person().with_joint(WRIST, (0.9, 0.2))
    state.apply(state.document.replace_pose("p1", before), "Wave")
    PoseCommands(state).mirror()
    after = person()
    assert after.bounds == pytest.approx(before.bounds)
    x0, _, x1, _ = before.bounds
    assert after.joints[RIGHT_WRIST] == pytest.approx((x0 + x1 - 0.9, 0.2))
    PoseCommands(state).mirror()
    assert [v for j in person().joints for v in j or ()] == pytest.approx(
        [v for j in before.joints for v in j or ()]
    )


def test_turning_by_keys_keeps_lengths(state, person):
    before = [math.dist(at(state, a), at(state, b)) for a, b in ((1, 2), (8, 9))]
    commands = PoseCommands(state)
    for _ in range(3):
        commands.turn(1)
    assert [math.dist(at(state, a), at(state, b)) for a, b in ((1, 2), (8, 9))] == pytest.approx(
        before
    )
    assert at(state, 0)[0] > at(state, 8)[0] + 20
    state.undo()
    assert person().joints == standing((0.3, 0.2, 0.7, 0.8)).joints


def test_a_locked_layer_is_not_changed(state, hand, canvas, person):
    state.apply(state.document.with_layer("poses", locked=True), "Lock")
    before = state.document
    x, y = at(state, WRIST)
    hand.drag((x, y), (x + 10, y), (x + 30, y))
    canvas.action("delete").trigger()
    PoseCommands(state).add()
    PoseCommands(state).mirror()
    assert state.document is before


def test_a_person_of_each_box_that_names_one(state, canvas):
    boxes = (Box("an old man", (0.1, 0.1, 0.4, 0.9)), Box("a cat", (0.6, 0.6, 0.9, 0.9)))
    state.open(Document(boxes=boxes))
    PoseCommands(state).from_boxes()
    [pose] = state.document.poses
    assert 0.1 <= pose.bounds[0] < pose.bounds[2] <= 0.4
    state.select([state.document.boxes[1].id])
    PoseCommands(state).from_boxes()
    assert len(state.document.poses) == 2
    assert state.document.poses[1].bounds[1] >= 0.6


def test_far_away_places_do_no_harm(state, hand, person):
    """Whatever is dragged however far: joints stay near the page, and nothing breaks."""
    commands = PoseCommands(state)
    for _ in range(12):
        commands.nudge(2000, -2000)
        commands.grow(3000, 3000)
        commands.turn(1)
    state.pose_selection.select(["p1"], WRIST)
    commands.nudge(100_000, 100_000)
    assert all(abs(v) <= 8 for j in person().joints if j for v in j)


def test_undo_all_and_redo_all_give_the_same(state, hand, canvas):
    state.set_tool("pose")
    start = state.document
    hand.click(128, 128)
    hand.drag(at(state, WRIST), (200, 60), (210, 50))
    canvas.action("duplicate").trigger()
    PoseCommands(state).mirror()
    PoseCommands(state).turn(-1)
    hand.double_click(*at(state, RIGHT_WRIST))
    end = state.document
    while state.can_undo:
        state.undo()
    assert state.document == start
    while state.can_redo:
        state.redo()
    assert state.document == end


def test_colours_are_openposes_and_can_be_seen_on_dark(state, canvas, person, page_pixels):
    look = page_pixels()
    x, y = at(state, WRIST)
    state.set_tool("pen")
    look = page_pixels()
    assert tuple(look[round(y), round(x), :3]) == (0, 255, 85)
    a, b = at(state, 2), at(state, 3)
    shown = look[round((a[1] + b[1]) / 2), round((a[0] + b[0]) / 2), :3]
    assert tuple(shown) == (153, 102, 0)


def test_people_who_stand_still_are_painted_once(state, hand, canvas, monkeypatch, page_pixels):
    for x in (0.1, 0.5):
        state.apply(state.document.with_pose(standing((x, 0.2, x + 0.3, 0.8))), "Place")
    state.set_tool("pan")  # whose cursor is no part of the page
    look = page_pixels()
    state.set_tool("pen")
    calls: list[int] = []
    usual = pose_painter.paint_people

    def paint(painter, poses, page, view):
        some = list(poses)
        calls.append(len(some))
        usual(painter, some, page, view)

    monkeypatch.setattr(pose_painter, "paint_people", paint)
    hand.drag((20, 20), (60, 60), (120, 90))
    canvas.repaint()
    assert calls == []
    state.undo()
    state.set_tool("pan")
    assert (page_pixels() == look).all()
    state.set_tool("pose")
    state.pose_selection.select(["p1"])
    x, y = at(state, WRIST)
    hand.press(x, y)
    hand.move(x + 20, y)
    assert set(calls) == {1}  # the other one, once, and the one that is dragged
    hand.release(x + 20, y)
    canvas.viewport.set_zoom(1.5)
    canvas.repaint()
    assert calls[-1] == 2
