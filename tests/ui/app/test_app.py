"""Starting: without a display, with a file, and how the model is read once the user pauses."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from sketchpad.document.io import project_file
from sketchpad.document.model import Document
from sketchpad.ui.app import app as starting
from sketchpad.ui.app.main_window import MainWindow
from tests.ui.fake_engine import FakeEngine


def test_without_a_display_one_sentence_names_the_command_that_needs_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert starting.main([]) == 1
    said = capsys.readouterr().err
    assert "generate --sample cat --out cat.png" in said
    assert said.count("\n") == 1


def test_the_window_is_made_with_the_users_language_and_theme(
    qapp: QApplication, qtbot: QtBot
) -> None:
    from sketchpad.ui.state.preferences import PreferenceStore

    store = PreferenceStore()
    store.set("language", "zh_CN")
    store.set("theme", "dark")
    store.flush()
    engine = FakeEngine()
    window = starting.make_window(qapp, engine)  # type: ignore[arg-type]
    assert window.side.run.button.text() == "生成"
    from sketchpad.ui.style.theme import theme

    assert theme().is_dark
    window.close()
    assert engine.is_closed
    window.deleteLater()


def test_a_file_argument_is_opened(window: MainWindow, drawing: Document, tmp_path: Path) -> None:
    project_file.save(drawing, tmp_path / "a.sketchpad")
    assert window.project.open_now(tmp_path / "a.sketchpad")
    assert window.state.document == drawing


def test_the_model_is_read_once_the_user_pauses(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "QUIET", 10)
    warm = starting.WarmUp(window.painted, window.engine, window.runner, window.settings, window)
    warm._timer.start()
    qtbot.waitUntil(lambda: engine.warmed == [""])
    assert engine.asked == []
