"""Another page around the same drawing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.edit.recrop import SMALLEST, cut, recropped
from sketchpad.document.model import (
    Box,
    Document,
    Layer,
    LayerContent,
    Paint,
    Pose,
    Reference,
    Region,
    Stroke,
)
from tests.document.strategies import documents, noise_png, sizes

PAGE = Document(
    256, 256, strokes=(Stroke([[10, 20], [100, 200]], 4),), boxes=(Box("a", (0.0, 0.5, 0.5, 1.0)),)
)


@pytest.mark.parametrize(
    ("anchor", "dx", "box"),
    [
        ((0.0, 0.0), 0, (0.0, 0.25, 0.25, 0.5)),
        ((0.5, 0.5), 128, (0.25, 0.5, 0.5, 0.75)),
        ((1.0, 1.0), 256, (0.5, 0.75, 0.75, 1.0)),
    ],
)
def test_a_larger_page(anchor: tuple[float, float], dx: int, box: tuple[float, ...]) -> None:
    made = recropped(PAGE, 512, 512, anchor)
    np.testing.assert_allclose(made.strokes[0].points[:, :2], PAGE.strokes[0].points[:, :2] + dx)
    assert made.boxes[0].rect == box
    assert made.strokes[0].width == 4


def test_a_smaller_page_cuts_boxes_and_keeps_lines() -> None:
    made = recropped(PAGE, 128, 128, (0.0, 1.0))
    assert made.boxes[0].rect == (0.0, 0.0, 1.0, 1.0)
    assert len(made.strokes) == 1
    assert recropped(PAGE, 128, 128, (1.0, 0.0)).boxes == ()


def test_what_was_cropped_comes_back() -> None:
    back = recropped(recropped(PAGE, 128, 128), 256, 256)
    np.testing.assert_allclose(back.strokes[0].points, PAGE.strokes[0].points)


@given(documents, sizes, sizes, st.sampled_from([0.0, 0.5, 1.0]))
def test_any_drawing_can_be_recropped(
    document: Document, width: int, height: int, anchor: float
) -> None:
    made = recropped(document, width, height, (anchor, anchor))
    assert (made.width, made.height) == (width, height)
    assert len(made.strokes) == len(document.strokes)


def test_a_part_of_the_page_as_a_larger_one_takes_everything_along() -> None:
    line, png = Stroke([[72, 80]], 4), noise_png(8, 8, 1)
    patch = Region("sky", line)
    page = Document(
        256, 256, (line,), (Box("a", (0.25, 0.25, 0.5, 0.5), "b1"),),
        poses=(Pose(((0.5, 0.25), *[None] * 17), "p1"),), regions=(patch,), mask=(patch, patch),
        paints=(Paint(line),), reference=Reference(png), ground=Reference(png, (0.25, 0, 0.5, 0.5)),
        layers=(
            Layer("sketch"), Layer("sketch", id="s", content=LayerContent((line,))), Layer("colour"),
            Layer("colour", id="c", content=LayerContent((), (Paint(line),), Reference(png))),
        ),
    ).with_mask((patch, patch), grow=4)  # fmt: skip
    made = cut(page, (64, 64, 128, 192), 128, 256)
    placed = Stroke([[16, 32]], 8)
    assert (made.width, made.height) == (128, 256)
    assert made.strokes == made.content_of("s").strokes == (placed,)
    assert made.regions == (Region("sky", placed),)
    assert made.mask == made.regions * 2
    assert made.mask_options.grow == 8
    assert made.paints == made.content_of("c").paints == (Paint(placed),)
    assert made.boxes[0].rect == (0.0, 0.0, 1.0, 0.5)
    assert made.poses[0].joints[0] == (1.0, 0.0)
    assert made.reference == made.content_of("c").ground == Reference(png, (-1, -0.5, 3, 1.5))
    assert made.ground == Reference(png, (0, -0.5, 1, 0.5))


@pytest.mark.parametrize(
    ("left", "stays"), [(1 - SMALLEST, True), (1 - SMALLEST / 2, False), (1.5, False)]
)
def test_a_box_stays_while_something_of_it_does(left: float, stays: bool) -> None:
    page = Document(128, 128, boxes=(Box("a", (0.5, 0.0, 1.0, 1.0), "b1"),))
    made = cut(page, ((0.5 - left) * 128, 0, (1.5 - left) * 128, 128), 128, 128)
    assert [box.rect for box in made.boxes] == ([(left, 0.0, 1.0, 1.0)] if stays else [])


def test_what_would_lie_many_pages_away_goes() -> None:
    png = noise_png(8, 8, 1)
    page = Document(2048, 128, poses=(Pose(((7.5, 0.5), *[None] * 17)),), reference=Reference(png))
    made = cut(page, (0, 0, 1, 128), 128, 128)
    assert made.poses == ()
    assert made.reference is None
    assert recropped(page, 2048, 128).poses == page.poses


def test_a_page_cut_as_it_is_shares_its_lines() -> None:
    assert cut(PAGE, (0, 0, 256, 256), 256, 256).strokes[0] is PAGE.strokes[0]
    moved = cut(PAGE, (0, 1, 256, 257), 256, 256)
    assert moved.strokes[0].points[0].tolist() == [10, 19, 1]
