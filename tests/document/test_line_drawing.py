"""Many lines at once look as if they were drawn one after the other, and keep nobody waiting."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sketchpad.document.line_drawing import draw, draw_alike
from sketchpad.document.model import Stroke


def many(count: int, points: int = 7) -> list[Stroke]:
    rng = np.random.default_rng(5)
    ways = rng.random((count, points, 3)) * (256, 256, 1)
    return [Stroke(way, 1 + 9 * rng.random(), eraser=n % 40 == 39) for n, way in enumerate(ways)]


def test_together_as_one_by_one() -> None:
    strokes = [*many(300), Stroke([(30, 40, 0.3)], 20), Stroke([(200, 40, 1)], 30, eraser=True)]
    together, apart = (np.zeros((256, 256), np.uint8) for _ in range(2))
    draw(together, strokes, (1.0, 1.0))
    for stroke in strokes:
        draw(apart, [stroke], (1.0, 1.0))
    assert 0 < together.mean() < 255
    assert np.array_equal(together, apart)


def test_a_colour_for_each_point_the_lighter_above() -> None:
    across = Stroke([(0, 20), (20, 20), (40, 20)], 5)
    down = Stroke([(10, 0), (10, 40)], 5)
    canvas = np.zeros((40, 40), np.uint8)
    draw_alike(canvas, [across, down], np.array([90, 200, 200, 120, 120]), (1.0, 1.0))
    assert canvas[20, 3] == 90
    assert canvas[20, 30] == 200
    assert canvas[20, 10] == 120
    assert canvas[5, 10] == 120


def test_opencv_is_never_given_more_than_a_few_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    polylines = cv2.polylines

    def counting(canvas: np.ndarray, lines: list[np.ndarray], *rest: object) -> object:
        given.append(len(lines))
        return polylines(canvas, lines, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr("sketchpad.document.line_drawing.cv2.polylines", counting)
    strokes = [Stroke(stroke.points, 3) for stroke in many(900)]
    draw(np.zeros((64, 64), np.uint8), strokes, (0.25, 0.25))
    assert sum(given) >= 900
    assert max(given) <= 200


def test_a_width_for_all_pens_spares_the_erasers() -> None:
    canvas = np.zeros((64, 64), np.uint8)
    line, gone = Stroke([(0, 32), (64, 32)], 20), Stroke([(32, 0), (32, 64)], 9, eraser=True)
    draw(canvas, [line, gone, line.moved(0, 20)], (1.0, 1.0), fixed=3.0)
    assert (canvas[:32, 5] > 0).sum() + (canvas[32:44, 5] > 0).sum() == 3
    assert (canvas[32, :] == 0).sum() == 9
    assert canvas[51:54, 32].all()


def test_pressure_scale_and_origin() -> None:
    canvas = np.zeros((100, 200), np.uint8)
    draw(canvas, [Stroke([(0, 20, 0.5), (99, 20, 0.5)], 10)], (2.0, 2.0), (0.0, 10.0))
    rows = np.flatnonzero(canvas[:, 50])
    assert len(rows) == round(10 * 0.6 * 2) + 1  # an odd number, as OpenCV draws
    assert rows.mean() == pytest.approx(2 * 20 - 10 - 0.5, abs=0.51)
    stretched = np.zeros((100, 200), np.uint8)
    draw(stretched, [Stroke([(0, 20), (99, 20)], 5)], (1.0, 4.0))
    assert (stretched[:, 50] > 0).sum() == 2 * 5 - 1 + 2 * (round((10 - 1) / 2) - 4)


def test_a_dot_is_as_wide_as_its_line() -> None:
    for width in (1, 5, 20):
        canvas = np.zeros((64, 64), np.uint8)
        draw(canvas, [Stroke([(32.5, 32.5)], width)], (1.0, 1.0))
        assert (canvas[32] > 0).sum() == pytest.approx(width, abs=1.1)
        assert canvas[32, 32] == 255


def test_far_too_thick_lines_are_as_thick_as_can_be() -> None:
    canvas = np.zeros((8, 8), np.uint8)
    draw(canvas, [Stroke([(0, 4), (8, 4)], 1e5)], (9.0, 9.0))
    assert canvas.all()
    fine = np.zeros((8, 8), np.uint8)
    draw(fine, [Stroke([(0, 4.5), (8, 4.5)], 0.01)], (1.0, 1.0))
    assert (fine[:, 4] > 0).sum() == 1  # never less than a pixel


def test_the_thickness_between_two_points_is_the_mean_of_theirs() -> None:
    canvas = np.zeros((64, 200), np.uint8)
    draw(canvas, [Stroke([(20, 32, 0), (100, 32, 1), (180, 32, 1)], 30)], (1.0, 1.0))
    assert (canvas[:, 50] > 0).sum() == pytest.approx((6 + 30) / 2, abs=1)
    assert (canvas[:, 140] > 0).sum() == pytest.approx(30, abs=1)
