"""Strokes go along with their boxes, and boxes are made of strokes."""

from __future__ import annotations

import numpy as np
import pytest

from sketchpad.document.edit import box_strokes
from sketchpad.document.model import Box, Document, Stroke

FIELD = Box("field", (0.0, 0.0, 1.0, 1.0), "field")
DOG = Box("dog", (0.25, 0.25, 0.5, 0.5), "dog")
IN_DOG = Stroke([[70, 70, 1], [120, 120, 1]], 4)
IN_FIELD = Stroke([[10, 10, 1], [200, 230, 1]], 4)
PAGE = Document(256, 256, strokes=(IN_FIELD, IN_DOG), boxes=(FIELD, DOG))


def test_a_stroke_belongs_to_the_smallest_box_around_it() -> None:
    assert box_strokes.strokes_of(PAGE, ["dog"]) == (1,)
    assert box_strokes.strokes_of(PAGE, ["field"]) == (0,)
    assert box_strokes.strokes_of(PAGE, ["field", "dog"]) == (0, 1)


def test_a_moved_box_takes_its_strokes_along() -> None:
    moved = box_strokes.placed(PAGE, {"dog": (0.5, 0.25, 0.75, 0.5)}, carry=True)
    assert moved.box("dog").rect == (0.5, 0.25, 0.75, 0.5)
    assert moved.strokes[0] is IN_FIELD
    np.testing.assert_allclose(moved.strokes[1].points[:, :2], [[134, 70], [184, 120]])
    assert moved.strokes[1].width == IN_DOG.width


def test_a_scaled_box_scales_its_strokes() -> None:
    scaled = box_strokes.placed(PAGE, {"dog": (0.25, 0.25, 0.75, 0.5)}, carry=True)
    np.testing.assert_allclose(scaled.strokes[1].points[:, :2], [[76, 70], [176, 120]])
    assert scaled.strokes[1].width == pytest.approx(4 * 2**0.5)


def test_without_carrying_only_the_box_moves() -> None:
    moved = box_strokes.placed(PAGE, {"dog": (0.5, 0.25, 0.75, 0.5)})
    assert moved.strokes is PAGE.strokes


def test_a_box_around_strokes() -> None:
    rect = box_strokes.rect_around(PAGE, [IN_DOG])
    assert rect is not None
    x0, y0, x1, y1 = (v * 256 for v in rect)
    assert x0 < 68 < 122 < x1
    assert y0 < 68 < 122 < y1
    assert x1 - x0 < 70


def test_no_box_around_what_leaves_no_line() -> None:
    away = Stroke([[-90, -90, 1]], 4)
    assert box_strokes.rect_around(PAGE, [away, Stroke([[9, 9]], 4, eraser=True)]) is None
    assert box_strokes.rect_around(PAGE, []) is None


def test_ten_thousand_strokes_and_thirty_boxes_are_shared_out() -> None:
    rng = np.random.default_rng(1)
    strokes = tuple(
        Stroke(at + rng.normal(0, 2, (9, 2)), 2) for at in rng.uniform(0, 256, (10_000, 2))
    )
    boxes = tuple(Box("x", (n / 60, 0.0, n / 60 + 0.3, 1.0), f"b{n}") for n in range(30))
    page = Document(256, 256, strokes=strokes, boxes=boxes)
    found = [box_strokes.strokes_of(page, [box.id]) for box in boxes]
    together = [n for numbers in found for n in numbers]
    assert len(together) == len(set(together)) > 5_000
    assert box_strokes.strokes_of(page, []) == ()


def test_what_is_shown_meanwhile_is_what_will_be() -> None:
    rects = {"dog": (0.5, 0.25, 0.8, 0.5)}
    after = box_strokes.placed(PAGE, rects, carry=True)
    assert box_strokes.carried(PAGE, rects, 10) == [after.strokes[1]]
    assert box_strokes.carried(PAGE, rects, 0) == []


def test_a_line_belongs_to_a_box_that_holds_four_fifths_of_its_points() -> None:
    inside, outside = [70, 70], [10, 10]
    most = Stroke([outside, *[inside] * 4])
    fewer = Stroke([outside, outside, *[inside] * 7])
    on_edge = Stroke([[64, 64], [128, 128]])
    page = Document(256, 256, strokes=(most, fewer, on_edge), boxes=(DOG,))
    assert box_strokes.strokes_of(page, ["dog"]) == (0, 2)
    assert box_strokes.strokes_of(Document(boxes=(DOG,)), ["dog"]) == ()


def test_boxes_that_are_not_moved_keep_their_lines() -> None:
    page = box_strokes.placed(PAGE, {"field": (0.0, 0.0, 0.5, 1.0)}, carry=True)
    assert page.strokes[1] is IN_DOG
    assert page.box("dog") is DOG
    np.testing.assert_allclose(page.strokes[0].points[:, :2], [[5, 10], [100, 230]])
    both = {"field": (0.0, 0.0, 0.5, 1.0), "dog": (0.5, 0.25, 0.75, 0.5)}
    twice = Document(256, 256, strokes=PAGE.strokes * 2, boxes=PAGE.boxes)
    assert [len(box_strokes.carried(twice, both, most)) for most in (1, 2, 3, 9)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("dx", "dy"), [(-31.5, 0), (0, -31.5), (128 - 8.5, 0), (0, 256 - 8.5), (300, 300)]
)
def test_a_box_around_a_line_that_shows_a_little_or_not_at_all(dx: float, dy: float) -> None:
    page, line = Document(128, 256), Stroke([[10, 10], [30, 30]], 4)
    shown = box_strokes.rect_around(page, [line.moved(dx, dy)])
    assert (shown is None) == (dx == 300)
    beside = [line.moved(*by) for by in ((-32, 0), (0, -32), (120, 0), (0, 248))]
    assert box_strokes.rect_around(page, beside[:1]) is None
    assert all(box_strokes.rect_around(page, [one]) is None for one in beside)


def test_a_box_around_lines_leaves_a_margin_in_shares_of_the_page() -> None:
    page = Document(128, 256)
    rect = box_strokes.rect_around(page, [Stroke([[34, 66]], 4), Stroke([[94, 190]], 4)])
    assert rect == pytest.approx((0.24, 0.24, 0.76, 0.76))


def test_a_box_that_is_only_moved_leaves_its_lines_exactly_as_wide() -> None:
    page = Document(256, 128, (Stroke([[40, 20]], 4),), (Box("a", (0.1, 0.1, 0.3, 0.3), "a"),))
    for left in np.linspace(0.0, 0.7, 30).tolist():
        moved = box_strokes.placed(page, {"a": (left, 0.7, left + 0.2, 0.9)}, carry=True)
        assert moved.strokes[0].width == 4
    scaled = box_strokes.placed(page, {"a": (0.2, 0.4, 0.4, 0.8)}, carry=True)
    np.testing.assert_allclose(scaled.strokes[0].points[0, :2], [40 + 25.6, 51.2 + 2 * (20 - 12.8)])
