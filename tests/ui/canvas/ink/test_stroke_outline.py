from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.document.model import Stroke
from sketchpad.ui.canvas.ink.ink_tiles import stroke_outlines

places = st.tuples(st.floats(0, 200), st.floats(0, 200), st.floats(0, 1))


def winding(polygon: np.ndarray, x: float, y: float) -> int:
    """How often the outline goes around (x, y)."""
    a, b = polygon - (x, y), np.roll(polygon, -1, axis=0) - (x, y)
    angles = np.arctan2(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], (a * b).sum(axis=1))
    return round(float(angles.sum()) / (2 * np.pi))


def covers(stroke: Stroke, x: float, y: float, scale: float = 1.0) -> bool:
    return any(winding(polygon, x, y) for polygon in stroke_outlines(stroke, scale))


@settings(deadline=None)
@given(st.lists(places, min_size=1, max_size=12), st.floats(1, 40), st.floats(0.3, 4))
def test_the_middle_of_the_line_is_always_covered(points, width, scale):
    stroke = Stroke(points, width)
    a, b = stroke.points[:-1, :2], stroke.points[1:, :2]
    for share in (0.013, 0.37, 0.71):
        for x, y in (a + (b - a) * share) * scale + (1e-3, 7e-4):
            assert covers(stroke, float(x), float(y), scale)


@settings(deadline=None)
@given(st.lists(places, min_size=1, max_size=12), st.floats(1, 40))
def test_nothing_reaches_far_beyond_the_bounds(points, width):
    stroke = Stroke(points, width)
    x0, y0, x1, y1 = stroke.bounds
    slack = 0.06 * width + 0.5
    for polygon in stroke_outlines(stroke, 1.0):
        assert polygon.min(axis=0)[0] >= x0 - slack
        assert polygon.min(axis=0)[1] >= y0 - slack
        assert polygon.max(axis=0)[0] <= x1 + slack
        assert polygon.max(axis=0)[1] <= y1 + slack


def test_width_follows_pressure():
    stroke = Stroke([(0, 50, 0), (200, 50, 1)], 20)
    thin, thick = stroke.widths
    assert covers(stroke, 199, 50 + thick / 2 - 1)
    assert not covers(stroke, 1, 50 + thin / 2 + 1)


@pytest.mark.parametrize("angle", [60, 90, 135, 180])
def test_sharp_turns_are_round(angle):
    turn = np.radians(angle)
    end = (100 - 80 * np.cos(np.pi - turn), 100 + 80 * np.sin(np.pi - turn))
    stroke = Stroke([(20, 100, 1), (100, 100, 1), (*end, 1)], 30)
    outwards = np.array([1.0, 0.0]) + (100 - np.array(end)) / 80
    outwards = (
        outwards / np.hypot(*outwards) if np.hypot(*outwards) > 1e-6 else np.array([1.0, 0.0])
    )
    assert covers(stroke, *(np.array([100, 100]) + outwards * 14))
    assert not covers(stroke, *(np.array([100, 100]) + outwards * 17))


def test_dots_and_repeated_points():
    assert covers(Stroke([(10, 10, 1)], 8), 13, 10)
    assert covers(Stroke([(10, 10, 1)] * 5, 8), 13, 10)
    assert covers(Stroke([(10, 10, 1), (10, 10, 1), (40, 10, 1), (40, 10, 1)], 8), 25, 12)


def test_long_strokes_come_in_pieces_with_small_bounds():
    diagonal = Stroke([(i, i, 1) for i in range(0, 2000, 10)], 4)
    pieces = list(stroke_outlines(diagonal, 1.0))
    assert len(pieces) > 8
    assert max(np.ptp(piece, axis=0).max() for piece in pieces) < 200
