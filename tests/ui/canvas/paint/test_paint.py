"""Colours on the canvas, by real events of mouse, pen and keys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPointingDevice

from sketchpad.document.model import Document, Paint, Reference, Stroke
from sketchpad.document.raster.paint_raster import PaintRaster, on_paper, render_paint
from sketchpad.ui.canvas.paint.layer import PaintLayer
from tests.document.strategies import noise_png

ALT = Qt.KeyboardModifier.AltModifier
RED, BLUE = "#c02020", "#2060a0"
SQUARE = Stroke([(60, 60), (200, 60), (200, 200), (60, 200), (60, 60)], 4)


@pytest.fixture(autouse=True)
def tool(state, canvas):
    state.set_tool("paint")
    state.paint_brush.choose(BLUE)


def near(pixel, colour: str) -> bool:
    return bool(np.abs(pixel[:3].astype(int) - QColor(colour).getRgb()[:3]).max() <= 4)


def test_a_drag_paints_and_is_undone(state, hand, page_pixels):
    hand.drag((40, 128), (128, 130), (216, 128))
    [paint] = state.document.paints
    assert (paint.colour, paint.opacity, paint.stroke.width) == (BLUE, 1.0, 24)
    assert (paint.stroke.points[:, 2] == 1).all()  # a mouse paints evenly
    assert near(page_pixels()[128, 128], BLUE)
    assert state.paint_brush.recent == (BLUE,)
    state.undo()
    assert near(page_pixels()[128, 128], "#ffffff")
    state.redo()
    assert near(page_pixels()[128, 128], BLUE)


def test_what_is_seen_while_painting_is_what_comes_out(state, hand, page_pixels):
    """Half of the opacity, multiplied, across itself; and nothing is left of it by Escape."""
    state.apply(state.document.with_paints([Paint(Stroke([(0, 128), (256, 128)], 60), RED)]), "Red")
    state.paint_brush.set_opacity(0.5)
    state.paint_brush.set_blend("multiply")
    before = page_pixels()
    hand.press(60, 60)
    for place in ((190, 190), (190, 60), (62, 188), (60, 190)):
        hand.move(*place)
    state.set_tool("paint")
    seen = page_pixels()
    hand.key(Qt.Key.Key_Escape)
    hand.release(60, 190)
    hand.move(250, 250)
    assert np.abs(page_pixels().astype(int) - before)[:220, :220].max() <= 3
    hand.drag((60, 60), (190, 190), (190, 60), (62, 188), (60, 190))
    hand.move(250, 250)
    painted = page_pixels()
    apart = np.abs(painted.astype(int) - seen)[..., :3].max(axis=2)
    assert (apart <= 4).mean() > 0.97  # the ring, rims
    once = on_paper(render_paint(state.document, 256, 256))
    assert np.abs(painted[..., :3].astype(int) - once).max(axis=2).mean() < 2


def test_pressure_makes_it_narrow_or_faint_or_neither(state, hand):
    for pressure, hard in (("opacity", [0.5] * 3), ("both", [0.5] * 3), (None, [1.0] * 3)):
        state.paint_brush.set_pressure(pressure)
        hand.pen(*((x, 128, 0.5) for x in (60, 128, 200)))
        paint = state.document.paints[-1]
        assert paint.pressure == (pressure or "width")
        assert paint.stroke.points[:, 2].min() == pytest.approx(hard[0], abs=0.02)


def test_eraser_x_and_the_other_end_of_the_pen(state, hand, page_pixels):
    hand.key(Qt.Key.Key_X)
    hand.drag((40, 128), (216, 128))
    assert not state.can_undo  # nothing is taken away where nothing is
    hand.key(Qt.Key.Key_X)
    state.apply(state.document.with_stroke(Stroke([(128, 100), (128, 156)], 4)), "Ink")
    hand.drag((40, 128), (216, 128))
    eraser = QPointingDevice.PointerType.Eraser
    hand.pen((90, 128, 1), (100, 128, 1), (160, 128, 1), end=eraser)
    assert state.document.paints[-1].stroke.eraser
    look = page_pixels()
    assert near(look[128, 110], "#ffffff")
    assert near(look[128, 60], BLUE)
    assert look[110, 128, :3].max() < 60  # lines stay


def test_the_bucket_fills_between_lines(state, hand, page_pixels):
    state.apply(state.document.with_stroke(SQUARE), "Ink")
    state.paint_brush.set_mode("fill")
    hand.click(128, 128)
    assert [paint.filled for paint in state.document.paints] == [True]
    look = page_pixels()
    assert near(look[128, 128], BLUE)
    assert near(look[30, 30], "#ffffff")
    assert state.history.undo_label == "Fill"


def test_alt_takes_the_colour_in_sight(state, hand, canvas):
    """From paint before the picture below it; from a picture above it before the paint; else from the paper."""
    state.apply(state.document.with_paints([Paint(Stroke([(0, 64), (256, 64)], 60), RED)]), "Red")
    picture = QImage(256, 256, QImage.Format.Format_RGB32)
    picture.fill(QColor("#30a050"))
    taken = {}
    for mode in ("hidden", "under", "over"):
        canvas.overlay.set_picture(picture)
        canvas.overlay.set_mode(mode)
        for at in (64, 200):
            state.paint_brush.choose(BLUE)
            hand.click(128, at, ALT)
            taken[mode, at] = state.paint_brush.colour
    assert taken == {
        ("hidden", 64): RED, ("hidden", 200): "#ffffff", ("under", 64): RED,
        ("under", 200): "#30a050", ("over", 64): "#30a050", ("over", 200): "#30a050",
    }  # fmt: skip
    assert len(state.document.paints) == 1


def test_a_hidden_or_locked_layer_is_not_painted_on(state, hand, canvas):
    said: list[str] = []
    canvas.announced.connect(said.append)
    for changes in ({"visible": False}, {"visible": True, "locked": True}):
        state.apply(state.document.with_layer("colour", **changes), "Layer")
        hand.drag((40, 128), (216, 128))
    assert state.document.paints == ()
    assert len(said) == 2


def test_live_pictures_see_what_is_being_painted(state, hand, canvas):
    hand.press(60, 60)
    hand.move(160, 60)
    unfinished = canvas.bench.unfinished()
    assert [paint.colour for paint in unfinished.paints] == [BLUE]
    hand.release(160, 60)
    state.set_tool("region")
    hand.press(60, 60)
    hand.move(160, 60)
    unfinished = canvas.bench.unfinished()
    assert (len(unfinished.regions), len(unfinished.strokes)) == (1, 0)
    hand.release(160, 60)


def test_many_patches_come_in_slices_and_are_the_same(qapp, monkeypatch):
    rng = np.random.default_rng(1)
    lines = rng.uniform(0, 256, (120, 3, 2))
    paints = [Paint(Stroke(line, 9), f"#{n:02x}80{255 - n:02x}") for n, line in enumerate(lines)]
    page = Document(256, 256, paints=paints, ground=Reference(noise_png(16, 16, 1)))
    monkeypatch.setattr("sketchpad.ui.canvas.paint.layer.SLICE", 0.0)
    layer = PaintLayer(page)
    assert layer._timer.isActive()
    layer.finish()
    assert not layer._timer.isActive()
    anew = PaintRaster()
    anew.paint(page, 1024, 1024)
    assert np.array_equal(layer._shown, anew.canvas)
    layer.show(replace(page, paints=(), ground=None))
    assert layer.image.isNull()
