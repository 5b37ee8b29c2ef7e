"""A drawing is a value."""

from __future__ import annotations

import dataclasses
import math
import pickle
from dataclasses import replace
from unittest.mock import ANY

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document import model
from sketchpad.document.model import (
    FURTHEST,
    LIGHTEST,
    Box,
    Document,
    Layer,
    LayerContent,
    Paint,
    Pose,
    Reference,
    Region,
    Stroke,
    offended,
)
from sketchpad.document.stroke import all_transformed
from sketchpad.errors import BadSetting
from tests.document.strategies import (
    boxes,
    documents,
    edits,
    fractions,
    noise_png,
    sizes,
    strokes,
)


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


def test_a_stroke_leaves_it_to_others_whether_they_are_equal_to_it() -> None:
    stroke = Stroke([(1, 2)])
    same = stroke
    assert (stroke == same) is True
    assert stroke == ANY
    assert (stroke == "stroke") is False


@pytest.mark.parametrize(
    "other",
    [
        Stroke([(1, 2), (3, 5)], 5, role="loose", group="g"),
        Stroke([(1, 2), (3, 4)], 6, role="loose", group="g"),
        Stroke([(1, 2), (3, 4)], 5, role="ignore", group="g"),
        Stroke([(1, 2), (3, 4)], 5, role="loose", group="h"),
        Stroke([(1, 2), (3, 4)], 5, eraser=True, group="g"),
    ],
)
def test_strokes_that_differ_in_one_thing_are_not_equal(other: Stroke) -> None:
    stroke = Stroke([(1, 2), (3, 4)], 5, role="loose", group="g")
    assert stroke != other
    object.__setattr__(other, "_hash", hash(stroke))  # as by chance
    assert stroke != other


def test_a_stroke_may_be_as_wide_and_as_far_away_as_the_limit() -> None:
    edge = Stroke([(FURTHEST, -FURTHEST)], FURTHEST)
    assert edge.points[0].tolist() == [FURTHEST, -FURTHEST, 1]
    assert edge.width == FURTHEST
    assert Stroke([(0, 0, 1e7)]).points[0, 2] == 1  # a pressure is clipped
    beyond = float(np.nextafter(np.float32(FURTHEST), np.float32(np.inf)))
    for points, width in (([(beyond, 0)], 4), ([(0, -beyond)], 4), ([(0, 0)], beyond)):
        with pytest.raises(ValueError, match=r"near the canvas|width"):
            Stroke(points, width)


def test_bounds_go_along_with_a_transformation() -> None:
    lines = [Stroke([(10, 20), (40, 30)], 6), Stroke([(5, 5)], 8)]
    matrix = [[2, 0, 7], [0, 2, -3]]
    moved = all_transformed(lines, matrix)
    assert moved[0].bounds == (21, 31, 93, 63)
    assert moved[1].bounds == (9, -1, 25, 15)
    assert [Stroke(one.points, one.width).bounds for one in moved] == [one.bounds for one in moved]
    assert all_transformed([], matrix) == []
    with pytest.raises(ValueError, match="width"):
        lines[0].transformed([[1, 1, 0], [1, 1, 0]])


def test_a_scaled_line_is_wider_by_the_mean_of_both_factors() -> None:
    stroke = Stroke([(10, 20, 0.5)], 6, role="loose", group="g")
    scaled = stroke.scaled(4, 9)
    assert scaled == Stroke([(40, 180, 0.5)], 36, role="loose", group="g")
    assert stroke.moved(3, -4) == Stroke([(13, 16, 0.5)], 6, role="loose", group="g")


def test_a_role_or_group_that_a_line_has_already_changes_nothing() -> None:
    stroke, eraser = Stroke([(1, 2)], role="loose", group="g"), Stroke([(1, 2)], eraser=True)
    assert stroke.with_role("loose") is stroke
    assert stroke.with_group("g") is stroke
    assert eraser.with_role("ignore") is eraser
    with pytest.raises(ValueError, match="no role"):
        stroke.with_role("obey")  # type: ignore[arg-type]


@pytest.mark.parametrize("side", [0, 64, 127, 2048 + 64, 256 + 63, 256 + 1])
def test_a_size_says_what_it_may_be(side: int) -> None:
    with pytest.raises(BadSetting, match=r"128.*2048"):
        Document(256, side)
    assert (Document(128, 2048).width, Document(128, 2048).height) == (128, 2048)


def test_what_is_not_there_is_an_error() -> None:
    for ask in (Document().box, Document().pose, Document().layer_of):
        with pytest.raises(KeyError, match="nobody"):
            ask("nobody")


def test_all_lines_of_all_layers_in_one_role() -> None:
    line, eraser = Stroke([(1, 2)]), Stroke([(3, 4)], eraser=True)
    parked = Layer("sketch", id="other", content=LayerContent((line,)))
    page = Document(strokes=(line, eraser), layers=(Layer("sketch"), parked)).with_role("loose")
    assert [one.role for one in page.strokes] == ["loose", "follow"]
    assert [one.role for one in page.content_of("other").strokes] == ["loose"]


