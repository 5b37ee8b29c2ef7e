"""An error nobody expected: one sentence, once, and the drawing is brought to safety first."""

from __future__ import annotations

import logging
import sys

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QMessageBox

from sketchpad.ui.app.crash import CrashReporter, on_qt_message
from sketchpad.ui.app.main_window import MainWindow


@pytest.fixture
def reporter(window: MainWindow, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    rescued: list[bool] = []
    made = CrashReporter(lambda: rescued.append(True), window)
    made.install()
    made.rescued = rescued  # type: ignore[attr-defined]
    yield made
    made.uninstall()


def boxes(window: MainWindow) -> list[QMessageBox]:
    return [box for box in window.findChildren(QMessageBox) if box.isVisible()]


def test_one_sentence_with_a_button_for_the_log(
    reporter: CrashReporter, window: MainWindow
) -> None:
    error = RuntimeError("inside")
    for _ in range(5):
        sys.excepthook(RuntimeError, error, None)
    (box,) = boxes(window)
    assert box.text() == "Something went wrong. Your drawing is safe; you can go on working."
    assert "inside" not in box.text()
    assert [b.text() for b in box.buttons() if b.text() == "Show log"]
    assert reporter.rescued  # type: ignore[attr-defined]
    box.close()
    sys.excepthook(RuntimeError, error, None)
    assert len(boxes(window)) == 1


def test_ctrl_c_is_no_crash(reporter: CrashReporter, window: MainWindow) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not boxes(window)


def test_what_qt_says_goes_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "qt"):
        on_qt_message(QtMsgType.QtWarningMsg, QMessageLogContext(), "a warning of Qt")
    assert "a warning of Qt" in caplog.text
    qInstallMessageHandler(None)
