"""Several layers of lines and of paint: made, chosen, hidden, renamed, merged and deleted by hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from sketchpad.document.model import Document, Paint, Stroke
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.layers.layer_list import eye_of
from sketchpad.ui.style.qimage import to_array
from tests.ui.mouse import drag

LEFT = Qt.MouseButton.LeftButton
ROUGH = Stroke([(20, 128), (236, 128)], 20)


@pytest.fixture
def page(window: MainWindow) -> MainWindow:
    window.state.open(Document(strokes=(ROUGH,), prompt="a dog"))
    window.layout_.show_page("layers")
    QApplication.processEvents()
    return window


def at_row(page: MainWindow, name: str) -> QPoint:
    rows = page.layers.page.list
    return rows.visualItemRect(rows.item(rows.keys().index(name))).center()


def choose(page: MainWindow, name: str) -> None:
    QTest.mouseClick(page.layers.page.list.viewport(), LEFT, pos=at_row(page, name))


def act(page: MainWindow, name: str) -> None:
    page.layers.actions[f"layer_{name}"].trigger()


def colour_at(page: MainWindow, x: float, y: float) -> QColor:
    page.canvas.bench.images.finish()
    picture = to_array(page.canvas.grab().toImage())
    at = page.canvas.viewport.view.to_widget(QPointF(x, y))
    ratio = page.canvas.devicePixelRatioF()
    return QColor(*picture[int(at.y() * ratio), int(at.x() * ratio)].tolist())


def test_a_clean_drawing_over_a_rough_one(page: MainWindow) -> None:
    act(page, "add")
    assert page.layers.commands.current == "sketch 2"
    page.state.set_tool("pen")
    page.state.set_brush_width(20)
    drag(page, (128, 20), (128, 236))
    document = page.state.document
    assert [len(document.content_of(name).strokes) for name in ("sketch", "sketch 2")] == [1, 1]
    assert colour_at(page, 60, 128).lightness() < 30
    assert colour_at(page, 128, 60).lightness() < 30
    page.state.set_tool("eraser")
    drag(page, (100, 128), (200, 128))
    assert colour_at(page, 180, 128).lightness() < 30, "the lower layer stays"
    rows = page.layers.page.list
    eye = eye_of(rows.visualItemRect(rows.item(rows.keys().index("sketch")))).center()
    QTest.mouseClick(rows.viewport(), LEFT, pos=eye)
    assert page.layers.commands.current == "sketch 2"
    assert colour_at(page, 60, 128).lightness() > 240
    assert colour_at(page, 128, 128).lightness() > 240, "erased"
    assert colour_at(page, 128, 60).lightness() < 30
    assert len(page.runner.request.visible.document.strokes) == 2
    for _ in range(4):
        page.state.undo()
    assert page.state.document.strokes == (ROUGH,)
    assert page.layers.commands.current == "sketch"
    assert colour_at(page, 60, 128).lightness() < 30


def test_tools_work_on_the_layer_that_was_chosen(page: MainWindow) -> None:
    act(page, "add")
    page.state.stroke_selection.select(())
    choose(page, "sketch")
    page.state.stroke_selection.select([0])
    page.canvas.action("delete").trigger()
    assert page.state.document.strokes == ()
    page.state.undo()
    choose(page, "sketch 2")
    assert page.state.document.strokes == ()
    assert page.state.stroke_selection.indices == ()
    page.canvas.action("box").trigger()
    assert page.layers.commands.current == "boxes"
    page.canvas.action("pen").trigger()
    assert page.layers.commands.current == "sketch 2"


def test_a_layer_has_a_name_of_its_own(page: MainWindow) -> None:
    rows = page.layers.page.list
    QTest.mouseDClick(rows.viewport(), LEFT, pos=at_row(page, "sketch"))
    (editor,) = rows.viewport().findChildren(QLineEdit)
    assert editor.text() == "Sketch"
    editor.setText("  Rough ")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert page.state.document.layer("sketch").name == "Rough"
    assert rows.item(rows.keys().index("sketch")).text() == "Rough"
    page.state.undo()
    assert rows.item(rows.keys().index("sketch")).text() == "Sketch"
    page.layout_.show_page("boxes")
    act(page, "rename")
    assert rows.isVisible()
    editor = rows.viewport().findChildren(QLineEdit)[-1]
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert page.state.document.layer("sketch").name == ""


def test_layers_are_duplicated_merged_and_deleted(page: MainWindow) -> None:
    assert not page.layers.actions["layer_merge"].isEnabled()
    assert not page.layers.actions["layer_remove"].isEnabled()
    act(page, "duplicate")
    assert page.layers.page.list.keys().index("sketch 2") + 1 == (
        page.layers.page.list.keys().index("sketch")
    )
    page.state.apply(page.state.document.with_strokes([ROUGH.moved(0, 60)]), "")
    act(page, "merge")
    assert page.state.document.strokes == (ROUGH, ROUGH.moved(0, 60))
    assert page.layers.commands.current == "sketch"
    page.state.undo()
    page.layers.commands.set_locked("sketch", True)
    act(page, "merge")
    assert len(page.state.document.layers) == len(Document().layers) + 1, "one is locked"
    page.layers.commands.set_locked("sketch", False)
    act(page, "remove")
    assert page.state.document.strokes == (ROUGH,)
    page.state.undo()
    assert page.state.document.content_of("sketch 2").strokes == (ROUGH.moved(0, 60),)


def test_paint_lies_on_layers_of_its_own(page: MainWindow) -> None:
    red = Paint(Stroke([(40, 60), (200, 60)], 40), "#ff0000")
    page.state.apply(page.state.document.with_paints([red]), "")
    choose(page, "colour")
    act(page, "add")
    assert page.layers.commands.current == "colour 2"
    blue = Paint(Stroke([(120, 60), (200, 60)], 20), "#0000ff")
    page.state.apply(page.state.document.with_paints([blue]), "")
    assert colour_at(page, 60, 60) == QColor("#ff0000")
    assert colour_at(page, 150, 60) == QColor("#0000ff")
    picked = page.canvas.bench.images.colour_at(QPointF(60, 60))
    assert picked == QColor("#ff0000"), "the picker looks through bare parts"
    act(page, "lower")
    assert colour_at(page, 150, 60) == QColor("#ff0000")
    act(page, "raise")
    act(page, "merge")
    assert page.state.document.paints == (red, blue)
