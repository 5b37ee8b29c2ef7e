"""Seed, steps, guidance scale, scheduler, size."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from sketchpad.document.model import Document
from sketchpad.generation.request import SCHEDULER_NAMES
from sketchpad.ui.window import MainWindow
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
