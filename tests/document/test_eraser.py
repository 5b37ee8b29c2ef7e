"""What erasers leave of lines: pieces with ends and corners of their own."""

from __future__ import annotations

import numpy as np
import pytest

from sketchpad.document import eraser
from sketchpad.document.eraser import erased
from sketchpad.document.model import Stroke

LINE = Stroke([(10, 50, 0.0), (110, 50, 1.0)], 4, role="loose", group="g")


def wiped(x: float, y: float, width: float) -> Stroke:
    return Stroke([(x, y)], width, eraser=True)


def spans(strokes: tuple[Stroke, ...]) -> list[tuple[float, float]]:
    return [(float(one.points[0, 0]), float(one.points[-1, 0])) for one in strokes]


def test_a_line_is_cut_where_its_middle_was_taken() -> None:
    first, second = left = erased((LINE, wiped(60, 50, 20)))
    assert spans(left) == [
        (10, pytest.approx(50, abs=1)),
        (pytest.approx(70, abs=1), 110),
    ]
    for piece in left:
        assert (piece.width, piece.role, piece.group, piece.eraser) == (4, "loose", "g", False)
        assert (piece.points[:, 1] == 50).all()
        shares = (piece.points[:, 0] - 10) / 100
        np.testing.assert_allclose(piece.points[:, 2], shares, atol=1e-6)  # pressure goes along
    assert len(first.points) == len(second.points) == 2


def test_corners_between_the_ends_stay() -> None:
    bent = Stroke([(10, 10), (50, 10), (50, 90), (90, 90)], 4)
    (before, after) = erased((bent, wiped(50, 50, 10)))
    assert before.points[:-1, :2].tolist() == [[10, 10], [50, 10]]
    assert after.points[1:, :2].tolist() == [[50, 90], [90, 90]]


def test_only_what_was_drawn_before_is_cut() -> None:
    over = LINE.moved(0, 1)
    left = erased((LINE, wiped(60, 50, 20), over))
    assert left[-1] is over
    assert len(left) == 3
    assert erased((wiped(60, 50, 20), LINE)) == (LINE,)
    between = erased((LINE, wiped(30, 50, 10), over, wiped(90, 50, 10)))
    assert spans(between) == [
        (10, pytest.approx(25, abs=1)),
        (pytest.approx(35, abs=1), pytest.approx(85, abs=1)),
        (pytest.approx(95, abs=1), 110),
        (10, pytest.approx(85, abs=1)),
        (pytest.approx(95, abs=1), 110),
    ]


def test_a_line_that_is_only_grazed_or_far_away_is_the_very_one() -> None:
    far = Stroke([(200, 200), (220, 200)], 4)
    for eraser_ in (wiped(60, 62, 20), wiped(200, 50, 20)):
        kept = erased((LINE, far, eraser_))
        assert kept[0] is LINE
        assert kept[1] is far
    assert erased((LINE, far)) == (LINE, far)
    assert erased((wiped(1, 1, 9),)) == erased(()) == ()


def test_a_whole_line_or_dot_is_taken() -> None:
    wide = Stroke([(0, 50), (120, 50)], 20, eraser=True)
    dot = Stroke([(60, 50)], 4)
    assert erased((LINE, dot, wide)) == ()
    beside = Stroke([(60, 90)], 4)
    assert erased((LINE, dot, beside, wide)) == (beside,)
    assert spans(erased((LINE, Stroke([(0, 50), (60, 50)], 20, eraser=True)))) == [
        (pytest.approx(70, abs=1), 110)
    ]


def test_very_long_lines_are_cut_less_finely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eraser, "MOST_PLACES", 50)
    long = LINE.moved(0.5, 0)
    left = erased((long, wiped(60, 50, 20)))
    assert [len(one.points) for one in left] == [2, 2]
    assert spans(left)[0] == (10.5, pytest.approx(50, abs=3))
    places = eraser._Places([long.points, long.points])
    assert places.counts.tolist() == [26, 26]
    assert np.unique(np.diff(places.points[:26, 0]).round(3)).tolist() == [4]


def test_places_lie_close_together_and_begin_at_each_point() -> None:
    lines = [
        np.array([(0, 0, 1), (1, 0, 1), (1, 2, 0)], np.float32),
        np.array([(5, 5, 1)], np.float32),
    ]
    places = eraser._Places(lines)
    assert places.counts.tolist() == [7, 1]
    assert places.points[:, :2].tolist() == [
        [0, 0], [0.5, 0], [1, 0], [1, 0.5], [1, 1], [1, 1.5], [1, 2], [5, 5],
    ]  # fmt: skip
    assert places.points[:, 2].tolist() == [1, 1, 1, 0.75, 0.5, 0.25, 0, 1]
    assert places.corners.tolist() == [True, False, True, False, False, False, True, True]


def test_a_page_larger_than_the_map_is_erased_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eraser, "MOST_CELLS", 64)
    left = erased((LINE, Stroke([(60, 0), (60, 100)], 20, eraser=True)))
    assert spans(left) == [(10, pytest.approx(50, abs=4)), (pytest.approx(70, abs=4), 110)]
