from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from sketchpad.document.model import ROLES, Document, Stroke
from sketchpad.document.raster.raster import render_part
from sketchpad.ui.canvas.ink.ink_layer import LARGEST, InkLayer
from sketchpad.ui.canvas.view.palette import ROLE_INKS

# Of one pressure: a long straight piece tapers smoothly under the pen, and in a step when drawn anew.
places = st.tuples(st.floats(-20, 148), st.floats(-20, 148), st.just(0.8))
strokes = st.builds(
    Stroke,
    st.lists(places, min_size=1, max_size=6),
    st.floats(1, 20),
    st.sampled_from([False, False, True]),
    st.sampled_from(ROLES),
)


def ink(layer: InkLayer) -> np.ndarray:
    image = layer.image
    return np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 3]


def colours(layer: InkLayer) -> np.ndarray:
    """(height, width, 3): red, green, blue on white paper."""
    image = layer.image.convertToFormat(QImage.Format.Format_RGBA8888_Premultiplied)
    pixels = np.array(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return pixels[..., :3] + (255 - pixels[..., 3:])


def alike(a: np.ndarray, b: np.ndarray) -> bool:
    """Nearly: what the pen draws is antialiased a little finer than what is drawn anew."""
    apart = np.abs(a.astype(int) - b)
    return bool((apart > 100).mean() < 0.003 and apart.mean() < 3)


def fresh(document: Document, scale: float = 1.0) -> InkLayer:
    layer = InkLayer()
    layer.show(document)
    layer.set_scale(scale)
    layer.advance()
    return layer


@pytest.fixture
def page() -> Document:
    return Document(128, 128)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.one_of(strokes, st.integers(0, 20)), max_size=8))
def test_edits_in_any_order_look_as_if_drawn_anew(edits):
    document = Document(128, 128)
    layer = fresh(document)
    for edit in edits:
        if isinstance(edit, Stroke):
            document = document.with_stroke(edit)
        elif document.strokes:
            document = document.without_stroke(edit % len(document.strokes))
        layer.show(document)
    assert alike(ink(layer), ink(fresh(document)))
    assert alike(colours(layer), colours(fresh(document)))


@settings(deadline=None, max_examples=30)
@given(st.lists(places, min_size=3, max_size=30))
def test_drawn_piece_by_piece_looks_as_drawn_at_once(points):
    assume(all(math.dist(a[:2], b[:2]) > 1 for a, b in pairwise(points)))
    whole = Stroke(points, 9)
    layer = fresh(Document(128, 128))
    for i in range(len(points) - 1):
        layer.draw(Stroke(points[i : i + 2], 9))
    live = ink(layer).astype(int)
    layer.show(Document(128, 128, (whole,)))
    expected = ink(fresh(Document(128, 128, (whole,)))).astype(int)
    assert alike(live, expected)
    assert alike(ink(layer), expected)


def test_rims_do_not_thicken_where_pieces_overlap(page: Document):
    dense = [(20 + i * 0.5, 40.3, 1) for i in range(170)]
    layer = fresh(page)
    for i in range(len(dense) - 1):
        layer.draw(Stroke(dense[i : i + 2], 6))
    at_once = ink(fresh(page.with_stroke(Stroke([dense[0], dense[-1]], 6))))
    middle = slice(30, 95)
    assert np.abs(ink(layer)[:, middle].astype(int) - at_once[:, middle]).max() <= 64


def test_what_changed_is_told(page: Document):
    layer = fresh(page)
    first = page.with_stroke(Stroke([(20, 20, 1), (30, 30, 1)], 4))
    area = layer.show(first)
    assert area.contains(QRectF(18, 18, 14, 14))
    assert area.width() < 30
    second = first.with_stroke(Stroke([(100, 100, 1)], 4))
    area = layer.show(second)
    assert not area.intersects(QRectF(18, 18, 14, 14))
    area = layer.show(page)
    assert area.contains(QRectF(18, 18, 84, 84))
    assert not ink(layer).any()


