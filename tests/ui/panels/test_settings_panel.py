"""Seed, steps, guidance scale, scheduler, size."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document
from sketchpad.generation.request.request import SCHEDULER_NAMES
from sketchpad.ui.app.main_window import MainWindow
from tests.ui.fake_engine import FakeEngine


def test_a_scheduler_is_chosen(
    window: MainWindow, engine: FakeEngine, drawing: Document, qtbot: QtBot
) -> None:
    choice = window.side.settings.scheduler
    assert [choice.itemData(n) for n in range(choice.count())] == list(SCHEDULER_NAMES)
    assert choice.currentData() == window.settings.values.sampling.scheduler
    before = choice.currentIndex()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    chosen = SCHEDULER_NAMES[before + 1]
    assert window.settings.values.sampling.scheduler == chosen
    window.state.open(drawing)
    window.actions_["generate"].trigger()
    assert engine.asked[-1][1][0].sampling.scheduler == chosen


def test_a_scheduler_comes_with_a_picture(window: MainWindow) -> None:
    window.settings.set_sampling(scheduler="unipc")
    assert window.side.settings.scheduler.currentText() == "UniPC"


def test_guidance_rescale_waits_under_more(
    window: MainWindow, engine: FakeEngine, drawing: Document, qtbot: QtBot
) -> None:
    panel = window.side.settings
    assert not panel.more.button.isChecked()
    assert not panel.rescale.isVisible()
    assert panel.more.summary.text() == ""
    panel.more.button.click()
    qtbot.keyClick(panel.rescale.slider, Qt.Key.Key_End)
    assert window.settings.values.sampling.guidance_rescale == 1.0
    window.state.open(drawing)
    window.actions_["generate"].trigger()
    assert engine.asked[-1][1][0].sampling.guidance_rescale == 1.0


def test_a_rescale_that_came_with_a_picture_is_seen_while_more_is_closed(
    window: MainWindow,
) -> None:
    window.settings.set_sampling(guidance_rescale=0.7)
    panel = window.side.settings
    assert panel.rescale.value == 0.7
    assert "0.7" in panel.more.summary.text()
    assert "0.7" in panel.more.button.accessibleDescription()
    window.settings.set_sampling(guidance_rescale=0.0)
    assert panel.more.summary.text() == ""


def test_two_passes_are_switched_off_under_more(
    window: MainWindow, engine: FakeEngine, drawing: Document
) -> None:
    panel = window.side.settings
    panel.more.button.click()
    assert panel.two_pass.isChecked()
    assert panel.two_pass.toolTip() == panel.two_pass.accessibleDescription()
    panel.two_pass.click()
    assert not window.settings.values.sampling.two_pass
    assert panel.more.summary.text()
    window.state.open(drawing)
    window.actions_["generate"].trigger()
    assert not engine.asked[-1][1][0].sampling.two_pass
    window.settings.set_sampling(two_pass=True)
    assert panel.two_pass.isChecked()
    assert panel.more.summary.text() == ""
