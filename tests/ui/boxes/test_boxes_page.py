"""The layout panel: boxes in a list and in numbers, arranged, copied, made of prompt and sketch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from sketchpad.document.box import LARGEST_REFERENCE, LONGEST_REFERENCE, is_reference
from sketchpad.document.model import Box, Document, Stroke
from sketchpad.errors import BadPicture, Problem
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.boxes import commands as box_commands
from sketchpad.ui.boxes.commands import slots
from sketchpad.ui.canvas import reference_commands

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(window: MainWindow) -> MainWindow:
    """Three boxes, the panel open."""
    document = Document(prompt="a dog and a sun in a field, flat illustration")
    for phrase, rect in (
        ("field", (0.1, 0.4, 0.9, 0.9)),
        ("dog", (0.2, 0.5, 0.4, 0.7)),
        ("sun", (0.6, 0.1, 0.8, 0.3)),
    ):
        document = document.with_box(Box(phrase, rect))
    window.state.open(document)
    window.layout_.show_page("boxes")
    QApplication.processEvents()
    return window


def press(page: MainWindow, key: Qt.Key, keys: Qt.KeyboardModifier = CTRL) -> None:
    page.canvas.setFocus()
    QTest.keyClick(page.canvas, key, keys)


def boxes(page: MainWindow) -> dict[str, tuple[float, ...]]:
    return {box.phrase: box.rect for box in page.state.document.boxes}


def test_the_list_shows_the_topmost_first_and_follows(page: MainWindow) -> None:
    rows = page.layout_.boxes.list
    assert rows.keys() == ["b3", "b2", "b1"]
    page.state.apply(page.state.document.without_box("b2"), "Delete")
    assert rows.keys() == ["b3", "b1"]
    page.state.undo()
    assert [rows.item(n).text() for n in range(3)] == ["sun", "dog", "field"]


def test_a_click_in_the_list_selects_and_the_canvas_selects_in_the_list(page: MainWindow) -> None:
    rows = page.layout_.boxes.list
    at = rows.visualItemRect(rows.item(1)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert page.state.selection == ("b2",)
    page.state.select(["b1", "b3"])
    assert {index.row() for index in rows.selectedIndexes()} == {0, 2}


def test_pointing_at_a_row_lights_the_box(page: MainWindow) -> None:
    rows = page.layout_.boxes.list
    QTest.mouseMove(rows.viewport(), rows.visualItemRect(rows.item(0)).center())
    QTest.mouseMove(rows.viewport(), rows.visualItemRect(rows.item(1)).center())
    QApplication.processEvents()
    assert page.canvas.bench.habits.lit == {"b2"}


def test_renaming_in_the_list(page: MainWindow) -> None:
    rows = page.layout_.boxes.list
    rows.item(0).setText(" moon ")
    assert page.state.document.box("b3").phrase == "moon"


def test_the_order_of_the_list_is_that_of_the_boxes(page: MainWindow) -> None:
    page.layout_.commands.reorder(["b3", "b1", "b2"])
    assert page.layout_.boxes.list.keys() == ["b2", "b1", "b3"]
    page.layout_.commands.reorder(["b3", "b1"])  # not all of them: refused
    assert page.layout_.boxes.list.keys() == ["b2", "b1", "b3"]


def test_numbers_in_pixels_and_per_cent(page: MainWindow) -> None:
    inspector = page.layout_.boxes.inspector
    page.state.select(["b2"])
    assert [round(spin.value()) for spin in inspector.edges] == [51, 128, 51, 51]
    inspector.edges[0].setFocus()
    inspector.edges[0].selectAll()
    QTest.keyClicks(inspector.edges[0], "128")
    QTest.keyClick(inspector.edges[0], Qt.Key.Key_Return)
    assert page.state.document.box("b2").rect[0] == 0.5
    inspector.unit.setCurrentIndex(1)
    assert inspector.edges[0].value() == 50
    inspector.edges[2].setValue(60)  # wider than there is room for: it moves left
    assert page.state.document.box("b2").rect == pytest.approx((0.4, 0.5, 1.0, 0.7))
    page.state.undo()
    page.state.undo()
    assert page.state.document.box("b2").rect == (0.2, 0.5, 0.4, 0.7)


def test_phrase_strength_colour_and_lock(page: MainWindow) -> None:
    inspector = page.layout_.boxes.inspector
    page.state.select(["b2"])
    inspector.phrase.setFocus()
    inspector.phrase.selectAll()
    QTest.keyClicks(inspector.phrase, "cat")
    assert page.state.document.box("b2").phrase == "cat"
    inspector.strength.spin.setValue(0.5)
    inspector.colour.menu.actions()[3].trigger()
    QTest.mouseClick(inspector.locked, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    box = page.state.document.box("b2")
    assert (box.strength, box.locked) == (0.5, True)
    assert page.canvas.bench.colours["b2"].name() == box.colour != ""
    assert not inspector.edges[0].isEnabled()
    inspector.colour.menu.actions()[0].trigger()
    assert page.state.document.box("b2").colour == ""


def test_a_picture_for_a_box(page: MainWindow, tmp_path: Path, qtbot) -> None:
    inspector = page.layout_.boxes.inspector
    page.state.select(["b2"])
    noise = np.random.default_rng(1).integers(0, 255, (900, 1200, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.png")
    inspector.picture.take(tmp_path / "a.png")
    made = page.state.document.box("b2").picture
    assert is_reference(made)
    assert len(made) <= LARGEST_REFERENCE
    with qtbot.waitSignal(inspector.picture.failed) as told:
        inspector.picture.take(tmp_path / "none.png")
    assert isinstance(told.args[0], BadPicture)
    (tmp_path / "b.png").write_bytes(b"MZ no picture")
    inspector.picture.take(tmp_path / "b.png")
    assert page.state.document.box("b2").picture == made
    inspector.picture.remove_action.trigger()
    assert page.state.document.box("b2").picture == b""


def test_a_large_picture_is_made_small() -> None:
    data = QMimeData()
    with pytest.raises(BadPicture):
        reference_commands.read(reference_commands.picture_of(data), "Clipboard")
    assert LONGEST_REFERENCE == 512


@pytest.mark.parametrize(
    ("name", "index", "value"), [("align_left", 0, 0.2), ("align_bottom", 3, 0.7)]
)
def test_align(page: MainWindow, name: str, index: int, value: float) -> None:
    page.state.select(["b2", "b3"])
    page.layout_.actions[name].trigger()
    assert boxes(page)["dog"][index] == pytest.approx(value)
    assert boxes(page)["sun"][index] == pytest.approx(value)
    assert len(page.state.history.labels) == 1


def test_align_by_keys_and_locked_ones_stay(page: MainWindow) -> None:
    page.state.select(["b2"])
    press(page, Qt.Key.Key_K, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert page.state.document.box("b2").locked
    page.state.select(["b2", "b3"])
    alt_shift = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    press(page, Qt.Key.Key_Right, alt_shift)
    assert boxes(page)["dog"] == (0.2, 0.5, 0.4, 0.7)
    assert boxes(page)["sun"] == pytest.approx((0.8, 0.1, 1.0, 0.3))


def test_order(page: MainWindow) -> None:
    page.state.select(["b1"])
    page.layout_.actions["order_front"].trigger()
    assert page.layout_.boxes.list.keys()[0] == "b1"
    press(page, Qt.Key.Key_BracketLeft)
    assert page.layout_.boxes.list.keys() == ["b3", "b1", "b2"]


def test_copy_cut_and_paste(page: MainWindow) -> None:
    page.state.apply(
        page.state.document.replace_box(
            "b2", replace(page.state.document.box("b2"), strength=0.5, locked=True)
        ),
        "x",
    )
    page.state.select(["b2", "b3"])
    press(page, Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text() == "dog\nsun"
    press(page, Qt.Key.Key_V)
    made = page.state.selected_boxes
    assert [(box.phrase, box.strength, box.locked) for box in made] == [
        ("dog", 0.5, False),
        ("sun", 1.0, False),
    ]
    assert made[0].rect != page.state.document.box("b2").rect
    press(page, Qt.Key.Key_X)
    assert len(page.state.document.boxes) == 3
    page.state.open(Document())
    press(page, Qt.Key.Key_V)
    assert [box.phrase for box in page.state.document.boxes] == ["dog", "sun"]


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b'{"boxes": 3}', b'{"boxes": [{"phrase": "x", "rect": [0,0,9,9]}]}', b"\xff"],
)
def test_garbage_on_the_clipboard_makes_no_boxes(data: bytes) -> None:
    mime = QMimeData()
    mime.setData(box_commands.FORM, data)
    assert box_commands.from_mime(mime) == ()


def test_a_box_around_the_sketch_and_around_selected_lines(page: MainWindow) -> None:
    strokes = [Stroke([[20, 20], [60, 60]], 4), Stroke([[200, 200], [220, 240]], 4)]
    page.state.open(Document(strokes=tuple(strokes)))
    press(page, Qt.Key.Key_B, CTRL | Qt.KeyboardModifier.ShiftModifier)
    x0, _, x1, _ = page.state.document.boxes[0].rect
    assert x0 * 256 < 20
    assert x1 * 256 > 220
    QTest.keyClicks(QApplication.focusWidget(), "house")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert page.state.document.boxes[0].phrase == "house"
    page.state.stroke_selection.select([1])
    page.layout_.actions["box_of_strokes"].trigger()
    assert page.state.document.boxes[1].rect[0] * 256 > 180


def test_the_prompt_becomes_boxes_and_boxes_go_into_the_prompt(page: MainWindow) -> None:
    page.state.apply(page.state.document.with_prompt("a dog, a cat and a tree, flat art"), "x")
    page.layout_.actions["boxes_from_prompt"].trigger()
    assert [box.phrase for box in page.state.selected_boxes] == ["cat", "tree"]
    page.layout_.actions["prompt_from_boxes"].trigger()
    assert page.state.document.prompt == "a dog, a cat and a tree, field, sun, flat art"
    page.layout_.actions["boxes_from_prompt"].trigger()
    assert len(page.state.document.boxes) == 5


def test_places_for_new_boxes_are_boxes() -> None:
    for count in range(1, 13):
        rects = slots(count, ())
        assert len(rects) == count
        assert all(Box("", rect).rect for rect in rects)


def test_pointing_at_a_noun_lights_its_box(page: MainWindow) -> None:
    edit = page.side.prompt.prompt
    cursor = edit.textCursor()
    for word, lit in (("dog", {"b2"}), ("sun", {"b3"}), ("and", set())):
        cursor.setPosition(edit.toPlainText().index(word) + 1)
        place = edit.cursorRect(cursor)
        QTest.mouseMove(edit.viewport(), QPointF(place.x() + 1, place.center().y()).toPoint())
        QApplication.processEvents()
        assert page.canvas.bench.habits.lit == lit


def test_a_lit_box_shows_its_lines_in_colour(page: MainWindow) -> None:
    stroke = Stroke([[60, 140], [90, 170]], 6)
    page.state.apply(page.state.document.with_stroke(stroke), "Draw")
    page.canvas.bench.ink_renderer.finish()
    at = page.canvas.viewport.view.to_widget(QPointF(75, 155)).toPoint()
    assert page.canvas.grab().toImage().pixelColor(at).lightness() < 60
    page.canvas.bench.habits.light(["b2"])
    seen = page.canvas.grab().toImage().pixelColor(at)
    assert seen.name() == page.canvas.bench.colours["b2"].name()


def test_words_of_the_prompt_are_offered(page: MainWindow) -> None:
    page.layout_.offer_words()
    completer = page.layout_.boxes.inspector.phrase.completer()
    assert completer is not None
    completer.setCompletionPrefix("d")
    assert completer.completionCount() >= 1
    assert completer.currentCompletion() == "dog"


def test_everything_of_the_panel_has_a_name(page: MainWindow) -> None:
    page.state.select(["b2"])
    for button in page.layout_.side.findChildren(QToolButton):
        assert button.accessibleName() or button.text()
    for action in page.layout_.actions.all():
        assert action.text()
        assert action.statusTip()


def test_a_picture_that_nobody_reads_is_said_at_its_box(page: MainWindow) -> None:
    inspector = page.layout_.boxes.inspector
    note = Problem.of("picture_unread", "boxes", blocking=False, id="b2", phrase="dog")
    page.runner.problems_changed.emit((note, Problem.of("no_strokes", "canvas")))
    page.state.select(["b1"])
    assert inspector.problem.isHidden()
    page.state.select(["b1", "b2"])
    assert not inspector.problem.isHidden()
    assert "“dog” is not looked at" in inspector.problem.text
    page.runner.problems_changed.emit(())
    assert inspector.problem.isHidden()


def test_boxes_are_grouped_and_dissolved(page: MainWindow) -> None:
    group, ungroup = (page.layout_.actions[one] for one in ("group_boxes", "ungroup_boxes"))
    page.state.select(["b1"])
    assert not group.isEnabled()
    page.state.select(["b1", "b2"])
    group.trigger()
    assert page.state.document.box("b1").group == page.state.document.box("b2").group != ""
    press(page, Qt.Key.Key_C)
    press(page, Qt.Key.Key_V)
    made = page.state.selected_boxes
    assert made[0].group == made[1].group != page.state.document.box("b1").group
    ungroup.trigger()
    assert not any(box.group for box in page.state.selected_boxes)
    assert not ungroup.isEnabled()
