"""Lines through the clipboard, within the program and to others and back."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document, Stroke
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.canvas.strokes import commands as stroke_commands
from sketchpad.ui.files.mime_contents import is_welcome

CTRL = Qt.KeyboardModifier.ControlModifier
LINES = (
    Stroke([[40, 40, 0.5], [140, 60, 1.0]], 4, role="loose"),
    Stroke([[40, 200]], 9),
    Stroke([[60, 44], [70, 50]], 6, eraser=True),
)


@pytest.fixture
def page(window: MainWindow) -> MainWindow:
    window.state.open(Document(strokes=LINES))
    window.state.set_tool("strokes")
    window.canvas.setFocus()
    QApplication.processEvents()
    return window


def press(page: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(page.canvas, key, CTRL)


def test_copy_and_paste_go_aside_and_are_selected(page: MainWindow) -> None:
    page.state.stroke_selection.select([0])
    press(page, Qt.Key.Key_C)
    press(page, Qt.Key.Key_V)
    strokes = page.state.document.strokes
    assert len(strokes) == 5  # with what was erased of it
    assert (strokes[3].role, strokes[3].width, strokes[4].eraser) == ("loose", 4, True)
    np.testing.assert_allclose(strokes[3].points, LINES[0].points + np.array([8, 8, 0]))
    assert page.state.stroke_selection.indices == (3,)
    press(page, Qt.Key.Key_V)
    np.testing.assert_allclose(page.state.document.strokes[5].points[0, :2], [56, 56])
    page.state.undo()
    page.state.undo()
    assert page.state.document.strokes == LINES


def test_cut_and_paste_into_another_drawing_keeps_the_place(page: MainWindow) -> None:
    page.state.stroke_selection.select([0, 1])
    press(page, Qt.Key.Key_X)
    assert page.state.document.strokes == ()
    assert not page.state.stroke_selection
    page.state.open(Document(512, 512))
    press(page, Qt.Key.Key_V)
    assert page.state.document.strokes == LINES
    assert page.state.tool == "strokes"


def test_what_would_lie_beside_a_smaller_page_comes_into_its_middle(page: MainWindow) -> None:
    page.state.open(Document(512, 512, strokes=(Stroke([[400, 400], [440, 420]], 4),)))
    page.state.stroke_selection.select([0])
    press(page, Qt.Key.Key_C)
    page.state.open(Document(256, 256))
    press(page, Qt.Key.Key_V)
    (stroke,) = page.state.document.strokes
    assert stroke.points[:, :2].mean(axis=0).tolist() == [128, 128]


def test_boxes_and_lines_take_turns(page: MainWindow) -> None:
    assert not page.layout_.actions["copy_boxes"].isEnabled()
    page.state.stroke_selection.select([1])
    assert page.layout_.actions["copy_boxes"].isEnabled()


def test_a_locked_layer_takes_nothing(page: MainWindow) -> None:
    page.state.stroke_selection.select([0])
    press(page, Qt.Key.Key_C)
    page.state.apply(page.state.document.with_layer("sketch", locked=True), "lock")
    press(page, Qt.Key.Key_V)
    assert page.state.document.strokes == LINES


def test_others_get_svg_and_what_they_make_of_it_can_come_back(
    page: MainWindow, qtbot: QtBot
) -> None:
    page.state.stroke_selection.select([0, 1])
    press(page, Qt.Key.Key_C)
    data = QGuiApplication.clipboard().mimeData()
    drawn = bytes(data.data("image/svg+xml").data()).decode()
    assert drawn == data.text()
    assert drawn.startswith("<svg")
    assert drawn.count("<path") == 3
    QGuiApplication.clipboard().setText(drawn)  # as another program would
    page.state.open(Document())
    press(page, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: not page.project.reading.busy)
    assert len(page.state.document.strokes) == 3
    page.state.undo()
    assert page.state.document.is_empty


@pytest.mark.parametrize(
    "text",
    [
        '<svg viewBox="0 0 9 9"><path d="M1 1L8 8" stroke="red"/></svg>',
        '\ufeff <?xml version="1.0"?>\n<!-- x --><svg viewBox="0 0 9 9"><path d="M1 1L8 8"/></svg>',
    ],
)
def test_svg_text_is_welcome(page: MainWindow, qtbot: QtBot, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    assert is_welcome(data)
    page.incoming.receive(data, QPoint())
    qtbot.waitUntil(lambda: len(page.state.document.strokes) == 4)


GARBAGE = [
    b"",
    b"[]",
    b"\xff\xfe",
    b'{"strokes": 3, "points": ""}',
    b'{"strokes": [{"points": 2}], "points": ""}',
    b'{"strokes": [{"points": 1, "width": 2, "eraser": false, "role": "follow"}], "points": "????"}',
    json.dumps(
        {
            "strokes": [{"points": 1, "width": -2, "eraser": False, "role": "follow"}],
            "points": "AAAAAAAAAAAAAAAA",
        }
    ).encode(),
    json.dumps(
        {
            "strokes": [{"points": 1, "width": 2, "eraser": False, "role": ["x"]}],
            "points": "AAAAAAAAAAAAAAAA",
        }
    ).encode(),
    json.dumps(
        {
            "strokes": [{"points": 1, "width": 2, "eraser": False, "role": "follow"}],
            "points": "AADAfwAAwH8AAMB/",  # no numbers
        }
    ).encode(),
    b"[" * 100_000,
]


@pytest.mark.parametrize("raw", GARBAGE)
def test_garbage_on_the_clipboard_makes_no_lines(raw: bytes) -> None:
    data = QMimeData()
    data.setData(stroke_commands.FORM, raw)
    assert stroke_commands.from_mime(data) == ()


def test_what_is_copied_is_what_was_there(page: MainWindow) -> None:
    data = stroke_commands.to_mime(LINES, Document())
    assert stroke_commands.from_mime(data) == LINES


def test_the_text_outlives_the_window_and_nothing_else(page: MainWindow) -> None:
    page.state.stroke_selection.select([0])
    press(page, Qt.Key.Key_C)
    page.questions.answer = "discard"  # type: ignore[attr-defined]
    page.close()
    data = QGuiApplication.clipboard().mimeData()
    assert data.text().startswith("<svg")
    assert not data.hasFormat(stroke_commands.FORM)


def test_a_filling_that_is_pasted_is_one_of_its_own(page: MainWindow) -> None:
    filling = tuple(Stroke([[50, y], [90, y]], 4, group="g1") for y in (50, 54))
    page.state.open(Document(strokes=filling))
    page.state.stroke_selection.select([0, 1])
    press(page, Qt.Key.Key_C)
    press(page, Qt.Key.Key_V)
    press(page, Qt.Key.Key_V)
    strokes = page.state.document.strokes
    assert [stroke.group for stroke in strokes[::2]] == [stroke.group for stroke in strokes[1::2]]
    assert len({stroke.group for stroke in strokes}) == 3
    assert len({stroke.with_group("") for stroke in strokes}) == 6
