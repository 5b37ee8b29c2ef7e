"""How closely each place is to obey the drawing."""

from __future__ import annotations

import numpy as np
import pytest

from sketchpad.document.model import Document, Stroke
from sketchpad.document.raster.raster import GENTLEST, WEIGHTS
from sketchpad.guidance.lines import line_hint, line_weights, lines_key

ACROSS = np.array([[0.0, 32.0], [128.0, 32.0]])


def test_without_lines_or_with_strict_ones_alone_nothing_changes() -> None:
    assert (line_weights(Document(128, 128), 16, 16) == 1).all()
    strict = Document(128, 128, (Stroke(ACROSS),))
    assert line_weights(strict, 16, 24).shape == (24, 16)
    assert (line_weights(strict, 16, 24) == 1).all()


def test_each_place_obeys_as_the_ink_nearest_to_it() -> None:
    loose = Stroke(ACROSS + np.array([0, 64]), role="loose")
    weights = line_weights(Document(128, 128, (Stroke(ACROSS), loose)), 128, 128)
    assert weights[60].min() == pytest.approx(1.0)
    assert weights[68].max() == pytest.approx(WEIGHTS["loose"], abs=1 / 255)


def test_a_light_hand_is_followed_loosely() -> None:
    light = Stroke(np.column_stack((ACROSS, [0, 0])), 12)
    assert line_weights(Document(128, 128, (light,)), 64, 64).max() == pytest.approx(
        GENTLEST, abs=0.01
    )


def test_lines_to_be_ignored_are_in_neither_hint_nor_weights() -> None:
    strict = Document(128, 128, (Stroke(ACROSS),))
    more = strict.with_stroke(Stroke(ACROSS + np.array([0, 64]), role="ignore"))
    assert (line_hint(more) == line_hint(strict)).all()
    assert (line_weights(more, 128, 128) == 1).all()
    assert lines_key(more) != lines_key(
        strict
    )  # kept images may be made once too often, never once too seldom
