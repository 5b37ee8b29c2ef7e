"""Paint as pixels: how it is mixed, and that going on from what is there makes no difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.layers import Layer, LayerContent
from sketchpad.document.model import Document, Paint, Reference, Stroke
from sketchpad.document.raster import paint_raster
from sketchpad.document.raster.paint_raster import (
    PaintRaster,
    coverage,
    flattened,
    on_paper,
    part_of,
    render_paint,
    straight,
    underpainting,
)
from tests.document.strategies import grounds, noise_png, paints

ALL = Stroke([(-10, -10), (200, -10), (200, 200), (-10, 200)], 1)
BLUE = Paint(ALL, "#2060a0", filled=True)
CROSSED = Stroke([(20, 20), (108, 108), (108, 20), (20, 108)], 16)


def shown(*patches: Paint, ground: Reference | None = None, side: int = 128) -> np.ndarray:
    return render_paint(Document(128, 128, paints=patches, ground=ground), side, side)


def test_a_line_that_crosses_itself_is_no_darker_there() -> None:
    canvas = shown(Paint(CROSSED, "#ff0000", opacity=0.5))
    assert set(np.unique(canvas[60:68, 60:68, 3])) == {canvas[28, 28, 3]} == {128}
    twice = shown(*2 * (Paint(CROSSED, "#ff0000", opacity=0.5),))
    assert twice[64, 64, 3] == 192


def test_paint_covers_multiplies_and_is_taken_away() -> None:
    assert on_paper(shown(BLUE))[64, 64].tolist() == [0x20, 0x60, 0xA0]
    red = Paint(ALL, "#ff8000", filled=True, blend="multiply")
    assert on_paper(shown(BLUE, red))[64, 64].tolist() == [0x20, 0x30, 0]
    assert on_paper(shown(red))[64, 64].tolist() == [0xFF, 0x80, 0]  # on nothing it is as it is
    assert on_paper(shown(BLUE, replace(red, opacity=0)))[64, 64].tolist() == [0x20, 0x60, 0xA0]
    eraser = Paint(Stroke(CROSSED.points, 16, eraser=True))
    canvas = shown(BLUE, eraser)
    assert canvas[64, 64].tolist() == [0, 0, 0, 0]
    assert canvas[64, 10].tolist() == [0x20, 0x60, 0xA0, 255]


def test_pressure_changes_width_or_opacity_or_both() -> None:
    line = Stroke([(20, 64, 0.5), (108, 64, 0.5)], 40)
    width, opacity, both = (
        shown(Paint(line, pressure=one))[:, 64, 3] for one in ("width", "opacity", "both")
    )
    assert (width > 64).sum() == (both > 32).sum() == 24
    assert (opacity > 64).sum() == 40
    assert width[64] == 255
    assert opacity[64] == both[64] == 128


def test_the_ground_lies_below_in_its_place() -> None:
    ground = Reference(noise_png(64, 64, 1), (0.0, 0.0, 0.5, 0.5))
    canvas = shown(ground=ground)
    assert canvas[:64, :64, 3].all()
    assert not canvas[70:, 70:].any()
    assert on_paper(shown(BLUE, ground=ground))[10, 10].tolist() == [0x20, 0x60, 0xA0]


walks = st.lists(st.lists(st.integers(0, 5), max_size=6), min_size=1, max_size=6)


@given(st.lists(paints, min_size=6, max_size=6), walks, st.none() | grounds)
def test_going_on_is_as_painting_anew(
    patches: list[Paint], walk: list[list[int]], ground: Reference | None
) -> None:
    """Whatever is added, undone or changed in the middle, with marks at every second patch, and in slices."""
    raster = PaintRaster()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(paint_raster, "MARK", 2)
        patched.setattr(paint_raster, "KEPT", 0)
        for chosen in walk:
            document = Document(128, 192, paints=[patches[n] for n in chosen], ground=ground)
            while not raster.paint(document, 32, 48, seconds=0.0):
                pass
            anew = PaintRaster()
            assert anew.paint(document, 32, 48)
            assert np.array_equal(raster.canvas, anew.canvas)
            assert len(raster._marks) <= 3


def test_colours_without_their_alpha() -> None:
    canvas = np.array([[[100, 50, 25, 128], [0, 0, 0, 0], [9, 8, 7, 255]]], np.uint8)
    assert straight(canvas)[0].tolist() == [[199, 100, 50, 128], [0, 0, 0, 0], [9, 8, 7, 255]]
    assert on_paper(canvas)[0].tolist() == [[227, 177, 152], [255, 255, 255], [9, 8, 7]]


def test_what_a_patch_can_touch() -> None:
    some = Paint(Stroke([(10, 20), (30, 40)], 4))
    assert part_of(some, (1.0, 1.0), 128, 128) == (7, 17, 33, 43)
    assert part_of(some, (2.0, 0.5), 128, 128) == (15, 8, 65, 22)
    assert part_of(some, (1.0, 1.0), 20, 30) == (7, 17, 20, 30)
    assert part_of(replace(some, stroke=some.stroke.moved(-20, -30)), (1.0, 1.0), 128, 128)[:2] == (
        0,
        0,
    )
    beside = part_of(replace(some, stroke=some.stroke.moved(300, 0)), (1.0, 1.0), 128, 128)
    assert coverage(some, (1.0, 1.0), beside).size == 0
    for empty in ((0, 5, 9, 5), (5, 0, 5, 9), (9, 9, 5, 5)):
        assert coverage(some, (1.0, 1.0), empty).size == 0


@pytest.mark.parametrize("large", [1 << 20, 0])
def test_a_filled_patch_covers_its_pixels(large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paint_raster, "LARGE", large)
    square = Paint(Stroke([(2, 3), (6, 3), (6, 5.5), (2, 5.5)], 1), filled=True)
    cover = coverage(square, (1.0, 1.0), (0, 0, 9, 9)).astype(int)
    assert cover[3:5, 2:6].min() == 255
    assert cover[5, 3] > 60
    assert cover[:2].max() == cover[7:].max() == cover[:, 7:].max() == 0
    part = coverage(square, (1.0, 1.0), (3, 4, 9, 9))
    assert np.array_equal(part, cover[4:, 3:])
    assert coverage(square, (2.0, 2.0), (0, 0, 18, 18))[6:10, 4:12].min() == 255


def test_bare_paper_under_a_picture_has_the_nearest_paint() -> None:
    left = Paint(Stroke([(0, 0), (40, 0), (40, 128), (0, 128)], 1), "#ff0000", filled=True)
    right = Paint(Stroke([(100, 0), (128, 0), (128, 128), (100, 128)], 1), "#0000ff", filled=True)
    picture, painted = underpainting(Document(128, 128, paints=(left, right)))
    assert painted[64, 10]
    assert not painted[64, 60]
    assert picture[64, 60].tolist() == [255, 0, 0]
    assert picture[64, 85].tolist() == [0, 0, 255]
    nothing, bare = underpainting(Document(128, 128))
    assert not bare.any()
    assert (nothing == 255).all()
    whole, all_ = underpainting(Document(128, 128, paints=(BLUE,)))
    assert all_.all()
    assert whole[5, 5].tolist() == [0x20, 0x60, 0xA0]
    for opacity, counts in ((0.51, True), (0.49, False)):
        faint = replace(BLUE, opacity=opacity)
        assert underpainting(Document(128, 128, paints=(faint,)))[1].all() == counts


def test_layers_of_paint_as_one_picture() -> None:
    below = LayerContent((), (BLUE,))
    above = LayerContent((), (Paint(CROSSED, "#ff0000", opacity=0.5),))
    page = Document(
        128, 128,
        layers=(Layer("colour", id="b", content=below), Layer("colour", id="a", content=above), Layer("colour")),
    )  # fmt: skip
    shown_ = render_paint(page, 128, 128)
    one = render_paint(Document(128, 128, ground=flattened(page, (below, above))), 128, 128)
    assert np.abs(one.astype(int) - shown_).max() <= 1
    assert shown_[64, 64].tolist() == [0x90, 0x30, 0x50, 255]
    hidden = render_paint(
        page.with_layers(
            replace(one, visible=one.id != "a") if one.id in "ab" else one for one in page.layers
        ),
        128,
        128,
    )
    assert hidden[64, 64].tolist() == [0x20, 0x60, 0xA0, 255]


def test_painting_says_whether_all_is_there() -> None:
    raster, page = PaintRaster(), Document(128, 128, paints=(BLUE,) * 3)
    seen = [raster.paint(page, 64, 64, seconds=-1.0) for _ in range(4)]
    assert seen == [False, False, True, True]
    assert PaintRaster().paint(Document(128, 128), 64, 64) is True


def test_marks_are_kept_and_not_painted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paint_raster, "MARK", 2)
    raster = PaintRaster()
    lines = tuple(Paint(CROSSED, f"#{n}0{n}0{n}0", opacity=0.5) for n in range(9))
    raster.paint(Document(128, 128, paints=lines), 64, 64)
    assert [len(done) for done, _ in raster._marks] == [0, 2, 4, 6, 8]
    for done, canvas in raster._marks:
        anew = PaintRaster()
        anew.paint(Document(128, 128, paints=done), 64, 64)
        assert np.array_equal(canvas, anew.canvas)
    raster.paint(Document(128, 128, paints=lines[:5]), 64, 64)
    assert [len(done) for done, _ in raster._marks] == [0, 2, 4]
