from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sketchpad.ui.canvas.ink.stroke_builder import StrokeBuilder

coordinates = st.floats(-500, 500, allow_nan=False)
samples = st.lists(st.tuples(coordinates, coordinates, st.floats(0, 1)), min_size=1, max_size=40)


def drawn(points, zoom=1.0):
    builder = StrokeBuilder(points[0], zoom)
    for point in points[1:]:
        builder.add(point)
    builder.finish(points[-1])
    return builder.points


@given(samples, st.floats(0.1, 10))
def test_points_given_out_are_never_taken_back(points, zoom):
    builder = StrokeBuilder(points[0], zoom)
    for point in points[1:]:
        before = list(builder.points)
        added = builder.add(point)
        assert builder.points[: len(before)] == before
        assert len(builder.points) == len(before) + added
    before = list(builder.points)
    builder.finish(points[-1])
    assert builder.points[: len(before)] == before


@given(samples, st.floats(0.1, 10))
def test_begins_and_ends_where_the_hand_did(points, zoom):
    result = drawn(points, zoom)
    assert result[0] == points[0]
    assert math.dist(result[-1][:2], points[-1][:2]) <= 0.5 / zoom + 1e-6
    assert all(0 <= pressure <= 1 for _, _, pressure in result)


def test_a_straight_line_stays_straight_and_small():
    result = drawn([(10.0 * i, 5.0 * i, 1.0) for i in range(30)])
    assert all(abs(y - x / 2) < 1e-9 for x, y, _ in result)
    assert len(result) <= 40


def test_a_circle_of_samples_becomes_smooth():
    circle = [(50 + 40 * math.cos(a / 3), 50 + 40 * math.sin(a / 3), 1.0) for a in range(19)]
    result = drawn(circle)
    headings = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in pairwise(result)]
    turns = [abs(math.remainder(b - a, math.tau)) for a, b in pairwise(headings)]
    assert max(turns[1:-1]) < 0.2  # the samples themselves turn by 1/3
    assert all(36 < math.dist(p[:2], (50, 50)) < 41 for p in result)


def test_jitter_of_a_slow_hand_is_smoothed():
    shaky = [(float(i), 20 + (i % 2), 1.0) for i in range(60)]
    result = drawn(shaky)[4:-4]
    assert max(y for _, y, _ in result) - min(y for _, y, _ in result) < 0.4


def test_the_tail_is_where_the_pointer_is():
    builder = StrokeBuilder((0.0, 0.0, 1.0))
    builder.add((30.0, 0.0, 1.0))
    builder.add((60.0, 10.0, 0.5))
    assert builder.tail == (60.0, 10.0, 0.5)
    assert math.dist(builder.points[-1][:2], builder.tail[:2]) < 20  # no lag worth the name


def test_a_touch_is_one_point():
    assert drawn([(5.0, 5.0, 0.3)]) == [(5.0, 5.0, 0.3)]
