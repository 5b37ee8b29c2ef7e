"""The measure of lines, on pictures whose answer is known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.document.model import Document, Stroke
from sketchpad.document.raster.raster import render_lines
from sketchpad.metrics.lines import find_edges, line_agreement, match_lines, thin

SIZE = 256
HOUSE = np.array([[60, 110], [130, 40], [200, 110], [200, 210], [60, 210], [60, 110]], np.float32)


def drawing(points=HOUSE, width=3.0):
    return render_lines(Document(strokes=(Stroke(points, width),)), SIZE, SIZE)


def filled(points=HOUSE, inside=(200, 60, 50), outside=(150, 190, 230)):
    """The picture that a good model would make: an area of one colour with the drawing as its rim."""
    picture = np.full((SIZE, SIZE, 3), outside, np.uint8)
    cv2.fillPoly(picture, [points.astype(np.int32)], inside)
    return picture


def inked(points=HOUSE, thickness=3):
    picture = np.full((SIZE, SIZE, 3), 245, np.uint8)
    cv2.polylines(picture, [points.astype(np.int32)], False, (20, 20, 20), thickness, cv2.LINE_AA)
    return picture


def busy(seed=0):
    return np.random.default_rng(seed).integers(0, 256, (SIZE, SIZE, 3), np.uint8)


@pytest.mark.parametrize(
    "picture", [filled(), inked(), inked(thickness=5)], ids=["area", "line", "bold"]
)
def test_a_picture_of_the_drawing_agrees(picture):
    found = line_agreement(picture, drawing())
    assert found.recall > 0.98
    assert found.precision > 0.98
    assert found.f1 > 0.98
    assert found.above_chance > 0.5


def test_colours_of_the_same_brightness_have_an_edge_between_them():
    picture = filled(inside=(200, 60, 60), outside=(60, 142, 60))
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    assert np.ptp(grey) < 10
    assert line_agreement(picture, drawing()).recall > 0.98


def test_a_plain_picture_agrees_with_nothing():
    found = line_agreement(np.full((SIZE, SIZE, 3), 128, np.uint8), drawing())
    assert (found.recall, found.precision, found.f1, found.above_chance) == (0.0, 0.0, 0.0, 0.0)


def test_a_picture_full_of_edges_is_not_rewarded():
    found = line_agreement(busy(), drawing())
    assert found.recall > 0.95  # why recall alone does not do
    assert found.f1 < 0.35
    assert abs(found.above_chance) < 0.02


def test_another_thing_is_not_above_chance():
    circle = np.full((SIZE, SIZE, 3), 240, np.uint8)
    cv2.circle(circle, (90, 160), 40, (30, 90, 200), -1)
    found = line_agreement(circle, drawing())
    assert found.recall < 0.3
    assert found.above_chance < 0.15


def test_half_of_the_drawing_is_half_of_the_recall():
    picture = filled()
    picture[:, SIZE // 2 :] = 128
    picture[:, SIZE // 2 - 12 : SIZE // 2] = 128
    found = line_agreement(picture, drawing())
    assert 0.35 < found.recall < 0.6


@pytest.mark.parametrize(("shift", "agrees"), [(0, True), (3, True), (8, False)])
def test_lines_may_lie_beside_by_the_tolerance(shift, agrees):
    upright = np.array([[100, 30], [100, 220]], np.float32)
    picture = np.full((SIZE, SIZE, 3), 230, np.uint8)
    picture[:, 100 + shift :] = 60
    assert (line_agreement(picture, drawing(upright)).recall > 0.95) == agrees


def test_the_brush_does_not_count():
    results = [line_agreement(filled(), drawing(width=width)) for width in (1.5, 3.0, 9.0)]
    assert all(found.recall > 0.95 for found in results)


def test_the_tolerance_grows_with_the_picture():
    small, large = (
        line_agreement(
            cv2.resize(filled(HOUSE + 3), (size, size), interpolation=cv2.INTER_AREA),
            cv2.resize(drawing(), (size, size), interpolation=cv2.INTER_AREA),
        )
        for size in (192, 512)
    )
    assert small.recall == pytest.approx(large.recall, abs=0.1)


def test_pixels_are_either_matched_or_missed():
    picture = filled()
    picture[:, SIZE // 2 :] = 128
    lines = drawing()
    match, found = match_lines(picture, lines), line_agreement(picture, lines)
    assert not (match.matched & match.missed).any()
    assert not (match.followed & match.invented).any()
    assert match.matched.sum() / (match.matched | match.missed).sum() == pytest.approx(found.recall)
    edges = match.followed | match.invented
    assert match.followed.sum() / edges.sum() == pytest.approx(found.precision)
    inside = slice(4, -4)  # of the rim that does not count
    np.testing.assert_array_equal(edges[inside, inside], find_edges(picture)[inside, inside])


@pytest.mark.parametrize("contrast", [8, 60])
def test_faint_differences_are_no_edges(contrast):
    picture = np.full((64, 64, 3), 100, np.uint8)
    picture[:, 32:] += np.uint8(contrast)
    assert find_edges(picture).any() == (contrast == 60)


@pytest.mark.parametrize("size", [128, 256, 512])
def test_thresholds_are_grey_levels_at_every_size(size):
    for contrast, seen in ((30, False), (42, True)):
        picture = np.full((size, size, 3), 100, np.uint8)
        picture[:, size // 2 :] += np.uint8(contrast)
        assert find_edges(picture).any() == seen


def test_a_line_is_thinned_to_its_middle():
    ink = np.zeros((40, 60), bool)
    ink[15:24, 5:55] = True
    middle = thin(ink)
    assert set(np.flatnonzero(middle.any(axis=1))) <= {18, 19, 20}
    assert middle.sum() <= 50


def test_a_thin_line_stays():
    ink = np.eye(30, dtype=bool)
    np.testing.assert_array_equal(thin(ink), ink)


def test_dots_stay():
    ink = np.zeros((30, 30), bool)
    ink[5:7, 5:7] = ink[20, 20] = ink[10:14, 10:14] = True
    ink[15, 2:28] = True
    thinned = thin(ink)
    assert thinned[5:7, 5:7].sum() == 1
    assert thinned[20, 20]
    assert 1 <= thinned[10:14, 10:14].sum() <= 4
    assert not thinned[~ink].any()


def test_a_drawing_of_one_dot_can_be_measured():
    lines = np.zeros((64, 80), np.uint8)
    lines[30:32, 40:42] = 255
    found = line_agreement(np.full((64, 80, 3), 200, np.uint8), lines)
    assert found.recall == 0.0


def test_ink_at_the_rim_is_no_trouble():
    ink = np.ones((20, 30), bool)
    assert 0 < thin(ink).sum() < 60


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(0, 4))
def test_shares_are_shares(seed, blur):
    random = np.random.default_rng(seed)
    picture = random.integers(0, 256, (64, 80, 3), np.uint8)
    if blur:
        picture = cv2.GaussianBlur(picture, (0, 0), blur)
    lines = np.zeros((64, 80), np.uint8)
    a, b = random.integers(0, 64, (2, 2)).tolist()
    cv2.line(lines, a, b, 255, 2)
    found = line_agreement(picture, lines)
    for value in (found.recall, found.precision, found.f1, found.chance):
        assert 0.0 <= value <= 1.0
    assert min(found.recall, found.precision) <= found.f1 + 1e-9
    assert found.f1 <= max(found.recall, found.precision) + 1e-9


def test_nothing_drawn_is_refused():
    with pytest.raises(ValueError, match="nothing is drawn"):
        line_agreement(filled(), np.zeros((SIZE, SIZE), np.uint8))


def test_sizes_have_to_fit():
    with pytest.raises(ValueError, match="do not fit"):
        line_agreement(filled(), np.zeros((SIZE, 128), np.uint8))
    with pytest.raises(ValueError, match="uint8"):
        find_edges(np.zeros((8, 8), np.uint8))


# the rim of a picture


def rimmed(picture, wide=2):
    """As decoders leave it: the last pixels darker, all the way round."""
    inside = picture[wide:-wide, wide:-wide].copy()
    dark = (picture * 0.55).astype(np.uint8)
    dark[wide:-wide, wide:-wide] = inside
    return dark


@pytest.mark.parametrize("wide", [1, 2, 3])
def test_the_rim_of_a_picture_is_no_invented_line(wide):
    plain, picture = filled(), rimmed(filled(), wide)
    assert find_edges(picture).sum() > find_edges(plain).sum() + SIZE  # there is something to mend
    assert line_agreement(picture, drawing()).precision > 0.98
    assert match_lines(picture, drawing()).invented.sum() < 10


def test_a_line_drawn_at_the_rim_counts():
    at_the_rim = np.array([[2, 30], [2, 220]], np.float32)
    picture = np.full((SIZE, SIZE, 3), 240, np.uint8)
    picture[30:220, :2] = 20
    assert line_agreement(picture, drawing(at_the_rim)).recall > 0.9
    assert not match_lines(picture, drawing()).invented.any()


def test_a_frame_further_inside_is_invented():
    picture = filled()
    cv2.rectangle(picture, (12, 12), (SIZE - 13, SIZE - 13), (10, 10, 10), 2)
    assert line_agreement(picture, drawing()).precision < 0.6
