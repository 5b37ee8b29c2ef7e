"""The comparison by mouse and by typing into its fields."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu, QWidget
from pytestqt.qtbot import QtBot

from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.compare.compare_window import CompareWindow
from sketchpad.ui.compare.dialogs import BlindDialog, BranchDialog
from sketchpad.ui.widgets.picture_view import Look
from tests.ui.fake_engine import FakeEngine, picture_of

pytestmark = pytest.mark.slow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def done(compare: CompareWindow, engine: FakeEngine) -> CompareWindow:
    engine.run_to_end()
    return compare


def wheel(widget: QWidget, turned: int) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_the_wheel_and_a_drag_move_all_cells(done: CompareWindow, qtbot: QtBot) -> None:
    view = done.grid.cells[1].view
    wheel(view, 360)
    looks = {cell.view.look for cell in done.grid.cells}
    assert len(looks) == 1
    (zoomed,) = looks
    assert zoomed.zoom is not None
    middle = view.rect().center()
    qtbot.mousePress(view, LEFT, pos=middle)
    qtbot.mouseMove(view, middle + QPoint(15, 10))
    qtbot.mouseRelease(view, LEFT, pos=middle + QPoint(15, 10))
    assert {cell.view.look for cell in done.grid.cells} == {view.look}
    assert view.look != zoomed
    qtbot.mouseDClick(view, LEFT, pos=middle)
    assert done.pages.currentWidget() is done.stage
    assert done.stage.view.look == view.look
    qtbot.mouseDClick(done.stage.view, LEFT, pos=done.stage.view.rect().center())
    assert done.pages.currentWidget() is done.grid


def test_the_line_between_two_pictures_is_dragged(done: CompareWindow, qtbot: QtBot) -> None:
    done.actions_["swipe"].trigger()
    QApplication.processEvents()
    view = done.stage.view
    start = QPoint(round(view._line()), view.height() // 2)
    qtbot.mousePress(view, LEFT, pos=start)
    qtbot.mouseMove(view, start + QPoint(60, 0))
    qtbot.mouseRelease(view, LEFT, pos=start + QPoint(60, 0))
    assert view.split is not None
    assert view.split > 0.55
    assert view.look == Look()  # the picture itself stayed where it was


def test_the_small_buttons_of_a_cell(window: MainWindow, done: CompareWindow, qtbot: QtBot) -> None:
    cell = done.grid.cells[2]
    qtbot.mouseClick(cell.star, LEFT)
    assert done.run.cells[2].mark == "star"
    qtbot.mouseClick(cell.reject, LEFT)
    assert done.run.cells[2].mark == "reject"
    qtbot.mouseClick(cell.use, LEFT)
    assert window.settings.values.chosen == {"controlnet"}
    qtbot.mouseClick(cell.more, LEFT)
    menu = done.findChild(QMenu)
    assert menu is not None
    allowed = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    assert allowed["Remove cell"]
    assert not allowed["Stop this cell"]
    assert done.pages.current == 2
    menu.close()


def test_columns_are_typed(done: CompareWindow, engine: FakeEngine, qtbot: QtBot) -> None:
    field = done.matrix_bar.columns.text
    field.selectAll()
    qtbot.keyClicks(field, "none, controlnet:canny")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert [len(cell.request.methods) for cell in done.run.cells] == [0, 1]
    assert len(engine.asked[-1][1]) == 1
    field.selectAll()
    qtbot.keyClicks(field, "none, gligen:canny")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "gligen:canny" in done.matrix_bar.problem.text()
    assert len(done.run.cells) == 2


def test_every_proposal_can_be_added(done: CompareWindow, engine: FakeEngine) -> None:
    side = done.matrix_bar.columns
    side.menu.aboutToShow.emit()
    for number in range(len(side.menu.actions())):
        side.menu.aboutToShow.emit()
        side.menu.actions()[number].trigger()
    assert done.matrix_bar.problem.isHidden()
    assert done.run.matrix is not None
    assert len(done.run.matrix.columns) > 12
    titles = [label.text() for label in done.grid.headings] or [
        c._title.text() for c in done.grid.cells
    ]
    assert len(set(titles)) == len(titles)  # nobody has to guess which is which


def test_the_slider_of_the_steps(done: CompareWindow, qtbot: QtBot) -> None:
    slider = done.scrubber.slider
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    for cell, view in zip(done.run.cells, done.grid.cells, strict=True):
        assert np.array_equal(view.picture, picture_of(cell.request, 1))
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert done.scrubber.position is None


def test_a_branch_is_described_by_typing(done: CompareWindow, qtbot: QtBot) -> None:
    dialog = BranchDialog(done.run.cells[2], 3, None, done)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.methods.selectAll()
    qtbot.keyClicks(dialog.methods, "controlnet=0.4~0:1/1:0")
    dialog.prompt.selectAll()
    qtbot.keyClicks(dialog.prompt, "a castle")
    dialog.step.selectAll()
    qtbot.keyClicks(dialog.step, "4")
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    qtbot.mouseClick(ok, LEFT)
    assert dialog.result() == 1
    (method,) = dialog.request.methods
    assert (method.strength, method.curve) == (0.4, ((0.0, 1.0), (1.0, 0.0)))
    assert (dialog.request.document.prompt, dialog.step.value()) == ("a castle", 4)


def test_blind_by_keys(
    window: MainWindow, done: CompareWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    done.actions_["blind"].trigger()
    dialog = done.findChild(BlindDialog)
    assert dialog is not None
    dialog.activateWindow()
    QApplication.processEvents()
    page = dialog.pages.currentWidget()
    while dialog.pages.currentWidget() is page:
        left, right = dialog._pairs[len(dialog.duels)]
        key = Qt.Key.Key_1 if left == 2 else Qt.Key.Key_2 if right == 2 else Qt.Key.Key_0
        QTest.keyClick(dialog, key)
    assert sum(duel.winner == 2 for duel in dialog.duels) == 3
    qtbot.mouseClick(dialog.use, LEFT)
    assert window.settings.values.chosen == {"controlnet"}
    assert [cell.votes for cell in done.run.cells][2] == (3, 0, 0)
    window.questions.path = tmp_path / "record.html"  # type: ignore[attr-defined]
    done.actions_["export_record"].trigger()
    window.exporter.writing.finish()
    page = (tmp_path / "record.html").read_text(encoding="utf-8")
    assert page.count("Compared blind: ") == 4
    assert "preferred 3 times, not preferred 0 times, 0 times no difference" in page
