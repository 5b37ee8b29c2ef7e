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
