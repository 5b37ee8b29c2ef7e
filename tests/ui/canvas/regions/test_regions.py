"""Regions on the canvas, by real events of mouse, pen and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QPaintEvent, QPointingDevice

from sketchpad.document.model import Document, Region, Stroke
from sketchpad.document.raster.region_raster import render_regions
from sketchpad.hints.segmentation import palette
from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.state.drawing_settings import FAVOURITES

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
HOUSE = Stroke([(60, 60), (200, 60), (200, 200), (60, 200), (60, 62)], 4)


@pytest.fixture(autouse=True)
def tool(state, canvas):
    state.set_tool("region")


def name_at(state, x: float, y: float) -> str:
    return render_regions(state.document, 256, 256).name_at(int(y), int(x))


def near(pixel, colour) -> bool:
    return bool(np.abs(pixel[:3].astype(int) - np.array(colour)).max() <= 4)


def half(name: str) -> np.ndarray:
    """Of a class on white paper, as the layer is usually seen."""
    return (np.array(palette()[name]) + 255) / 2


def test_a_drag_paints_the_class_in_its_colour(state, hand, page_pixels):
    state.region_brush.choose("grass")
    hand.drag((40, 200), (80, 202), (216, 200))
    [region] = state.document.regions
    assert (region.name, region.filled, region.stroke.width) == ("grass", False, 32)
    assert near(page_pixels()[200, 128], half("grass"))
    assert state.history.undo_label == "Paint grass"
    state.undo()
    assert near(page_pixels()[200, 128], (255, 255, 255))
    state.redo()
    assert near(page_pixels()[200, 128], half("grass"))


def test_what_is_being_painted_is_seen_before_it_is_done(state, hand, page_pixels):
    hand.press(60, 60)
    hand.move(100, 60)
    hand.move(160, 60)
    assert near(page_pixels()[60, 90], half("sky"))
    assert state.document.regions == ()
    hand.key(Qt.Key.Key_Escape)
    assert near(page_pixels()[60, 90], (255, 255, 255))
    hand.release(160, 60)
    assert state.document.regions == ()


def test_the_seen_picture_is_what_is_told_to_the_model(state, hand, canvas, page_pixels):
    for name, points in (("sky", [(20, 60), (230, 60)]), ("tree", [(120, 30), (128, 220)])):
        state.region_brush.choose(name)
        hand.drag(*points)
    state.region_brush.set_erasing(True)
    hand.drag((20, 60), (90, 60))
    state.set_tool("pen")
    look, seen = page_pixels(), render_regions(state.document, 256, 256)
    expected = np.full((256, 256, 3), 255.0)
    for name in seen.names:
        expected[seen.mask(name)] = half(name)
    apart = np.abs(look[..., :3] - expected).max(axis=2)
    assert (apart <= 4).mean() > 0.985  # rims


def test_pressure_does_not_narrow_a_region(state, hand):
    hand.pen((60, 128, 0.05), (128, 128, 0.1), (200, 128, 0.05))
    column = render_regions(state.document, 256, 256).labels[:, 128]
    assert column.sum() == pytest.approx(32, abs=1)


def test_the_other_end_of_the_pen_takes_regions_away_and_leaves_ink(state, hand):
    state.apply(state.document.with_stroke(Stroke([(100, 0), (100, 256)], 8)), "Ink")
    hand.drag((20, 128), (236, 128))
    eraser = QPointingDevice.PointerType.Eraser
    hand.pen((60, 128, 1), (100, 128, 1), (140, 128, 1), end=eraser)
    assert [region.name for region in state.document.regions] == ["sky", ""]
    assert name_at(state, 100, 128) == ""
    assert name_at(state, 220, 128) == "sky"
    assert len(state.document.strokes) == 1


def test_nothing_is_taken_away_where_nothing_is(state, hand):
    state.region_brush.set_erasing(True)
    hand.drag((20, 128), (236, 128))
    assert not state.can_undo


def test_keys_choose_classes_and_the_eraser(state, hand, canvas):
    said: list[str] = []
    canvas.announced.connect(said.append)
    hand.key(Qt.Key.Key_3)
    assert state.region_brush.name == FAVOURITES[2] == "grass"
    assert state.pencil.role == "follow"  # 3 is not the role now
    hand.key(Qt.Key.Key_0)
    assert state.region_brush.erasing
    hand.key(Qt.Key.Key_5)
    assert (state.region_brush.paints, said) == ("person", ["grass", "eraser", "person"])


def test_ctrl_click_takes_the_class_under_the_pointer(state, hand):
    state.apply(
        state.document.with_region(Region("sea", Stroke([(0, 128), (256, 128)], 60))), "Sea"
    )
    hand.click(128, 128, CTRL)
    assert state.region_brush.name == "sea"
    hand.click(128, 20, CTRL)
    assert state.region_brush.name == "sea"
    assert len(state.document.regions) == 1


def test_hovering_says_what_is_there(state, hand, canvas):
    state.apply(
        state.document.with_region(Region("sea", Stroke([(0, 128), (256, 128)], 60))), "Sea"
    )
    hand.move(128, 128)
    assert canvas.bench.hint.startswith("Here: sea · Paint sky")
    hand.move(128, 20)
    assert canvas.bench.hint.startswith("Paint sky")


def test_the_brush_has_a_width_of_its_own(state, hand, canvas):
    pen = state.width_of("pen")
    canvas.action("brush_larger").trigger()
    assert state.brush_width == state.width_of("region") == 36
    hand.press(100, 100, ALT)
    hand.move(110, 100)
    hand.release(110, 100, ALT)
    assert state.width_of("region") == 46
    assert state.width_of("pen") == pen
    assert state.document.regions == ()


def test_shift_paints_a_straight_line_from_the_last_point(state, hand):
    hand.drag((30, 40), (60, 40))
    hand.click(200, 200, SHIFT)
    assert name_at(state, 130, 120) == "sky"
    assert len(state.document.regions) == 2


def test_mirror_drawing_paints_both_sides(state, hand):
    state.pencil.set_mirror("across")
    hand.drag((30, 40), (60, 40))
    assert name_at(state, 40, 40) == name_at(state, 216, 40) == "sky"
    state.undo()
    assert state.document.regions == ()


def test_a_click_fills_what_lines_enclose(state, hand):
    state.apply(state.document.with_stroke(HOUSE), "House")
    state.region_brush.set_mode("fill")
    state.region_brush.choose("house")
    hand.click(128, 128)
    assert name_at(state, 128, 128) == name_at(state, 66, 66) == "house"
    assert name_at(state, 30, 30) == ""
    state.region_brush.choose("sky")
    hand.click(20, 20)
    assert name_at(state, 20, 20) == name_at(state, 240, 240) == "sky"
    assert name_at(state, 128, 128) == "house"
    assert state.history.undo_label == "Fill with sky"


def test_shift_click_fills_all_that_is_empty(state, hand):
    hand.drag((20, 128), (236, 128))
    state.region_brush.set_mode("fill")
    state.region_brush.choose("sea")
    hand.click(128, 20, SHIFT)
    labels = render_regions(state.document, 256, 256)
    assert (labels.labels > 0).mean() > 0.99
    assert name_at(state, 128, 128) == "sky"
    assert name_at(state, 20, 250) == "sea"


def test_a_loop_is_filled(state, hand, page_pixels):
    state.region_brush.set_mode("fill")
    state.region_brush.choose("tree")
    hand.drag((60, 60), (120, 60), (180, 60), (180, 180), (60, 180))
    assert name_at(state, 120, 120) == "tree"
    assert name_at(state, 50, 120) == ""
    assert near(page_pixels()[120, 90], half("tree"))


def test_an_escaped_loop_leaves_nothing(state, hand, canvas):
    state.region_brush.set_mode("fill")
    hand.press(60, 60)
    hand.move(160, 60)
    hand.key(Qt.Key.Key_Escape)
    hand.release(160, 160)
    assert not state.can_undo
    assert not canvas.bench.tool.active


def test_filling_with_nothing_erases(state, hand):
    hand.drag((20, 128), (236, 128))
    state.region_brush.set_mode("fill")
    state.region_brush.set_erasing(True)
    hand.click(128, 128)
    assert not render_regions(state.document, 256, 256).labels.any()


def test_a_locked_layer_is_not_painted(state, hand, canvas):
    state.apply(state.document.with_layer("regions", locked=True), "Lock")
    before = state.document
    hand.drag((20, 128), (236, 128))
    state.region_brush.set_mode("fill")
    hand.click(20, 20)
    assert state.document is before


def test_another_page_shows_them_in_their_places(state, hand, canvas, page_pixels):
    hand.drag((20, 64), (236, 64))
    state.apply(state.document.resized(512, 512), "Larger")
    state.set_tool("pen")
    look = page_pixels()
    assert near(look[len(look) // 4, len(look) // 2], half("sky"))


def test_undo_all_and_redo_all_give_the_same(state, hand):
    start = state.document
    state.apply(start.with_stroke(HOUSE), "House")
    hand.drag((20, 128), (236, 128))
    state.region_brush.set_mode("fill")
    hand.click(128, 100)
    state.region_brush.choose("tree")
    hand.click(20, 20, SHIFT)
    state.region_brush.set_erasing(True)
    hand.drag((100, 100), (140, 100), (140, 140))
    end = state.document
    while state.can_undo:
        state.undo()
    assert state.document == start
    while state.can_redo:
        state.redo()
    assert state.document == end


def test_ink_over_regions_repaints_only_where_it_is(state, hand, canvas):
    """The pen must not wait for the regions beneath."""
    regions = tuple(Region("sky", Stroke([(i, 0), (i, 256)], 3)) for i in range(0, 250, 5))
    state.open(Document(regions=regions))
    _small_repaints(state, hand, canvas, "pen")


def test_painting_a_region_repaints_only_where_it_is(state, hand, canvas):
    _small_repaints(state, hand, canvas, "region")


class _Paints(QObject):
    """How much is painted each time."""

    def __init__(self, canvas: CanvasWidget) -> None:
        super().__init__(canvas)
        self.areas: list[float] = []
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(sum(rect.width() * rect.height() for rect in event.region()))
        return False


def _small_repaints(state, hand, canvas, tool: str) -> None:
    state.set_tool(tool)
    state.set_brush_width(6)
    hand.press(60, 60)
    hand.move(64, 60)
    canvas.repaint()
    watch = _Paints(canvas)
    for x in range(68, 120, 4):
        hand.move(x, 60)
    canvas.removeEventFilter(watch)
    assert watch.areas
    assert max(watch.areas) < 0.1 * canvas.width() * canvas.height()
    hand.release(120, 60)


def test_the_name_of_a_place(canvas, state, hand):
    hand.drag((20, 128), (236, 128))
    assert canvas.bench.regions.name_at(QPointF(128, 128)) == "sky"
    assert canvas.bench.regions.name_at(QPointF(128, 20)) == ""
    assert canvas.bench.regions.name_at(QPointF(-5, 128)) == ""


def test_a_mirrored_and_a_turned_view_show_them_in_their_places(state, canvas, page_pixels):
    left = Region("sky", Stroke([(0, 0), (128, 0), (128, 256), (0, 256)], 1), filled=True)
    state.open(Document(regions=(left,)))
    state.set_tool("pan")
    assert near(page_pixels()[128, 60], half("sky"))
    canvas.viewport.mirror()
    assert near(page_pixels()[128, 196], half("sky"))
    assert near(page_pixels()[128, 60], (255, 255, 255))
    canvas.viewport.mirror()
    for _ in range(6):  # by fifteen degrees: a quarter
        canvas.viewport.turn(1)
    if canvas.viewport.turning.angle == 90:
        canvas.viewport.set_zoom(1.0)
        assert near(page_pixels()[60, 128], half("sky"))
        assert near(page_pixels()[196, 128], (255, 255, 255))
