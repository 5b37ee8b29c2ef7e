"""The list of layers, what the canvas makes of it, and what hidden and locked layers refuse."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sketchpad.document.layers import KINDS, LayerKind
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.layers.layer_list import eye_of, lock_of
from sketchpad.ui.style.qimage import to_array
from tests.ui.mouse import drag

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(window: MainWindow) -> MainWindow:
    """A thick line through the middle and a box, the page of layers open."""
    document = Document(
        strokes=(Stroke([(20, 128), (236, 128)], 20),),
        boxes=(Box("a dog", (0.1, 0.1, 0.4, 0.4)),),
        prompt="a dog",
    )
    window.state.open(document)
    window.layout_.show_page("layers")
    window.canvas.bench.ink_renderer.finish()
    QApplication.processEvents()
    return window


def click(page: MainWindow, kind: str, place: str) -> None:
    rows = page.layers.page.list
    row = rows.visualItemRect(rows.item(rows.keys().index(kind)))  # type: ignore[arg-type]
    at = {"eye": eye_of(row), "lock": lock_of(row)}.get(place, row).center()
    QTest.mouseClick(rows.viewport(), LEFT, pos=at)


def seen_at(page: MainWindow, x: float, y: float) -> QColor:
    page.canvas.bench.ink_renderer.finish()
    picture = to_array(page.canvas.grab().toImage())
    at = page.canvas.viewport.view.to_widget(QPointF(x, y))
    ratio = page.canvas.devicePixelRatioF()
    return QColor(*picture[int(at.y() * ratio), int(at.x() * ratio)].tolist())


def read_out(page: MainWindow, kind: LayerKind) -> str:
    rows = page.layers.page.list
    item = rows.item(rows.keys().index(kind))
    return str(item.data(Qt.ItemDataRole.AccessibleTextRole))


def test_the_topmost_is_first_and_is_read_out(page: MainWindow) -> None:
    rows = page.layers.page.list
    assert rows.keys() == [*KINDS[::-1]]
    assert read_out(page, "boxes") == "Boxes, 1, visible, opacity 100 %"
    page.state.apply(page.state.document.with_layer("boxes", locked=True, opacity=0.4), "")
    assert read_out(page, "boxes") == "Boxes, 1, visible, locked, opacity 40 %"
    assert rows.accessibleName()


def test_a_click_on_the_eye_hides_the_ink_and_undo_shows_it(page: MainWindow) -> None:
    assert seen_at(page, 128, 128).lightness() < 30
    click(page, "sketch", "eye")
    assert not page.state.document.layer("sketch").visible
    assert seen_at(page, 128, 128).lightness() > 240
    page.canvas.action("undo").trigger()
    assert seen_at(page, 128, 128).lightness() < 30


def test_opacity_by_the_slider_is_one_step(page: MainWindow) -> None:
    click(page, "sketch", "name")
    slider = page.layers.page.opacity.slider
    slider.setFocus()
    for _ in range(50):
        QTest.keyClick(slider, Qt.Key.Key_Left)
    assert page.state.document.layer("sketch").opacity == pytest.approx(0.5)
    assert 110 < seen_at(page, 128, 128).lightness() < 145
    page.state.undo()
    assert page.state.document.layer("sketch").opacity == 1


def test_the_order_is_that_of_the_list(page: MainWindow) -> None:
    # the box's frame runs over the line
    page.state.apply(page.state.document.with_box(Box("b", (0.4, 0.2, 0.6, 0.5))), "")
    on_frame = (102.8, 121)
    coloured = seen_at(page, *on_frame)
    assert coloured.saturation() > 60
    click(page, "boxes", "name")
    for _ in range(KINDS.index("boxes") - KINDS.index("sketch")):
        page.layers.actions["layer_lower"].trigger()
    keys = page.layers.page.list.keys()
    assert keys.index("boxes") == keys.index("sketch") + 1
    assert seen_at(page, *on_frame).lightness() < 30
    page.layers.page.list.reordered.emit(list(KINDS))
    assert seen_at(page, *on_frame) == coloured
    page.state.undo()
    page.state.undo()
    assert page.state.document.layers[KINDS.index("sketch")].kind == "sketch"


def test_everything_by_keys(page: MainWindow) -> None:
    rows = page.layers.page.list
    rows.setFocus()
    page.activateWindow()
    click(page, "boxes", "name")
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert page.layers.commands.current == "sketch"
    QTest.keyClick(rows, Qt.Key.Key_Space)
    assert not page.state.document.layer("sketch").visible
    keys = Qt.KeyboardModifier
    QTest.keyClick(page, Qt.Key.Key_E, keys.AltModifier | keys.ShiftModifier)
    assert page.state.document.layer("sketch").visible
    QTest.keyClick(page, Qt.Key.Key_L, keys.AltModifier | keys.ShiftModifier)
    assert page.state.document.layer("sketch").locked
    QTest.keyClick(page, Qt.Key.Key_PageUp, keys.ControlModifier)
    assert page.state.document.layers[KINDS.index("sketch") + 1].kind == "sketch"
    for _ in range(3):
        page.state.undo()
    assert page.state.document.layers[KINDS.index("sketch")].kind == "sketch"
    assert not page.state.document.layer("sketch").locked


@pytest.mark.parametrize(
    ("change", "word"), [({"locked": True}, "locked"), ({"visible": False}, "hidden")]
)
def test_no_tool_changes_what_is_locked_or_hidden(
    page: MainWindow, change: dict[str, bool], word: str
) -> None:
    said: list[str] = []
    page.canvas.announced.connect(said.append)
    page.state.apply(page.state.document.with_layer("sketch", **change), "")
    before = page.state.document
    for tool in ("pen", "eraser", "line", "rectangle", "strokes"):
        page.state.set_tool(tool)  # type: ignore[arg-type]
        drag(page, (40, 40), (200, 200))
        assert page.state.document == before, tool
        assert not page.canvas.bench.tool.active
    assert len(said) >= 5
    assert all("Sketch" in one and word in one for one in said)
    page.state.set_tool("box")
    drag(page, (150, 150), (220, 220))
    assert len(page.state.document.boxes) == 2, "other layers are free"


def test_no_command_changes_a_locked_layer_and_fields_show_what_is(page: MainWindow) -> None:
    page.layout_.show_page("boxes")
    page.state.select(["b1"])
    page.layers.commands.set_locked("boxes", True)
    before = page.state.document
    page.canvas.action("delete").trigger()
    page.canvas.action("nudge_right").trigger()
    page.layout_.actions["align_left"].trigger()
    page.canvas.action("add_box").trigger()
    assert page.state.document == before
    page.layout_.boxes.list.item(0).setText("a cat")
    assert page.layout_.boxes.list.item(0).text() == "a dog"
    page.layers.commands.set_locked("boxes", False)
    page.canvas.action("nudge_right").trigger()
    assert page.state.document.boxes != before.boxes


def test_undo_goes_back_beyond_a_lock(page: MainWindow) -> None:
    page.state.set_tool("pen")
    drag(page, (40, 40), (200, 60))
    page.layers.commands.set_locked("sketch", True)
    page.state.undo()
    page.state.undo()
    assert len(page.state.document.strokes) == 1


def test_what_is_hidden_is_not_asked_for(page: MainWindow, engine: object) -> None:
    click(page, "sketch", "eye")
    page.runner.check_now()
    assert "no_strokes" in {p.code for p in page.runner.problems}
    assert page.runner.request.document.strokes, "the drawing is kept with its picture"
    assert page.runner.request.visible.document.strokes == ()


def test_an_empty_page_still_invites(page: MainWindow) -> None:
    page.state.open(Document())
    plain = to_array(page.canvas.grab().toImage())
    assert np.ptp(plain) > 0
    assert read_out(page, "boxes").startswith("Boxes,")


def test_rows_can_be_dragged(page: MainWindow) -> None:
    rows = page.layers.page.list
    assert rows.dragDropMode() == rows.DragDropMode.InternalMove
    moved = rows.takeItem(rows.keys().index("boxes"))  # what Qt does with a drop
    rows.insertItem(rows.keys().index("reference"), moved)
    rows.reordered.emit(rows.keys()[::-1])
    assert page.state.document.layers[1].kind == "boxes"


def test_the_chosen_layer_is_that_of_the_tool_in_hand(page: MainWindow) -> None:
    chosen = {}
    for tool in ("region", "pose", "pan", "box", "pen", "reference", "lasso"):
        page.canvas.action(tool).trigger()
        chosen[tool] = page.layers.commands.current
    assert chosen == {
        "region": "regions",
        "pose": "poses",
        "pan": "poses",  # changes nothing, so it leaves the layer
        "box": "boxes",
        "pen": "sketch",
        "reference": "reference",
        "lasso": "sketch",
    }
