"""Repainting a part and extending the page in the whole window: one gesture from a picture, one step back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sketchpad.document.edit.mask_patches import of_rect
from sketchpad.document.model import Box, Document, Region, Stroke
from sketchpad.document.raster.mask_raster import render_mask
from sketchpad.generation.request.request import InitImage
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.app.repaint_commands import STRENGTH
from tests.ui.fake_engine import FakeEngine


@pytest.fixture
def made(window: MainWindow, engine: FakeEngine, drawing: Document) -> MainWindow:
    window.state.open(drawing)
    window.runner.generate()
    engine.run_to_end()
    return window


def act(window: MainWindow, name: str) -> None:
    action = window.masking.actions[name]
    assert action.isEnabled(), name
    action.trigger()


def masked(window: MainWindow) -> np.ndarray:
    document = window.state.document
    return render_mask(document, document.width, document.height)


def test_one_gesture_from_the_picture_in_sight(made: MainWindow, engine: FakeEngine) -> None:
    result, before = made.session.current, made.state.document
    assert result is not None
    made.actions_["repaint"].trigger()
    assert made.state.tool == "mask"
    assert made.masking.bar.isVisible()
    base = made.settings.values.base
    assert base is not None
    assert base.strength == STRENGTH
    with Image.open(base.picture) as picture:
        assert np.array_equal(np.asarray(picture), result.picture)
    made.state.apply(made.state.document.with_mask((of_rect((10, 10, 90, 90)),)), "")
    made.runner.generate()
    ((_, (asked,)),) = engine.asked[-1:]
    assert asked.base == base
    assert len(asked.document.mask) == 1
    made.state.undo()
    if made.state.document != before:
        made.state.undo()
    assert made.state.document == before


def test_a_mask_that_is_begun_is_one_over_the_picture_in_sight(made: MainWindow) -> None:
    result, mask = made.session.current, (of_rect((10, 10, 90, 90)),)
    assert result is not None
    made.state.apply(made.state.document.with_mask(mask), "Mask")
    base = made.settings.values.base
    assert base is not None
    assert base.strength == STRENGTH
    with Image.open(base.picture) as picture:
        assert np.array_equal(np.asarray(picture), result.picture)
    made.runner.check_now()
    assert not any(problem.where == "base" for problem in made.runner.problems)
    made.state.undo()
    assert made.settings.values.base is None


def test_a_mask_leaves_a_picture_that_was_chosen(made: MainWindow, tmp_path: Path) -> None:
    chosen = InitImage(str(tmp_path / "chosen.png"), 0.4)
    made.settings.set_base(chosen)
    made.state.apply(made.state.document.with_mask((of_rect((10, 10, 90, 90)),)), "Mask")
    made.state.undo()
    assert made.settings.values.base == chosen


def test_a_picture_of_another_size_brings_its_page(made: MainWindow) -> None:
    result = made.session.current
    assert result is not None
    made.state.open(Document(192, 128))
    made.repainting.begin(result)
    height, width = result.picture.shape[:2]
    assert (made.state.document.width, made.state.document.height) == (width, height)


def test_from_boxes_regions_and_lines(window: MainWindow) -> None:
    box = Box("a cat", (0.0, 0.0, 0.25, 0.25))
    sky = Region("sky", Stroke([(0, 200), (256, 200)], 40))
    ring = Stroke([(160, 40), (220, 40), (220, 90), (160, 90), (160, 40)], 4)
    window.state.open(Document(boxes=(box,), regions=(sky,), strokes=(ring,)))
    window.state.region_brush.choose("sky")
    act(window, "mask_boxes")
    assert masked(window)[30, 30] == 1
    assert masked(window)[65, 190] == 0
    act(window, "mask_region")
    assert masked(window)[200, 128] == 1
    window.state.stroke_selection.select([0])
    act(window, "mask_lines")
    assert masked(window)[65, 190] == 1
    act(window, "mask_invert")
    assert masked(window)[65, 190] == 0
    act(window, "clear_mask")
    assert not masked(window).any()
    assert not window.state.document.mask_options.inverted


def test_grow_feather_and_alone(window: MainWindow) -> None:
    window.state.open(Document().with_mask((of_rect((100, 100, 150, 150)),)))
    before = masked(window).sum()
    act(window, "mask_grow")
    act(window, "mask_softer")
    options = window.state.document.mask_options
    assert (options.grow, options.feather) == (4, 12)
    assert masked(window).sum() > before
    assert window.masking.bar.card.sliders["grow"].value == 4
    window.masking.bar.card.sliders["padding"].value_changed.emit(64)
    act(window, "mask_only")
    options = window.state.document.mask_options
    assert (options.only_masked, options.padding) == (True, 64)
    for _ in range(3):
        window.state.undo()
    assert window.state.document.mask_options.grow == 4
    window.state.apply(window.state.document.with_layer("mask", locked=True), "")
    act(window, "mask_shrink")
    assert window.state.document.mask_options.grow == 4


def test_a_pulled_edge_asks_for_what_is_new(made: MainWindow, engine: FakeEngine) -> None:
    result, before, values = made.session.current, made.state.document, made.settings.values
    assert result is not None
    made.state.set_tool("crop")
    assert made.masking.page_bar.isVisible()
    made.masking.page._set((0, 0, before.width + 64, before.height))
    assert made.masking.page_bar.button.text() == f"{before.width + 64} × {before.height}"
    act(made, "apply_page")
    page = made.state.document
    assert (page.width, page.height) == (before.width + 64, before.height)
    assert masked(made)[:, before.width :].all()
    base = made.settings.values.base
    assert base is not None
    with Image.open(base.picture) as picture:
        assert np.array_equal(np.asarray(picture)[:, : before.width], result.picture)
    made.state.undo()
    assert (made.state.document, made.settings.values) == (before, values)


def test_without_a_picture_the_page_is_only_larger(window: MainWindow) -> None:
    window.state.open(Document(strokes=(Stroke([(10, 10), (20, 20)]),)))
    window.masking.page._set((-64, 0, 256, 256))
    act(window, "apply_page")
    assert (window.state.document.width, window.state.document.mask) == (320, ())
    assert window.settings.values.base is None


def test_a_mask_without_a_picture_says_so_where_one_is_chosen(
    window: MainWindow, drawing: Document
) -> None:
    window.state.open(drawing.with_mask((of_rect((10, 10, 90, 90)),)))
    window.runner.check_now()
    problem = window.side.start.base_problem
    assert "no picture to begin from" in problem.text
    problem.remedy.click()
    assert not window.state.document.mask
    assert not problem.text
