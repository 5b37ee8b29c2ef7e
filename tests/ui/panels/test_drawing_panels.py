"""Every tool is on the rail, and how lines are drawn is in a menu beside the brush."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from sketchpad.ui.canvas.canvas_widget import CanvasWidget
from sketchpad.ui.panels.slider_menu import LineOptions
from sketchpad.ui.panels.tool_rail import ToolRail
from sketchpad.ui.state.document_state import TOOLS, DocumentState
from sketchpad.ui.widgets.flyout_button import FlyoutButton


@pytest.fixture
def canvas(qtbot: QtBot) -> CanvasWidget:
    widget = CanvasWidget(DocumentState())
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def rail(qtbot: QtBot, canvas: CanvasWidget) -> ToolRail:
    made = ToolRail(canvas)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_tool_and_role_is_on_the_rail(rail, canvas):
    offered = set()
    for button in rail.findChildren(QToolButton):
        one = isinstance(button, FlyoutButton)
        offered |= set(button.choices()) if one else {button.defaultAction()}
        assert button.accessibleName()
    for name in (*TOOLS, "role_follow", "role_loose", "role_ignore"):
        assert canvas.action(name) in offered


def test_a_shared_button_shows_what_was_taken_last(rail, canvas):
    shapes = next(
        b for b in rail.findChildren(FlyoutButton) if canvas.action("ellipse") in b.choices()
    )
    assert shapes.defaultAction() is canvas.action("line")
    canvas.action("ellipse").trigger()
    assert shapes.defaultAction() is canvas.action("ellipse")
    canvas.action("pen").trigger()
    QTest.mouseClick(shapes, Qt.MouseButton.LeftButton)
    assert canvas.state.tool == "ellipse"
    assert shapes.accessibleName() == "Ellipse"


def test_the_right_button_offers_all(rail, canvas, qtbot):
    lasso = canvas.action("lasso")
    shared = next(b for b in rail.findChildren(FlyoutButton) if lasso in b.choices())
    seen = []

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        seen.extend(menu.actions())
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(lasso).center())

    QTimer.singleShot(0, choose)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, QPoint(4, 4), shared.mapToGlobal(QPoint(4, 4))
    )
    QApplication.sendEvent(shared, event)
    assert seen == [canvas.action("strokes"), lasso]
    assert canvas.state.tool == "lasso"
    assert shared.defaultAction() is lasso


def test_steadiness_by_slider_and_switch_agree(qtbot, canvas):
    options = LineOptions(canvas)
    qtbot.addWidget(options)
    options.slider.setValue(30)
    assert canvas.state.pencil.steadiness == pytest.approx(0.3)
    assert canvas.action("steady").isChecked()
    canvas.action("steady").trigger()
    assert options.slider.value() == 0
    canvas.action("steady").trigger()
    assert options.slider.value() == 50


def test_mirrors_can_be_combined(canvas):
    canvas.action("mirror_across").trigger()
    canvas.action("mirror_down").trigger()
    assert canvas.state.pencil.mirror == "both"
    canvas.action("mirror_across").trigger()
    assert canvas.state.pencil.mirror == "down"
    assert not canvas.action("mirror_across").isChecked()
