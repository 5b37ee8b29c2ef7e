"""Dragged things snap to each other and to the page, and show what to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.ui.canvas.view.snapping import COLOUR

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def snapping(canvas):
    canvas.bench.snapping.set_on(True)
    return canvas.bench.snapping


@pytest.fixture
def boxes(state, canvas, snapping):
    state.open(
        Document(boxes=(Box("a", (20 / 256, 20 / 256, 60 / 256, 60 / 256)),
                        Box("b", (100 / 256, 110 / 256, 150 / 256, 150 / 256))))
    )  # fmt: skip
    canvas.viewport.set_view(canvas.viewport.view)
    return state


def pixels_of(box: Box) -> list[float]:
    return [round(value * 256, 2) for value in box.rect]


def test_a_moved_box_snaps_to_another_box(boxes, hand) -> None:
    boxes.set_tool("select")
    hand.drag((40, 40), (60, 60), (121, 118))  # its left edge comes to 101, near the other's
    assert pixels_of(boxes.document.boxes[0]) == [100, 98, 140, 138]


def test_the_guide_is_seen_while_it_snaps_and_gone_afterwards(
    boxes, canvas, hand, snapping, page_pixels
) -> None:
    boxes.set_tool("select")
    hand.press(40, 40)
    hand.move(60, 60)
    hand.move(121, 118)
    assert (100.0, 98.0, 100.0, 150.0) in snapping.guides
    seen = page_pixels()[104, 100, :3]  # between the two boxes
    assert abs(int(seen[0]) - COLOUR.red()) < 12
    assert abs(int(seen[1]) - COLOUR.green()) < 12
    hand.release(121, 118)
    assert snapping.guides == ()


def test_ctrl_held_while_dragging_switches_it_off(boxes, hand, snapping) -> None:
    boxes.set_tool("select")
    hand.press(40, 40)
    hand.move(121, 118)
    with hand.holding(CTRL):
        assert snapping.guides == ()
        hand.release(121, 118, CTRL)
    assert pixels_of(boxes.document.boxes[0]) == [101, 98, 141, 138]


def test_the_toggle_switches_it_off(boxes, hand, snapping) -> None:
    snapping.set_on(False)
    boxes.set_tool("select")
    hand.drag((40, 40), (60, 60), (121, 118))
    assert pixels_of(boxes.document.boxes[0]) == [101, 98, 141, 138]


def test_with_shift_only_the_way_it_goes_snaps(boxes, hand) -> None:
    boxes.set_tool("select")
    hand.press(40, 40)
    with hand.holding(SHIFT):
        hand.move(122, 44)
        hand.release(122, 44, SHIFT)
    assert pixels_of(boxes.document.boxes[0]) == [100, 20, 140, 60]


@pytest.mark.parametrize(("to", "edge"), [((83, 40), 85.33), ((130, 40), 128.0), ((98, 40), 100.0)])
def test_a_resized_edge_snaps(boxes, hand, to, edge) -> None:
    """To a third of the page, to its middle, to another box."""
    boxes.set_tool("select")
    boxes.select([boxes.document.boxes[0].id])
    hand.drag((60, 40), (70, 40), to)
    assert pixels_of(boxes.document.boxes[0]) == [20, 20, edge, 60]


def test_a_new_box_snaps_at_both_corners(boxes, hand) -> None:
    boxes.set_tool("box")
    hand.drag((103, 152), (120, 170), (148, 254))
    hand.key(Qt.Key.Key_Escape)
    assert pixels_of(boxes.document.boxes[-1]) == [100, 150, 150, 256]


def test_several_boxes_snap_as_one(boxes, hand) -> None:
    boxes.set_tool("select")
    boxes.select(box.id for box in boxes.document.boxes)
    hand.drag((40, 40), (30, 54), (23, 54))  # their common frame comes to 3 from the edge
    assert pixels_of(boxes.document.boxes[0])[:2] == [0, 34]
    assert pixels_of(boxes.document.boxes[1])[0] == 80


@pytest.fixture
def lines(state, snapping):
    state.open(
        Document(
            strokes=(
                Stroke([[20, 20], [60, 20]], 4),
                Stroke([[100, 100], [180, 100], [180, 160]], 4),
            )
        )
    )
    state.set_tool("strokes")
    return state


def test_moved_lines_snap_to_lines(lines, hand) -> None:
    hand.drag((40, 20), (60, 30), (122, 61))  # its left rim comes to 100, the other's lies at 98
    assert lines.document.strokes[0].points[:, 0].tolist() == [100, 140]
    assert lines.document.strokes[0].points[0, 1] == 61


def test_a_copy_snaps_as_well(lines, hand) -> None:
    with hand.holding(ALT):
        hand.press(40, 20, ALT)
        hand.move(122, 61)
        hand.release(122, 61, ALT)
    assert len(lines.document.strokes) == 3
    assert lines.document.strokes[2].points[:, 0].tolist() == [100, 140]


@pytest.mark.parametrize("keys", [Qt.KeyboardModifier.NoModifier, ALT])
def test_scaled_lines_snap(lines, hand, keys) -> None:
    hand.click(140, 100)
    by = 40 if keys else 74
    hand.press(182 + 8, 130, keys)  # the handle lies outside of the lines
    with hand.holding(keys):
        hand.move(182 + 8 + by, 130)
        hand.release(182 + 8 + by, 130, keys)
    x = lines.document.strokes[1].points[:, 0]
    if keys:  # from the middle: 98 becomes 58, and the end of the line 62, near the other line's 60
        assert x.min() == pytest.approx(140 - (x.max() - 140), abs=0.01)
    else:
        assert x.max() == pytest.approx(256, abs=0.01)


def test_shapes_snap_at_their_corners(lines, hand) -> None:
    lines.set_tool("rectangle")
    hand.drag((3, 183), (40, 200), (126, 254))
    x0, y0 = lines.document.strokes[-1].points[:, :2].min(axis=0)
    x1, y1 = lines.document.strokes[-1].points[:, :2].max(axis=0)
    assert (x0, x1, y1) == (0, 128, 256)
    assert y0 == 183  # nothing is near


def test_a_polyline_snaps_to_its_own_corners(lines, hand, snapping) -> None:
    lines.set_tool("polyline")
    for corner in ((30, 200), (75, 200), (77, 230)):
        hand.click(*corner)
    hand.key(Qt.Key.Key_Return)
    assert lines.document.strokes[-1].points[:, :2].tolist() == [[30, 200], [75, 200], [75, 230]]
    assert snapping.guides == ()


def test_the_pen_is_free(lines, hand) -> None:
    lines.set_tool("pen")
    hand.pen((126, 200, 1.0), (126, 220, 1.0), (126, 240, 1.0))
    assert lines.document.strokes[-1].points[:, 0].max() < 127


def test_escape_takes_the_guides_away(boxes, hand, snapping) -> None:
    boxes.set_tool("select")
    hand.press(40, 40)
    hand.move(121, 118)
    assert snapping.guides
    hand.key(Qt.Key.Key_Escape)
    assert snapping.guides == ()
    assert pixels_of(boxes.document.boxes[0]) == [20, 20, 60, 60]


def test_the_hints_line_tells_how_to_switch_it_off(boxes, canvas, hand, snapping) -> None:
    boxes.set_tool("select")
    assert "snapping" not in canvas.bench.hint
    hand.press(40, 40)
    assert canvas.bench.hint.endswith("Ctrl: no snapping")
    hand.release(40, 40)
    assert "snapping" not in canvas.bench.hint
    snapping.set_on(False)
    hand.press(40, 40)
    assert "snapping" not in canvas.bench.hint
    hand.release(40, 40)
