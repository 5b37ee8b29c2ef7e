"""The mask, and the page's edges, on the canvas, by real events of mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from sketchpad.document.edit.mask_patches import of_rect
from sketchpad.document.model import Document, Stroke
from sketchpad.document.raster.mask_raster import render_mask
from sketchpad.ui.canvas.regions.layer import MASKED

HOUSE = Stroke([(60, 60), (200, 60), (200, 200), (60, 200), (60, 62)], 4)


@pytest.fixture
def mask(state, canvas):
    """The mask on the page, 0..1."""
    state.set_tool("mask")
    return lambda: render_mask(state.document, 256, 256)


def tinted(pixel) -> bool:
    half = (np.array(MASKED.getRgb()[:3]) + 255) / 2
    return bool(np.abs(pixel[:3] - half).max() <= 6)


def test_a_drag_masks_and_is_seen(state, hand, mask, page_pixels):
    hand.drag((40, 200), (80, 202), (216, 200))
    assert mask()[200, 128] == 1
    assert mask()[100, 128] == 0
    assert tinted(page_pixels()[200, 128])
    assert (state.document.regions, state.document.strokes) == ((), ())
    state.undo()
    assert not mask().any()
    assert page_pixels()[200, 128][1] > 250


def test_what_is_being_masked_is_seen_before_it_is_done(state, hand, mask, page_pixels, canvas):
    hand.press(60, 60)
    hand.move(100, 60)
    hand.move(160, 60)
    assert tinted(page_pixels()[60, 90])
    assert len(canvas.bench.unfinished().mask) == 1
    hand.key(Qt.Key.Key_Escape)
    assert not tinted(page_pixels()[60, 90])
    assert not state.document.mask
    hand.release(160, 60)


def test_rectangle_lasso_and_eraser(state, hand, mask):
    state.mask_brush.set_mode("rectangle")
    hand.drag((50, 50), (80, 90), (150, 200))
    assert mask()[50:200, 50:150].all()
    assert mask()[:, 160:].max() == 0
    hand.key(Qt.Key.Key_0)
    state.mask_brush.set_mode("fill")
    hand.drag((80, 80), (120, 80), (120, 160), (80, 160), (80, 82))
    assert mask()[120, 100] < 0.1
    assert mask()[60, 60] == 1
    assert [patch.name for patch in state.document.mask] == ["mask", ""]
    assert state.history.undo_label == "Erase mask"


def test_a_click_masks_what_lines_enclose(state, hand, mask):
    state.apply(Document(strokes=(HOUSE,)), "")
    state.mask_brush.set_mode("fill")
    hand.drag((120, 120))
    assert mask()[120, 120] == mask()[70, 70] == 1
    assert mask()[30, 30] == 0


def test_an_inverted_mask_is_erased_by_the_brush(state, hand, mask, page_pixels):
    state.apply(Document().with_mask((of_rect((0, 0, 60, 60)),), inverted=True), "")
    assert tinted(page_pixels()[200, 128])
    hand.press(100, 200)
    hand.move(160, 200)
    assert not tinted(page_pixels()[200, 128])
    hand.release(160, 200)
    assert mask()[200, 128] == 0


def test_a_locked_mask_stays_as_it_is(state, hand, mask):
    state.apply(state.document.with_layer("mask", locked=True), "")
    hand.drag((40, 200), (216, 200))
    assert not state.document.mask


@pytest.fixture
def page(state, canvas, qtbot):
    state.set_tool("crop")
    return canvas.bench.page_tool


def test_edges_are_pulled_by_steps(page, hand, qtbot):
    hand.drag((256, 128), (300, 128), (330, 128))
    assert page.frame == (0, 0, 320, 256)
    hand.drag((0, 0), (40, 30), (70, 70))
    assert page.frame == (64, 64, 320, 256)
    with qtbot.waitSignal(page.wanted):
        hand.key(Qt.Key.Key_Return)
    page.reset()
    assert not page.is_changed


def test_a_page_has_a_smallest_size_and_escape_gives_up(page, hand):
    hand.drag((256, 128), (100, 128), (10, 128))
    assert page.frame == (0, 0, 128, 256)
    hand.press(128, 128)
    hand.move(200, 128)
    hand.key(Qt.Key.Key_Escape)
    assert page.frame == (0, 0, 128, 256)
    hand.release(200, 128)
