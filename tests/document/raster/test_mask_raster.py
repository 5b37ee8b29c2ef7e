"""The mask as pixels, and patches of it from what is there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from sketchpad.document.edit import mask_patches
from sketchpad.document.edit.mask_patches import read_mask
from sketchpad.document.edit.recrop import cut
from sketchpad.document.mask import MASKED, MaskOptions
from sketchpad.document.model import Document, Region, Stroke
from sketchpad.document.raster.mask_raster import masks_anything, render_mask
from sketchpad.errors import BadPicture, BadSetting

PAGE = Document(128, 192)
SQUARE = mask_patches.of_rect((40.5, 50.5, 79.5, 99.5))  # 40 x 50 pixels


def rendered(document, **options):
    made = document.with_mask(document.mask, **options)
    return render_mask(made, document.width, document.height)


def masked(*patches, **options):
    return rendered(PAGE.with_mask(patches), feather=options.pop("feather", 0), **options)


def test_patches_paint_and_take_away():
    assert masked().sum() == 0
    assert masked(SQUARE).sum() == 40 * 50
    hole = replace(mask_patches.of_rect((50.5, 60.5, 59.5, 69.5)), name="")
    assert masked(SQUARE, hole).sum() == 40 * 50 - 100
    assert masked(SQUARE, hole, inverted=True).sum() == 128 * 192 - 1900


def test_grow_and_shrink():
    assert masked(SQUARE, grow=-3).sum() == 34 * 44
    grown = masked(SQUARE, grow=3)
    assert grown[:, 60].sum() == 56
    assert grown[50 - 3, 40 - 3] == 0  # corners are round
    assert masked(SQUARE, grow=-60).sum() == 0


def test_the_feather_lies_outside():
    soft = masked(SQUARE, feather=8)
    assert (soft[50:100, 40:80] == 1).all()
    np.testing.assert_allclose(
        soft[75, 80:90], [7 / 8, 6 / 8, 5 / 8, 4 / 8, 3 / 8, 2 / 8, 1 / 8, 0, 0, 0]
    )


def test_lengths_are_those_of_the_page():
    page = PAGE.with_mask((SQUARE,), grow=4, feather=8)
    half = render_mask(page, 64, 96)
    whole = render_mask(page, 128, 192)
    np.testing.assert_allclose(half, whole.reshape(96, 2, 64, 2).mean(axis=(1, 3)), atol=0.2)
    twice = page.resized(256, 384)
    assert twice.mask_options == MaskOptions(grow=8, feather=16, padding=64)
    part = cut(page, (32, 32, 96, 128), 128, 192)
    assert part.mask_options == twice.mask_options
    assert (render_mask(part, 128, 192) > 0).mean() > (whole > 0).mean()


@settings(max_examples=25, deadline=None)
@given(arrays.arrays(np.bool_, (128, 128), elements=st.booleans(), fill=st.booleans()))
def test_pixels_become_patches_exactly(pixels):
    page = Document(128, 128).with_mask(mask_patches.of_pixels(pixels), feather=0)
    assert ((render_mask(page, 128, 128) > 0) == pixels).all()


def test_a_picture_as_mask(tmp_path):
    rng = np.random.default_rng(3)
    blobs = np.asarray(Image.fromarray(rng.integers(0, 255, (12, 8), np.uint8)).resize((128, 192)))
    Image.fromarray(blobs).save(tmp_path / "mask.png")
    made = rendered(PAGE.with_mask(read_mask(tmp_path / "mask.png", PAGE)), feather=0)
    assert ((made > 0) == (blobs >= 128)).all()


def test_pictures_that_are_no_mask(tmp_path, monkeypatch):
    def why(picture):
        Image.fromarray(picture).save(tmp_path / "mask.png")
        with pytest.raises(BadPicture) as caught:
            read_mask(tmp_path / "mask.png", PAGE)
        return caught.value.reason

    assert why(np.zeros((192, 128), np.uint8)) == "mask_empty"
    assert why(np.full((128, 128), 255, np.uint8)) == "mask_size"
    noise = np.random.default_rng(0).integers(0, 2, (192, 128)).astype(np.uint8) * 255
    monkeypatch.setattr(mask_patches, "MOST", 1000)
    assert why(noise) == "mask_parts"


def test_from_lines_and_regions():
    ring = Stroke([(40, 40), (90, 40), (90, 90), (40, 90), (40, 40)], 6.0)
    made = masked(*mask_patches.of_lines([ring]))
    assert made[65, 65] == made[38, 60] == 1
    assert made[30, 60] == 0
    regions = (
        Region("sky", Stroke([(0, 0), (128, 0), (128, 100), (0, 100)]), filled=True),
        Region("tree", Stroke([(20, 20), (60, 60)], 20.0)),
    )
    painted = replace(PAGE, regions=regions)
    made = masked(*mask_patches.of_region(painted, "sky"))
    assert made[5, 100] == 1
    assert made[40, 40] == 0
    assert all(patch.name == MASKED for patch in mask_patches.of_region(painted, "sky"))


@pytest.mark.parametrize("options", [{"grow": 300}, {"feather": -1}, {"padding": 0.5}])
def test_lengths_out_of_bounds(options):
    with pytest.raises(BadSetting):
        PAGE.with_mask((), **options)


def test_does_the_mask_have_a_pixel():
    assert not masks_anything(PAGE)
    assert masks_anything(PAGE.with_mask([SQUARE]))
    assert not masks_anything(PAGE.with_mask([SQUARE], grow=-30))
    beside = mask_patches.of_rect((400, 400, 500, 500))
    assert not masks_anything(PAGE.with_mask([beside], feather=9))
    assert masks_anything(PAGE.with_mask([beside], inverted=True))
    assert not masks_anything(PAGE.with_mask([], inverted=True))  # no mask at all


def test_a_mask_at_another_size_grows_and_fades_along():
    page = PAGE.with_mask([SQUARE], grow=4, feather=8)
    twice = render_mask(page, 256, 384)
    row = twice[150]
    assert (row == 1).sum() == 2 * 39 + 2 * 8
    assert ((row > 0) & (row < 1)).sum() == pytest.approx(2 * 15, abs=1)
    assert row.dtype == np.float32
    hard = render_mask(page.with_mask([SQUARE], feather=0), 256, 384)
    assert set(np.unique(hard)) == {0, 1}
    assert hard.dtype == np.float32
    smaller = render_mask(page.with_mask([SQUARE], grow=-4, feather=0), 256, 384)
    assert smaller[150].sum() == 2 * 39 - 2 * 8


def test_as_many_patches_as_there_may_be(monkeypatch):
    three = np.zeros((9, 9), bool)
    three[0, 0] = three[2, 2] = three[4:6, 4:8] = True
    monkeypatch.setattr(mask_patches, "MOST", 3)
    assert len(mask_patches.of_pixels(three)) == 3
    monkeypatch.setattr(mask_patches, "MOST", 2)
    with pytest.raises(ValueError, match="too many"):
        mask_patches.of_pixels(three)
    assert mask_patches.of_pixels(np.zeros((4, 4), bool)) == ()
