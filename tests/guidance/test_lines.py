"""Where lines count and how much, pixel by pixel."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from sketchpad.document.model import Box, Document, Reference, Stroke
from sketchpad.guidance import lines
from sketchpad.guidance.lines import (
    boxes_of,
    hint_key,
    line_hint,
    line_weights,
    lines_key,
    residual_mask,
)

PAGE = Document(128, 128)
WIDE = Document(192, 128)
CAT, HOUSE = Box(" Cat", (0.0, 0.25, 0.5, 0.75)), Box("house", (0.7, 0.1, 1.0, 0.5))


def reference(kind="scribble"):
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return Reference(file.getvalue(), kind=kind)


def across(y, **more):
    return Stroke([[0, y], [128, y]], **more)


def drawn(monkeypatch, weights=None, ink=None, traced=None):
    """The pen's weights, its ink 0..255, and the lines of the reference picture."""
    if weights is not None:
        monkeypatch.setattr(lines, "render_weights", lambda *_: np.array(weights, np.float32))
    if ink is not None:
        monkeypatch.setattr(lines, "render_lines", lambda *_: np.uint8(ink))
    if traced is not None:
        channels = np.stack([traced, np.zeros_like(traced), np.zeros_like(traced)], axis=-1)
        monkeypatch.setattr(lines, "line_hint", lambda *_: channels)


# Weights


def test_each_place_has_the_weight_of_the_ink_nearest_to_it(monkeypatch):
    weights = np.zeros((2, 9), np.float32)
    weights[:, 1], weights[:, 4], weights[:, 7] = 0.5, 1.0, 0.75
    drawn(monkeypatch, weights)
    expected = [0.5, 0.5, 0.5, 1.0, 1.0, 1.0, 0.75, 0.75, 0.75]
    assert line_weights(PAGE, 9, 2).tolist() == [expected] * 2


def test_nearest_is_as_the_crow_flies(monkeypatch):
    weights = np.zeros((30, 30), np.float32)
    weights[3, 3], weights[20, 26] = 0.25, 0.5
    drawn(monkeypatch, weights)
    rows, columns = np.indices(weights.shape)
    first, second = np.hypot(rows - 3, columns - 3), np.hypot(rows - 20, columns - 26)
    clear = np.abs(first - second) > 1.5
    expected = np.where(first < second, 0.25, 0.5)
    assert (line_weights(PAGE, 30, 30) == expected)[clear].all()


def test_without_ink_every_place_counts_in_full(monkeypatch):
    drawn(monkeypatch, np.zeros((2, 3)))
    assert line_weights(PAGE, 3, 2).tolist() == [[1.0] * 3] * 2


@pytest.mark.parametrize(("ink", "weight"), [(0.1, 0.5), (0.11, 1.0)])
def test_traced_lines_count_in_full_beside_those_of_the_pen(ink, weight, monkeypatch):
    weights, traced = np.zeros((2, 9), np.float32), np.zeros((2, 9), np.float32)
    weights[:, 1] = 0.5
    traced[:, [1, 7]] = ink
    drawn(monkeypatch, weights, traced=traced)
    found = line_weights(replace(PAGE, reference=reference()), 9, 2)
    assert found[:, [1, 7]].tolist() == [[0.5, weight]] * 2
    assert (line_weights(replace(PAGE, reference=reference("canny")), 9, 2) == 0.5).all()
    assert (line_weights(PAGE, 9, 2) == 0.5).all()


# Keys


def test_keys_are_equal_for_equal_control_images_and_for_no_others():
    document = replace(PAGE, strokes=(across(64),), boxes=(CAT,), prompt="a cat")
    same = replace(document, prompt="a dog", boxes=(HOUSE,))
    assert lines_key(document) == lines_key(same) == lines_key(document, "canny")
    assert hint_key(document, "canny") == hint_key(same, "canny") != hint_key(same, "scribble")
    assert hint_key(document, "depth") != hint_key(same, "depth")
    for other in (replace(document, width=192), replace(document, height=192), PAGE):
        assert lines_key(other) != lines_key(document)
    picture = replace(document, reference=reference())
    assert lines_key(picture) != lines_key(document)
    assert lines_key(picture, "canny") == lines_key(document)


def test_a_control_image_has_the_pictures_size_and_three_equal_channels():
    hint = line_hint(replace(WIDE, strokes=(across(64),)))
    assert hint.shape == (128, 192, 3)
    assert (hint == hint[..., :1]).all()
    assert hint.max() == 1.0


# Masks


@pytest.mark.parametrize(
    ("region", "found"),
    [
        ("cat", [CAT.rect]),
        (" HOUSE ", [HOUSE.rect]),
        ("Boxes", [CAT.rect, HOUSE.rect]),
        ("dog", []),
    ],
)
def test_which_boxes_a_region_names(region, found):
    assert boxes_of(replace(PAGE, boxes=(CAT, HOUSE)), region) == found


def test_in_boxes_the_mask_is_one(monkeypatch):
    document = replace(WIDE, boxes=(CAT, HOUSE))
    expected = np.zeros((128, 192), np.float32)
    expected[32:96, :96] = 1
    assert np.array_equal(residual_mask(document, "cat", 192, 128), expected)
    expected[13:64, 134:] = 1
    assert np.array_equal(residual_mask(document, "boxes", 192, 128), expected)
    small = residual_mask(document, "cat", 6, 4)
    assert small.tolist() == [[0.0] * 6, [1.0] * 3 + [0.0] * 3, [1.0] * 3 + [0.0] * 3, [0.0] * 6]


@pytest.mark.parametrize(("document", "longer"), [(PAGE, 128), (WIDE, 192)])
def test_near_lines_the_mask_is_one_and_fades_at_twice_the_distance(document, longer, monkeypatch):
    ink = np.zeros((document.height, document.width))
    ink[64, 40] = 65
    ink[64, 100] = 64  # too faint
    drawn(monkeypatch, ink=ink)
    mask = residual_mask(document, "strokes", document.width, document.height)
    away = np.arange(40)
    np.testing.assert_allclose(
        mask[64, 40:80], np.clip(2 - away / (longer / 24), 0, 1), rtol=1e-4, atol=1e-5
    )
    assert not mask[64, 100:].any()


def test_near_no_lines_the_mask_is_zero():
    assert not residual_mask(PAGE, "strokes", 16, 16).any()


def test_everywhere_is_no_mask_unless_lines_are_loose_or_light():
    strict = across(64)
    light = Stroke([[0, 64, 1.0], [64, 64, 0.5], [128, 64, 0.5]])
    away = [
        across(20, role="ignore"),
        across(30, eraser=True),
        Stroke([[0, 9, 0], [9, 9, 0]], 9, True),
    ]
    assert residual_mask(PAGE, "", 16, 16) is None
    assert residual_mask(PAGE.with_strokes([strict, *away]), "", 16, 16) is None
    assert residual_mask(PAGE.with_strokes(away), "", 16, 16) is None
    for one in (light, across(64, role="loose")):
        mask = residual_mask(PAGE.with_strokes([one, *away]), "", 16, 8)
        assert mask.shape == (8, 16)
        assert mask.min() < 0.9


def test_region_and_weights_are_multiplied(monkeypatch):
    drawn(monkeypatch, np.full((128, 128), 0.5))
    document = replace(PAGE, strokes=(across(64, role="loose"),), boxes=(CAT,))
    mask = residual_mask(document, "cat", 4, 4)
    assert mask.tolist() == [[0.0] * 4, [0.5, 0.5, 0.0, 0.0], [0.5, 0.5, 0.0, 0.0], [0.0] * 4]
