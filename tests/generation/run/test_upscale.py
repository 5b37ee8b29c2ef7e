"""A picture at twice its size."""

from __future__ import annotations

import pytest

from sketchpad.document.model import Box, Document
from sketchpad.document.stroke import Stroke
from sketchpad.generation.request.request import (
    InitImage,
    MethodSettings,
    Request,
    Sampling,
)
from sketchpad.generation.run.upscale import CHANGE, can_upscale, upscaled


def test_the_drawing_grows_along_and_the_picture_is_begun_from(tmp_path):
    drawing = Document(
        256,
        128,
        strokes=(Stroke([[8, 8, 1], [40, 20, 1]], 4),),
        boxes=(Box("cat", (0.1, 0.1, 0.7, 0.7)),),
        prompt="a cat",
    )
    asked = Request(drawing, Sampling(3, 10, 2.0), (MethodSettings("controlnet", 1.0),), "model")
    found = upscaled(asked, tmp_path / "a.png", 256, 128)
    assert (found.document.width, found.document.height) == (512, 256)
    assert found.document.strokes[0].points[1][:2] == pytest.approx((80, 40))
    assert found.document.boxes == drawing.boxes
    assert found.base == InitImage(str(tmp_path / "a.png"), CHANGE)
    assert (found.sampling, found.methods, found.model) == (asked.sampling, asked.methods, "model")
    again = upscaled(asked, tmp_path / "b.png", 512, 256)
    assert (again.document.width, again.document.height) == (1024, 512)


def test_there_is_an_end():
    assert can_upscale(1024, 512)
    assert not can_upscale(1024, 1088)
