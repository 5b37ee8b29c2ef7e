from __future__ import annotations

import pytest

from sketchpad.document.model import Box, Document
from sketchpad.ui.canvas.readout import Readout


@pytest.mark.parametrize(
    ("rect", "words"),
    [
        ((0.0, 0.4, 0.2, 0.6), "left third, half way down"),
        ((0.4, 0.0, 0.6, 0.2), "middle third, top"),
        ((0.8, 0.8, 1.0, 1.0), "right third, bottom"),
        ((0.0, 0.7, 1.0, 1.0), "full width, bottom"),
        ((0.0, 0.0, 0.3, 1.0), "left third, full height"),
        ((0.05, 0.05, 0.95, 0.95), "nearly the whole page"),
    ],
)
def test_where_a_box_is(qapp, rect, words):
    assert Readout().place(rect) == words


def test_the_page_in_words(qapp):
    document = (
        Document().with_box(Box("dog", (0, 0.4, 0.2, 0.6))).with_box(Box("", (0.8, 0, 1, 0.2)))
    )
    readout = Readout()
    assert readout.page(document, ()).endswith(
        "Boxes: 2. People: 0. Regions: 0. Patches of paint: 0. Selection: nothing selected."
    )
    assert readout.selection(document, document.boxes) == (
        "2 boxes: box 1, dog, left third, half way down; box 2, no phrase yet, right third, top"
    )