def test_a_gesture_taken_back_leaves_what_was_there(page: Document):
    layer = fresh(page.with_stroke(Stroke([(10, 64, 1), (110, 64, 1)], 12)))
    before = ink(layer).copy()
    assert before.any()
    layer.draw(Stroke([(64, 10, 1), (64, 120, 1)], 20, eraser=True))
    assert (ink(layer) != before).any()
    layer.take_back()
    assert (ink(layer) == before).all()


def test_an_eraser_takes_away_only_what_was_drawn_before_it(page: Document):
    line = Stroke([(10, 64, 1), (110, 64, 1)], 8)
    eraser = Stroke([(64, 64, 1)], 30, eraser=True)
    assert ink(fresh(page.with_stroke(line).with_stroke(eraser)))[64, 64] == 0
    assert ink(fresh(page.with_stroke(eraser).with_stroke(line)))[64, 64] == 255


def test_the_old_image_stays_until_the_new_scale_is_complete(page: Document):
    many = tuple(Stroke([(i % 100, i, 1), (i, 90, 1)], 2) for i in range(60))
    layer = fresh(page.with_strokes(many))
    layer.set_scale(12.0)
    steps = 0
    while not layer.advance(0.0):
        assert (layer.scale, layer.is_complete) == (1.0, False)
        steps += 1
    assert steps > 10
    assert (layer.scale, layer.is_complete) == (12.0, True)
    assert (ink(layer) == ink(fresh(page.with_strokes(many), 12.0))).all()


def test_going_back_to_the_old_scale_costs_nothing(page: Document):
    layer = fresh(page.with_stroke(Stroke([(10, 10, 1), (90, 90, 1)])))
    layer.set_scale(12.0)
    assert not layer.is_complete
    layer.set_scale(1.0)
    assert layer.is_complete


def test_tiles_fit_together(page: Document):
    star = tuple(
        Stroke([(64, 64, 1), (64 + 60 * math.cos(a), 64 + 60 * math.sin(a), 0.3)], 7)
        for a in range(12)
    )
    tiled = ink(fresh(page.with_strokes(star), 5.0))
    assert tiled.shape == (640, 640)
    assert np.abs(tiled.astype(int) - render_part(star, 5.0, 0, 0, 640, 640)).max() <= 64


def test_drawing_goes_on_while_another_scale_is_made(page: Document):
    many = tuple(Stroke([(i % 100, i, 1), (i, 90, 1)], 2) for i in range(20))
    eraser = Stroke([(60, 60, 1)], 40, eraser=True)
    layer = fresh(page.with_strokes(many))
    layer.set_scale(12.0)
    layer.advance(0.0)
    assert not layer.is_complete
    layer.draw(eraser)
    layer.advance()
    expected = ink(fresh(page.with_strokes((*many, eraser)), 12.0))
    assert alike(ink(layer), expected)
    layer.show(page.with_strokes((*many, eraser)))
    assert alike(ink(layer), expected)


def test_undo_while_another_scale_is_made(page: Document):
    many = tuple(Stroke([(i % 100, i, 1), (i, 90, 1)], 2) for i in range(20))
    layer = fresh(page.with_strokes(many))
    layer.set_scale(12.0)
    layer.advance(0.0)
    assert not layer.is_complete
    layer.show(page.with_strokes(many[:5]))
    layer.advance()
    assert (ink(layer) == ink(fresh(page.with_strokes(many[:5]), 12.0))).all()


def test_another_page_size(page: Document):
    layer = fresh(page.with_stroke(Stroke([(64, 64, 1)], 20)))
    larger = page.with_stroke(Stroke([(64, 64, 1)], 20)).resized(256, 192)
    layer.show(larger)
    layer.set_scale(2.0)
    layer.advance()
    assert (layer.image.width(), layer.image.height()) == (512, 384)
    assert (ink(layer) == ink(fresh(larger, 2.0))).all()


def test_memory_is_bounded():
    layer = fresh(Document(2048, 1024), 32.0)
    assert max(layer.image.width(), layer.image.height()) == LARGEST
    assert layer.scale == LARGEST / 2048


