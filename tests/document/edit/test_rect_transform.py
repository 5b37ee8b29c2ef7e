"""A picture on the page keeps its shape, stays in reach, and does not turn inside out."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.edit.arrange import (
    HELD,
    LARGEST_PICTURE,
    SMALLEST_PICTURE,
    picture_fitted,
    picture_moved,
    picture_scaled,
)
from sketchpad.document.reference import Rect

SIDE = st.floats(0.05, 8.0)
AT = st.floats(-3.0, 3.0)
HANDLE = st.sampled_from([(a, d) for a in (-1, 0, 1) for d in (-1, 0, 1) if a or d])
FAR = st.floats(-50, 50)


def rects() -> st.SearchStrategy[Rect]:
    return st.builds(
        lambda x, y, w, h: picture_moved((x, y, x + w, y + h), 0, 0), AT, AT, SIDE, SIDE
    )


def check(rect: Rect) -> None:
    x0, y0, x1, y1 = rect
    assert all(map(math.isfinite, rect))
    assert x0 < x1
    assert y0 < y1
    for low, high in ((x0, x1), (y0, y1)):
        assert high >= HELD - 1e-9
        assert low <= 1 - HELD + 1e-9
        assert high - low <= LARGEST_PICTURE + 1e-6


@given(rects(), FAR, FAR)
def test_moving_keeps_the_size_and_something_on_the_page(rect: Rect, dx: float, dy: float) -> None:
    after = picture_moved(rect, dx, dy)
    check(after)
    assert after[2] - after[0] == pytest.approx(rect[2] - rect[0])
    assert after[3] - after[1] == pytest.approx(rect[3] - rect[1])


@given(rects(), HANDLE, FAR, FAR, st.booleans(), st.booleans())
def test_scaling(
    rect: Rect, handle: tuple[int, int], x: float, y: float, free: bool, centred: bool
) -> None:
    after = picture_scaled(rect, handle, x, y, free=free, centred=centred)
    check(after)
    if not free:
        shape = (rect[2] - rect[0]) / (rect[3] - rect[1])
        assert (after[2] - after[0]) / (after[3] - after[1]) == pytest.approx(shape)


def test_the_opposite_corner_stays() -> None:
    assert picture_scaled((0.2, 0.2, 0.6, 0.4), (1, 1), 1.0, 0.3) == pytest.approx(
        (0.2, 0.2, 1.0, 0.6)
    )
    assert picture_scaled((0.2, 0.2, 0.6, 0.4), (-1, -1), 0.4, 0.3) == pytest.approx(
        (0.4, 0.3, 0.6, 0.4)
    )
    assert picture_scaled((0.2, 0.2, 0.6, 0.4), (1, 0), 1.0, 9.0, free=True) == pytest.approx(
        (0.2, 0.2, 1.0, 0.4)
    )
    assert picture_scaled((0.2, 0.2, 0.6, 0.4), (1, 1), 0.8, 0.5, centred=True) == pytest.approx(
        (0.0, 0.1, 0.8, 0.5)
    )
    inside_out = picture_scaled((0.2, 0.2, 0.6, 0.6), (1, 1), -1.0, -1.0)
    assert inside_out[2] - inside_out[0] == pytest.approx(SMALLEST_PICTURE)


def test_fitted() -> None:
    assert picture_fitted((200, 100), (256, 256)) == (0.0, 0.25, 1.0, 0.75)
    assert picture_fitted((100, 100), (512, 256)) == (0.25, 0.0, 0.75, 1.0)


def test_fitted_in_either_direction() -> None:
    assert picture_fitted((100, 100), (256, 128)) == (0.25, 0.0, 0.75, 1.0)
    assert picture_fitted((200, 50), (128, 128)) == (0.0, 0.375, 1.0, 0.625)


def test_something_stays_on_each_side_of_the_page() -> None:
    rect = (0.25, 0.25, 0.75, 0.75)
    assert picture_moved(rect, -9, 9) == (HELD - 0.5, 1 - HELD, HELD, 1.5 - HELD)
    assert picture_moved(rect, 9, -9) == (1 - HELD, HELD - 0.5, 1.5 - HELD, HELD)
    assert picture_moved(rect, 0.125, -0.25) == (0.375, 0.0, 0.875, 0.5)


@pytest.mark.parametrize(
    ("handle", "to", "how", "expected"),
    [
        ((1, 1), (1.0, 0.75), {"free": True}, (0.25, 0.25, 1.0, 0.75)),
        ((-1, -1), (0.0, 0.125), {"free": True}, (0.0, 0.125, 0.75, 0.75)),
        ((1, 0), (1.0, 9.0), {"free": True}, (0.25, 0.25, 1.0, 0.75)),
        ((0, -1), (9.0, 0.0), {"free": True}, (0.25, 0.0, 0.75, 0.75)),
        ((1, 0), (1.0, 0.0), {"free": True, "centred": True}, (0.0, 0.25, 1.0, 0.75)),
        ((1, 1), (1.25, 0.5), {}, (0.25, 0.25, 1.25, 1.25)),  # the larger factor counts
        ((1, 0), (1.25, 0.5), {}, (0.25, 0.0, 1.25, 1.0)),  # about the middle of what is not pulled
        ((1, 1), (1.0, 0.5), {"centred": True}, (0.0, 0.0, 1.0, 1.0)),
        ((1, 1), (-9.0, -9.0), {}, (0.25, 0.25, 0.25 + SMALLEST_PICTURE, 0.25 + SMALLEST_PICTURE)),
        ((1, 1), (99.0, 0.5), {}, (0.25, 0.25, 0.25 + LARGEST_PICTURE, 0.25 + LARGEST_PICTURE)),
        ((1, 1), (99.0, -9.0), {"free": True},
         (0.25, 0.25, 0.25 + LARGEST_PICTURE, 0.25 + SMALLEST_PICTURE)),
    ],
)  # fmt: skip
def test_each_handle(
    handle: tuple[int, int], to: tuple[float, float], how: dict[str, bool], expected: Rect
) -> None:
    made = picture_scaled((0.25, 0.25, 0.75, 0.75), handle, *to, **how)
    assert made == pytest.approx(expected)


def test_what_is_beyond_the_limits_already_may_stay_so() -> None:
    tiny, huge = (0.5, 0.5, 0.51, 0.51), (0.0, 0.0, 20.0, 20.0)
    assert picture_scaled(tiny, (1, 1), 0.0, 0.0) == pytest.approx(tiny)
    assert picture_scaled(huge, (1, 1), 99.0, 99.0) == pytest.approx(huge)
    assert picture_scaled(huge, (1, 1), 99.0, 10.0, free=True) == pytest.approx((0, 0, 20, 10))
