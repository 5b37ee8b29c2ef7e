"""A drawing is a value."""

from __future__ import annotations

import dataclasses
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.model import FURTHEST, LIGHTEST, Box, Document, Stroke
from sketchpad.document.stroke import all_transformed
from sketchpad.errors import BadSetting
from tests.document.strategies import boxes, documents, edits, fractions, sizes, strokes


def test_points_are_a_read_only_copy() -> None:
    given_points = np.array([[1, 2, 0.5]], np.float32)
    stroke = Stroke(given_points)
    given_points[0, 0] = 9
    assert stroke.points.dtype == np.float32
    assert stroke.points[0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        stroke.points[0, 0] = 3


def test_points_without_pressure_have_full_pressure() -> None:
    assert Stroke([[1, 2], [3, 4]]).points[:, 2].tolist() == [1, 1]


def test_pressure_is_clipped() -> None:
    assert Stroke([[0, 0, -1], [0, 0, 7]]).points[:, 2].tolist() == [0, 1]


def test_pressure_makes_width() -> None:
    widths = Stroke([[0, 0, 0], [0, 0, 0.5], [0, 0, 1]], 10).widths
    np.testing.assert_allclose(widths, [10 * LIGHTEST, 10 * (1 + LIGHTEST) / 2, 10])


@pytest.mark.parametrize(
    "points",
    [
        [],
        [[1, 2, 3, 4]],
        [1, 2, 3],
        [[np.nan, 0, 1]],
        [[0, np.inf, 1]],
        [[0, 0, np.nan]],
        [[2 * FURTHEST, 0]],
        [[1e300, 0]],
    ],
)
def test_impossible_points_are_refused(points: object) -> None:
    with pytest.raises(ValueError):
        Stroke(points)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [0, -1, np.nan, np.inf])
def test_impossible_widths_are_refused(width: float) -> None:
    with pytest.raises(ValueError):
        Stroke([[0, 0]], width)


def test_zero_has_one_sign() -> None:
    assert Stroke([[-0.0, 0]]) == Stroke([[0, -0.0]])
    assert hash(Stroke([[-0.0, 0]])) == hash(Stroke([[0, -0.0]]))


def test_nothing_can_be_assigned() -> None:
    for value, name in (
        (Stroke([[0, 0]]), "width"),
        (Box("cat", (0, 0, 1, 1)), "phrase"),
        (Document(), "prompt"),
    ):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, name, 1)


@given(strokes())
def test_equal_strokes_are_interchangeable(stroke: Stroke) -> None:
    twin = Stroke(stroke.points.astype(np.float64), stroke.width, stroke.eraser, stroke.role)
    assert twin == stroke
    assert len({twin, stroke}) == 1
    assert pickle.loads(pickle.dumps(stroke)) == stroke
    assert stroke != Stroke(stroke.points, stroke.width, not stroke.eraser)
    assert stroke != Stroke(stroke.points, stroke.width + 1, stroke.eraser)
    assert stroke != Stroke(
        np.vstack([stroke.points, stroke.points[:1]]), stroke.width, stroke.eraser
    )
    assert stroke != "a stroke"


@given(strokes())
def test_bounds_hold_the_whole_line(stroke: Stroke) -> None:
    x0, y0, x1, y1 = stroke.bounds
    assert (stroke.points[:, 0] >= x0).all()
    assert (stroke.points[:, 1] >= y0).all()
    assert (stroke.points[:, 0] <= x1).all()
    assert (stroke.points[:, 1] <= y1).all()
    moved = stroke.moved(5, -3).bounds
    np.testing.assert_allclose(np.subtract(moved, stroke.bounds), [5, -3, 5, -3], atol=1e-2)


@pytest.mark.parametrize(
    "rect",
    [
        (0.5, 0, 0.5, 1),
        (0.6, 0, 0.5, 1),
        (0, 0, 1, 1.01),
        (-0.1, 0, 1, 1),
        (0, np.nan, 1, 1),
        (0, 0, np.inf, 1),
    ],
)
def test_impossible_boxes_are_refused(rect: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError):
        Box("cat", rect)


@given(fractions, fractions, fractions, fractions)
def test_a_box_between_any_two_corners_is_possible(
    x0: float, y0: float, x1: float, y1: float
) -> None:
    box = Box.between("cat", (x0 * 3 - 1, y0 * 3 - 1), (x1 * 3 - 1, y1 * 3 - 1))
    assert box.rect[2] - box.rect[0] >= 1 / 64 - 1e-9
    assert box.rect[3] - box.rect[1] >= 1 / 64 - 1e-9


def test_boxes_get_names_that_stay() -> None:
    document = Document().with_box(Box("cat", (0, 0, 1, 1))).with_box(Box("dog", (0, 0, 0.5, 1)))
    first, second = (box.id for box in document.boxes)
    assert first != second
    document = document.without_box(first).replace_box(
        second, Box("owl", (0, 0, 0.5, 0.5), "other")
    )
    assert document.box(second).phrase == "owl"
    with pytest.raises(KeyError):
        document.box(first)
    with pytest.raises(KeyError):
        document.without_box(first)
    with pytest.raises(KeyError):
        document.replace_box(first, Box("owl", (0, 0, 1, 1)))


