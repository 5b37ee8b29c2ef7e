"""The list of changes: what was done, what was undone, and going there by click and key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QSplitter
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document, Stroke
from sketchpad.ui.panels.changes_panel import ChangesPanel, UndoPanel
from sketchpad.ui.state.document_state import DocumentState

TEXT, SPOKEN = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def state(qapp) -> DocumentState:
    state = DocumentState()
    for i in range(3):
        line = Stroke([[0, 20 * i], [50, 20 * i]])
        state.apply(state.document.with_stroke(line), f"Draw {i + 1}")
    return state


@pytest.fixture
def panel(qtbot: QtBot, state: DocumentState) -> ChangesPanel:
    made = ChangesPanel(state)
    qtbot.addWidget(made)
    made.resize(220, 300)
    made.show()
    return made


def rows(panel: ChangesPanel, role: Qt.ItemDataRole = TEXT) -> list[str]:
    model = panel.list.model()
    return [model.index(i, 0).data(role) for i in range(model.rowCount())]


def click(panel: ChangesPanel, row: int) -> None:
    index = panel.list.model().index(row, 0)
    at = panel.list.visualRect(index).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_all_steps_are_listed_and_the_present_one_is_marked(panel, state):
    assert rows(panel) == ["Opened", "Draw 1", "Draw 2", "Draw 3"]
    assert panel.list.currentIndex().row() == 3
    state.undo()
    assert rows(panel) == ["Opened", "Draw 1", "Draw 2", "Draw 3"]
    assert panel.list.currentIndex().row() == 2
    assert rows(panel, SPOKEN)[1:] == ["Draw 1, done", "Draw 2, present", "Draw 3, undone"]
    state.apply(state.document.cleared(), "Clear drawing")
    assert rows(panel) == ["Opened", "Draw 1", "Draw 2", "Clear drawing"]
    assert panel.list.selectionModel().selectedIndexes() == [panel.list.currentIndex()]


def test_a_click_goes_back_and_forth(panel, state):
    last = state.document
    click(panel, 1)
    assert len(state.document.strokes) == 1
    assert state.can_redo
    click(panel, 3)
    assert state.document == last
    click(panel, 0)
    assert state.document == Document()


def test_the_arrow_keys_do_it_too(panel, state):
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Up)
    QTest.keyClick(panel.list, Qt.Key.Key_Up)
    assert len(state.document.strokes) == 1
    QTest.keyClick(panel.list, Qt.Key.Key_End)
    assert len(state.document.strokes) == 3


def test_another_drawing_begins_another_list(panel, state):
    state.open(Document(strokes=(Stroke([[1, 1]]),)))
    assert rows(panel) == ["Opened"]
    state.undo()
    assert len(state.document.strokes) == 1


def test_a_panel_that_was_hidden_is_right_when_it_comes_back(panel, state):
    panel.hide()
    state.undo()
    state.apply(state.document.cleared(), "Clear drawing")
    panel.show()
    assert rows(panel) == ["Opened", "Draw 1", "Draw 2", "Clear drawing"]
    assert panel.list.currentIndex().row() == 3
    assert len(state.document.strokes) == 0


def test_the_window_shows_and_hides_it_by_one_action(qtbot, state):
    window, split = QMainWindow(), QSplitter()
    window.setCentralWidget(split)
    qtbot.addWidget(window)
    view = UndoPanel(window, state, split, window.menuBar().addMenu("View"))
    window.show()
    assert not view.panel.isVisible()
    view.action.trigger()
    assert view.panel.isVisible()
    assert view.action.text()
    assert view.action.statusTip()
    assert "Ctrl+Shift+H" in view.action.toolTip()
    assert view.panel.list.accessibleName()
    assert view.shortcut_group() == ("Changes", [view.action])
