"""Filling between lines, and a picture to paint on."""

from __future__ import annotations

import numpy as np
import pytest

from sketchpad.document.edit.painting import filled, grounded
from sketchpad.document.model import Document, Paint, Stroke
from sketchpad.document.raster.paint_raster import on_paper, render_paint

SQUARE = Stroke([(64, 64), (192, 64), (192, 192), (64, 192), (64, 64)], 4)
LEFT = Paint(Stroke([(0, 0), (128, 0), (128, 256), (0, 256)], 1), "#ff0000", filled=True)


def covered(document: Document, at: tuple[float, float]) -> np.ndarray:
    paints = [Paint(line, "#0000ff", filled=True) for line in filled(document, at)]
    return render_paint(document.with_paints(paints), 256, 256)[..., 3] > 128


def test_a_place_is_filled_up_to_the_middle_of_its_lines() -> None:
    inside = covered(Document(strokes=(SQUARE,)), (128, 128))
    assert inside[66:190, 66:190].all()
    assert not inside[:60].any()
    assert not inside[:, 197:].any()
    outside = covered(Document(strokes=(SQUARE,)), (10, 10))
    assert outside[5, 5]
    assert outside[250, 250]
    assert not outside[70:186, 70:186].any()


def test_it_ends_where_the_paint_has_another_colour() -> None:
    document = Document(strokes=(SQUARE,), paints=(LEFT,))
    right = covered(document, (160, 128))
    assert right[128, 132:188].all()
    assert not right[128, :126].any()
    assert filled(document, (300, 10)) == ()


@pytest.mark.parametrize(("width", "height"), [(40, 20), (20, 40), (30, 30)])
def test_a_picture_to_paint_on_covers_the_page(width: int, height: int) -> None:
    picture = np.full((height, width, 3), (10, 200, 30), np.uint8)
    page = grounded(Document(128, 256), picture)
    assert page.is_painted
    canvas = render_paint(page, 128, 256)
    assert (canvas[..., 3] == 255).all()
    assert on_paper(canvas)[100, 100].tolist() == [10, 200, 30]


@pytest.mark.parametrize("at", [(-1, 5), (5, -1), (128, 5), (5, 256)])
def test_beside_the_page_nothing_is_filled(at: tuple[float, float]) -> None:
    assert filled(Document(128, 256), at) == ()
    assert filled(Document(128, 256), (127, 255)) != ()


def test_colours_that_hardly_differ_are_filled_at_once() -> None:
    for shade, alike in (("#e70000", True), ("#e60000", False)):
        other = Paint(Stroke([(64, 64), (192, 64), (192, 192), (64, 192)], 1), shade, filled=True)
        page = Document(
            paints=(
                Paint(
                    Stroke([(-9, -9), (300, -9), (300, 300), (-9, 300)], 1), "#ff0000", filled=True
                ),
                other,
            )
        )
        inside = covered(page, (10, 10))
        assert inside[10, 10]
        assert inside[128, 128] == alike


def test_other_colours_around_are_left() -> None:
    right = Paint(Stroke([(192, 0), (256, 0), (256, 256), (192, 256)], 1), "#0000ff", filled=True)
    inside = covered(Document(paints=(LEFT, right)), (160, 128))
    assert inside[128, 135:188].all()
    assert not inside[:, :120].any()
    assert not inside[:, 200:].any()
    assert covered(Document(paints=(LEFT, right)), (0, 0))[128, 5]


def test_a_picture_to_paint_on_is_no_larger_than_needed() -> None:
    square = np.zeros((100, 100, 3), np.uint8)
    for page, rect in (
        (Document(256, 128), (0.0, -0.5, 1.0, 1.5)),
        (Document(128, 256), (-0.5, 0.0, 1.5, 1.0)),
        (Document(192, 192), (0.0, 0.0, 1.0, 1.0)),
    ):
        ground = grounded(page, square).ground
        assert ground is not None
        assert ground.rect == pytest.approx(rect)
