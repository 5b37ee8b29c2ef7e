"""The same with several seeds: ranked by how well they follow."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.compare.compare_window import CompareWindow
from tests.ui.compare.test_keys import CTRL, SHIFT, press
from tests.ui.fake_engine import FakeEngine

pytestmark = pytest.mark.slow


def test_the_best_of_several_seeds_is_told_and_used(
    window: MainWindow, engine: FakeEngine, drawing: Document, qtbot: QtBot
) -> None:
    window.state.open(drawing)
    window.questions.count = 4  # type: ignore[attr-defined]
    window.actions_["best_of"].trigger()
    (_, requests) = engine.asked[0]
    seed = window.settings.values.sampling.seed
    assert [r.sampling.seed for r in requests] == [seed, seed + 1, seed + 2, seed + 3]
    assert {r.methods for r in requests} == {window.runner.request.methods}
    engine.run_to_end()
    compare = window.comparing.window
    assert compare is not None
    assert compare.notice.text.startswith("Best of 4")
    assert compare.pages.current == 3  # the fake judge likes later cells better
    assert compare.grid.cells[3]._title.text().startswith("1 · ")
    (use,) = compare.notice.findChildren(QPushButton)
    qtbot.mouseClick(use, Qt.MouseButton.LeftButton)
    assert window.settings.values.sampling.seed == seed + 3


def test_nobody_asked_nothing_happens(
    window: MainWindow, engine: FakeEngine, drawing: Document
) -> None:
    window.state.open(drawing)
    window.actions_["best_of"].trigger()
    assert engine.asked == []


def test_afterwards_the_methods_are_compared_again(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.run_to_end()
    window.questions.count = 2  # type: ignore[attr-defined]
    window.actions_["best_of"].trigger()
    engine.run_to_end()
    assert len(compare.run.cells) == 2
    window.actions_["compare"].trigger()
    assert [change.axis for change in compare.run.matrix.columns] == ["methods"] * 4
    assert len(compare.run.finished) == 4  # nothing was lost, nothing is made twice


def test_more_seeds_join_what_is_compared(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.run_to_end()
    compare.pages.set_look("grid")
    window.questions.count = 2  # type: ignore[attr-defined]
    press(compare, Qt.Key.Key_R, CTRL | SHIFT)
    assert len(compare.run.cells) == 12
    assert len(engine.asked[-1][1]) == 8
    engine.run_to_end()
    assert compare.notice.text.startswith("Best of 12")
    press(compare, Qt.Key.Key_R, CTRL | SHIFT)
    assert len(compare.run.cells) == 20


def test_without_room_for_seeds_it_says_so(
    window: MainWindow, compare: CompareWindow, engine: FakeEngine
) -> None:
    engine.run_to_end()
    bar = compare.matrix_bar
    bar.rows.axis.setCurrentIndex(bar.rows.axis.findData("steps"))
    bar.rows.axis.activated.emit(bar.rows.axis.currentIndex())
    engine.run_to_end()
    cells = len(compare.run.cells)
    window.questions.count = 2  # type: ignore[attr-defined]
    compare.actions_["best_of"].trigger()
    assert "both taken" in compare.notice.text
    assert len(compare.run.cells) == cells
