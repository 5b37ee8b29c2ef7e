"""A reference picture in its place on the page."""

from __future__ import annotations

from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from sketchpad.document.raster.reference_raster import SMALLEST, pixels, placed, premultiplied
from sketchpad.document.reference import Reference

HALVES = np.zeros((32, 64, 3), np.uint8)
HALVES[:, :32], HALVES[:16, 32:], HALVES[16:, 32:] = (200, 0, 0), (0, 200, 0), (0, 0, 200)


def reference(picture: np.ndarray) -> Reference:
    data = BytesIO()
    Image.fromarray(picture).save(data, "PNG")
    return Reference(data.getvalue())


def test_pixels_are_red_green_and_blue_and_cannot_be_changed() -> None:
    found = pixels(reference(HALVES))
    assert found is not None
    assert np.array_equal(found, HALVES)
    with pytest.raises(ValueError, match="read-only"):
        found[0, 0] = 9


def test_a_damaged_picture_has_no_pixels() -> None:
    whole = reference(np.random.default_rng(1).integers(0, 256, (64, 64, 3), np.uint8)).picture
    for data in (whole[:33], whole[:40]):
        assert pixels(Reference(data)) is None
        assert premultiplied(Reference(data)) is None


def test_colours_are_multiplied_by_their_alpha() -> None:
    rgba = np.zeros((1, 3, 4), np.uint8)
    rgba[0] = [(200, 100, 51, 255), (200, 100, 51, 128), (200, 100, 51, 0)]
    found = premultiplied(reference(rgba))
    assert found is not None
    assert found[0].tolist() == [[200, 100, 51, 255], [100, 50, 26, 128], [0, 0, 0, 0]]
    plain = premultiplied(reference(HALVES))
    assert plain is not None
    assert (plain[..., 3] == 255).all()
    assert np.array_equal(plain[..., :3], HALVES)


def test_alpha_of_16_bits() -> None:
    deep = np.zeros((1, 2, 4), np.uint16)
    deep[0] = [(0, 0, 200 << 8, 128 << 8), (0, 0, 200 << 8, 65535)]  # OpenCV's order: blue first
    _, data = cv2.imencode(".png", deep)
    found = premultiplied(Reference(data.tobytes()))
    assert found is not None
    assert found[0, :, 3].tolist() == [128, 255]
    assert found[0, :, 0].tolist() == [100, 200]


@pytest.mark.parametrize("blend", [True, False])
def test_as_large_as_the_page_nothing_changes(blend: bool) -> None:
    for rect, left, top in (
        ((0.0, 0.0, 1.0, 1.0), 0, 0),
        ((0.25, 0.5, 1.25, 1.5), 16, 16),
        ((-0.5, -0.25, 0.5, 0.75), 0, 0),
    ):
        part = placed(HALVES, rect, 64, 32, blend=blend)
        assert part is not None
        shown, x, y = part
        assert (x, y) == (left, top)
        moved = (round(rect[0] * 64), round(rect[1] * 32))
        high, wide = shown.shape[:2]
        cut = HALVES[y - moved[1] : y - moved[1] + high, x - moved[0] : x - moved[0] + wide]
        assert (wide, high) == (min(64, 64 + moved[0]) - x, min(32, 32 + moved[1]) - y)
        assert np.array_equal(shown, cut)


@pytest.mark.parametrize("side", [16, 256])
def test_it_is_shrunk_and_enlarged_evenly(side: int) -> None:
    part = placed(HALVES, (0.0, 0.0, 1.0, 1.0), 2 * side, side)
    assert part is not None
    shown = part[0]
    assert shown.shape == (side, 2 * side, 3)
    for row, column in ((0.2, 0.1), (0.8, 0.4), (0.2, 0.6), (0.8, 0.9)):
        expected = HALVES[int(row * 32), int(column * 64)]
        assert (shown[int(row * side), int(column * 2 * side)] == expected).all()
    middle = shown[:, side - 1 : side + 1].astype(int)
    assert (middle[:, 0, 0] >= middle[:, 1, 0]).all()
    assert shown[:, :side, 0].mean() == pytest.approx(200, abs=2)


def test_fine_stripes_become_gray_and_stay_stripes_without_blending() -> None:
    stripes = np.zeros((256, 256, 3), np.uint8)
    stripes[:, ::2] = 200
    blended, plain = (placed(stripes, (0, 0, 1, 1), 32, 32, blend=one) for one in (True, False))
    assert blended is not None
    assert plain is not None
    assert (blended[0] == 100).all()
    assert set(np.unique(plain[0])) <= {0, 200}
    larger = placed(stripes[:4, :4], (0, 0, 1, 1), 16, 16, blend=False)
    assert larger is not None
    assert set(np.unique(larger[0])) == {0, 200}
    assert [int(value) for value in larger[0][0, ::4, 0]] == [200, 0, 200, 0]


def test_of_what_is_almost_beside_the_page_nothing_is_shown() -> None:
    just, less = SMALLEST / 64, (SMALLEST - 1) / 64
    for share, seen in ((just, True), (less, False)):
        for rect in (
            (1 - share, 0, 2, 1), (0, 1 - share, 1, 2), (share - 1, 0, share, 1), (0, share - 1, 1, share),
        ):  # fmt: skip
            assert (placed(HALVES, rect, 64, 64) is not None) == seen
    assert placed(HALVES, (0, 0, SMALLEST / 64, 1 / 64), 64, 64) is None
    narrow = placed(HALVES[:1], (0, 0, 1, 1), 64, 64)
    assert narrow is not None
    assert narrow[0].shape == (64, 64, 3)
