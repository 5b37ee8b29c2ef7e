"""Curves of guidance: drawn in a comparison, and carried from cell to cell and from method to method."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sketchpad.generation.comparison.matrix import Change
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.compare.compare_window import CompareWindow
from sketchpad.ui.widgets.curve_editor import SHAPES, CurveEditor
from tests.ui.compare.test_keys import CTRL, press
from tests.ui.fake_engine import FakeEngine

pytestmark = pytest.mark.slow

EARLY = SHAPES["early"]


@pytest.fixture
def done(window: MainWindow, compare: CompareWindow, engine: FakeEngine) -> CompareWindow:
    engine.run_to_end()
    compare.pages.set_look("grid")
    return compare


def columns(compare: CompareWindow) -> tuple[Change, ...]:
    assert compare.run.matrix is not None
    return compare.run.matrix.columns


def test_a_curve_goes_from_one_method_to_another(window: MainWindow) -> None:
    one = window.side.methods.cards["controlnet"].controls
    other = window.side.methods.cards["gligen"].controls
    window.settings.set_method("controlnet", curve=EARLY)
    for controls in (one, other):
        controls.more.button.setChecked(True)
    QTest.keyClick(one.curve, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "0:1/0.4:1/0.7:0"
    QTest.keyClick(other.curve, Qt.Key.Key_V, CTRL)
    assert window.settings.values.method("gligen").curve == EARLY


@pytest.mark.parametrize(
    "text", ["", "a house", "0:1/0.4", "0:99", "0.5:1/0.2:1", "x~0:1", "0:1\n" * 40]
)
def test_what_is_no_curve_is_not_pasted(qtbot: QtBot, text: str) -> None:
    editor = CurveEditor()
    qtbot.addWidget(editor)
    editor.set_curve(EARLY)
    QGuiApplication.clipboard().setText(text)
    with qtbot.assertNotEmitted(editor.curve_changed):
        QTest.keyClick(editor, Qt.Key.Key_V, CTRL)
    assert editor.curve == EARLY


def test_a_track_is_drawn_and_becomes_a_further_cell(
    done: CompareWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    done.pages.look_at(2, 0)
    press(done, Qt.Key.Key_T)
    (track,) = done.tracks.tracks
    assert not done.tracks.add.isEnabled()
    place = track.curve.place_of(0.5, 0.5).toPoint()
    qtbot.mouseClick(track.curve, Qt.MouseButton.LeftButton, pos=QPoint(place.x(), place.y()))
    assert len(done.run.cells) == 4  # a draft changes nothing yet
    qtbot.mouseClick(done.tracks.add, Qt.MouseButton.LeftButton)
    assert len(done.run.cells) == 5
    assert [len(requests) for _, requests in engine.asked] == [4, 1]
    (method,) = done.run.cells[4].request.methods
    assert (method.name, len(method.curve)) == ("controlnet", 3)
    assert done.pages.current == 4
    assert "~" in done.matrix_bar.columns.text.text()


def test_a_track_is_put_in_the_place_of_what_was(
    done: CompareWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    done.pages.look_at(2, 0)
    press(done, Qt.Key.Key_T)
    curve = done.tracks.tracks[0].curve
    curve.setFocus()
    QTest.keyClick(curve, Qt.Key.Key_Down)
    qtbot.mouseClick(done.tracks.instead, Qt.MouseButton.LeftButton)
    assert len(done.run.cells) == 4
    assert done.run.cells[2].request.methods[0].curve[0] == (0.0, 0.95)
    assert [len(requests) for _, requests in engine.asked] == [4, 1]


def test_tracks_go_from_cell_to_cell(done: CompareWindow, engine: FakeEngine) -> None:
    run = done.run
    assert run.matrix is not None
    steep = run.matrix.base.methods
    assert steep
    matrix = run.matrix
    column = columns(done)[2]
    (method,) = column.value
    from dataclasses import replace

    run.start(matrix.changed(column, Change("methods", (replace(method, curve=EARLY),))))
    engine.run_to_end()
    done.pages.look_at(2, 0)
    press(done, Qt.Key.Key_C, CTRL)
    done.pages.look_at(3, 0)
    press(done, Qt.Key.Key_V, CTRL)
    engine.run_to_end()
    (made,) = run.cells[4].request.methods
    assert (made.name, made.curve) == ("gligen", EARLY)
    assert len(engine.asked[-1][1]) == 1
    press(done, Qt.Key.Key_V, CTRL)  # onto itself: it is there already
    assert len(run.cells) == 5


def test_a_cell_without_a_method_has_no_tracks(done: CompareWindow) -> None:
    done.pages.look_at(0, 1)
    press(done, Qt.Key.Key_T)
    assert done.tracks.tracks == []
    assert not done.tracks._none.isHidden()
    press(done, Qt.Key.Key_C, CTRL)
    assert "no method" in done.notice.text


def test_columns_that_differ_in_their_curves_stay_two_when_one_types(
    done: CompareWindow, engine: FakeEngine
) -> None:
    bar = done.matrix_bar
    bar.columns.text.setText("controlnet=1, controlnet=1~0:1/0.4:1/0.7:0")
    bar.columns.text.editingFinished.emit()
    bar.columns.text.setText(bar.columns.text.text() + ", none")
    bar.columns.text.editingFinished.emit()
    QApplication.processEvents()
    assert [change.value[0].curve if change.value else None for change in columns(done)] == [
        (), EARLY, None,
    ]  # fmt: skip
