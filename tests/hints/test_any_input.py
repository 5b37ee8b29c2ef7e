"""Whatever is drawn, and whatever the picture, a control image is what it claims to be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.errors import AnnotatorMissing
from sketchpad.hints.lines import fitted
from sketchpad.hints.registry import HINTS, make_hint

COORDINATE = st.floats(-400, 700, width=32)
POINT = st.tuples(COORDINATE, COORDINATE, st.floats(0, 1, width=32))
STROKE = st.builds(
    lambda points, width, eraser, role: Stroke(np.array(points), width, eraser, role),
    st.lists(POINT, min_size=1, max_size=6),
    st.floats(0.5, 60),
    st.booleans(),
    st.sampled_from(["follow", "loose", "ignore"]),
)
EDGE = st.floats(0, 0.9)
BOX = st.builds(
    lambda x, y, w, h, phrase: Box(phrase, (x, y, min(1.0, x + w), min(1.0, y + h))),
    EDGE,
    EDGE,
    st.floats(0.01, 1),
    st.floats(0.01, 1),
    st.sampled_from(["", "a man", "two cats", "sky", "quux", "chest of drawers", "\u732b"]),
)
DRAWING = st.builds(
    lambda strokes, boxes: Document(256, 128, tuple(strokes), tuple(boxes)),
    st.lists(STROKE, max_size=4),
    st.lists(BOX, max_size=3),
)


def made(width: int, height: int, seed: int, kind: str) -> np.ndarray:
    numbers = np.random.default_rng(seed)
    if kind == "even":
        return np.full((height, width, 3), numbers.integers(0, 256), np.uint8)
    if kind == "two":
        return np.repeat(numbers.integers(0, 2, (height, width, 1)) * 255, 3, 2).astype(np.uint8)
    if kind == "ramp":
        return np.tile(np.linspace(0, 255, width)[None, :, None], (height, 1, 3)).astype(np.uint8)
    picture = numbers.integers(0, 256, (height, width, 3), np.uint8)
    return np.repeat(picture[..., :1], 3, 2) if kind == "grey" else picture


PICTURE = st.builds(
    made,
    st.integers(1, 40),
    st.integers(1, 40),
    st.integers(0, 9),
    st.sampled_from(["even", "noise", "grey", "two", "ramp"]),
)


def check(hint: np.ndarray, width: int, height: int) -> None:
    assert hint.shape == (height, width, 3)
    assert hint.dtype == np.float32
    assert np.isfinite(hint).all()
    assert hint.min() >= 0
    assert hint.max() <= 1


@pytest.mark.parametrize("name", HINTS)
@settings(max_examples=20, deadline=None)
@given(document=DRAWING, width=st.sampled_from([64, 128, 200]), height=st.sampled_from([64, 96]))
def test_any_drawing(name: str, document: Document, width: int, height: int) -> None:
    check(make_hint(name, document, width, height), width, height)


@pytest.mark.parametrize("name", HINTS)
@settings(max_examples=30, deadline=None)
@given(picture=PICTURE)
def test_any_picture(name: str, picture: np.ndarray) -> None:
    before = picture.copy()
    try:
        hint = HINTS[name].from_picture(picture)
        cut = HINTS[name].from_picture(fitted(picture, 64, 128))
    except AnnotatorMissing:
        assert not HINTS[name].lines
    else:
        check(hint, picture.shape[1], picture.shape[0])
        check(cut, 64, 128)
    assert np.array_equal(picture, before)
