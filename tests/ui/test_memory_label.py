from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sketchpad.ui.app.main_window import MainWindow
from sketchpad.ui.widgets.memory_label import MemoryLabel


def test_the_window_shows_what_it_uses(window: MainWindow) -> None:
    (label,) = window.statusBar().findChildren(MemoryLabel)
    assert label.isVisible()
    label.look()
    assert 0.01 < float(label.text().split()[0]) < 1000
    assert label.text() in label.toolTip()
    window.preferences.set("language", "zh_CN")
    QApplication.processEvents()
    assert "内存" in label.toolTip()


def test_the_graphics_card_is_shown_where_it_is_used(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuda = SimpleNamespace(is_initialized=lambda: True, memory_reserved=lambda: 2_500_000_000)
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))
    label = MemoryLabel()
    qtbot.addWidget(label)
    label.show()
    qtbot.waitUntil(lambda: bool(label.text()))
    assert label.text().endswith("GB + 2.5 GB")
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=SimpleNamespace()))  # half read
    label.look()
    assert "+" not in label.text()