def test_hairlines_stay_visible(page: Document):
    layer = fresh(page.with_stroke(Stroke([(10, 64, 0), (110, 64, 0)], 0.5)), 0.5)
    assert ink(layer)[:, 10:50].max(axis=0).min() > 50


def test_each_role_has_its_ink(page: Document):
    lines = [
        Stroke([(10, y, 1), (110, y, 1)], 8, role=role)
        for y, role in zip((20, 60, 100), ROLES, strict=True)
    ]
    drawn, stamped = fresh(page.with_strokes(lines)), fresh(page)
    for line in lines:
        stamped.show(page.with_strokes(lines[: lines.index(line) + 1]))
    for layer in (drawn, stamped):
        look = colours(layer)
        for y, role in zip((20, 60, 100), ROLES, strict=True):
            assert np.abs(look[y, 60] - np.array(ROLE_INKS[role].getRgb()[:3], int)).max() <= 1
        assert (look[40] == 255).all()


@pytest.mark.parametrize("order", [1, -1])
def test_the_stricter_line_lies_above(page: Document, order: int):
    across = Stroke([(10, 64, 1), (110, 64, 1)], 8, role="follow")
    down = Stroke([(64, 10, 1), (64, 110, 1)], 8, role="ignore")
    look = colours(fresh(page.with_strokes([across, down][::order])))
    assert (look[64, 64] == 0).all()
    assert look[30, 64].max() > 200


def test_an_eraser_takes_all_roles_away(page: Document):
    lines = [
        Stroke([(10, y, 1), (110, y, 1)], 8, role=role)
        for y, role in zip((20, 60, 100), ROLES, strict=True)
    ]
    eraser = Stroke([(60, 10, 1), (60, 120, 1)], 20, eraser=True)
    layer = fresh(page.with_strokes(lines))
    layer.draw(eraser)
    assert not ink(layer)[:, 58:62].any()
    assert not ink(fresh(page.with_strokes([*lines, eraser])))[:, 58:62].any()


def many(count: int = 4000) -> tuple[Stroke, ...]:
    rng = np.random.default_rng(5)
    starts = rng.uniform(0, 128, (count, 1, 2))
    lines = starts + rng.normal(0, 3, (count, 12, 2)).cumsum(axis=1)
    return tuple(Stroke(line, 1.0) for line in lines)


def test_a_large_change_is_shown_piece_by_piece(page: Document):
    strokes = many()
    layer = fresh(page, 4.0)
    layer.show(page.with_strokes(strokes), 0.0)
    pieces = 0
    while not layer.is_complete:
        layer.advance(0.0)
        pieces += 1
    assert pieces > 10
    assert (ink(layer) == ink(fresh(page.with_strokes(strokes), 4.0))).all()


def test_drawing_goes_on_during_a_large_change(page: Document):
    strokes = many()
    eraser = Stroke([(20, 20, 1), (100, 100, 1)], 30, eraser=True)
    line = Stroke([(20, 20, 1), (100, 100, 1)], 6)
    layer = fresh(page.with_strokes(strokes), 4.0)
    layer.show(page, 0.0)
    layer.show(page.with_strokes(strokes), 0.0)
    layer.advance(0.0)
    layer.show(page.with_strokes((*strokes, eraser)), 0.0)
    layer.draw(line)
    assert not layer.is_complete
    assert ink(layer)[240, 240] == 255
    layer.advance()
    assert alike(ink(layer), ink(fresh(page.with_strokes((*strokes, eraser, line)), 4.0)))


def test_undo_during_a_large_change(page: Document):
    strokes = many()
    layer = fresh(page, 4.0)
    layer.show(page.with_strokes(strokes), 0.0)
    layer.advance(0.0)
    layer.show(page.with_strokes(strokes[:2000]), 0.0)
    layer.advance(0.0)
    layer.show(page, 0.0)
    layer.advance()
    assert not ink(layer).any()
