"""What there is to snap to, and how far things are pulled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.edit.snapping import (
    MOST_STROKES,
    SMALLEST_STROKE,
    Mark,
    Pull,
    extents,
    marks,
    pull,
)
from sketchpad.document.model import Box, Document, Stroke

PAGE = Document(256, 128, boxes=(Box("a", (0.25, 0.25, 0.5, 0.5)), Box("b", (0.6, 0.1, 0.9, 0.3))))


def places(found: tuple[Mark, ...]) -> list[float]:
    return sorted({round(mark.at, 2) for mark in found})


def test_the_page_its_middle_and_thirds() -> None:
    found = marks(Document(300 // 64 * 64, 128))
    assert places(found.across) == [0, 85.33, 128, 170.67, 256]
    assert places(found.down) == [0, 42.67, 64, 85.33, 128]


def test_boxes_and_lines_count_but_not_what_is_dragged() -> None:
    line = Stroke([[20, 20], [60, 100]], 4)
    page = PAGE.with_stroke(line).with_stroke(Stroke([[5, 5], [250, 5]], 9, eraser=True))
    first, second = (box.id for box in page.boxes)
    found = marks(page, but_boxes=[first])
    assert {20.0, 40.0, 60.0} <= set(places(found.across))  # the middle of its ink
    assert 153.6 in places(found.across)
    assert 64.0 not in places(found.across)  # the left edge of the first box
    assert 20.0 not in places(marks(page, but_strokes=[0]).across)
    assert 64.0 in places(marks(page, but_boxes=[second]).across)


def test_among_many_lines_only_the_largest_count() -> None:
    lines = [Stroke([[10, 10 + n / 50], [30 + n / 10, 10 + n / 50]], 2) for n in range(1000)]
    found = marks(Document(strokes=tuple(lines)))
    assert len(found.across) == 5 + 3 * MOST_STROKES
    assert 30 + 99.9 in places(found.across)


def test_the_grid_counts_while_it_is_shown() -> None:
    assert 32 not in places(marks(Document()).across)
    assert 32 in places(marks(Document(), grid=32).across)


def test_the_nearest_mark_pulls_and_all_that_fit_are_named() -> None:
    found = pull([10.0, 30.0], [Mark(12, 0, 1), Mark(31, 5, 6), Mark(11, 2, 3)], 6)
    assert found.by == 1.0
    assert {mark.at for mark in found.marks} == {31, 11}
    assert pull([10.0], [Mark(17, 0, 1)], 6).marks == ()


@given(
    st.lists(st.floats(0, 256), min_size=1, max_size=3),
    st.lists(st.floats(0, 256), max_size=8),
    st.floats(0.5, 10),
)
def test_a_pull_is_never_longer_than_it_reaches(
    at: list[float], to: list[float], reach: float
) -> None:
    found = pull(at, [Mark(one, 0, 1) for one in to], reach)
    assert abs(found.by) <= reach
    near = [abs(one - other) for one in to for other in at]
    if near and min(near) <= reach:
        assert abs(found.by) == pytest.approx(min(near))
        assert found.marks
    else:
        assert found.by == 0


def test_each_mark_reaches_along_what_it_belongs_to() -> None:
    page = Document(256, 128, boxes=(Box("a", (0.25, 0.25, 0.5, 0.75), "a"),))
    found = marks(page)
    assert found.across[:2] == (Mark(0, 0, 128), Mark(256 / 3, 0, 128))
    assert found.down[:2] == (Mark(0, 0, 256), Mark(128 / 3, 0, 256))
    assert found.across[5:] == (Mark(64, 32, 96), Mark(96, 32, 96), Mark(128, 32, 96))
    assert found.down[5:] == (Mark(32, 64, 128), Mark(64, 64, 128), Mark(96, 64, 128))
    assert found.with_points([(3, 7)]).across[-1] == Mark(3, 7, 7)
    assert found.with_points([(3, 7)]).down[-1] == Mark(7, 3, 3)


def test_the_grid_has_no_line_at_the_edges() -> None:
    plain, grid = marks(Document(256, 128)), marks(Document(256, 128), grid=64)
    assert [one.at for one in grid.across[5:]] == [64, 128, 192]
    assert grid.down[5:] == (Mark(64, 0, 256),)
    assert grid.across[5] == Mark(64, 0, 128)
    assert (len(plain.across), len(plain.down)) == (5, 5)


def test_lines_are_as_large_as_their_middle_and_small_ones_do_not_count() -> None:
    line = Stroke([[10, 20], [40, 30]], 6)
    assert extents([line, Stroke([[1, 1]], eraser=True)]).tolist() == [[10, 20, 40, 30]]
    assert extents([]).shape == (0, 4)
    just = Stroke([[10, 10], [10, 10 + SMALLEST_STROKE]], 4)
    less = Stroke([[10, 10], [9 + SMALLEST_STROKE, 10]], 4)
    assert len(marks(Document(strokes=(just, less))).across) == 5 + 3


def test_a_pull_of_just_its_reach() -> None:
    assert pull([10.0], [Mark(16, 0, 1)], 6) == Pull(6.0, (Mark(16, 0, 1),))
    assert pull([16.0], [Mark(10, 0, 1)], 6).by == -6.0
    assert pull([16.0], [Mark(10, 0, 1)], 5.9) == pull([], [Mark(10, 0, 1)], 6) == Pull()
    assert pull([16.0], [], 6) == Pull()
