"""What a patch of paint may be, and how it goes along with the drawing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sketchpad.document.edit.recrop import recropped
from sketchpad.document.model import Document, Paint, Reference, Stroke, offended
from tests.document.strategies import noise_png

LINE = Stroke([(10, 20), (30, 40)], 8, role="loose", group="a")


def test_nonsense_is_refused() -> None:
    for wrong in (
        {"colour": "red"}, {"colour": "#FFF000"}, {"opacity": 1.5}, {"opacity": float("nan")},
        {"blend": "screen"}, {"pressure": "none"},
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"colour|opacity|paint"):
            Paint(LINE, **wrong)
    with pytest.raises(ValueError, match="denoising"):
        Document(denoising=2)
    assert Paint(LINE).stroke == Stroke(LINE.points, 8)
    assert Paint(LINE, "#0080ff").rgb == (0, 128, 255)


def test_it_goes_along_with_the_page() -> None:
    ground = Reference(noise_png(4, 4, 1))
    document = Document(128, 128, paints=(Paint(LINE),), ground=ground)
    larger = document.resized(256, 256)
    assert np.array_equal(larger.paints[0].stroke.points[:, :2], 2 * LINE.points[:, :2])
    moved = recropped(document, 256, 128, (1, 0))
    assert moved.paints[0].stroke.points[0].tolist() == [138, 20, 1]
    assert moved.ground is not None
    assert moved.ground.rect == (0.5, 0, 1, 1)


def test_a_hidden_layer_is_not_seen_and_a_locked_one_not_changed() -> None:
    document = Document(paints=(Paint(LINE),), ground=Reference(noise_png(4, 4, 1)))
    assert document.is_painted
    assert not document.is_empty
    assert not document.with_layer("colour", visible=False).seen().is_painted
    assert not document.cleared().is_painted
    locked = document.with_layer("colour", locked=True)
    for changed in (locked.with_paints(()), locked.with_ground(None)):
        layer = offended(locked, changed)
        assert layer is not None
        assert layer.kind == "colour"
    assert offended(locked, replace(locked, denoising=0.9)) is None
