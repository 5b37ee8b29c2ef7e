"""Align, distribute, scale and order boxes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.box import Box
from sketchpad.document.edit import arrange
from tests.document.strategies import boxes

A, B, C = (0.1, 0.1, 0.3, 0.2), (0.4, 0.5, 0.5, 0.9), (0.6, 0.2, 1.0, 0.4)


@pytest.mark.parametrize(
    ("edge", "index", "value"),
    [("left", 0, 0.1), ("right", 2, 1.0), ("top", 1, 0.1), ("bottom", 3, 0.9)],
)
def test_align_edges(edge: arrange.Edge, index: int, value: float) -> None:
    made = arrange.aligned([A, B, C], edge)
    assert [rect[index] for rect in made] == pytest.approx([value] * 3)
    for rect, before in zip(made, (A, B, C), strict=True):
        assert rect[2] - rect[0] == pytest.approx(before[2] - before[0])
        assert rect[3] - rect[1] == pytest.approx(before[3] - before[1])


def test_align_middles() -> None:
    made = arrange.aligned([A, B, C], "centre")
    assert [(r[0] + r[2]) / 2 for r in made] == pytest.approx([0.55] * 3)
    made = arrange.aligned([A, B, C], "middle")
    assert [(r[1] + r[3]) / 2 for r in made] == pytest.approx([0.5] * 3)


def test_one_box_is_aligned_with_the_page() -> None:
    assert arrange.aligned([B], "right") == [pytest.approx((0.9, 0.5, 1.0, 0.9))]


def test_distribute_makes_equal_gaps_and_keeps_the_outermost() -> None:
    made = arrange.distributed([C, A, B], "across")
    assert made[1] == A
    assert made[0] == pytest.approx(C)
    assert made[2][0] - A[2] == pytest.approx(C[0] - made[2][2])
    assert arrange.distributed([A, B], "across") == [A, B]


def test_a_group_is_scaled_with_its_frame() -> None:
    before = arrange.frame([A, B])
    after = (0.0, 0.0, 0.8, 0.8)
    made = arrange.scaled([A, B], before, after)
    assert arrange.frame(made) == pytest.approx(after)
    assert made[0] == pytest.approx((0.0, 0.0, 0.4, 0.1))


@given(st.lists(boxes(), min_size=1, max_size=5), st.sampled_from(arrange.EDGES))
def test_whatever_is_arranged_stays_a_box(some: list[Box], edge: arrange.Edge) -> None:
    rects = [box.rect for box in some]
    for made in (
        arrange.aligned(rects, edge),
        arrange.distributed(rects, "down"),
        arrange.distributed(rects, "across"),
    ):
        assert [Box("", rect).rect for rect in made] == made


@pytest.mark.parametrize(
    ("place", "order"),
    [("front", "acbd"), ("back", "bdac"), ("forward", "acbd"), ("backward", "badc")],
)
def test_order(place: arrange.Place, order: str) -> None:
    some = tuple(Box(name, A, name) for name in "abcd")
    made = arrange.reordered(some, {"b", "d"}, place)
    assert "".join(box.id for box in made) == order


def test_nothing_moves_beyond_the_ends() -> None:
    some = tuple(Box(name, A, name) for name in "abc")
    assert arrange.reordered(some, {"c"}, "forward") == some
    assert arrange.reordered(some, {"a"}, "backward") == some
    assert arrange.reordered(some, set(), "front") == some


def test_distribute_down_and_where_they_overlap() -> None:
    low, mid, high = (0.0, 0.0, 0.1, 0.25), (0.2, 0.25, 0.3, 0.75), (0.5, 0.5, 0.6, 1.0)
    assert arrange.distributed([low, mid, high], "down") == [
        pytest.approx(one)
        for one in (low, (0.2, 0.125, 0.3, 0.625), high)  # gaps of minus an eighth
    ]
    page = [(0.0, 0.0, 0.25, 1.0), (0.25, 0.0, 0.5, 1.0), (0.75, 0.0, 1.0, 1.0)]
    assert arrange.distributed(page, "across")[1] == (0.375, 0.0, 0.625, 1.0)


def test_nothing_is_aligned_and_what_is_alone_goes_to_the_edge_of_the_page() -> None:
    assert arrange.aligned([], "left") == []
    expected = {"left": 0.0, "centre": 0.45, "right": 0.9, "top": 0.0, "middle": 0.3, "bottom": 0.6}
    for edge, start in expected.items():
        (made,) = arrange.aligned([B], edge)
        assert made[arrange.EDGES.index(edge) // 3] == pytest.approx(start)


def test_a_scaled_group_stays_on_the_page() -> None:
    frame = (0.25, 0.25, 0.75, 0.75)
    assert arrange.scaled([frame], frame, (-0.5, 0.0, 0.5, 1.5)) == [(0.0, 0.0, 0.5, 1.0)]
    made = arrange.scaled([(0.5, 0.5, 0.75, 0.75)], frame, (0.0, 0.5, 1.0, 1.0))
    assert made == [(0.5, 0.75, 1.0, 1.0)]
    flat, tall = (0.5, 0.25, 1.0, 0.5), (0.0, 0.25, 0.25, 1.0)
    made = arrange.scaled([(0.75, 0.375, 1.0, 0.5)], flat, tall)
    assert made == [(0.125, 0.625, 0.25, 1.0)]


def test_order_of_neighbours() -> None:
    some = tuple(Box(name, A, name) for name in "abcd")
    for ids, place, order in (
        ("ab", "forward", "cabd"), ("cd", "backward", "acdb"), ("cd", "forward", "abcd"),
        ("ab", "backward", "abcd"), ("ad", "forward", "bacd"), ("a", "back", "abcd"),
    ):  # fmt: skip
        made = arrange.reordered(some, set(ids), place)
        assert "".join(box.id for box in made) == order
