"""Parts of a drawing as pixels, as the canvas asks for them."""

from __future__ import annotations

import numpy as np

from sketchpad.document.model import Document, Stroke
from sketchpad.document.raster.raster import render_lines, render_part

STROKES = (
    Stroke([(10, 10, 1), (200, 90, 0.2), (60, 240, 1)], 9),
    Stroke([(128, 128, 1)], 40),
    Stroke([(0, 128, 1), (256, 128, 1)], 12, eraser=True),
    Stroke([(20, 200, 1), (240, 30, 1)], 3),
)


def test_the_whole_is_what_the_model_sees():
    whole = render_part(STROKES, 2.0, 0, 0, 512, 512)
    assert np.array_equal(whole, render_lines(Document(strokes=STROKES), 512, 512))


def test_parts_fit_together():
    whole = render_part(STROKES, 3.3, 0, 0, 840, 840)
    for x, y, width, height in (
        (0, 0, 256, 256),
        (256, 256, 256, 256),
        (512, 300, 328, 41),
        (700, 839, 1, 1),
    ):
        part = render_part(STROKES, 3.3, x, y, width, height)
        apart = np.abs(part.astype(int) - whole[y : y + height, x : x + width])
        assert apart.max(initial=0) <= 64  # OpenCV clips outlines
        assert apart.mean() < 0.5


def test_no_strokes_no_lines():
    assert not render_part((), 1.0, 0, 0, 8, 8).any()


def test_lines_are_as_wide_as_they_say():
    for width in (1.0, 2.0, 3.3, 5.0, 9.6, 20.0):
        drawn = render_part([Stroke([(20, 60.2, 1), (230, 90.7, 1)], width)], 1.0, 0, 0, 256, 128)
        column = drawn[:, 60:190].sum(axis=0).mean() / 255
        assert abs(column * np.cos(np.arctan2(30.5, 210)) - width) < 0.3
