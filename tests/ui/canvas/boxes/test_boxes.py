"""Boxes by mouse and keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from sketchpad.document.edit import grouping
from sketchpad.document.model import Box, Document, Stroke

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def pixels_of(box: Box) -> tuple[int, ...]:
    return tuple(round(v * 256) for v in box.rect)


@pytest.fixture
def boxes(state):
    """A field with a dog in it and a sun beside it, and the selection tool."""
    document = Document()
    for phrase, rect in (
        ("field", (16, 96, 240, 240)),
        ("dog", (64, 128, 128, 192)),
        ("sun", (160, 32, 208, 80)),
    ):
        document = document.with_box(Box(phrase, tuple(v / 256 for v in rect)))
    state.open(document)
    state.set_tool("select")
    return document


def test_draw_a_box_and_type_what_it_is(state, hand, canvas):
    state.set_tool("box")
    hand.drag((32, 48), (100, 90), (128, 144))
    (box,) = state.document.boxes
    assert pixels_of(box) == (32, 48, 128, 144)
    assert state.selection == (box.id,)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.accessibleName()
    hand.type("a small dog")
    assert (
        state.document.boxes[0].phrase == "a small dog"
    )  # at once, should somebody press Generate now
    hand.key(Qt.Key.Key_Return)
    assert not editor.isVisible()
    assert canvas.hasFocus()
    state.undo()
    assert state.document.boxes[0].phrase == ""
    state.undo()
    assert state.document.boxes == ()


def test_letters_typed_into_the_phrase_are_no_shortcuts(state, hand):
    state.set_tool("box")
    hand.drag((32, 48), (128, 144))
    hand.type("beach v[")
    hand.key(Qt.Key.Key_Backspace)
    hand.key(Qt.Key.Key_Backspace)
    assert state.tool == "box"
    assert state.document.boxes[0].phrase == "beach"


def test_escape_leaves_the_phrase_as_it_was(state, hand, boxes, canvas):
    hand.double_click(96, 150)
    hand.type("cat")
    hand.key(Qt.Key.Key_Escape)
    assert state.document == boxes
    assert state.selection == ("b2",)
    assert canvas.hasFocus()
    hand.key(Qt.Key.Key_Escape)
    assert state.selection == ()


def test_shift_makes_squares_and_alt_begins_at_the_centre(state, hand):
    state.set_tool("box")
    hand.press(128, 128)
    hand.move(160, 150, SHIFT)
    with hand.holding(SHIFT | ALT):
        pass
    hand.release(160, 150, SHIFT | ALT)
    assert pixels_of(state.document.boxes[0]) == (96, 96, 160, 160)


def test_boxes_end_at_the_page(state, hand):
    state.set_tool("box")
    hand.drag((200, 200), (290, 300))
    assert pixels_of(state.document.boxes[0]) == (200, 200, 256, 256)


def test_a_click_makes_no_box(state, hand):
    state.set_tool("box")
    hand.click(100, 100)
    hand.drag((100, 100), (101, 101))
    assert state.document.boxes == ()


def test_click_selects_the_smallest_and_empty_paper_deselects(state, hand, boxes):
    hand.click(96, 160)
    assert state.selection == ("b2",)
    hand.click(200, 220)
    assert state.selection == ("b1",)
    hand.click(96, 160)  # inside the selected one, but meant for the small one
    assert state.selection == ("b2",)
    hand.click(30, 20)
    assert state.selection == ()


def test_alt_click_goes_through_what_lies_beneath(state, hand, boxes):
    hand.click(96, 160)
    hand.click(96, 160, ALT)
    assert state.selection == ("b1",)
    hand.click(96, 160, ALT)
    assert state.selection == ("b2",)


def test_a_label_belongs_to_its_box(state, hand, boxes, canvas):
    chip = canvas.bench.looks.label_rect("b3").center()
    at = canvas.viewport.view.to_page(chip)
    assert at.y() < 32
    hand.click(at.x(), at.y())
    assert state.selection == ("b3",)


def test_shift_click_adds_and_takes_away(state, hand, boxes):
    hand.click(96, 160)
    hand.click(180, 60, SHIFT)
    assert state.selection == ("b2", "b3")
    hand.click(96, 160, SHIFT)
    assert state.selection == ("b3",)


def test_marquee(state, hand, boxes):
    hand.drag((240, 20), (150, 60), (140, 84))
    assert state.selection == ("b3",)
    hand.drag((4, 90), (70, 140), keys=SHIFT)
    assert set(state.selection) == {"b1", "b2", "b3"}


def test_drag_moves_in_one_step_and_stops_at_the_edge(state, hand, boxes):
    hand.drag((180, 60), (190, 60), (200, 70), (300, 70))
    assert pixels_of(state.document.box("b3")) == (208, 42, 256, 90)
    assert len(state.history.labels) == 1
    state.undo()
    assert state.document == boxes


def test_several_move_together(state, hand, boxes):
    state.select(["b2", "b3"])
    hand.drag((96, 160), (100, 160), (80, 150))
    assert pixels_of(state.document.box("b2")) == (48, 118, 112, 182)
    assert pixels_of(state.document.box("b3")) == (144, 22, 192, 70)


def test_escape_puts_a_dragged_box_back(state, hand, boxes):
    hand.press(180, 60)
    hand.move(120, 90)
    hand.key(Qt.Key.Key_Escape)
    hand.release(120, 90)
    assert state.document == boxes
    assert not state.can_undo


@pytest.mark.parametrize(
    ("grip", "to", "expected"),
    [
        ((208, 80), (230, 100), (160, 32, 230, 100)),
        ((160, 32), (150, 20), (150, 20, 208, 80)),
        ((208, 32), (220, 40), (160, 40, 220, 80)),
        ((160, 80), (170, 90), (170, 32, 208, 90)),
        ((184, 32), (184, 10), (160, 10, 208, 80)),
        ((208, 56), (240, 56), (160, 32, 240, 80)),
        ((184, 80), (184, 70), (160, 32, 208, 70)),
        ((160, 56), (100, 56), (100, 32, 208, 80)),
    ],
)
def test_eight_handles(state, hand, boxes, grip, to, expected):
    hand.click(180, 60)
    hand.drag(grip, ((grip[0] + to[0]) / 2, (grip[1] + to[1]) / 2), to)
    assert pixels_of(state.document.box("b3")) == expected
    assert len(state.history.labels) == 1


def test_shift_resizes_in_proportion(state, hand, boxes):
    hand.click(180, 60)
    hand.press(208, 80)
    hand.move(220, 84, SHIFT)
    hand.release(220, 84, SHIFT)
    assert pixels_of(state.document.box("b3")) == (160, 32, 220, 92)


def test_the_box_tool_moves_by_edge_and_label_and_draws_within_a_box(state, hand, boxes, canvas):
    state.set_tool("box")
    hand.drag((162, 60), (166, 64), (172, 70))
    assert pixels_of(state.document.box("b3")) == (170, 42, 218, 90)
    before = state.document.boxes
    state.deselect()
    hand.drag((80, 150), (90, 160), (110, 180))
    assert state.document.boxes[:-1] == before
    assert pixels_of(state.document.boxes[-1]) == (80, 150, 110, 180)
    state.undo()
    hand.click(118, 182)
    assert state.selection == ("b2",)
    label = canvas.viewport.view.to_page(canvas.bench.looks.label_rect("b2").center())
    hand.drag((label.x(), label.y()), (label.x() + 6, label.y()), (label.x() + 16, label.y()))
    assert pixels_of(state.document.box("b2")) == (80, 128, 144, 192)


def test_with_ctrl_the_box_tool_draws_over_edges(state, hand, boxes):
    state.set_tool("box")
    hand.drag((30, 200), (60, 220), (80, 230), keys=CTRL)
    assert len(state.document.boxes) == 4
    assert pixels_of(state.document.boxes[-1]) == (30, 200, 80, 230)


def test_keys(state, hand, boxes, canvas):
    canvas.setFocus()
    hand.click(180, 60)
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Down, SHIFT)
    hand.key(Qt.Key.Key_Right)
    assert pixels_of(state.document.box("b3")) == (162, 42, 210, 90)
    hand.key(Qt.Key.Key_Right, CTRL)
    hand.key(Qt.Key.Key_Up, CTRL | SHIFT)
    assert pixels_of(state.document.box("b3")) == (162, 42, 211, 80)
    state.undo()
    state.undo()
    assert state.document == boxes  # nudges in a row are one step, so are resizes
    hand.key(Qt.Key.Key_D, CTRL)
    assert [box.phrase for box in state.document.boxes] == ["field", "dog", "sun", "sun"]
    assert state.selection == ("b4",)
    assert state.document.box("b4").rect != state.document.box("b3").rect
    hand.key(Qt.Key.Key_Delete)
    assert state.document == boxes
    hand.key(Qt.Key.Key_A, CTRL)
    assert len(state.selection) == 3
    hand.key(Qt.Key.Key_Delete)
    assert state.document.boxes == ()


def test_a_layout_by_keyboard_alone(state, hand, canvas):
    hand.key(Qt.Key.Key_B, CTRL)
    hand.type("dog")
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_Left, SHIFT)
    hand.key(Qt.Key.Key_B, CTRL)
    hand.type("cat")
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_N)
    assert state.selected_boxes[0].phrase == "dog"
    hand.key(Qt.Key.Key_N, SHIFT)
    assert state.selected_boxes[0].phrase == "cat"
    hand.key(Qt.Key.Key_F2)
    hand.type("bird")
    hand.key(Qt.Key.Key_Return)
    assert [box.phrase for box in state.document.boxes] == ["dog", "bird"]
    assert state.document.boxes[0].rect != state.document.boxes[1].rect


def test_selection_is_read_out(state, hand, boxes, canvas, qtbot):
    with qtbot.waitSignal(canvas.announced) as told:
        hand.click(180, 60)
    assert told.args == ["box 3, sun, right third, top"]
    assert "box 3, sun, right third, top" in canvas.accessibleDescription()
    with qtbot.waitSignal(canvas.announced) as told:
        hand.drag((180, 60), (100, 60), (40, 60))
    assert told.args == ["box 3, sun, left third, top"]


def test_boxes_have_colours_of_their_own_that_stay(state, canvas, boxes):
    colours = [canvas.bench.colours[box.id].name() for box in boxes.boxes]
    assert len(set(colours)) == 3
    state.apply(state.document.without_box("b1"), "Delete")
    assert [canvas.bench.colours[one].name() for one in ("b2", "b3")] == colours[1:]


@pytest.mark.parametrize("zoom", [0.3, 1, 6])
def test_labels_are_as_large_at_any_zoom_and_stay_in_sight(state, canvas, boxes, zoom):
    canvas.viewport.set_zoom(zoom)
    chip = canvas.bench.looks.label_rect("b2")
    assert chip.height() == pytest.approx(canvas.fontMetrics().height() + 5, abs=2)
    state.apply(state.document.with_box(Box("at the very top", (0.3, 0, 0.9, 0.2))), "Add")
    canvas.viewport.fit()
    assert canvas.rect().contains(canvas.bench.looks.label_rect("b4").toRect())


def test_undo_closes_the_editor_of_a_box_that_is_gone(state, hand):
    state.set_tool("box")
    hand.drag((32, 48), (128, 144))
    editor = QApplication.focusWidget()
    state.undo()
    assert state.document.boxes == ()
    assert not editor.isVisible()


def test_a_phrase_changed_elsewhere_shows_in_the_editor(state, hand, boxes):
    hand.double_click(96, 150)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    box = state.document.box("b2")
    state.apply(state.document.replace_box("b2", box.with_phrase("cat")), "Rename")
    assert editor.text() == "cat"


def test_suggestions(state, hand, canvas):
    canvas.bench.typing.suggest(["house", "horse", "dog"])
    state.set_tool("box")
    hand.drag((32, 48), (128, 144))
    hand.type("ho")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    completer = editor.completer()
    assert completer is not None
    assert completer.completionCount() == 2
    completer.popup().hide()


def test_a_box_does_not_colour_the_ink(state, hand, page_pixels):
    hand.drag((40, 100), (200, 100))
    state.apply(state.document.with_box(Box("dog", (0.1, 0.1, 0.9, 0.9))), "Add")
    state.select(["b1"])
    assert page_pixels()[100, 120, :3].max() == 0
    assert page_pixels()[60, 120, :3].min() < 250


def test_another_click_takes_the_box_beneath_but_a_double_click_means_the_one_seen(
    state, hand, boxes
):
    hand.click(96, 160)
    hand.click(96, 160)
    assert state.selection == ("b1",)
    hand.click(96, 160)
    assert state.selection == ("b2",)
    hand.double_click(96, 160)
    assert state.selection == ("b2",)
    hand.type("cat")
    assert state.document.box("b2").phrase == "cat"


def test_tab_goes_through_what_lies_under_the_pointer_and_else_leaves(state, hand, boxes, canvas):
    hand.click(96, 160)
    hand.key(Qt.Key.Key_Tab)
    assert state.selection == ("b1",)
    hand.key(Qt.Key.Key_Tab)
    assert state.selection == ("b2",)
    hand.key(Qt.Key.Key_Backtab)
    assert state.selection == ("b1",)
    hand.move(180, 60)
    hand.key(Qt.Key.Key_Tab)
    assert state.selection == ("b1",)


def test_a_locked_box_stays_where_it_is(state, hand, boxes):
    state.apply(
        state.document.replace_box("b1", replace(state.document.box("b1"), locked=True)), "Lock"
    )
    locked = state.document
    hand.click(200, 220)
    assert state.selection == ()
    hand.drag((6, 90), (250, 250))
    assert state.selection == ("b2",)
    state.select(["b1"])
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Delete)
    hand.drag((16, 96), (40, 120), (60, 130))  # where its handle would be
    assert state.document == locked


def test_the_label_of_a_locked_box_selects_it(state, hand, boxes, canvas):
    state.apply(
        state.document.replace_box("b3", replace(state.document.box("b3"), locked=True)), "Lock"
    )
    at = canvas.viewport.view.to_page(canvas.bench.looks.label_rect("b3").center())
    hand.drag((at.x(), at.y()), (at.x() - 30, at.y()), (at.x() - 50, at.y()))
    assert state.selection == ("b3",)
    assert pixels_of(state.document.box("b3")) == (160, 32, 208, 80)


def test_several_are_scaled_as_a_group(state, hand, boxes):
    state.select(["b2", "b3"])  # their frame: 64, 32, 208, 192
    hand.drag((208, 192), (150, 130), (136, 112))
    assert pixels_of(state.document.box("b2")) == (64, 80, 96, 112)
    assert pixels_of(state.document.box("b3")) == (112, 32, 136, 56)
    assert len(state.history.labels) == 1


def test_a_box_takes_its_strokes_along_when_asked(state, hand, boxes, canvas):
    stroke = Stroke([[70, 140, 1], [120, 180, 1]], 4)
    state.apply(state.document.with_stroke(stroke), "Draw")
    hand.drag((96, 160), (110, 160), (116, 160))
    assert state.document.strokes == (stroke,)
    state.undo()
    hand.drag((96, 160), (110, 160), (116, 160), keys=CTRL)
    assert state.document.strokes[0].bounds[0] == stroke.bounds[0] + 20
    state.undo()
    canvas.bench.habits.set_carry(True)
    hand.drag((128, 192), (150, 192), (192, 192))  # twice as wide
    x = state.document.strokes[0].points[:, 0]
    assert x[1] - x[0] == pytest.approx(100)


def test_a_lit_box_is_seen(state, boxes, canvas, page_pixels):
    before = page_pixels()
    canvas.bench.habits.light(["b3", "gone"])
    assert (page_pixels() != before).any()
    canvas.bench.habits.light()
    assert (page_pixels() == before).all()


def test_a_colour_of_its_own(state, boxes, canvas):
    usual = canvas.bench.colours["b2"].name()
    box = replace(state.document.box("b2"), colour="#123456")
    state.apply(state.document.replace_box("b2", box), "Colour")
    assert canvas.bench.colours["b2"].name() == "#123456"
    state.undo()
    assert canvas.bench.colours["b2"].name() == usual


def test_a_locked_box_says_so(state, boxes, canvas, qtbot):
    box = replace(state.document.box("b3"), locked=True)
    state.apply(state.document.replace_box("b3", box), "Lock")
    with qtbot.waitSignal(canvas.announced) as told:
        state.select(["b3"])
    assert told.args == ["box 3, sun, right third, top, locked"]


def test_a_group_is_taken_as_one_and_a_second_click_means_one_of_it(state, hand, boxes, canvas):
    _, one, two = (box.id for box in state.document.boxes)
    state.apply(grouping.grouped(state.document, [one, two]), "group")
    state.set_tool("select")
    state.select(())
    middle = centre(state.document.box(one))
    hand.click(*middle)
    assert set(state.selection) == {one, two}
    hand.click(*middle)
    assert state.selection == (one,)
    hand.click(4, 4)
    hand.click(*middle, keys=Qt.KeyboardModifier.ShiftModifier)
    assert set(state.selection) == {one, two}
    hand.click(*middle, keys=Qt.KeyboardModifier.ShiftModifier)
    assert state.selection == ()


def centre(box):
    x0, y0, x1, y1 = box.rect
    return (x0 + x1) * 128, (y0 + y1) * 128
