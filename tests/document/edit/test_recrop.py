"""Another page around the same drawing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sketchpad.document.edit.recrop import recropped
from sketchpad.document.model import Box, Document, Stroke
from tests.document.strategies import documents, sizes

PAGE = Document(
    256, 256, strokes=(Stroke([[10, 20], [100, 200]], 4),), boxes=(Box("a", (0.0, 0.5, 0.5, 1.0)),)
)


@pytest.mark.parametrize(
    ("anchor", "dx", "box"),
    [
        ((0.0, 0.0), 0, (0.0, 0.25, 0.25, 0.5)),
        ((0.5, 0.5), 128, (0.25, 0.5, 0.5, 0.75)),
        ((1.0, 1.0), 256, (0.5, 0.75, 0.75, 1.0)),
    ],
)
def test_a_larger_page(anchor: tuple[float, float], dx: int, box: tuple[float, ...]) -> None:
    made = recropped(PAGE, 512, 512, anchor)
    np.testing.assert_allclose(made.strokes[0].points[:, :2], PAGE.strokes[0].points[:, :2] + dx)
    assert made.boxes[0].rect == box
    assert made.strokes[0].width == 4


def test_a_smaller_page_cuts_boxes_and_keeps_lines() -> None:
    made = recropped(PAGE, 128, 128, (0.0, 1.0))
    assert made.boxes[0].rect == (0.0, 0.0, 1.0, 1.0)
    assert len(made.strokes) == 1
    assert recropped(PAGE, 128, 128, (1.0, 0.0)).boxes == ()


def test_what_was_cropped_comes_back() -> None:
    back = recropped(recropped(PAGE, 128, 128), 256, 256)
    np.testing.assert_allclose(back.strokes[0].points, PAGE.strokes[0].points)


@given(documents, sizes, sizes, st.sampled_from([0.0, 0.5, 1.0]))
def test_any_drawing_can_be_recropped(
    document: Document, width: int, height: int, anchor: float
) -> None:
    made = recropped(document, width, height, (anchor, anchor))
    assert (made.width, made.height) == (width, height)
    assert len(made.strokes) == len(document.strokes)