def test_two_boxes_cannot_share_a_name() -> None:
    twins = (Box("a", (0, 0, 1, 1), "b1"), Box("b", (0, 0, 1, 1), "b1"))
    with pytest.raises(ValueError, match="same id"):
        Document(boxes=twins)


def test_a_new_name_avoids_those_there_are() -> None:
    document = Document(
        boxes=(Box("", (0, 0, 1, 1)), Box("", (0, 0, 1, 1), "b1"), Box("", (0, 0, 1, 1)))
    )
    assert len({box.id for box in document.boxes}) == 3


@pytest.mark.parametrize("size", [0, 64, 100, 250, 2112, -256])
def test_impossible_sizes_are_refused(size: int) -> None:
    with pytest.raises(BadSetting) as caught:
        Document(width=size)
    assert str(size) in str(caught.value)
    with pytest.raises(BadSetting):
        Document().resized(256, size)


def test_removing_a_stroke_by_number() -> None:
    one, two = Stroke([[1, 1]]), Stroke([[2, 2]])
    document = Document().with_stroke(one).with_stroke(two)
    assert document.without_stroke(0).strokes == (two,)
    assert document.without_stroke(-1).strokes == (one,)
    with pytest.raises(IndexError):
        document.without_stroke(2)


def test_clearing_keeps_size_and_words() -> None:
    document = (
        Document(512, 128, prompt="a cat")
        .with_stroke(Stroke([[1, 1]]))
        .with_box(Box("", (0, 0, 1, 1)))
    )
    assert document.cleared() == Document(512, 128, prompt="a cat")
    assert not document.is_empty
    assert Document(512, 128).is_empty


def test_resizing_scales_lines_with_the_picture() -> None:
    document = Document(256, 256).with_stroke(Stroke([[128, 64, 0.5]], 4)).resized(512, 512)
    assert document.strokes == (Stroke([[256, 128, 0.5]], 8),)
    assert document.resized(512, 512) is document


@given(documents, edits)
def test_an_edit_leaves_the_old_drawing_alone(document: Document, edit: object) -> None:
    before = pickle.dumps(document)
    edit(document)  # type: ignore[operator]
    assert pickle.loads(before) == document


@given(documents, strokes(), boxes())
def test_an_edit_shares_what_it_does_not_touch(
    document: Document, stroke: Stroke, box: Box
) -> None:
    more = document.with_stroke(stroke)
    assert all(a is b for a, b in zip(document.strokes, more.strokes, strict=False))
    assert more.boxes is document.boxes
    assert more.with_box(box).strokes is more.strokes


@given(documents, sizes, sizes)
@pytest.mark.slow
def test_equal_documents_hash_alike(document: Document, width: int, height: int) -> None:
    twin = pickle.loads(pickle.dumps(document))
    assert twin == document
    assert hash(twin) == hash(document)
    assert document.resized(width, height).width == width


def test_a_role_is_part_of_the_value() -> None:
    line = Stroke([[0, 0], [10, 10]])
    assert line.role == "follow"
    loose = line.with_role("loose")
    assert loose != line
    assert hash(loose) != hash(line)
    assert loose.with_role("loose") is loose
    assert loose.with_role("follow") == line
    for other in (loose.moved(1, 1), loose.scaled(2, 2), pickle.loads(pickle.dumps(loose))):
        assert other.role == "loose"


def test_an_eraser_has_no_role() -> None:
    eraser = Stroke([[0, 0]], 4, eraser=True, role="ignore")
    assert eraser.role == "follow"
    assert eraser.with_role("loose") is eraser


def test_a_role_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="role"):
        Stroke([[0, 0]], role="obey")  # type: ignore[arg-type]


@given(st.lists(strokes(), min_size=1, max_size=6), st.floats(-3, 3), st.floats(0.2, 4))
def test_many_are_transformed_like_one(lines: list[Stroke], angle: float, by: float) -> None:
    matrix = [[by * math.cos(angle), -math.sin(angle), 7], [math.sin(angle), math.cos(angle), -3]]
    for one, moved in zip(lines, all_transformed(lines, matrix), strict=True):
        alone = one.transformed(matrix)
        np.testing.assert_allclose(moved.points, alone.points, rtol=1e-6)
        assert (moved.width, moved.eraser, moved.role) == (alone.width, one.eraser, one.role)
        again = Stroke(moved.points, moved.width, moved.eraser, moved.role)
        assert moved == again
        assert hash(moved) == hash(again)
        assert moved.bounds == again.bounds
        assert not moved.points.flags.writeable


def test_many_that_would_leave_the_world_are_refused() -> None:
    for matrix in ([[1, 0, 1e9], [0, 1, 0]], [[0, 0, 0], [0, 0, 0]]):
        with pytest.raises(ValueError, match="stroke"):
            all_transformed([Stroke([[1, 2]])], matrix)


def test_turned_and_stretched() -> None:
    line = Stroke([[10, 0, 0.5], [20, 0, 1]], 4, role="loose")
    turned = line.transformed([[0, -1, 5], [1, 0, 7]])
    np.testing.assert_allclose(turned.points, [[5, 17, 0.5], [5, 27, 1]])
    assert turned.width == pytest.approx(4)
    assert turned.role == "loose"
    assert line.transformed([[4, 0, 0], [0, 1, 0]]).width == pytest.approx(8)
    with pytest.raises(ValueError, match="width"):
        line.transformed([[0, 0, 0], [0, 0, 0]])
