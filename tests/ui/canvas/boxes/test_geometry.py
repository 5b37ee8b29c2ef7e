from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.model import Box
from sketchpad.ui.canvas.boxes import geometry
from sketchpad.ui.canvas.boxes.geometry import HANDLES, SMALLEST

anywhere = st.floats(-2, 3)
corners = st.tuples(st.floats(0, 1), st.floats(0, 1))
rects = st.builds(lambda a, b: Box.between("", a, b, smallest=SMALLEST).rect, corners, corners)


def is_box(rect) -> bool:
    Box("", rect)  # refuses what is not on the page
    return rect[2] - rect[0] > SMALLEST * 0.999 and rect[3] - rect[1] > SMALLEST * 0.999


@given(st.lists(rects, min_size=1, max_size=5), anywhere, anywhere)
def test_moving_keeps_size_and_arrangement_and_page(before, dx, dy):
    after = geometry.moved(before, dx, dy)
    assert all(is_box(rect) for rect in after)
    for old, new in zip(before, after, strict=True):
        assert new[2] - new[0] == pytest.approx(old[2] - old[0], abs=1e-9)
        assert new[0] - after[0][0] == pytest.approx(old[0] - before[0][0], abs=1e-9)


@given(rects, st.sampled_from(HANDLES), anywhere, anywhere, st.booleans())
def test_resizing_stays_a_box(rect, handle, x, y, from_centre):
    assert is_box(geometry.resized(rect, handle, x, y, from_centre=from_centre))


@given(rects, st.sampled_from(HANDLES), anywhere, anywhere, st.booleans())
def test_proportional_resizing_keeps_the_shape(rect, handle, x, y, from_centre):
    new = geometry.resized(rect, handle, x, y, proportional=True, from_centre=from_centre)
    assert is_box(new)
    factors = [(new[i + 2] - new[i]) / (rect[i + 2] - rect[i]) for i in (0, 1)]
    assert factors[0] == pytest.approx(factors[1], rel=1e-6)


@given(rects, st.floats(0, 1), st.floats(0, 1))
def test_a_corner_follows_the_pointer_and_the_opposite_one_stays(rect, x, y):
    new = geometry.resized(rect, (1, 1), x, y)
    assert new[:2] == rect[:2]
    assert new[2:] == (max(x, rect[0] + SMALLEST), max(y, rect[1] + SMALLEST))


@given(st.tuples(anywhere, anywhere), st.tuples(anywhere, anywhere), st.booleans(), st.booleans())
def test_dragging_out_makes_a_box(start, end, square, from_centre):
    rect = geometry.dragged_out(start, end, aspect=1.0 if square else None, from_centre=from_centre)
    assert is_box(rect)
    if square:
        assert rect[2] - rect[0] == pytest.approx(rect[3] - rect[1], abs=SMALLEST)


def test_the_smallest_box_under_the_pointer_comes_first():
    boxes = [
        Box("field", (0, 0, 1, 1), "a"),
        Box("dog", (0.4, 0.4, 0.6, 0.6), "b"),
        Box("sky", (0, 0, 1, 0.9), "c"),
    ]
    assert geometry.under(boxes, 0.5, 0.5) == ["b", "c", "a"]
    assert geometry.under(boxes, 0.1, 0.95) == ["a"]
    assert geometry.under(boxes[1:2], 0.1, 0.1) == []


def test_equal_boxes_are_taken_from_the_top():
    boxes = [Box("a", (0.1, 0.1, 0.5, 0.5), "a"), Box("b", (0.1, 0.1, 0.5, 0.5), "b")]
    assert geometry.under(boxes, 0.3, 0.3) == ["b", "a"]


@given(st.lists(rects, min_size=1, max_size=3))
def test_copies_lie_aside(before):
    after = geometry.copied(before)
    assert all(is_box(rect) for rect in after)
    if all(r[2] - r[0] < 0.9 and r[3] - r[1] < 0.9 for r in before) and len(before) == 1:
        assert after != before
