"""A larger page around a picture."""

from __future__ import annotations

import numpy as np

from sketchpad.document.edit.extend import extended
from sketchpad.document.model import Document, Stroke
from sketchpad.document.raster.mask_raster import render_mask

PICTURE = np.random.default_rng(0).integers(0, 256, (128, 128, 3), dtype=np.uint8)


def test_what_is_new_is_masked_with_an_overlap():
    document = Document(128, 128, strokes=(Stroke([(10, 10), (20, 20)]),))
    made, placed = extended(document, (-64, 0, 192, 128), PICTURE)
    assert (made.width, made.height) == (256, 128)
    assert placed.shape == (128, 256, 3)
    assert (placed[:, 64:192] == PICTURE).all()
    assert (placed[:, :64] == PICTURE[:, :1]).all()
    np.testing.assert_allclose(made.strokes[0].points[0, :2], (74, 10))
    mask = render_mask(made.with_mask(made.mask, feather=0), 256, 128)
    assert mask[:, :72].all()
    assert mask[:, 184:].all()
    assert not mask[:, 73:183].any()


def test_a_page_may_be_cut_and_extended_at_once():
    made, placed = extended(Document(128, 128), (64, -64, 192, 128), PICTURE)
    assert (made.width, made.height) == (128, 192)
    assert (placed[64:, :64] == PICTURE[:, 64:]).all()
    mask = render_mask(made.with_mask(made.mask, feather=0), 128, 192)
    assert not mask[80:, :50].any()
    assert mask[:70].all()
    assert mask[:, 60:].all()


def test_edges_that_stay_are_not_painted_anew():
    document = Document(128, 128).with_mask((), inverted=True, grow=5, only_masked=True, padding=9)
    made, placed = extended(document, (0, 0, 128, 192), PICTURE)
    assert (placed[128:] == PICTURE[-1]).all()
    options = made.mask_options
    assert (options.inverted, options.grow, options.only_masked, options.padding) == (
        False, 0, False, 9,
    )  # fmt: skip
    mask = render_mask(made.with_mask(made.mask, feather=0), 128, 192)
    assert not mask[:119].any()
    assert mask[121:].all()
    wide, _ = extended(Document(256, 128), (0, 0, 320, 128), np.zeros((128, 256, 3), np.uint8))
    mask = render_mask(wide.with_mask(wide.mask, feather=0), 320, 128)
    assert not mask[:, :247].any()  # an overlap of a sixteenth of the shorter side
    assert mask[:, 249:].all()
    left, _ = extended(Document(128, 128), (0, -64, 128, 128), PICTURE)
    mask = render_mask(left.with_mask(left.mask, feather=0), 128, 192)
    assert mask[:71].all()
    assert not mask[73:].any()
