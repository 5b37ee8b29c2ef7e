"""Guides on the page, its size, and the canvas alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QToolButton

from sketchpad.document.model import Box, Document, Stroke
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.canvas.view import guides
from sketchpad.ui.dialogs.page_size import PageDialog

DRAWING = Document(
    256, 256, strokes=(Stroke([[10, 20], [100, 200]], 4),), boxes=(Box("a", (0.0, 0.5, 0.5, 1.0)),)
)


@pytest.fixture
def page(window: MainWindow) -> MainWindow:
    window.state.open(DRAWING)
    window.canvas.setFocus()
    QApplication.processEvents()
    return window


@pytest.mark.parametrize(("name", "at"), [("show_grid", (32, 120)), ("show_thirds", (256 / 3, 8))])
def test_guides_are_seen_but_never_part_of_the_drawing(
    page: MainWindow, name: str, at: tuple[float, float]
) -> None:
    spot = page.canvas.viewport.view.to_widget(QPointF(*at)).toPoint()
    before = page.canvas.grab().toImage()
    page.layout_.actions[name].trigger()
    seen = page.canvas.grab().toImage()
    assert any(
        seen.pixelColor(spot.x() + dx, spot.y()) != before.pixelColor(spot.x() + dx, spot.y())
        for dx in (-1, 0, 1)
    )
    assert page.state.document == DRAWING
    page.layout_.actions[name].trigger()
    assert page.canvas.grab().toImage() == before


def test_the_grid_suits_the_page() -> None:
    assert guides.grid_step(Document(256, 256)) == 32
    assert guides.grid_step(Document(1024, 512)) == 128
    assert len(list(guides.grid_lines(Document(256, 128)))) == 7 + 3
    assert len(list(guides.third_lines(Document()))) == 4


def test_the_page_is_extended_where_the_anchor_says(page: MainWindow) -> None:
    page.layout_.actions["page_size"].trigger()
    (dialog,) = page.findChildren(PageDialog)
    dialog.width_spin.setValue(512)
    top_left = dialog.anchors.findChildren(QToolButton)[0]
    QTest.mouseClick(top_left, Qt.MouseButton.LeftButton)
    assert all(b.accessibleName() for b in dialog.anchors.findChildren(QToolButton))
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    QTest.mouseClick(ok, Qt.MouseButton.LeftButton)
    assert (page.state.document.width, page.state.document.height) == (512, 256)
    assert page.state.document.boxes[0].rect == (0.0, 0.5, 0.25, 1.0)
    assert page.state.document.strokes[0] == DRAWING.strokes[0]
    page.state.undo()
    assert page.state.document == DRAWING


def test_the_page_is_scaled_along(page: MainWindow) -> None:
    dialog = PageDialog(page.state.document, page)
    dialog.width_spin.setValue(500)  # no multiple of 64
    dialog.width_spin.setValue(512)
    dialog.height_spin.setValue(512)
    dialog.scale.setChecked(True)
    dialog.grab()
    assert not dialog.anchors.isEnabled()
    assert dialog.result_document() == DRAWING.resized(512, 512)
    dialog.reject()


def test_the_canvas_alone_and_back(page: MainWindow) -> None:
    page.layout_.show_page("boxes")
    QTest.keyClick(page.canvas, Qt.Key.Key_F12)
    shown = (
        page.menuBar(),
        page.rail,
        page.side,
        page.history,
        page.layout_.side,
        page.statusBar(),
    )
    assert not any(part.isVisible() for part in shown)
    assert not page.result_pane.isVisible()
    assert page.canvas.isVisible()
    QTest.keyClick(page.canvas, Qt.Key.Key_F12)
    assert all(part.isVisible() for part in (*shown, page.result_pane))
    assert page.canvas.hasFocus()


def test_no_key_of_the_whole_window_is_taken_twice(page: MainWindow) -> None:
    taken: dict[str, str] = {}
    for actions in page.menus.shortcut_groups().values():
        for action in actions:
            for sequence in action.shortcuts():
                keys = sequence.toString()
                assert taken.setdefault(keys, action.objectName()) == action.objectName(), keys


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_letter_chooses_two_entries_of_the_menu(page: MainWindow, language: str) -> None:
    page.language.choose(language)
    QApplication.processEvents()
    for menu in (page.layout_.menu, page.layout_.align_menu, page.layout_.order_menu):
        letters = [
            a.text()[a.text().index("&") + 1].lower() for a in menu.actions() if "&" in a.text()
        ]
        assert len(letters) == len(set(letters)), letters


def test_snapping_and_rulers_are_remembered(page: MainWindow) -> None:
    actions, kept = page.layout_.actions, page.preferences
    assert (actions["snap"].isChecked(), actions["show_rulers"].isChecked()) == (True, False)
    actions["snap"].trigger()
    actions["show_rulers"].trigger()
    assert not page.canvas.bench.snapping.on
    assert page.layout_.rulers.shown
    assert (kept["canvas.snap"], kept["canvas.rulers"]) == (False, True)