PNG = noise_png(8, 8, 1)
PATCH = Region("sky", Stroke([(0, 0), (9, 9)]))


@pytest.mark.parametrize(
    ("field", "value", "empty"),
    [
        ("strokes", (Stroke([(1, 2)]),), False),
        ("boxes", (Box("cat", (0, 0, 1, 1)),), False),
        ("poses", (Pose(((0.5, 0.5), *[None] * 17)),), False),
        ("regions", (PATCH,), False),
        ("reference", Reference(PNG), False),
        ("mask", (PATCH,), False),
        ("paints", (Paint(Stroke([(1, 2)])),), False),
        ("ground", Reference(PNG), False),
        ("prompt", "a", False),
        ("negative_prompt", "a", False),
        ("width", 512, True),
        ("denoising", 0.25, True),
    ],
)
def test_what_makes_a_drawing_more_than_empty(field: str, value: object, empty: bool) -> None:
    page = replace(Document(), **{field: value})
    assert page.is_empty is empty
    assert page.is_painted is (field in ("paints", "ground"))


def test_what_lies_on_a_layer_that_is_not_current_counts() -> None:
    lines = Layer("sketch", id="other", content=LayerContent((Stroke([(1, 2)]),)))
    paint = Layer("colour", id="other", content=LayerContent(paints=(Paint(Stroke([(1, 2)])),)))
    assert not Document(layers=(Layer("sketch"), lines)).is_empty
    page = Document(layers=(Layer("colour"), paint))
    assert not page.is_empty
    assert page.is_painted
    assert Document(layers=(Layer("colour"), replace(paint, content=LayerContent()))).is_empty


HIDING = [
    ("sketch", {"strokes": (Stroke([(1, 2)]),)}),
    ("boxes", {"boxes": (Box("cat", (0, 0, 1, 1), "b1"),)}),
    ("poses", {"poses": (Pose(((0.5, 0.5), *[None] * 17), "p1"),)}),
    ("regions", {"regions": (PATCH,)}),
    ("reference", {"reference": Reference(PNG)}),
    ("colour", {"paints": (Paint(Stroke([(1, 2)])),), "ground": Reference(PNG)}),
    ("mask", {"mask": (PATCH,)}),
]


@pytest.mark.parametrize(("kind", "fields"), HIDING)
def test_of_a_hidden_layer_nothing_is_seen_and_of_the_others_all(kind, fields) -> None:
    full = Document(**{name: value for _, one in HIDING for name, value in one.items()})
    seen = full.with_layer(kind, visible=False).seen()
    for _, one in HIDING:
        for name in one:
            expected = getattr(Document() if name in fields else full, name)
            assert getattr(seen, name) == expected


@pytest.mark.parametrize(("kind", "fields"), HIDING)
def test_what_offends_a_guarded_layer(kind, fields) -> None:
    for guard in ({"locked": True}, {"visible": False}):
        before = Document().with_layer(kind, **guard)
        after = replace(before, **fields)
        offence = offended(before, after)
        assert offence is not None
        assert offence.kind == kind
        assert offended(before, before.with_prompt("a")) is None
        assert offended(Document(), after) is None  # guarded only since
        assert offended(before, replace(Document(), **fields)) is None  # not guarded any more
        assert offended(before, replace(after, width=512)) is None
        assert offended(before, replace(after, height=512)) is None


def test_a_guarded_layer_that_is_gone_offends() -> None:
    other = Layer("sketch", locked=True, id="other", content=LayerContent())
    before = Document(layers=(Layer("sketch"), other))
    assert offended(before, before.with_layers((Layer("sketch"),))) == other


def test_a_resized_mask_grows_with_the_page() -> None:
    page = Document(256, 256).with_mask([PATCH], grow=4, feather=8, padding=32)
    larger = page.resized(512, 512)
    options = larger.mask_options
    assert (options.grow, options.feather, options.padding) == (8, 16, 64)
    assert larger.mask[0].stroke.points[1, :2].tolist() == [18, 18]
    assert page.resized(256, 256) is page


def test_pictures_of_boxes_have_a_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = [noise_png(8, 8, seed) for seed in (1, 2)]
    boxes_ = [Box("a", (0, 0, 1, 1), picture=one) for one in (*pictures, pictures[0])]
    monkeypatch.setattr(model, "LARGEST_REFERENCES", sum(map(len, pictures)))
    assert len(Document(boxes=boxes_).boxes) == 3  # the same one is kept once
    monkeypatch.setattr(model, "LARGEST_REFERENCES", sum(map(len, pictures)) - 1)
    with pytest.raises(ValueError, match="too large"):
        Document(boxes=boxes_)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_denoising_strength_may_be_at_its_limits(share: float) -> None:
    assert Document(denoising=share).denoising == share
