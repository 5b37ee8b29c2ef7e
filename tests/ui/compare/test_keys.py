"""The comparison by keyboard alone."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from sketchpad.generation.comparison.adherence import Adherence
from sketchpad.metrics.boxes import Verdict
from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.compare.compare_window import CompareWindow
from sketchpad.ui.dialogs.shortcuts import ShortcutsDialog
from tests.ui.fake_engine import FakeEngine, picture_of

pytestmark = pytest.mark.slow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def press(compare: CompareWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    compare.activateWindow()
    QApplication.processEvents()
    focused = compare.focusWidget()
    QTest.keyClick(focused or compare.pages.currentWidget(), key, modifiers)


@pytest.fixture
def done(compare: CompareWindow, engine: FakeEngine) -> CompareWindow:
    engine.run_to_end()
    compare.pages.set_look("grid")
    return compare


def test_every_action_has_a_key_of_its_own(compare: CompareWindow) -> None:
    assert [a.objectName() for a in compare.actions_.all() if not a.shortcuts()] == []


def test_looks_and_cells(done: CompareWindow) -> None:
    pages, stage = done.pages, done.stage
    press(done, Qt.Key.Key_Z)
    assert pages.currentWidget() is stage
    assert stage.look == "one"
    press(done, Qt.Key.Key_Right, CTRL)
    assert pages.current == 1
    press(done, Qt.Key.Key_M)  # the next ones are compared with this one
    assert (pages.current, pages.other) == (2, 1)
    press(done, Qt.Key.Key_W)
    assert stage.view.split == 0.5
    press(done, Qt.Key.Key_Right, SHIFT)
    assert stage.view.split == pytest.approx(0.52)
    press(done, Qt.Key.Key_C)
    assert (pages.current, pages.other) == (1, 2)
    press(done, Qt.Key.Key_D)
    assert stage.look == "difference"
    press(done, Qt.Key.Key_Plus, CTRL)
    assert {view.view.look for view in done.grid.cells} == {stage.view.look}
    assert stage.view.look.zoom is not None
    press(done, Qt.Key.Key_0, CTRL)
    assert stage.view.look.zoom is None
    press(done, Qt.Key.Key_G)
    assert pages.currentWidget() is done.grid


def test_steps_overlays_and_marks(done: CompareWindow) -> None:
    press(done, Qt.Key.Key_Comma)
    assert done.scrubber.position == done.scrubber.slider.maximum() - 1
    press(done, Qt.Key.Key_Period)
    assert done.scrubber.position is None
    press(done, Qt.Key.Key_P)
    assert done.scrubber.play.isChecked()
    press(done, Qt.Key.Key_P)
    press(done, Qt.Key.Key_K)
    press(done, Qt.Key.Key_L)
    assert all(len(view.view._overlays) == 2 for view in done.grid.cells)
    press(done, Qt.Key.Key_BracketLeft)
    assert done.tools.opacity.value() == 70
    press(done, Qt.Key.Key_BracketRight)
    press(done, Qt.Key.Key_BracketRight)
    assert done.tools.opacity.value() == 90
    press(done, Qt.Key.Key_S)
    assert done.run.cells[0].mark == "star"
    press(done, Qt.Key.Key_X)
    assert done.run.cells[0].mark == "reject"


def test_a_picture_is_used_and_becomes_the_base(window: MainWindow, done: CompareWindow) -> None:
    press(done, Qt.Key.Key_Right, CTRL)
    press(done, Qt.Key.Key_U)
    assert window.session.current is not None
    assert window.session.current.picture is done.run.cells[1].picture
    press(done, Qt.Key.Key_U, CTRL)
    assert window.settings.values.base is not None


def test_a_cell_is_removed_and_comes_back_with_its_picture(
    done: CompareWindow, engine: FakeEngine
) -> None:
    press(done, Qt.Key.Key_Right, CTRL)
    gone = done.run.cells[1]
    press(done, Qt.Key.Key_Delete)
    assert len(done.run.cells) == 3
    press(done, Qt.Key.Key_Z, CTRL)
    back = done.run.cells[1]
    assert (back.plan, back.phase) == (gone.plan, "done")
    assert np.array_equal(back.picture, picture_of(gone.request, 6))
    assert len(engine.asked) == 1


def test_the_order_is_chosen_and_followed(done: CompareWindow) -> None:
    press(done, Qt.Key.Key_O)  # best first: the fake judge likes later cells better
    assert done.tools.order.currentData() == "score"
    assert done.grid.cells[3]._title.text().startswith("1 · ")
    done.pages.look_at(3, 0)
    press(done, Qt.Key.Key_Right, CTRL)
    assert done.pages.current == 2


def test_the_keys_are_listed(done: CompareWindow) -> None:
    press(done, Qt.Key.Key_F1)
    dialog = done.findChild(ShortcutsDialog)
    assert dialog is not None
    dialog.close()


def test_one_cell_is_stopped_and_all_are(compare: CompareWindow, engine: FakeEngine) -> None:
    compare.pages.set_look("grid")
    engine.step(5)
    press(compare, Qt.Key.Key_Escape, SHIFT)
    assert [cell.phase for cell in compare.run.cells].count("stopped") == 1
    press(compare, Qt.Key.Key_Escape)
    assert not compare.run.busy


def test_each_box_is_ticked(done: CompareWindow, engine: FakeEngine) -> None:
    for number, rank in enumerate((0, 4)):
        compare_run = done.run
        compare_run._change(
            number, adherence=Adherence(boxes=(Verdict("house", rank, 0.5, "tree"),))
        )
    assert "✓" in done.grid.cells[0]._numbers.text()
    assert "✗" in done.grid.cells[1]._numbers.text()
    plain = done.sight.sketch(done.run.cells[2])()
    ticked = done.sight.sketch(done.run.cells[0])()
    assert plain is not None
    assert ticked is not None
    assert plain != ticked
